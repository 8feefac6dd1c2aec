#!/usr/bin/env bash
# Why did it get slower? A candidate that hashes more than the control is found to be slower, both are profiled, and the method that
# was made dearer must be named first. Exits non-zero where it is not. Result: out/demo/why/, with profiles/flamegraph.html.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/demo-services.sh
method=LoadOperator.DemoTarget.OrderWork.Hash

serve control --hash-rounds 800
serve slower --hash-rounds 2000

campaign why slower config/samples/why.yaml
[ "$verdict $code" = "Regression 1" ] || { echo "demo: expected Regression, got '${verdict:-nothing}'" >&2; exit 1; }
first=$(sed -n '/"movers": \[/,/\]/s/.*"method": "\(.*\)".*/\1/p' out/demo/why/result.json | head -n 1)
[ "$first" = "$method" ] || { echo "demo: expected $method to be named first, got '${first:-nothing}'" >&2; exit 1; }
echo
echo "The method that was made dearer is named first: $first"
[ ! -f out/demo/why/profiles/flamegraph.html ] || echo "Flame graphs of both versions and of their difference: out/demo/why/profiles/flamegraph.html"
