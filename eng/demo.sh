#!/usr/bin/env bash
# The main job on one machine: a real load test of two real services. First the candidate is about 30 % slower than the
# control and the answer must be Regression; then the same service runs on both sides and the answer must not be one.
# Exits non-zero where an answer is wrong. Results: out/demo/regression/ and out/demo/same/.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/demo-services.sh

serve control --hash-rounds 40 --wait-ms 8
serve same --hash-rounds 40 --wait-ms 8
serve slower --hash-rounds 60 --wait-ms 11

echo "== 1 of 2: a candidate that is about 30 % slower"
campaign regression slower config/samples/quickstart.yaml
[ "$verdict $code" = "Regression 1" ] || { echo "demo: expected Regression, got '${verdict:-nothing}'" >&2; exit 1; }
echo
echo "== 2 of 2: the same service on both sides"
campaign same same config/samples/quickstart.yaml
case "$verdict $code" in
  "NoRegression 0" | "Inconclusive 2") ;;
  *) echo "demo: expected NoRegression or Inconclusive, got '${verdict:-nothing}'" >&2; exit 1 ;;
esac
echo
echo "Both answers are right. The whole story: out/demo/regression/report.md and out/demo/same/report.md"
