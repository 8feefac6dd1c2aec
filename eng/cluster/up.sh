#!/usr/bin/env bash
# Brings up a single-node Kubernetes on this machine: etcd, API server, controller manager, scheduler, containerd, kubelet and
# kube-proxy, from the folder that binaries.sh names. Prints how to reach it. Harmless when it is up already; after a failure it
# goes on where it ended. All of its state is in LOAD_OPERATOR_CLUSTER (/var/tmp/load-operator-cluster).
# Pods get addresses from 198.18.0.0/16, Services from 198.19.0.0/24: the range for benchmarks, which never leaves the machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"

if is_up; then
  say "is up already"
  echo "export KUBECONFIG=$state/admin.conf"
  exit 0
fi
[ "$(id -u)" = 0 ] || fail "a node needs root; without it: make e2e KUBECONFIG=… with a cluster of yours"
[ "$(nproc)" -ge 2 ] || fail "a node needs two CPUs: one for itself, one for a pinned generator"
# down.sh removes this folder: it must be ours from the beginning.
if [ ! -f "$state/run/sysctl.conf" ]; then
  [ -d "$state/run" ] || [ ! -d "$state" ] || [ -z "$(ls -A "$state")" ] || fail "$state exists and is not a test cluster's; please remove it, or set LOAD_OPERATOR_CLUSTER"
  ! iptables-save -t nat 2>/dev/null | grep -q '^:KUBE-SERVICES' || fail "another Kubernetes runs on this machine: kube-proxy's rules are there"
  mkdir -p "$state/run"
  # What kubelet and kube-proxy change, as it was.
  sysctl -e net.ipv4.ip_forward net.ipv4.conf.all.route_localnet net.bridge.bridge-nf-call-iptables vm.overcommit_memory vm.panic_on_oom \
    kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes >"$state/run/sysctl.conf" 2>/dev/null || true
fi
mkdir -p "$state"/{etcd,pki,logs,kubelet,containerd,cni}
install_packages "$state/logs/install.log" containerd runc containernetworking-plugins iptables conntrack socat iproute2 procps openssl curl
command -v kubectl >/dev/null || install_packages "$state/logs/install.log" kubernetes-client
bin=$("$here/binaries.sh" node)

# start NAME COMMAND…: starts a component on its own, and remembers it.
start() {
  local name=$1; shift
  [ -z "$(pid_of "$name")" ] || return 0
  # On the CPU that is not given away: the static CPU manager keeps pods off a pinned one, but not the node's own programs.
  setsid nohup taskset -c 0 "$@" >"$state/logs/$name.log" 2>&1 </dev/null &
  echo $! >"$state/run/$name.pid"
}

# await SECONDS WHAT NAME COMMAND…: waits for a component; if it does not come, or ends, shows its log.
await() {
  local seconds=$1 what=$2 name=$3; shift 3
  local until=$((SECONDS + seconds))
  while [ $SECONDS -lt $until ]; do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$(cat "$state/run/$name.pid")" 2>/dev/null || { what="$name has ended"; break; }
    sleep 0.5
  done
  say "$what; the end of $state/logs/$name.log:"
  tail -n 15 "$state/logs/$name.log" >&2
  fail "could not be brought up (make cluster-down removes what is there)"
}

cd "$state"
(cd pki && "$here/certificates.sh")
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
# A fifth of a CPU is reserved for the node, which keeps the whole of CPU 0 out of pinning: of two CPUs one is left for one pinned generator, and
# four fifths of one for requests of everything else: room for pods that come while those before them, for up to a minute, are not gone yet.
# Without a request a pod would have next to no weight beside the node's own programs.
cat >kubelet.yaml <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
port: $((port + 3))
healthzPort: $((port + 6))
tlsCertFile: $state/pki/kubelet.crt
tlsPrivateKeyFile: $state/pki/kubelet.key
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: "$state/pki/ca.crt"}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cpuManagerPolicy: static
kubeReserved: {cpu: 200m}
featureGates: {EphemeralContainers: true}
failSwapOn: false
hairpinMode: none
evictionHard: {memory.available: "100Mi"}
enforceNodeAllocatable: []
volumePluginDir: $state/kubelet/volume-plugins
X
(umask 077; cat >admin.conf) <<X
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://127.0.0.1:$port", certificate-authority-data: $(base64 -w 0 pki/ca.crt)}}]
users: [{name: admin, user: {token: "$(cat pki/admin.token)"}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
X

# The bridge takes in every packet to a pod or a Service that is gone: none can leave the machine.
ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
ip link set "$bridge" up
ip addr replace "$node_address/16" dev "$bridge"
ip route replace 198.19.0.0/24 dev "$bridge"
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true

start etcd nice -n 10 "$bin/etcd" --data-dir etcd --listen-client-urls "http://127.0.0.1:$((port + 1))" --advertise-client-urls "http://127.0.0.1:$((port + 1))" --listen-peer-urls "http://127.0.0.1:$((port + 2))" --unsafe-no-fsync
start containerd containerd -c containerd.toml
await 30 "etcd does not answer" etcd curl -fs --noproxy '*' "http://127.0.0.1:$((port + 1))/health"
# On every address, for pods come by the bridge's; it lets nobody do anything without a token.
start kube-apiserver nice -n 10 "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$((port + 1))" --bind-address 0.0.0.0 --secure-port "$port" --advertise-address "$node_address" \
  --tls-cert-file pki/apiserver.crt --tls-private-key-file pki/apiserver.key --token-auth-file pki/tokens.csv --authorization-mode RBAC \
  --client-ca-file pki/ca.crt --service-account-key-file pki/service-accounts.pub --service-account-signing-key-file pki/service-accounts.key --service-account-issuer https://kubernetes.default.svc \
  --kubelet-certificate-authority pki/ca.crt --kubelet-client-certificate pki/kubelet-client.crt --kubelet-client-key pki/kubelet-client.key \
  --kubelet-preferred-address-types InternalIP --service-cluster-ip-range 198.19.0.0/24 --allow-privileged=true --feature-gates EphemeralContainers=true
await 90 "the API server is not ready" kube-apiserver kube get --raw /readyz
client=(--kubeconfig admin.conf --authentication-kubeconfig admin.conf --authorization-kubeconfig admin.conf --leader-elect=false --bind-address 127.0.0.1 --port 0)
start kube-controller-manager nice -n 10 "$bin/kube-controller-manager" "${client[@]}" --service-account-private-key-file pki/service-accounts.key --root-ca-file pki/ca.crt --secure-port $((port + 4))
start kube-scheduler nice -n 10 "$bin/kube-scheduler" "${client[@]}" --secure-port $((port + 5))
await 30 "containerd does not answer" containerd ctr --address "$containerd_socket" version
"$here/pause-image.sh"
start kubelet "$bin/kubelet" --config kubelet.yaml --kubeconfig admin.conf --root-dir "$state/kubelet" --hostname-override node1 \
  --container-runtime remote --container-runtime-endpoint "unix://$containerd_socket" --node-ip "$node_address"
start kube-proxy "$bin/kube-proxy" --kubeconfig admin.conf --proxy-mode iptables --cluster-cidr 198.18.0.0/16 --hostname-override node1 --bind-address 127.0.0.1 \
  --healthz-bind-address "127.0.0.1:$((port + 7))" --metrics-bind-address "127.0.0.1:$((port + 8))" --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
await 60 "the node is not ready" kubelet node_is_ready
await 30 "there is no default service account" kube-controller-manager kube get serviceaccount default
say "is up: Kubernetes $(kube get nodes -o jsonpath='{.items[0].status.nodeInfo.kubeletVersion}')"
echo "export KUBECONFIG=$state/admin.conf"
