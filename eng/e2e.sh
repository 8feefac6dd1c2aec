#!/usr/bin/env bash
# Tests on a real node, and ends with one line: N passed, N failed, N skipped.
# Without KUBECONFIG: uses the node that make cluster-up has started, or starts one and stops it again, whatever happens; builds
# the images and loads them.
# With KUBECONFIG: uses that cluster, its default storage class, and the images that it finds there under LOAD_OPERATOR_IMAGE,
# DEMO_TARGET_IMAGE and GO_TARGET_IMAGE (docs/how-to/develop-with-a-cluster.md says how they get there).
# Where a test fails, out/e2e-logs/ has what the cluster said meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/cluster/settings.sh
export LOAD_OPERATOR_IMAGE=${LOAD_OPERATOR_IMAGE:-localhost/load-operator:dev} DEMO_TARGET_IMAGE=${DEMO_TARGET_IMAGE:-localhost/load-operator-demo:dev} GO_TARGET_IMAGE=${GO_TARGET_IMAGE:-localhost/load-operator-go-orders:dev}
logs=out/e2e-logs
rm -rf "$logs"

local=0 ours=0 listener= building= aside=()
finish() {
  local code=$?
  trap - EXIT
  { [ -z "$listener" ] || { kill "$listener" && wait "$listener"; }; } 2>/dev/null || true
  # With all that it has started, which hears no interrupt of its own.
  { [ -z "$building" ] || { kill -- "-$building" && wait "$building"; }; } 2>/dev/null || true
  if [ $code = 0 ]; then
    rm -rf "$logs"
  else
    [ $local = 0 ] || { mkdir -p "$logs/node" && cp -r "$state/logs/." "$logs/node/"; } 2>/dev/null || true
    [ ! -d "$logs" ] || say "what the cluster said is in $logs"
  fi
  [ $ours = 0 ] || eng/cluster/down.sh || true
  exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ -z "${KUBECONFIG:-}" ]; then
  local=1
  export KUBECONFIG=$state/admin.conf
  # The node comes up while the images are built, which are as nice as its own programs.
  setsid nice -n 10 eng/image.sh &
  building=$!
  is_up || { ours=1; eng/cluster/up.sh >/dev/null; }
  wait "$building"
  building=
  load_images
  # It has no storage class. down.sh removes the folder with all the state.
  export NODE_VOLUMES=$state/volumes
  # Pods are pinned elsewhere.
  aside=(taskset -c 0)
fi
command -v kubectl >/dev/null || fail "kubectl is needed"
kubectl get --raw /version --request-timeout 10s >/dev/null || fail "the cluster of $KUBECONFIG does not answer"
"${aside[@]}" nice -n 10 eng/e2e-logs.sh "$logs" &
listener=$!
eng/test.sh E2E
