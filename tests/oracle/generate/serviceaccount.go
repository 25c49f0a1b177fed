package main

import (
	"crypto"
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	issuer    = "https://kubernetes.default.svc.cluster.local"
	saKeyFile = "/pki/sa.pub"
)

type manifest = map[string]any

// metaObject is a manifest with its metadata; more pairs go into the metadata.
func metaObject(apiVersion, kind, namespace, name, uid string, pairs ...any) manifest {
	meta := manifest{"name": name, "uid": uid}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		meta[pairs[i].(string)] = pairs[i+1]
	}
	return manifest{"apiVersion": apiVersion, "kind": kind, "metadata": meta}
}

func serviceAccount(uid string, pairs ...any) manifest {
	return metaObject("v1", "ServiceAccount", "ci", "deployer", uid, pairs...)
}

func pod(uid string, pairs ...any) manifest {
	m := metaObject("v1", "Pod", "ci", "job-7", uid, pairs...)
	m["spec"] = manifest{"serviceAccountName": "deployer", "nodeName": "worker-1"}
	return m
}

func node(uid string, pairs ...any) manifest {
	return metaObject("v1", "Node", "", "worker-1", uid, pairs...)
}

func secret(namespace, name, uid, kind string, data map[string]string, pairs ...any) manifest {
	m := metaObject("v1", "Secret", namespace, name, uid, pairs...)
	if kind != "" {
		m["type"] = kind
	}
	if data != nil {
		encoded := manifest{}
		for key, value := range data {
			encoded[key] = base64.StdEncoding.EncodeToString([]byte(value))
		}
		m["data"] = encoded
	}
	return m
}

// saKeys are the signers of service account tokens.
type saKeys struct{ rsa, old, ec signer }

func newSAKeys(b *book) *saKeys {
	k := &saKeys{
		rsa: signer{"RS256", "", rsaKey("rsa-a")},
		old: signer{"RS256", "", rsaKey("rsa-b")},
		ec:  signer{"ES256", "", p256("sa")},
	}
	for _, s := range []*signer{&k.rsa, &k.old, &k.ec} {
		s.kid = kidOf(s.key)
	}
	b.share("sa-pub", publicPEM(k.rsa.key))
	b.share("sa-old-pub", publicPEM(k.old.key))
	b.share("sa-ec-pub", publicPEM(k.ec.key))
	return k
}

func boundTo(pairs ...any) claims {
	return claims{"namespace": "ci", "serviceaccount": claims{"name": "deployer", "uid": "sa-uid"}}.set(pairs...)
}

var (
	podRef  = claims{"name": "job-7", "uid": "pod-uid"}
	nodeRef = claims{"name": "worker-1", "uid": "node-uid"}
)

func saClaims(kubernetes claims) claims {
	start := instant.Unix() - 600
	return claims{
		"iss": issuer, "aud": []string{issuer}, "sub": "system:serviceaccount:ci:deployer",
		"iat": start, "nbf": start, "exp": start + 3600, "jti": "6f1e0b1c-0000-4000-8000-000000000001",
		"kubernetes.io": kubernetes,
	}
}

func serviceAccountCases(b *book, k *saKeys) {
	s := b.suite("serviceaccount")
	good := saClaims(boundTo("pod", podRef, "node", nodeRef))
	s.from("serviceaccount", doc{}.with(
		arg("--service-account-issuer="+issuer, "--service-account-key-file="+saKeyFile),
		file(saKeyFile, publicPEM(k.ec.key)),
		object(serviceAccount("sa-uid"), pod("pod-uid"), node("node-uid")),
		bearer(k.ec.token(good)),
	))
	s.add("valid")
	claim := func(name string, pairs ...any) { s.add(name, bearer(k.ec.token(good.set(pairs...)))) }
	bound := func(name string, kubernetes claims, edits ...edit) {
		s.add(name, append([]edit{bearer(k.ec.token(saClaims(kubernetes)))}, edits...)...)
	}
	saTimes(claim)
	saClaimShapes(claim, bound)
	saObjects(s, bound)
	saAudiences(s, k, good)
	saKeyCases(s, k, good)
	saTokenShapes(s, k, good)

	objectStates := []choice{
		{"pod-gone", objects(serviceAccount("sa-uid"))},
		{"account-recreated", objects(serviceAccount("new-uid"), pod("pod-uid"))},
		{"nothing", objects()},
	}
	tokens := []choice{
		{"expired", bearer(k.ec.token(good.set("exp", instant.Unix()-600)))},
		{"wrong-audience", bearer(k.ec.token(good.set("aud", "vault")))},
		{"foreign-key", bearer(signer{"ES256", k.ec.kid, p256("foreign")}.token(good))},
		{"unknown-kid", bearer(signer{"ES256", "nope", k.ec.key}.token(good))},
		{"foreign-issuer", bearer(k.ec.token(good.set("iss", "https://other.example.com")))},
	}
	s.pairs("pair", tokens, objectStates)
}

func saTimes(claim func(string, ...any)) {
	t := instant.Unix()
	claim("expired-30s-ago", "exp", t-30)
	claim("expired-60s-ago", "exp", t-60)
	claim("expired-61s-ago", "exp", t-61)
	claim("expired-10min-ago", "exp", t-600)
	claim("exp-absent", "exp", nil)
	claim("exp-zero", "exp", 0)
	claim("exp-negative", "exp", -1)
	claim("exp-fraction", "exp", rawJSON(fmt.Sprintf("%d.75", t-60)))
	claim("exp-scientific", "exp", rawJSON("1.8e9"))
	claim("exp-string", "exp", fmt.Sprint(t+3600))
	claim("exp-huge", "exp", rawJSON("1e30"))
	claim("exp-null", "exp", rawJSON("null"))
	claim("exp-bool", "exp", true)
	claim("not-before-in-30s", "nbf", t+30)
	claim("not-before-in-61s", "nbf", t+61)
	claim("not-before-absent", "nbf", nil)
	claim("issued-in-30s", "iat", t+30)
	claim("issued-in-61s", "iat", t+61)
	claim("issued-absent", "iat", nil)
	claim("expired-and-not-yet-valid", "exp", t-600, "nbf", t+600)
	claim("not-yet-valid-and-issued-later", "nbf", t+600, "iat", t+600)
}

func saClaimShapes(claim func(string, ...any), bound func(string, claims, ...edit)) {
	claim("jti-absent", "jti", nil)
	claim("jti-empty", "jti", "")
	claim("jti-number", "jti", 7)
	claim("sub-absent", "sub", nil)
	claim("sub-of-another", "sub", "system:serviceaccount:ci:other")
	claim("sub-number", "sub", 7)
	claim("issuer-with-slash", "iss", issuer+"/")
	claim("issuer-absent", "iss", nil)
	claim("issuer-number", "iss", 7)
	claim("issuer-list", "iss", []string{issuer})
	claim("private-absent", "kubernetes.io", nil)
	claim("private-null", "kubernetes.io", rawJSON("null"))
	claim("private-string", "kubernetes.io", "ci")
	claim("private-list", "kubernetes.io", []int{1})
	claim("private-key-in-capitals", "kubernetes.io", nil, "Kubernetes.IO", boundTo("pod", podRef))
	claim("unknown-claims", "email", "x@example.com", "groups", []string{"system:masters"})
	bound("plain-account", boundTo())
	bound("pod-without-node", boundTo("pod", podRef))
	bound("node-only", boundTo("node", nodeRef))
	bound("namespace-absent", boundTo("namespace", nil))
	bound("namespace-other", boundTo("namespace", "prod"))
	bound("namespace-number", boundTo("namespace", 7))
	bound("account-absent", boundTo("serviceaccount", nil))
	bound("account-name-empty", boundTo("serviceaccount", claims{"uid": "sa-uid"}))
	bound("account-name-other", boundTo("serviceaccount", claims{"name": "other", "uid": "sa-uid"}))
	bound("account-uid-absent", boundTo("serviceaccount", claims{"name": "deployer"}))
	bound("account-uid-other", boundTo("serviceaccount", claims{"name": "deployer", "uid": "old-uid"}))
	bound("account-uid-case", boundTo("serviceaccount", claims{"name": "deployer", "uid": "SA-UID"}))
	bound("account-is-a-string", boundTo("serviceaccount", "deployer"))
	bound("pod-null", boundTo("pod", rawJSON("null")))
	bound("pod-empty", boundTo("pod", claims{}))
	bound("pod-name-other", boundTo("pod", claims{"name": "job-8", "uid": "pod-uid"}))
	bound("pod-uid-other", boundTo("pod", claims{"name": "job-7", "uid": "old"}))
	bound("node-uid-other-with-pod", boundTo("pod", podRef, "node", claims{"name": "worker-1", "uid": "old"}))
	bound("node-unknown-with-pod", boundTo("pod", podRef, "node", claims{"name": "gone", "uid": "x"}))
	bound("node-name-only-with-pod", boundTo("pod", podRef, "node", claims{"name": "worker-1"}))
	bound("node-uid-other", boundTo("node", claims{"name": "worker-1", "uid": "old"}))
	bound("node-unknown", boundTo("node", claims{"name": "worker-9", "uid": "node-uid"}))
	bound("warn-after-passed", boundTo("pod", podRef, "warnafter", instant.Unix()-60))
	bound("warn-after-later", boundTo("pod", podRef, "warnafter", instant.Unix()+60))
	bound("warn-after-string", boundTo("pod", podRef, "warnafter", "soon"))
	bound("validating-webhook", boundTo("validatingwebhookconfiguration", claims{"name": "policy", "uid": "w"}))
	bound("unknown-binding", boundTo("deployment", claims{"name": "x", "uid": "y"}))
}

func saObjects(s *suite, bound func(string, claims, ...edit)) {
	at := func(seconds int) string { return instantText(seconds) }
	s.add("account-absent-from-cluster", objects(pod("pod-uid")))
	s.add("account-recreated", objects(serviceAccount("new-uid"), pod("pod-uid")))
	s.add("account-in-another-namespace", objects(metaObject("v1", "ServiceAccount", "prod", "deployer", "sa-uid"), pod("pod-uid")))
	s.add("account-deleted-30s-ago", objects(serviceAccount("sa-uid", "deletionTimestamp", at(-30)), pod("pod-uid")))
	s.add("account-deleted-60s-ago", objects(serviceAccount("sa-uid", "deletionTimestamp", at(-60)), pod("pod-uid")))
	s.add("account-deleted-61s-ago", objects(serviceAccount("sa-uid", "deletionTimestamp", at(-61)), pod("pod-uid")))
	s.add("account-without-uid", objects(metaObject("v1", "ServiceAccount", "ci", "deployer", ""), pod("pod-uid")))
	s.add("pod-absent-from-cluster", objects(serviceAccount("sa-uid")))
	s.add("pod-recreated", objects(serviceAccount("sa-uid"), pod("new-pod")))
	s.add("pod-deleted-30s-ago", objects(serviceAccount("sa-uid"), pod("pod-uid", "deletionTimestamp", at(-30))))
	s.add("pod-deleted-2min-ago", objects(serviceAccount("sa-uid"), pod("pod-uid", "deletionTimestamp", at(-120))))
	s.add("pod-deleted-in-the-future", objects(serviceAccount("sa-uid"), pod("pod-uid", "deletionTimestamp", at(120))))
	s.add("pod-in-another-namespace", objects(serviceAccount("sa-uid"), metaObject("v1", "Pod", "prod", "job-7", "pod-uid")))
	s.add("node-absent-with-pod", objects(serviceAccount("sa-uid"), pod("pod-uid")))
	onNode := boundTo("node", nodeRef)
	bound("node-bound-node-absent", onNode, objects(serviceAccount("sa-uid")))
	bound("node-bound-node-recreated", onNode, objects(serviceAccount("sa-uid"), node("new-node")))
	bound("node-bound-node-deleted", onNode, objects(serviceAccount("sa-uid"), node("node-uid", "deletionTimestamp", at(-120))))
	bound("node-bound-node-deleted-30s-ago", onNode, objects(serviceAccount("sa-uid"), node("node-uid", "deletionTimestamp", at(-30))))
	onSecret := boundTo("secret", claims{"name": "registry", "uid": "secret-uid"})
	withSecret := func(uid string, pairs ...any) edit {
		return objects(serviceAccount("sa-uid"), secret("ci", "registry", uid, "Opaque", nil, pairs...))
	}
	bound("secret-bound", onSecret, withSecret("secret-uid"))
	bound("secret-bound-secret-absent", onSecret)
	bound("secret-bound-secret-recreated", onSecret, withSecret("new"))
	bound("secret-bound-secret-deleted", onSecret, withSecret("secret-uid", "deletionTimestamp", at(-120)))
	bound("secret-bound-secret-deleted-30s-ago", onSecret, withSecret("secret-uid", "deletionTimestamp", at(-30)))
	bound("secret-and-pod", onSecret.set("pod", podRef), objects(serviceAccount("sa-uid"), pod("pod-uid"), secret("ci", "registry", "secret-uid", "Opaque", nil)))
	s.add("lookup-off-still-looks-up", flag("service-account-lookup", "false"), objects(serviceAccount("sa-uid")))
}

func saAudiences(s *suite, k *saKeys, good claims) {
	aud := func(name string, value any, edits ...edit) {
		s.add("audience-"+name, append([]edit{bearer(k.ec.token(good.set("aud", value)))}, edits...)...)
	}
	aud("string", issuer)
	aud("two", []string{"vault", issuer})
	aud("other", []string{"vault"})
	aud("other-string", "vault")
	aud("two-others", []string{"vault", "sts"})
	aud("absent", nil)
	aud("empty-list", []string{})
	aud("empty-string", "")
	aud("null", rawJSON("null"))
	aud("number", 7)
	aud("list-with-number", rawJSON(`["a",7]`))
	aud("object", claims{"a": 1})
	aud("api-audiences-flag", []string{"api"}, flag("api-audiences", "api"))
	aud("issuer-but-api-audiences-differ", []string{issuer}, flag("api-audiences", "api"))
	aud("api-audiences-two", []string{"b", "x", "a"}, flag("api-audiences", "a,b,c"))
	aud("absent-with-api-audiences", nil, flag("api-audiences", "a,b"))
	aud("second-issuer", []string{"https://old.example.com"}, flag("service-account-issuer", issuer, "https://old.example.com"))
	aud("both-issuers", []string{"https://old.example.com", issuer}, flag("service-account-issuer", issuer, "https://old.example.com"))
	aud("absent-with-two-issuers", nil, flag("service-account-issuer", issuer, "https://old.example.com"))
	aud("case", strings.ToUpper(issuer))
}

func saKeyCases(s *suite, k *saKeys, good claims) {
	s.add("issuer-second", flag("service-account-issuer", "https://new.example.com", issuer))
	s.add("issuer-not-configured", flag("service-account-issuer", "https://new.example.com"))
	s.add("issuer-absent-flag", noFlag("service-account-issuer"))
	s.add("issuer-no-url", flag("service-account-issuer", "cluster-one"), bearer(k.ec.token(good.set("iss", "cluster-one", "aud", "cluster-one"))))
	s.add("key-file-absent-flag", noFlag("service-account-key-file"))
	with := func(name string, signer signer, keyFile string) {
		s.add(name, file(saKeyFile, keyFile), bearer(signer.token(good)))
	}
	both := publicPEM(k.rsa.key) + publicPEM(k.ec.key)
	with("key-rsa", k.rsa, publicPEM(k.rsa.key))
	with("key-second-in-file", k.ec, both)
	with("key-first-in-file", k.rsa, both)
	with("key-not-in-file", k.old, both)
	with("kid-unknown", signer{"ES256", "unknown", k.ec.key}, both)
	with("kid-of-another-key", signer{"ES256", k.rsa.kid, k.ec.key}, both)
	with("kid-padded", signer{"ES256", k.ec.kid + "=", k.ec.key}, both)
	with("kid-absent", signer{"ES256", "", k.ec.key}, both)
	with("kid-absent-one-key", signer{"ES256", "", k.ec.key}, publicPEM(k.ec.key))
	with("kid-absent-key-not-in-file", signer{"RS256", "", k.old.key}, both)
	with("kid-absent-only-rsa-key", signer{"ES256", "", k.ec.key}, publicPEM(k.rsa.key))
	with("kid-absent-two-wrong-keys", signer{"RS256", "", rsaKey("rsa-c")}, publicPEM(k.rsa.key)+publicPEM(k.old.key))
	s.add("key-files-two", flag("service-account-key-file", saKeyFile, "/pki/old.pub"), file("/pki/old.pub", publicPEM(k.old.key)), bearer(k.old.token(good)))
	s.add("key-file-pkcs1-public", file(saKeyFile, pkcs1Public(rsaKey("rsa-a"))), bearer(k.rsa.token(good)))
	certificate := authority("sa-certificate", "sa", p256("sa"))
	s.add("key-file-certificate", file(saKeyFile, certificate.pem()))
	s.add("key-file-text-around", file(saKeyFile, "the key\n"+publicPEM(k.ec.key)+"end\n"))
	s.add("key-file-other-blocks", file(saKeyFile, pemBlock("EC PARAMETERS", []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7})+publicPEM(k.ec.key)))
	s.add("key-file-same-key-twice", file(saKeyFile, publicPEM(k.ec.key)+publicPEM(k.ec.key)), bearer(signer{"ES256", k.ec.kid, p256("foreign")}.token(good)))
	for _, kind := range []struct {
		name string
		alg  string
		key  crypto.Signer
	}{
		{"rs384", "RS384", rsaKey("rsa-a")}, {"rs512", "RS512", rsaKey("rsa-a")}, {"ps256", "PS256", rsaKey("rsa-a")},
		{"ps384", "PS384", rsaKey("rsa-a")}, {"ps512", "PS512", rsaKey("rsa-a")}, {"rs256-1024-bits", "RS256", rsaKey("rsa-1024")},
		{"es384", "ES384", p384("sa")}, {"es512", "ES512", p521("sa")},
	} {
		with("alg-"+kind.name, signer{kind.alg, kidOf(kind.key), kind.key}, publicPEM(kind.key))
	}
	// The algorithm names another curve than the key's.
	h := claims{"alg": "ES384", "kid": k.ec.kid}
	s.add("alg-es384-with-p256-key", bearer(signer{"ES256", "", k.ec.key}.sign(h.json(), good.json())))
	s.add("alg-rs256-with-ec-key", bearer(signer{"ES256", "", k.ec.key}.sign(claims{"alg": "RS256", "kid": k.ec.kid}.json(), good.json())))
	s.add("alg-ed25519-key-file", file(saKeyFile, publicPEM(ed("sa"))), bearer(signer{"EdDSA", "", ed("sa")}.token(good)))
}

func saTokenShapes(s *suite, k *saKeys, good claims) {
	token := k.ec.token(good)
	parts := strings.Split(token, ".")
	add := func(name, token string) { s.add("token-"+name, bearer(token)) }
	add("signature-cut", token[:len(token)-4])
	add("signature-changed", token[:len(token)-8]+"AAAAAAAA")
	add("signature-empty", parts[0]+"."+parts[1]+".")
	add("signature-padded", token+"==")
	add("two-parts", parts[0]+"."+parts[1])
	add("four-parts", token+".x")
	add("payload-of-another", parts[0]+"."+b64([]byte(good.set("sub", "system:serviceaccount:kube-system:admin").json()))+"."+parts[2])
	add("header-of-another", b64([]byte(`{"alg":"ES256","typ":"JWT"}`))+"."+parts[1]+"."+parts[2])
	add("payload-no-json", k.ec.sign(k.ec.header().json(), "not json"))
	add("payload-list", k.ec.sign(k.ec.header().json(), "[1,2]"))
	add("payload-trailing-text", k.ec.sign(k.ec.header().json(), good.json()+"x"))
	add("payload-duplicate-issuer-last-good", k.ec.sign(k.ec.header().json(), `{"iss":"x",`+good.json()[1:]))
	add("payload-duplicate-issuer-last-bad", k.ec.sign(k.ec.header().json(), good.json()[:len(good.json())-1]+`,"iss":"x"}`))
	add("payload-bad-utf8", k.ec.sign(k.ec.header().json(), strings.Replace(good.json(), "6f1e0b1c", "6f1e\xff\xfe0b1c", 1)))
	add("payload-padded-base64", parts[0]+"."+parts[1]+"=."+parts[2])
	add("header-no-json", b64([]byte("nope"))+"."+parts[1]+"."+parts[2])
	add("header-not-base64", "***."+parts[1]+"."+parts[2])
	add("header-alg-none", unsigned(`{"alg":"none"}`, good.json()))
	add("header-alg-absent", b64([]byte(`{"kid":"x"}`))+"."+parts[1]+"."+parts[2])
	add("header-alg-number", b64([]byte(`{"alg":256}`))+"."+parts[1]+"."+parts[2])
	add("header-hs256-with-public-key", hmacToken([]byte(publicPEM(k.ec.key)), claims{"alg": "HS256", "kid": k.ec.kid}.json(), good.json()))
	add("header-crit-unknown", k.ec.sign(`{"alg":"ES256","crit":["x"],"x":1}`, good.json()))
	add("header-b64-false", k.ec.sign(`{"alg":"ES256","crit":["b64"],"b64":false}`, good.json()))
	add("header-extra-fields", k.ec.sign(claims{"alg": "ES256", "kid": k.ec.kid, "typ": "JWT", "cty": "x", "x5t": "abc"}.json(), good.json()))
	add("header-jwk-of-the-forger", signer{"ES256", "", p256("foreign")}.sign(claims{"alg": "ES256", "jwk": jwk(p256("foreign"))}.json(), good.json()))
	add("header-kid-number", k.ec.sign(`{"alg":"ES256","kid":7}`, good.json()))
	add("dots-only", "..")
	add("json-serialization", strings.ReplaceAll(fmt.Sprintf(`{"payload":%q,"protected":%q,"signature":%q}`, parts[1], parts[0], parts[2]), " ", ""))
}
