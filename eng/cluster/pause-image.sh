#!/usr/bin/env bash
# Puts the image of a pod's sandbox into the node: one static program that sleeps.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"
archive=$cache/images/pause.tar
if [ ! -f "$archive" ]; then
  mkdir -p "$cache/images"
  install_packages "$cache/images/install.log" gcc libc6-dev buildah
  # The store is shared with image.sh, which clears it in the end.
  exec 9>"$cache/images/lock"
  flock 9
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  printf '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n' >"$work/pause.c"
  gcc -O1 -static -o "$work/pause" "$work/pause.c"
  printf 'FROM scratch\nCOPY pause /pause\nENTRYPOINT ["/pause"]\n' >"$work/Dockerfile"
  images bud --isolation chroot -q -t localhost/pause:1 "$work" >/dev/null
  rm -f "$archive.new"
  images push -q localhost/pause:1 "docker-archive:$archive.new:localhost/pause:1"
  mv "$archive.new" "$archive"
fi
ctr --address "$containerd_socket" -n k8s.io images import "$archive" >/dev/null
