#!/bin/sh
# Makes the demo keys, certificates and tokens of this folder anew, named and shaped as kubeadm does it, and the
# scenario that knows them, ../gallery/kubeadm.yaml.
# Everything here is public. Never trust it, never use it outside of a demonstration.
# Usage: sh generate.sh   (OpenSSL 3)
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from=20260101000000Z
to=20361231235959Z

# authority NAME SUBJECT: a CA's key and its own certificate
authority() {
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null
  sign "$1" "$2" "$1" "$from" "$to" "$1.key" -selfsign <<EXT
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyEncipherment, keyCertSign
subjectKeyIdentifier = hash
EXT
}

# leaf NAME SUBJECT AUTHORITY USAGE [FROM TO]: a key and a certificate signed by the authority
leaf() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
  sign "$1" "$2" "$3" "${5:-$from}" "${6:-$to}" "$1.key" -cert "$3.crt" <<EXT
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = $4
authorityKeyIdentifier = keyid
EXT
}

# sign NAME SUBJECT AUTHORITY FROM TO KEY CA-OPTIONS… with the extensions on standard input
sign() {
  name=$1 subject=$2 authority=$3 start=$4 end=$5 key=$6
  shift 6
  cat >"$work/ext"
  : >"$work/index"
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\nunique_subject=no\npolicy=p\nemail_in_dn=no\n[p]\ncommonName=supplied\norganizationName=optional\n' \
    "$work" "$work" >"$work/ca.cnf"
  openssl req -new -key "$key" -subj "$subject" -multivalue-rdn -out "$work/req"
  # `openssl ca` sorts and drops parts of a subject; -preserveDN and -subj keep it as it is.
  openssl ca -batch -config "$work/ca.cnf" -keyfile "$authority.key" "$@" -in "$work/req" -subj "$subject" -preserveDN \
    -startdate "$start" -enddate "$end" -extfile "$work/ext" -notext -out "$name.crt" 2>"$work/log" ||
    { cat "$work/log" >&2; exit 1; }
}

url64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# token NAME CLAIMS: a JWT signed by sa.key, as the API server signs those of service accounts
token() {
  kid=$(openssl pkey -in sa.key -pubout -outform DER | openssl dgst -sha256 -binary | url64)
  body=$(printf '{"alg":"RS256","kid":"%s"}' "$kid" | url64).$(printf '%s' "$2" | url64)
  printf '%s.%s\n' "$body" "$(printf '%s' "$body" | openssl dgst -sha256 -sign sa.key -binary | url64)" >"$1.jwt"
}

authority ca /CN=kubernetes
authority front-proxy-ca /CN=front-proxy-ca
authority other-ca /CN=kubernetes
leaf kubernetes-admin /O=kubeadm:cluster-admins/CN=kubernetes-admin ca clientAuth
leaf jane /O=developers/O=on-call/CN=jane ca clientAuth
leaf kubelet /O=system:nodes/CN=system:node:worker-1 ca clientAuth
leaf front-proxy-client /CN=front-proxy-client front-proxy-ca clientAuth
leaf expired /O=kubeadm:cluster-admins/CN=kubernetes-admin ca clientAuth 20250601000000Z 20260601000000Z
leaf serving /CN=kube-apiserver ca serverAuth
leaf stranger /O=kubeadm:cluster-admins/CN=kubernetes-admin other-ca clientAuth
rm other-ca.key other-ca.crt expired.key kubelet.key serving.key stranger.key
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out sa.key 2>/dev/null
openssl pkey -in sa.key -pubout -out sa.pub

issuer=https://kubernetes.default.svc.cluster.local
token builder "{\"aud\":[\"$issuer\"],\"exp\":2114380799,\"iat\":1767225600,\"iss\":\"$issuer\",\"jti\":\"8f6d3d2c-5a0b-4a63-9d5e-2f1a7c9e4b10\",\"kubernetes.io\":{\"namespace\":\"ci\",\"pod\":{\"name\":\"job-7\",\"uid\":\"9c2e1c1e-6f0a-4d0e-8a55-0f4f3c0f9d11\"},\"serviceaccount\":{\"name\":\"builder\",\"uid\":\"5d0e7b52-3c38-4f4f-9a8e-6b1f6d1f2a33\"}},\"nbf\":1767225600,\"sub\":\"system:serviceaccount:ci:builder\"}"
token deleted-pod "{\"aud\":[\"$issuer\"],\"exp\":2114380799,\"iat\":1767225600,\"iss\":\"$issuer\",\"jti\":\"c1b9a7de-0b7b-4d0c-8d57-3a5b1e8f6a02\",\"kubernetes.io\":{\"namespace\":\"ci\",\"pod\":{\"name\":\"job-6\",\"uid\":\"1b7a9d34-2f5c-4b7e-bb0f-9a3f5e6c7d22\"},\"serviceaccount\":{\"name\":\"builder\",\"uid\":\"5d0e7b52-3c38-4f4f-9a8e-6b1f6d1f2a33\"}},\"nbf\":1767225600,\"sub\":\"system:serviceaccount:ci:builder\"}"

# file NAME PATH: one entry of apiServer.files
file() {
  printf '    %s: |\n' "$2"
  sed 's/^/      /' "$1"
}

{
  cat <<'YAML'
apiVersion: authn-explorer/v1
kind: Scenario
metadata:
  name: kubeadm
  title: A kubeadm cluster
  description: |
    The API server as kubeadm sets it up, with a static token file added. The CAs, keys and tokens are
    demonstration ones that anybody can download: see demo/README.md.
apiServer:
  args:
    - --advertise-address=192.168.56.10
    - --allow-privileged=true
    - --authorization-mode=Node,RBAC
    - --client-ca-file=/etc/kubernetes/pki/ca.crt
    - --enable-admission-plugins=NodeRestriction
    - --enable-bootstrap-token-auth=true
    - --etcd-servers=https://127.0.0.1:2379
    - --requestheader-allowed-names=front-proxy-client
    - --requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt
    - --requestheader-extra-headers-prefix=X-Remote-Extra-
    - --requestheader-group-headers=X-Remote-Group
    - --requestheader-username-headers=X-Remote-User
    - --secure-port=6443
    - --service-account-issuer=https://kubernetes.default.svc.cluster.local
    - --service-account-key-file=/etc/kubernetes/pki/sa.pub
    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
    - --service-cluster-ip-range=10.96.0.0/12
    - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
    - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
    - --token-auth-file=/etc/kubernetes/pki/tokens.csv
  files:
YAML
  file ca.crt /etc/kubernetes/pki/ca.crt
  file front-proxy-ca.crt /etc/kubernetes/pki/front-proxy-ca.crt
  file sa.pub /etc/kubernetes/pki/sa.pub
  cat <<'YAML'
    /etc/kubernetes/pki/tokens.csv: |
      jane-demo-token,jane,1001,"developers,on-call"
      ops-demo-token,ops,1002,operators
objects:
  - apiVersion: v1
    kind: ServiceAccount
    metadata: {name: builder, namespace: ci, uid: 5d0e7b52-3c38-4f4f-9a8e-6b1f6d1f2a33}
  - apiVersion: v1
    kind: Pod
    metadata: {name: job-7, namespace: ci, uid: 9c2e1c1e-6f0a-4d0e-8a55-0f4f3c0f9d11}
    spec: {serviceAccountName: builder, nodeName: worker-1}
  - apiVersion: v1
    kind: Secret
    metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
    type: bootstrap.kubernetes.io/token
    data:
YAML
  # As in a cluster, Secrets hold base64.
  for entry in token-id=abcdef token-secret=0123456789abcdef expiration=2036-12-31T23:59:59Z \
    usage-bootstrap-authentication=true usage-bootstrap-signing=true \
    auth-extra-groups=system:bootstrappers:kubeadm:default-node-token; do
    printf '      %s: %s\n' "${entry%%=*}" "$(printf '%s' "${entry#*=}" | openssl base64 -A)"
  done
  cat <<'YAML'
request:
  raw: |
    GET /api/v1/namespaces/default/pods HTTP/1.1
    Host: 192.168.56.10:6443
    User-Agent: kubectl/v1.37.2
    Accept: application/json
YAML
} >../gallery/kubeadm.yaml
