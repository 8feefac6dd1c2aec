#!/usr/bin/env bash
# Ends what up.sh has started, and leaves neither processes nor mounts, bridges, rules or settings behind. Harmless when nothing
# is up. Leaves the cache: the next up.sh builds nothing.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"
[ -d "$state" ] || exit 0
[ -d "$state/run" ] || fail "$state is not a test cluster's; it stays as it is"
[ "$(id -u)" = 0 ] || fail "a node needs root, to be stopped as well"

# quit NAME…: ends components; by force what takes its time over open watches.
quit() {
  local name pid
  for name in "$@"; do pid=$(pid_of "$name") && kill "$pid"; done
  for _ in $(seq 40); do
    for name in "$@"; do [ -z "$(pid_of "$name")" ] || { sleep 0.25; continue 2; }; done
    return
  done
  for name in "$@"; do pid=$(pid_of "$name") && kill -KILL "$pid"; done
}
# containers ARGUMENT…: containerd's own client, which waits for ever where containerd is gone.
containers() { timeout 10 ctr --address "$containerd_socket" -n k8s.io "$@" 2>/dev/null; }

# The kubelet stops the containers of pods that are gone. The names of their logs, which lie where every kubelet has them, end with the pod's uid.
pods=$(ls "$state/kubelet/pods" 2>/dev/null)
if [ -n "$(pid_of kube-apiserver)" ]; then
  pods+=" $(kube get pods --all-namespaces --request-timeout 5s -o jsonpath='{.items[*].metadata.uid}' 2>/dev/null)"
  timeout 30 kubectl --kubeconfig "$state/admin.conf" delete pods --all-namespaces --all --force --grace-period=0 >/dev/null 2>&1
  for _ in $(seq 20); do [ -z "$(containers tasks list -q)" ] && break; sleep 0.5; done
fi
quit kubelet kube-proxy kube-scheduler kube-controller-manager
for task in $(containers tasks list -q); do containers tasks kill -s KILL "$task"; done
quit kube-apiserver etcd containerd
# Shims outlive containerd; they are ours where they name our socket.
for pid in $(pgrep -f "^[^ ]*containerd-shim[^ ]* .*-address $containerd_socket"); do kill -KILL "$pid" 2>/dev/null; done

awk -v state="$state/" 'index($2, state) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l 2>/dev/null
# The pods' networks are those that the bridge's ports lead to.
for namespace in $(ip -o link show master "$bridge" 2>/dev/null | sed -n 's/.*link-netns \(cni-[^ ]*\).*/\1/p'); do ip netns delete "$namespace" 2>/dev/null; done
ip link delete "$bridge" 2>/dev/null
for family in iptables ip6tables; do
  for table in filter nat mangle; do
    rules=$($family-save -t $table 2>/dev/null) || continue
    { echo "*$table"; sed -n '/KUBE-\|CNI-/ s/^-A /-D /p' <<<"$rules"; sed -n 's/^:\(\(KUBE\|CNI\)-[^ ]*\) .*/-X \1/p' <<<"$rules"; echo COMMIT; } | $family-restore --noflush
  done
done
for pod in $pods; do rm -rf /var/log/pods/*_"$pod"; done
find /var/log/containers -xtype l -lname '/var/log/pods/*' -delete 2>/dev/null
# Groups that still hold a process refuse; they are not ours.
for groups in /sys/fs/cgroup/kubepods /sys/fs/cgroup/*/kubepods; do [ -d "$groups" ] && find "$groups" -depth -type d -exec rmdir {} \; 2>/dev/null; done
sysctl -q -p "$state/run/sysctl.conf" >/dev/null 2>&1
rm -rf --one-file-system "$state"
[ -d "$state" ] && fail "could not remove all of $state"
say "is down"
