#!/usr/bin/env bash
# Builds the images of the Dockerfile without a registry, on a base made from Debian's packages, and leaves them as archives:
#   out/images/load-operator.tar (localhost/load-operator:dev) and out/images/demo-target.tar (localhost/load-operator-demo:dev),
#   and out/images/go-orders.tar (localhost/load-operator-go-orders:dev), the Go service of the tests on a node.
# With --load they are put into the node that eng/cluster/up.sh has started. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/cluster/settings.sh
[ "$(id -u)" = 0 ] || fail "building images on a local base needs root; elsewhere: docker build, as the Dockerfile's head says"
mkdir -p out/images "$cache/images"
install_packages "$cache/images/install.log" buildah debootstrap golang-go
# One build after the other: the store is shared by all checkouts.
# Builds get no hold of the lock: a server that a compiler leaves behind would keep it.
exec 9>"$cache/images/lock"
flock 9

# The base that both stages stand on: what a .NET program needs, and nothing else of ours.
base=$cache/images/base.tar
make_base() {
  local started=$SECONDS work release mirror
  work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  # The mirror and the release that this machine itself is installed from.
  mirror=$(apt-get indextargets --format '$(SITE)' | grep -v security | head -n 1)
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g "$release" "$work/root" "$mirror" >"$cache/images/debootstrap.log" 2>&1 \
    || { tail -n 20 "$cache/images/debootstrap.log" >&2; fail "the base image could not be made"; }
  rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/usr/share/{doc,man,locale}
  tar -C "$work/root" -cf "$base.new" .
  mv "$base.new" "$base"
  say "made the base image in $((SECONDS - started)) s"
}
[ -f "$base" ] || make_base

commit() { images commit -q --rm "$1" "$2" >/dev/null; }
if ! images inspect --type image localhost/load-operator-base:dev >/dev/null 2>&1; then
  container=$(images from scratch)
  images add -q "$container" "$base" / >/dev/null
  commit "$container" localhost/load-operator-base:dev
fi

eng/flamegraph/fetch.sh
# The SDK and its packages are this machine's own, mounted for the build alone.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$packages" "$HOME/.nuget/NuGet"
mounts=(--volume "$dotnet:/usr/share/dotnet:ro" --volume "$packages:/root/.nuget/packages" --volume "$HOME/.nuget/NuGet:/root/.nuget/NuGet:ro")
environment=(--env PATH=/usr/share/dotnet:/usr/sbin:/usr/bin:/sbin:/bin --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env DOTNET_GENERATE_ASPNET_CERTIFICATE=false --env DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=true)
for name in $(compgen -e | grep -E '^(HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|SSL_CERT_FILE|NUGET_CERT_REVOCATION_MODE)$'); do environment+=(--env "$name=${!name}"); done
[ -z "${SSL_CERT_FILE:-}" ] || mounts+=(--volume "$SSL_CERT_FILE:$SSL_CERT_FILE:ro")
container=$(images from localhost/load-operator-base:dev)
images config "${environment[@]}" "$container"
commit "$container" localhost/load-operator-sdk:dev

mib() { echo "$(($1 / 1024 / 1024)) MiB"; }
# build TARGET TAG ARCHIVE: says how large the image is, and how much of that is ours.
build() {
  local target=$1 tag=$2 archive=out/images/$3 started=$SECONDS
  images bud --isolation chroot --network host "${mounts[@]}" --target "$target" \
    --build-arg SDK_IMAGE=localhost/load-operator-sdk:dev --build-arg RUNTIME_IMAGE=localhost/load-operator-base:dev -t "$tag" . >"out/images/$target.log" 2>&1 9>&- \
    || { tail -n 40 "out/images/$target.log" >&2; fail "image $tag could not be built; all of it is in out/images/$target.log"; }
  rm -f "$archive"
  images push -q "$tag" "docker-archive:$archive:$tag"
  local whole own
  whole=$(stat -c %s "$archive")
  own=$((whole - $(stat -c %s "$base")))
  say "built $tag in $((SECONDS - started)) s: $(mib "$whole"), of which $(mib "$own") are ours and the rest is the base"
}
build load-operator localhost/load-operator:dev load-operator.tar
build demo-target localhost/load-operator-demo:dev demo-target.tar

# build_go FOLDER TAG ARCHIVE: one static program by Debian's Go, of the standard library alone, on no base.
build_go() {
  local folder=$1 tag=$2 archive=out/images/$3 started=$SECONDS work=out/images/go
  mkdir -p "$work"
  { (cd "$folder" && CGO_ENABLED=0 GOPROXY=off go build -trimpath -buildvcs=false -o "$OLDPWD/$work/" .) && images bud --isolation chroot -f "$folder/Dockerfile" -t "$tag" "$work"; } >"$work.log" 2>&1 9>&- \
    || { tail -n 40 "$work.log" >&2; fail "image $tag could not be built; all of it is in $work.log"; }
  rm -f "$archive"
  images push -q "$tag" "docker-archive:$archive:$tag"
  say "built $tag in $((SECONDS - started)) s: $(mib "$(stat -c %s "$archive")")"
}
build_go tests/LoadOperator.E2E.Tests/go-orders localhost/load-operator-go-orders:dev go-orders.tar
# What earlier builds and the stages of this one were made of would fill the disk in time.
{ images rm --all && images rmi --prune --force; } >/dev/null 2>&1 || say "could not remove the images of earlier builds from $cache/images/store"
[ "${1:-}" = --load ] || exit 0
load_images
