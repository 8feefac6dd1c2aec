#!/usr/bin/env bash
# Why did it get slower? A candidate that hashes more than the control is found to be slower, both are profiled, and the method that
# was made dearer must be named first. Then a candidate without the mistake: what was blamed must have receded. Exits non-zero
# where it is not so. Results: out/demo/why/, with profiles/flamegraph.html, and out/demo/fixed/.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/demo-services.sh
method=LoadOperator.DemoTarget.OrderWork.Hash

serve control --hash-rounds 800
serve slower --hash-rounds 2000
serve fixed --hash-rounds 800

campaign why slower config/samples/why.yaml
[ "$verdict $code" = "Regression 1" ] || { echo "demo: expected Regression, got '${verdict:-nothing}'" >&2; exit 1; }
first=$(sed -n '/"movers": \[/,/\]/s/.*"method": "\(.*\)".*/\1/p' out/demo/why/result.json | head -n 1)
[ "$first" = "$method" ] || { echo "demo: expected $method to be named first, got '${first:-nothing}'" >&2; exit 1; }
echo
echo "The method that was made dearer is named first: $first"
[ ! -f out/demo/why/profiles/flamegraph.html ] || echo "Flame graphs of both versions and of their difference: out/demo/why/profiles/flamegraph.html"

campaign fixed fixed config/samples/why.yaml --verifies out/demo/why
outcome=$(sed -n '/"verification": {/,/^ *}/p' out/demo/fixed/result.json | grep -A 12 "\"method\": \"$method\"" | sed -n 's/.*"outcome": "\(.*\)".*/\1/p' | head -n 1)
[ "$outcome" = Receded ] || { echo "demo: expected $method to have receded, got '${outcome:-nothing}'" >&2; exit 1; }
echo
echo "In the version without the mistake it has receded: $method"
