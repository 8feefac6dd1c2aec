#!/usr/bin/env bash
# The generator beside wrk and hey, in one run: one CPU for the generator, one for nginx, 64 keep-alive connections, a small GET.
# Then the open model at half of the generator's own top rate: how late are its sends? And does its memory grow? Prints a table, and writes
# out/bench/generator.json. Needs two CPUs; installs nginx, wrk, hey and jq from Debian where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(nproc)" -ge 2 ] || { echo "bench: needs two CPUs, one for the generator and one for the target" >&2; exit 1; }
need=(); for pair in nginx:nginx-light wrk:wrk hey:hey jq:jq curl:curl; do command -v "${pair%%:*}" >/dev/null || [ -x "/usr/sbin/${pair%%:*}" ] || need+=("${pair#*:}"); done
if [ ${#need[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || { echo "bench: install ${need[*]} first (apt-get install ${need[*]})" >&2; exit 1; }
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

out=out/bench; mkdir -p "$out"
work=$(mktemp -d)
port=$(for p in $(seq 18080 18180); do (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; break; }; done)
first=0 last=$(($(nproc) - 1)) seconds=5
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; worker_rlimit_nofile 40000; pid $work/nginx.pid; error_log $work/error.log;
events { worker_connections 20000; }
http { access_log off; keepalive_requests 100000000; client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  server { listen 127.0.0.1:$port; location / { return 200 "ok"; } } }
CONF
taskset -c $first "$(command -v nginx || echo /usr/sbin/nginx)" -c "$work/nginx.conf" & nginx=$!
trap 'kill $nginx 2>/dev/null; wait $nginx 2>/dev/null; rm -rf "$work"' EXIT
url=http://127.0.0.1:$port/
for _ in $(seq 50); do curl -sf "$url" >/dev/null && break; sleep 0.1; done

# campaign NAME LOAD: runs rounds against nginx and leaves result.json in $out/NAME.
campaign() {
  cat >"$work/$1.yaml" <<YAML
apiVersion: loadoperator.dev/v1alpha1
kind: LoadCampaign
metadata: {name: $1}
spec:
  candidate: {url: '$url'}
  workload: {http: {path: /}}
  load: $2
  rounds: {count: 3, maxDiscarded: 0}
  objectives: [{metric: throughput, minPerSecond: 1}]
  generator: {selfCheck: {minAchievedPercent: 50, maxLatePercent: 100, maxSendLag: 10s, maxGcPausePercent: 100, maxThrottled: 1h, maxStealPercent: 100, maxMemoryPercent: 100, maxMemoryStallPercent: 100, maxPortsPercent: 100}}
YAML
  out/bin/loadctl run -f "$work/$1.yaml" --out "$out/$1" >"$out/$1.log" 2>&1 || { cat "$out/$1.log" >&2; exit 1; }
}
median() { jq "[$2] | flatten | sort | .[length / 2 | floor]" "$out/$1/result.json"; }

wrk_rate=$(taskset -c "$last" wrk -t1 -c64 -d${seconds}s "$url" | awk '/Requests\/sec/ { print $2 }')
hey_rate=$(GOMAXPROCS=1 taskset -c "$last" hey -c 64 -z ${seconds}s "$url" | awk '/Requests\/sec/ { print $2 }')
campaign closed "{warmUp: 2s, keepConstant: {copies: 64, during: ${seconds}s}}"
rate=$(median closed '.status.objectives[0].values')
open=$(awk "BEGIN { print int($rate / 2) }")
campaign open "{warmUp: 2s, inject: {rate: $open, during: ${seconds}s}}"

# Memory: the full rate for a minute in all (BENCH_MEMORY_SECONDS for longer), and what the agent has resident at a tenth of the time and at its end.
memory_seconds=${BENCH_MEMORY_SECONDS:-60}
campaign memory "{warmUp: 1s, keepConstant: {copies: 64, during: $((memory_seconds / 3))s}}" & measuring=$!
: >"$work/rss"
while kill -0 $measuring 2>/dev/null; do
  if grep -q "rounds done" "$out/memory.log" 2>/dev/null && agent=$(pgrep -P "$(pgrep -P $measuring loadctl)" load-agent); then
    awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$agent/status" >>"$work/rss" 2>/dev/null || true
  fi
  sleep 1
done
wait $measuring
rss_early=$(awk '{ mib[NR] = $1 } END { print mib[int((NR + 9) / 10)] }' "$work/rss")
rss_end=$(tail -n 1 "$work/rss")

jq -n --argjson rate "$rate" --argjson wrk "$wrk_rate" --argjson hey "$hey_rate" --argjson open "$open" \
  --argjson lag "$(jq -s '[.[].generators[].sendLagP99Ms] | sort' "$out"/open/rounds/pair-*.json)" \
  --argjson sent "$(jq '.status.generators[0].worst | .sent / .scheduled * 100' "$out/open/result.json")" \
  --argjson bytes "$(jq '.status.generators[0].worst.allocatedBytesPerRequest' "$out/closed/result.json")" \
  --argjson memorySeconds "$memory_seconds" --argjson early "$rss_early" --argjson late "$rss_end" \
  '{requestsPerSecond: $rate, wrkRequestsPerSecond: $wrk, heyRequestsPerSecond: $hey, ratioToWrk: ($rate / $wrk), ratioToHey: ($rate / $hey),
    openRate: $open, sendLagP99Ms: ($lag | .[length / 2 | floor]), sendLagP99MsWorst: ($lag | last), sentPercent: $sent, allocatedBytesPerRequest: $bytes,
    memorySeconds: $memorySeconds, residentMiBAtATenth: $early, residentMiBAtTheEnd: $late}' >"$out/generator.json"
jq -r '"closed loop, 64 connections   requests/s   of wrk",
  "wrk                            \(.wrkRequestsPerSecond | floor)\t\t1.00",
  "hey                            \(.heyRequestsPerSecond | floor)\t\t\(.heyRequestsPerSecond / .wrkRequestsPerSecond * 100 | round / 100)",
  "load-agent                     \(.requestsPerSecond | floor)\t\t\(.ratioToWrk * 100 | round / 100)",
  "", "open model at \(.openRate)/s: \(.sentPercent * 100 | round / 100) % sent, P99 send lag \(.sendLagP99Ms * 1000 | round / 1000) ms (worst of three rounds \(.sendLagP99MsWorst * 1000 | round / 1000) ms), \(.allocatedBytesPerRequest | floor) bytes allocated per request",
  "over \(.memorySeconds) s at full rate: \(.residentMiBAtATenth | round) MiB resident at a tenth of the time, \(.residentMiBAtTheEnd | round) MiB at the end"' "$out/generator.json"
