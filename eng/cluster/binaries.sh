#!/usr/bin/env bash
# Makes sure that Kubernetes's own programs are here, and prints the folder that holds them as its only line on standard output.
# usage: eng/cluster/binaries.sh api|node
#   api   etcd and kube-apiserver (kube-controller-manager too, unless KUBEBUILDER_ASSETS lacks it)
#   node  all of them, and kube-scheduler, kubelet and kube-proxy
# KUBEBUILDER_ASSETS is taken where it is set (for "api"). Otherwise the cache is used, and filled from Debian's source
# package where it is empty: ten to twenty minutes, once per machine.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
need=${1:-}
[[ $need =~ ^(api|node)$ ]] || fail "usage: eng/cluster/binaries.sh api|node"
kubernetes=$cache/kubernetes
version=1.20.2
# The build's own number: a cache from before a change of the build is not taken.
bin=$kubernetes/$version-2/bin
programs=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)

if [ "$need" = api ] && [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  for program in etcd kube-apiserver; do [ -x "$KUBEBUILDER_ASSETS/$program" ] || fail "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS has no $program"; done
  echo "$KUBEBUILDER_ASSETS"
  exit 0
fi

complete() { for program in "${programs[@]}"; do [ -x "$bin/$program" ] || return 1; done; }

# The machine's own package sources, as sources of source code, in a file of ours: the system's settings stay as they are.
source_list() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } | sed -nE 's/^deb(-src)? /deb-src /p'
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    awk -v RS= '{
      uris = suites = components = signed = ""
      n = split($0, lines, "\n")
      for (i = 1; i <= n; i++) {
        line = lines[i]; value = line; sub(/^[^:]*: */, "", value)
        if (line ~ /^URIs:/) uris = value; else if (line ~ /^Suites:/) suites = value; else if (line ~ /^Components:/) components = value; else if (line ~ /^Signed-By:/) signed = value
      }
      m = split(uris, u, " "); k = split(suites, s, " ")
      for (i = 1; i <= m; i++) for (j = 1; j <= k; j++) print "deb-src " (signed ? "[signed-by=" signed "] " : "") u[i] " " s[j] " " components
    }' "$file"
  done
}

build() {
  install_packages "$kubernetes/install.log" golang-go golang-github-modern-go-reflect2-dev jq rsync dpkg-dev make gcc
  local work=$kubernetes/build started=$SECONDS
  rm -rf "$work"
  mkdir -p "$work/lists/partial"
  source_list | sort -u >"$work/sources.list"
  local apt=(-q -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists" -o APT::Sandbox::User=root)
  say "building Kubernetes $version from Debian's source package; this happens once per machine"
  # The reflect2 that came with 1.20 does not know how Go 1.18 and later walk over maps: an API server built with it crashes on
  # custom resources. Debian's own package of it does.
  (
    cd "$work" &&
    apt-get "${apt[@]}" update &&
    apt-get "${apt[@]}" source --download-only kubernetes &&
    { compgen -G "kubernetes_*$version*.dsc" || { echo "this knows how to build Kubernetes $version alone; the package sources have $(echo kubernetes_*.dsc)"; false; }; } &&
    dpkg-source --no-check -x kubernetes_*.dsc tree &&
    cd tree &&
    rm -rf vendor/github.com/modern-go/reflect2 &&
    cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/ &&
    export GOFLAGS=-mod=vendor GOCACHE=$work/go KUBE_GIT_VERSION=v$version KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 KUBE_GIT_COMMIT=unknown KUBE_GIT_TREE_STATE=clean &&
    make WHAT="${programs[*]/#/cmd/}"
  ) >"$kubernetes/build.log" 2>&1 || { tail -n 30 "$kubernetes/build.log" >&2; fail "the build failed; all of it is in $kubernetes/build.log"; }
  mkdir -p "$work/bin"
  cp "${programs[@]/#/$work/tree/_output/local/bin/linux/$(go env GOARCH)/}" "$work/bin/"
  # In one step: a build that is interrupted leaves nothing that looks complete.
  mkdir -p "$(dirname "$bin")"
  rm -rf "$bin"
  mv "$work/bin" "$bin"
  chmod -R u+w "$work"
  rm -rf "$work"
  say "built Kubernetes $version in $((SECONDS - started)) s"
}

mkdir -p "$kubernetes"
# Two callers do not build twice.
exec 9>"$kubernetes/lock"
flock 9
command -v etcd >/dev/null || install_packages "$kubernetes/install.log" etcd-server
[ "$need" = api ] && [ -x "$bin/kube-apiserver" ] || complete || build
ln -sf "$(command -v etcd)" "$bin/etcd"
echo "$bin"
