#!/usr/bin/env bash
# Puts what flame graphs are drawn with (d3 and d3-flame-graph, from npm, as package-lock.json pins them) into out/flamegraph, from
# where the build takes it along. Fetched once per machine, into ~/.cache/load-operator. Without npm the build is whole but for these
# pages: loadctl then says so, and writes folded stacks and speedscope files alone.
set -euo pipefail
cd "$(dirname "$0")"
out=../../out/flamegraph
cache=${XDG_CACHE_HOME:-$HOME/.cache}/load-operator/flamegraph-$(sha256sum package-lock.json | cut -c1-16)

if [ ! -f "$cache/complete" ]; then
  if ! command -v npm >/dev/null; then
    echo "flamegraph: npm is not here, so this build draws no flame graphs (Debian: apt-get install npm; then make build again)" >&2
    exit 0
  fi
  mkdir -p "$cache"
  cp package.json package-lock.json "$cache"
  if ! (cd "$cache" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
    echo "flamegraph: npm could not fetch d3-flame-graph, so this build draws no flame graphs" >&2
    exit 0
  fi
  touch "$cache/complete"
fi

mkdir -p "$out"
cp "$cache/node_modules/d3/dist/d3.min.js" "$cache/node_modules/d3-flame-graph/dist/d3-flamegraph.umd.min.js" "$out"
