# What up.sh, down.sh and the image scripts agree on. Sourced, not run.
state=${LOAD_OPERATOR_CLUSTER:-/var/tmp/load-operator-cluster}
port=${LOAD_OPERATOR_CLUSTER_PORT:-26443}
bridge=lo-br0
containerd_socket=$state/containerd/containerd.sock
cache=${LOAD_OPERATOR_CACHE:-$HOME/.cache/load-operator}

say() { echo "cluster: $*" >&2; }
fail() { say "$@"; exit 1; }
kube() { kubectl --kubeconfig "$state/admin.conf" "$@"; }
node_is_ready() { kube get nodes | grep -q ' Ready'; }

# is_running NAME: whether the process that up.sh started under this name is still that process.
is_running() {
  local pid
  pid=$(cat "$state/run/$1.pid" 2>/dev/null) || return 1
  [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q -- "$1"
}
