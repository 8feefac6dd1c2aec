#!/usr/bin/env bash
# Brings up a single-node Kubernetes on this machine: etcd, API server, controller manager, scheduler, containerd, kubelet and
# kube-proxy, from the folder that binaries.sh names. Prints how to reach it. Harmless when it is up already.
# Pods get addresses from 198.18.0.0/16, Services from 198.19.0.0/24: the range for benchmarks, which never leaves the machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"

[ "$(id -u)" = 0 ] || fail "a node needs root; without it: make e2e KUBECONFIG=… with a cluster of yours"
mkdir -p "$state"/{etcd,pki,logs,kubelet,containerd,cni,run}
if kube get --raw /readyz >/dev/null 2>&1 && kube get nodes 2>/dev/null | grep -q ' Ready'; then
  say "is up already"
  echo "export KUBECONFIG=$state/admin.conf"
  exit 0
fi

install_packages() {
  local missing=()
  for package in "$@"; do dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "this machine needs what Debian calls ${missing[*]}"
  say "installing ${missing[*]}"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$state/logs/install.log" 2>&1 \
    || { tail -n 20 "$state/logs/install.log" >&2; fail "could not install ${missing[*]}"; }
}
install_packages containerd runc containernetworking-plugins iptables conntrack socat buildah debootstrap iproute2 openssl curl
command -v kubectl >/dev/null || fail "kubectl is needed"
bin=$("$here/binaries.sh" node)

# start NAME COMMAND…: starts a component on its own, and remembers it.
start() {
  local name=$1; shift
  is_running "$name" && return
  # On the CPU that is not given away: the static CPU manager keeps pods off a pinned one, but not the node's own programs.
  setsid nohup taskset -c 0 "$@" >"$state/logs/$name.log" 2>&1 </dev/null &
  echo $! >"$state/run/$name.pid"
}

# await SECONDS WHAT NAME COMMAND…: waits for a component; if it does not come, shows its log.
await() {
  local seconds=$1 what=$2 name=$3; shift 3
  for _ in $(seq $((seconds * 2))); do "$@" >/dev/null 2>&1 && return; sleep 0.5; done
  say "$what after $seconds s; the end of $state/logs/$name.log:"
  tail -n 15 "$state/logs/$name.log" >&2
  exit 1
}

cd "$state"
node_address=$(ip -4 -o addr show scope global | awk '{ sub("/.*", "", $4); print $4; exit }')
[ -f pki/sa.key ] || { openssl genrsa -out pki/sa.key 2048 && openssl rsa -in pki/sa.key -pubout -out pki/sa.pub; } 2>/dev/null
[ -f pki/admin.token ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >pki/admin.token
chmod 600 pki/admin.token
echo "$(cat pki/admin.token),admin,1,\"system:masters\"" >pki/tokens.csv

cat >cni/10-load-operator.conflist <<X
{"cniVersion": "0.4.0", "name": "load-operator", "plugins": [
  {"type": "bridge", "bridge": "$bridge", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$state/ipam", "ranges": [[{"subnet": "198.18.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
X
cat >containerd.toml <<X
version = 2
root = "$state/containerd/root"
state = "$state/containerd/state"
[grpc]
  address = "$containerd_socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  # Without CAP_SYS_RESOURCE runc cannot lower the score of a container, and fails.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$state/cni"
X
# Half a CPU is reserved for the node, which keeps the whole of CPU 0 out of pinning: of two CPUs one is left for one pinned generator, and half
# of one for requests of everything else. Without a request a pod would have next to no weight beside the node's own programs.
cat >kubelet.yaml <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
port: $((port + 3))
healthzPort: $((port + 6))
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cpuManagerPolicy: static
kubeReserved: {cpu: 500m}
failSwapOn: false
hairpinMode: none
evictionHard: {memory.available: "100Mi"}
enforceNodeAllocatable: []
X

# The bridge takes in every packet to a pod or a Service that is gone: none can leave the machine.
ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
ip link set "$bridge" up
ip addr show dev "$bridge" | grep -q 198.18.0.1/16 || ip addr add 198.18.0.1/16 dev "$bridge"
ip route replace 198.19.0.0/24 dev "$bridge"
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true

start etcd nice -n 10 "$bin/etcd" --data-dir etcd --listen-client-urls "http://127.0.0.1:$((port + 1))" --advertise-client-urls "http://127.0.0.1:$((port + 1))" --listen-peer-urls "http://127.0.0.1:$((port + 2))" --unsafe-no-fsync
start containerd containerd -c containerd.toml
start kube-apiserver nice -n 10 "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$((port + 1))" --bind-address 0.0.0.0 --secure-port "$port" --cert-dir pki \
  --token-auth-file pki/tokens.csv --authorization-mode RBAC --service-account-key-file pki/sa.pub --service-account-signing-key-file pki/sa.key \
  --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 198.19.0.0/24 --allow-privileged=true \
  --advertise-address "$node_address" --kubelet-preferred-address-types InternalIP
await 30 "no certificate" kube-apiserver test -s pki/apiserver.crt
# By name: the certificate that the API server makes for itself has no loopback address.
cat >admin.conf <<X
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://localhost:$port", certificate-authority: "$state/pki/apiserver.crt"}}]
users: [{name: admin, user: {token: "$(cat pki/admin.token)"}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
X
chmod 600 admin.conf
await 60 "the API server is not ready" kube-apiserver kube get --raw /readyz
client=(--kubeconfig admin.conf --authentication-kubeconfig admin.conf --authorization-kubeconfig admin.conf --leader-elect=false --bind-address 127.0.0.1)
start kube-controller-manager nice -n 10 "$bin/kube-controller-manager" "${client[@]}" --service-account-private-key-file pki/sa.key --root-ca-file pki/apiserver.crt --secure-port $((port + 4))
start kube-scheduler nice -n 10 "$bin/kube-scheduler" "${client[@]}" --secure-port $((port + 5))
await 30 "containerd does not answer" containerd ctr --address "$containerd_socket" version
"$here/pause-image.sh"
start kubelet "$bin/kubelet" --config kubelet.yaml --kubeconfig admin.conf --root-dir "$state/kubelet" --hostname-override node1 --cert-dir "$state/kubelet/pki" \
  --container-runtime remote --container-runtime-endpoint "unix://$containerd_socket" --node-ip "$node_address"
start kube-proxy "$bin/kube-proxy" --kubeconfig admin.conf --proxy-mode iptables --cluster-cidr 198.18.0.0/16 --hostname-override node1 --bind-address 127.0.0.1 \
  --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
await 60 "the node is not ready" kubelet node_is_ready
await 30 "no default service account" kube-controller-manager kube get serviceaccount default
say "is up: Kubernetes $(kube get nodes -o jsonpath='{.items[0].status.nodeInfo.kubeletVersion}')"
echo "export KUBECONFIG=$state/admin.conf"
