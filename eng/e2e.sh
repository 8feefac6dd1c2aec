#!/usr/bin/env bash
# Tests on a real node, and ends with one line: N passed, N failed, N skipped.
# Without KUBECONFIG: starts a node on this machine, builds the images and loads them, and stops the node again, whatever happens.
# With KUBECONFIG: uses that cluster, and the images that it finds there under LOAD_OPERATOR_IMAGE and DEMO_TARGET_IMAGE
# (kind: kind load docker-image …; k3s: k3s ctr images import …).
set -euo pipefail
cd "$(dirname "$0")/.."
export LOAD_OPERATOR_IMAGE=${LOAD_OPERATOR_IMAGE:-localhost/load-operator:dev} DEMO_TARGET_IMAGE=${DEMO_TARGET_IMAGE:-localhost/load-operator-demo:dev}
if [ -z "${KUBECONFIG:-}" ]; then
  . eng/cluster/settings.sh
  logs=out/e2e-logs
  finish() {
    code=$?
    if [ $code != 0 ]; then rm -rf "$logs"; mkdir -p "$logs"; cp -r "$state/logs/." "$logs/" 2>/dev/null || true; fi
    eng/cluster/down.sh
    exit $code
  }
  trap finish EXIT
  eng/cluster/up.sh >/dev/null
  eng/image.sh --load
  export KUBECONFIG=$state/admin.conf
fi
eng/test.sh E2E
