#!/usr/bin/env bash
# Keeps what the cluster of KUBECONFIG says while tests run, until it is ended: events, and the log of every pod of the operator
# and of its generators. Tests clean up behind themselves, so that afterwards there is nothing to look at.
# usage: eng/e2e-logs.sh FOLDER
set -uo pipefail
folder=${1:?usage: eng/e2e-logs.sh FOLDER}
mkdir -p "$folder"
trap 'kill $(jobs -p) 2>/dev/null' EXIT
trap 'exit 0' TERM INT

kubectl get events --all-namespaces --watch-only --output 'custom-columns=TIME:.lastTimestamp,NAMESPACE:.metadata.namespace,KIND:.involvedObject.kind,NAME:.involvedObject.name,REASON:.reason,MESSAGE:.message' \
  >"$folder/events.txt" 2>/dev/null &
# Wakes up seldom: it shares a CPU with what the tests measure.
while sleep 4 & wait $!; do
  while read -r namespace pod; do
    [ -e "$folder/$pod.log" ] && continue
    : >"$folder/$pod.log"
    kubectl --namespace "$namespace" logs --follow "$pod" >"$folder/$pod.log" 2>&1 &
  done < <(kubectl get pods --all-namespaces --no-headers --field-selector status.phase=Running --selector 'app.kubernetes.io/name in (load-operator, load-agent)' \
    --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name 2>/dev/null)
done
