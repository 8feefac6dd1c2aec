#!/usr/bin/env bash
# Makes the test cluster's certificates in the current folder, once: one authority, which signs for the API server, for the
# kubelet, and for the API server as the kubelet's client.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/settings.sh"
umask 077
[ -f admin.token ] && exit 0

key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
# issue NAME SUBJECT USAGE [ALTERNATIVE NAMES]
issue() {
  openssl req -new "${key[@]}" -subj "$2" -keyout "$1.key" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
    -extfile <(printf 'extendedKeyUsage=%s\n' "$3"; [ -z "${4:-}" ] || printf 'subjectAltName=%s\n' "$4")
  rm "$1.csr"
}
make() {
  openssl req -x509 "${key[@]}" -days 365 -subj /CN=load-operator-cluster -keyout ca.key -out ca.crt
  issue apiserver /CN=kube-apiserver serverAuth "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:$node_address,IP:198.19.0.1"
  issue kubelet /CN=node1 serverAuth "DNS:node1,IP:$node_address"
  issue kubelet-client /O=system:masters/CN=kube-apiserver clientAuth
  openssl genrsa -out service-accounts.key 2048
  openssl rsa -in service-accounts.key -pubout -out service-accounts.pub
}
make >openssl.log 2>&1 || { cat openssl.log >&2; fail "the certificates could not be made"; }
openssl rand -hex 24 >admin.token.new
echo "$(cat admin.token.new),admin,1,\"system:masters\"" >tokens.csv
# Last: without it all of them are made anew.
mv admin.token.new admin.token
