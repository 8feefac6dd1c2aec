#!/usr/bin/env bash
# Ends what up.sh has started, and leaves neither processes nor mounts, bridges or rules behind. Harmless when nothing is up.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"
[ -d "$state" ] || exit 0

if [ -f "$state/admin.conf" ] && is_running kube-apiserver; then
  timeout 30 kubectl --kubeconfig "$state/admin.conf" delete pods --all-namespaces --all --force --grace-period=0 >/dev/null 2>&1
  # The kubelet stops the containers of pods that are gone.
  for _ in $(seq 20); do [ -z "$(ctr --address "$containerd_socket" -n k8s.io tasks list -q 2>/dev/null)" ] && break; sleep 0.5; done
fi
for name in kubelet kube-proxy kube-scheduler kube-controller-manager; do is_running "$name" && kill "$(cat "$state/run/$name.pid")"; done
for task in $(timeout 10 ctr --address "$containerd_socket" -n k8s.io tasks list -q 2>/dev/null); do timeout 10 ctr --address "$containerd_socket" -n k8s.io tasks kill -s KILL "$task" 2>/dev/null; done
proxy=$(ls -d "$cache"/kubernetes/*/bin/kube-proxy 2>/dev/null | tail -n 1)
[ -z "$proxy" ] || "$proxy" --cleanup >/dev/null 2>&1
for name in kube-apiserver etcd containerd; do is_running "$name" && kill "$(cat "$state/run/$name.pid")"; done
for _ in $(seq 20); do
  alive=0
  for name in kubelet kube-proxy kube-scheduler kube-controller-manager kube-apiserver etcd containerd; do is_running "$name" && alive=1; done
  [ $alive = 0 ] && break
  sleep 0.5
done
# What takes its time over open watches is ended without it.
for name in kubelet kube-proxy kube-scheduler kube-controller-manager kube-apiserver etcd containerd; do is_running "$name" && kill -9 "$(cat "$state/run/$name.pid")"; done
# Shims outlive containerd; they are ours where they name our socket.
for pid in $(pgrep -f "containerd-shim.*$containerd_socket"); do kill -9 "$pid" 2>/dev/null; done
awk -v state="$state" 'index($2, state) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l 2>/dev/null
for namespace in $(ip netns list 2>/dev/null | awk '/^cni-/ { print $1 }'); do ip netns delete "$namespace" 2>/dev/null; done
ip link del "$bridge" 2>/dev/null
rm -rf "$state"
[ -d "$state" ] && say "could not remove all of $state"
say "is down"
