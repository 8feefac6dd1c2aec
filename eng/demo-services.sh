# For the demos, to be sourced: order services on free ports that end with the script, and campaigns over them.
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

# campaign FOLDER CANDIDATE MANIFEST OPTION…: runs a campaign against the control, prints its result, and leaves its verdict in $verdict
# and its exit code in $code.
campaign() {
  local folder=out/demo/$1 candidate=$2 manifest=$3; shift 3
  rm -rf "$folder"
  code=0
  "$bin/loadctl" run -f "$manifest" --out "$folder" --control-url "$(cat "$work/control")" --candidate-url "$(cat "$work/$candidate")" "$@" 9>&- || code=$?
  [ "$code" != 130 ] || exit 130
  verdict=$(sed -n 's/^    "verdict": "\([A-Za-z]*\)",$/\1/p' "$folder/result.json" | head -n 1)
}
