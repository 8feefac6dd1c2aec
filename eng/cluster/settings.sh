# What the scripts of the test cluster and of the images agree on. Sourced, not run.
absolute() { realpath -m "$1" 2>/dev/null || echo "$1"; }
state=$(absolute "${LOAD_OPERATOR_CLUSTER:-/var/tmp/load-operator-cluster}")
port=${LOAD_OPERATOR_CLUSTER_PORT:-26443}
cache=$(absolute "${LOAD_OPERATOR_CACHE:-$HOME/.cache/load-operator}")
bridge=lo-br0
# The node's own address is the bridge's: no other machine can reach it, and none is needed to bring the node up.
node_address=198.18.0.1
containerd_socket=$state/containerd/containerd.sock
components=(kubelet kube-proxy kube-scheduler kube-controller-manager kube-apiserver etcd containerd)

say() { echo "cluster: $*" >&2; }
fail() { say "$@"; exit 1; }
kube() { kubectl --kubeconfig "$state/admin.conf" "$@"; }
node_is_ready() { kube get nodes | grep -q ' Ready'; }
is_up() { [ -f "$state/admin.conf" ] && kube get --raw /readyz --request-timeout 5s >/dev/null 2>&1 && node_is_ready 2>/dev/null; }

# pid_of NAME: the process that up.sh started under this name, where it is still that process: the system may have given its
# number to another since.
pid_of() {
  local pid
  pid=$(cat "$state/run/$1.pid" 2>/dev/null) && [ "$(readlink "/proc/$pid/cwd")" = "$state" ] \
    && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$1" && echo "$pid"
}

# install_packages LOG PACKAGE…: installs those Debian packages that are missing.
install_packages() {
  local log=$1 missing=() package; shift
  for package in "$@"; do dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "this machine lacks what Debian calls ${missing[*]}"
  [ "$(id -u)" = 0 ] || fail "please install as root: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  mkdir -p "$cache"
  # Two scripts may want something at the same time.
  { flock 8 && apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" 8>&-; } >"$log" 2>&1 8>"$cache/install.lock" \
    || { tail -n 20 "$log" >&2; fail "could not install ${missing[*]}; all of it is in $log"; }
}

# load_images: puts the images that image.sh has built into the node.
load_images() {
  local archive
  for archive in load-operator demo-target go-orders; do ctr --address "$containerd_socket" -n k8s.io images import "out/images/$archive.tar" >/dev/null; done
  say "loaded the images into the node"
}

# images ARGUMENT…: buildah on a store of our own, which leaves the machine's images alone and goes when the cache is removed.
images() { command buildah --storage-driver vfs --root "$cache/images/store" --runroot "$cache/images/run" "$@"; }
