#!/usr/bin/env bash
# The main job on one machine: a real load test of two real services. First the candidate is about 30 % slower than the
# control and the answer must be Regression; then the same service runs on both sides and the answer must not be one.
# Exits non-zero where an answer is wrong. Results: out/demo/regression/ and out/demo/same/.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=out/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The services end with this script, however it ends: it alone holds the other end of their standard input.
mkfifo "$work/life"
exec 9<>"$work/life"

pin() { if command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ]; then taskset -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')" "$@"; else "$@"; fi; }

# serve NAME ARGUMENT…: starts a service on a free port and leaves its address in $work/NAME.
serve() {
  local name=$1; shift
  pin "$bin/demo-target" --urls http://127.0.0.1:0 --stop-with-stdin "$@" <"$work/life" 9>&- >"$work/$name.log" &
  for _ in $(seq 100); do
    sed -n 's/.*"listening":"\([^"]*\)".*/\1/p' "$work/$name.log" >"$work/$name"
    [ -s "$work/$name" ] && return
    sleep 0.1
  done
  echo "demo: the service '$name' did not start:" >&2; cat "$work/$name.log" >&2; exit 1
}

# campaign FOLDER CANDIDATE: runs the quickstart against the control, prints its result, and leaves its verdict in $verdict
# and its exit code in $code.
campaign() {
  rm -rf "out/demo/$1"
  code=0
  "$bin/loadctl" run -f config/samples/quickstart.yaml --out "out/demo/$1" --control-url "$(cat "$work/control")" --candidate-url "$(cat "$work/$2")" 9>&- || code=$?
  [ "$code" != 130 ] || exit 130
  verdict=$(sed -n 's/^    "verdict": "\([A-Za-z]*\)",$/\1/p' "out/demo/$1/result.json" | head -n 1)
}

serve control --hash-rounds 40 --wait-ms 8
serve same --hash-rounds 40 --wait-ms 8
serve slower --hash-rounds 60 --wait-ms 11

echo "== 1 of 2: a candidate that is about 30 % slower"
campaign regression slower
[ "$verdict $code" = "Regression 1" ] || { echo "demo: expected Regression, got '${verdict:-nothing}'" >&2; exit 1; }
echo
echo "== 2 of 2: the same service on both sides"
campaign same same
case "$verdict $code" in
  "NoRegression 0" | "Inconclusive 2") ;;
  *) echo "demo: expected NoRegression or Inconclusive, got '${verdict:-nothing}'" >&2; exit 1 ;;
esac
echo
echo "Both answers are right. The whole story: out/demo/regression/report.md and out/demo/same/report.md"
