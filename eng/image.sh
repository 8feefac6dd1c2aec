#!/usr/bin/env bash
# Builds the images of the Dockerfile without a registry, on a base made from Debian's packages, and leaves them as archives:
#   out/images/load-operator.tar (localhost/load-operator:dev) and out/images/demo-target.tar (localhost/load-operator-demo:dev)
# With --load they are put into the node that eng/cluster/up.sh has started. Needs root, buildah and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/cluster/settings.sh
buildah() { command buildah --storage-driver vfs "$@"; }
for program in buildah debootstrap; do command -v $program >/dev/null || { say "installing buildah and debootstrap"; apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends buildah debootstrap >/dev/null; }; done
mkdir -p out/images "$cache/images"

# The base that both stages stand on: what a .NET program needs, and nothing else of ours.
if [ ! -f "$cache/images/base.tar" ]; then
  started=$SECONDS
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep -v security | head -n 1)
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g "$release" "$work/root" "$mirror" >"$cache/images/debootstrap.log" 2>&1 || { tail -n 20 "$cache/images/debootstrap.log" >&2; fail "the base image could not be made"; }
  rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/usr/share/{doc,man,locale}
  tar -C "$work/root" -cf "$cache/images/base.tar.new" .
  mv "$cache/images/base.tar.new" "$cache/images/base.tar"
  rm -rf "$work"
  trap - EXIT
  say "made the base image in $((SECONDS - started)) s"
fi
if ! buildah inspect --type image localhost/load-operator-base:dev >/dev/null 2>&1; then
  container=$(buildah from scratch)
  buildah add -q "$container" "$cache/images/base.tar" / >/dev/null
  buildah commit -q --rm "$container" localhost/load-operator-base:dev >/dev/null
fi

# The SDK and its packages are this machine's own, mounted for the build alone.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$packages" "$HOME/.nuget/NuGet"
mounts=(--volume "$dotnet:/usr/share/dotnet:ro" --volume "$packages:/root/.nuget/packages" --volume "$HOME/.nuget/NuGet:/root/.nuget/NuGet:ro")
environment=(--env PATH=/usr/share/dotnet:/usr/sbin:/usr/bin:/sbin:/bin --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env DOTNET_GENERATE_ASPNET_CERTIFICATE=false --env DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=true)
for name in $(compgen -e | grep -E '^(HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|SSL_CERT_FILE|NUGET_CERT_REVOCATION_MODE)$'); do environment+=(--env "$name=${!name}"); done
[ -z "${SSL_CERT_FILE:-}" ] || mounts+=(--volume "$SSL_CERT_FILE:$SSL_CERT_FILE:ro")
container=$(buildah from localhost/load-operator-base:dev)
buildah config "${environment[@]}" "$container"
buildah commit -q --rm "$container" localhost/load-operator-sdk:dev >/dev/null

build() {
  local target=$1 tag=$2 archive=$3
  buildah bud --isolation chroot --network host "${mounts[@]}" --target "$target" \
    --build-arg SDK_IMAGE=localhost/load-operator-sdk:dev --build-arg RUNTIME_IMAGE=localhost/load-operator-base:dev -t "$tag" . >out/images/build.log 2>&1 \
    || { tail -n 40 out/images/build.log >&2; fail "image $tag could not be built"; }
  rm -f "out/images/$archive"
  buildah push -q "$tag" "docker-archive:out/images/$archive:$tag"
  say "$tag: $(($(stat -c %s "out/images/$archive") / 1024 / 1024)) MiB, of which the base is $(($(stat -c %s "$cache/images/base.tar") / 1024 / 1024))"
}
build load-operator localhost/load-operator:dev load-operator.tar
build demo-target localhost/load-operator-demo:dev demo-target.tar
[ "${1:-}" = --load ] || exit 0
for archive in load-operator demo-target; do ctr --address "$containerd_socket" -n k8s.io images import "out/images/$archive.tar" >/dev/null; done
say "loaded both images into the node"
