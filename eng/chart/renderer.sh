#!/usr/bin/env bash
# Makes sure that there is something to render the chart with, and prints its path as the only line on standard output: helm where
# it is installed, and otherwise a small program on Debian's Go packages that takes the same arguments.
set -euo pipefail
cd "$(dirname "$0")/../.."
. eng/cluster/settings.sh
if command -v helm; then exit 0; fi
mkdir -p out/chart
renderer=$PWD/out/chart/render
if [ ! -x "$renderer" ] || [ eng/chart/main.go -nt "$renderer" ]; then
  install_packages out/chart/install.log golang-go golang-github-masterminds-sprig-dev golang-k8s-sigs-yaml-dev
  GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=${GOCACHE:-$cache/go} GOFLAGS= go build -o "$renderer" eng/chart/main.go >&2
fi
echo "$renderer"
