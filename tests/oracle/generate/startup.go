package main

import (
	"strings"
)

// startupCases are configurations that the server refuses, and near misses.
func startupCases(b *book, p *pki, sa *saKeys, k *idpKeys) {
	s := b.suite("startup")
	s.from("startup", doc{}.with(headers("Host: k8s.example.com")))
	startupFlags(s)
	startupFiles(s, p)
	startupServiceAccounts(s, sa)
	startupRequestHeader(s, p)
	startupOIDC(s, p, k)
	startupConfigText(s)
	startupConfigFields(s, p)
	startupWebhook(s, p)

	first := []choice{
		{"bad-issuer", flag("service-account-issuer", "a", "a")},
		{"oidc-half", flag("oidc-issuer-url", idp)},
		{"empty-proxy-name", flag("requestheader-allowed-names", `""`)},
	}
	second := []choice{
		{"no-token-file", arg("--token-auth-file=/absent.csv")},
		{"no-ca-file", arg("--client-ca-file=/absent.crt")},
		{"uid-headers", flag("requestheader-uid-headers", "X-Uid")},
		{"jwks-uri", flag("service-account-jwks-uri", "http://x")},
	}
	s.pairs("pair", first, second)
}

func startupFlags(s *suite) {
	line := func(name string, args ...string) { s.add("flag-"+name, arg(args...)) }
	line("unknown", "--no-such-flag=1")
	line("unknown-without-value", "--no-such-flag")
	line("unknown-short", "-z")
	line("unknown-short-group", "-xyz")
	line("unknown-single-dash", "-client-ca-file=/x")
	line("removed-basic-auth", "--basic-auth-file=/x")
	line("removed-insecure-port", "--insecure-port=0")
	line("capital", "--Anonymous-Auth=false")
	line("word", "start")
	line("words", "start", "now")
	line("word-after-bool", "--anonymous-auth", "false")
	line("empty-word", "")
	line("value-missing", "--client-ca-file")
	line("bool-bad", "--anonymous-auth=maybe")
	line("bool-empty", "--anonymous-auth=")
	line("bool-number", "--enable-bootstrap-token-auth=2")
	line("lookup-bad", "--service-account-lookup=yes")
	line("duration-bad", "--authentication-token-webhook-cache-ttl=2")
	line("duration-words", "--authentication-token-webhook-cache-ttl=two minutes")
	line("duration-empty", "--authentication-token-webhook-cache-ttl=")
	line("max-expiration-bad", "--service-account-max-token-expiration=1day")
	line("list-bad-csv", `--api-audiences="a`)
	line("list-bare-quote", `--requestheader-allowed-names=a"b`)
	line("map-bad", "--oidc-required-claim=novalue")
	line("map-empty", "--oidc-required-claim=")
	line("no-name", "--=x")
	line("triple-dash", "---client-ca-file=/x")
	line("single-dash-only", "-")
	line("terminator", "--", "--anonymous-auth=false")
	line("terminator-empty", "--")
	line("separate-value", "--api-audiences", "api")
	line("separate-value-with-dash", "--api-audiences", "--anonymous-auth=false")
	line("underscores", "--api_audiences=api")
	line("ignored-bad-int", "--secure-port=https")
	line("ignored-bad-ip", "--advertise-address=10.0.0")
	line("ignored-bad-duration", "--request-timeout=1")
	line("two-errors-first-told", "--no-such-flag", "--anonymous-auth=maybe")
}

func startupFiles(s *suite, p *pki) {
	ca := func(name, text string) { s.add("ca-"+name, arg("--client-ca-file="+caFile), file(caFile, text)) }
	s.add("ca-absent", arg("--client-ca-file=/absent.crt"))
	s.add("ca-relative-absent", arg("--client-ca-file=pki/ca.crt"))
	s.add("ca-flag-empty", arg("--client-ca-file="))
	ca("empty", "")
	ca("text", "not a certificate\n")
	ca("only-a-key", publicPEM(p.ca.key))
	ca("garbage-in-pem", pemBlock("CERTIFICATE", []byte("garbage")))
	ca("empty-block", pemBlock("CERTIFICATE", nil))
	ca("cut", p.ca.pem()[:len(p.ca.pem())-60])
	ca("cut-der", pemBlock("CERTIFICATE", p.ca.der[:100]))
	ca("trailing-der", pemBlock("CERTIFICATE", append(append([]byte{}, p.ca.der...), 0)))
	ca("second-broken", p.ca.pem()+pemBlock("CERTIFICATE", []byte("garbage")))
	ca("wrong-block-name", strings.ReplaceAll(p.ca.pem(), "CERTIFICATE", "X509 CERTIFICATE"))
	ca("trusted-block-name", strings.ReplaceAll(p.ca.pem(), "CERTIFICATE", "TRUSTED CERTIFICATE"))
	ca("bad-base64", strings.Replace(p.ca.pem(), "MII", "***", 1))
	ca("headers-only", insertHeader(p.ca.pem()))
	s.add("token-file-absent", arg("--token-auth-file=/absent.csv"))
	s.add("token-file-flag-empty", arg("--token-auth-file="))
	s.add("two-files-absent", arg("--token-auth-file=/absent.csv", "--client-ca-file=/absent.crt"))
	s.add("request-header-ca-absent", arg("--requestheader-client-ca-file=/absent.crt"))
	s.add("request-header-ca-broken", arg("--requestheader-client-ca-file=/x.crt"), file("/x.crt", "x"))
}

func startupServiceAccounts(s *suite, sa *saKeys) {
	issuers := func(name string, values ...string) { s.add("issuer-"+name, flag("service-account-issuer", values...)) }
	issuers("empty", "")
	issuers("twice", "a", "a")
	issuers("thrice", "a", "b", "a", "a")
	issuers("empty-and-twice", "", "a", "a", "")
	issuers("bad-url", "https://a b:c")
	issuers("bad-url-port", "https://a:port")
	issuers("bad-url-escape", "https://a/%zz")
	issuers("colon-first", ":foo")
	issuers("no-url", "plain name")
	issuers("urn", "urn:example:a")
	issuers("comma-is-one", "https://a,https://b")
	jwks := func(name, value string) { s.add("jwks-uri-"+name, flag("service-account-jwks-uri", value)) }
	jwks("http", "http://a/keys")
	jwks("no-scheme", "a/keys")
	jwks("bad", "https://a:b:c/%")
	jwks("good", "https://a/keys")
	keys := func(name, text string) {
		s.add("sa-keys-"+name, arg("--service-account-key-file="+saKeyFile), file(saKeyFile, text))
	}
	s.add("sa-keys-absent", arg("--service-account-key-file=/absent.pub"))
	s.add("sa-keys-flag-empty", arg("--service-account-key-file="))
	s.add("sa-keys-second-absent", arg("--service-account-key-file="+saKeyFile, "--service-account-key-file=/absent.pub"), file(saKeyFile, publicPEM(sa.ec.key)))
	keys("empty", "")
	keys("text", "hello")
	keys("garbage-in-pem", pemBlock("PUBLIC KEY", []byte("garbage")))
	keys("ed25519", publicPEM(ed("sa")))
	keys("pkcs1-public", pkcs1Public(rsaKey("rsa-a")))
	keys("cut", publicPEM(sa.ec.key)[:80])
	keys("broken-then-good", pemBlock("PUBLIC KEY", []byte("garbage"))+publicPEM(sa.ec.key))
	keys("parameters-only", pemBlock("EC PARAMETERS", []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7}))
	keys("certificate-of-ed25519", authority("ed-cert", "x", ed("sa")).pem())
	s.add("max-expiration-short", flag("service-account-max-token-expiration", "10m"))
	s.add("max-expiration-negative", flag("service-account-max-token-expiration", "-1h"))
	s.add("max-expiration-one-hour", flag("service-account-max-token-expiration", "1h"))
	s.add("max-expiration-too-long", flag("service-account-max-token-expiration", "1200000h"))
	s.add("max-expiration-and-bad-issuer", flag("service-account-max-token-expiration", "10m"), flag("service-account-issuer", "a", "a"))
	s.add("max-expiration-good", flag("service-account-max-token-expiration", "24h"))
	s.add("missing-required-flags-are-notes")
	s.add("keys-without-issuer", arg("--service-account-key-file="+saKeyFile), file(saKeyFile, publicPEM(sa.ec.key)))
}

func startupRequestHeader(s *suite, p *pki) {
	for _, name := range []string{"username-headers", "uid-headers", "group-headers", "extra-headers-prefix", "allowed-names"} {
		s.add("request-header-"+name+"-blank", flag("requestheader-"+name, `X-Remote-Uid," "`))
		s.add("request-header-"+name+"-empty-item", flag("requestheader-"+name, "X-Remote-Uid,,b"))
	}
	s.add("request-header-uid-headers-nonstandard", flag("requestheader-uid-headers", "X-Uid"))
	s.add("request-header-uid-headers-case", flag("requestheader-uid-headers", "x-remote-UID"))
	s.add("request-header-username-headers-nonstandard", flag("requestheader-username-headers", "X-User"))
	s.add("request-header-several", flag("requestheader-username-headers", `" "`), flag("requestheader-group-headers", `" "`), flag("requestheader-allowed-names", `" "`))
	overlap := both(arg("--client-ca-file="+caFile, "--requestheader-client-ca-file="+proxyFile), file(caFile, p.ca.pem()))
	s.add("overlapping-cas", overlap, file(proxyFile, p.ca.pem()))
	s.add("overlapping-cas-one-of-two", overlap, file(proxyFile, p.proxyCA.pem()+p.ca.pem()))
	s.add("overlapping-cas-with-allowed-names", overlap, file(proxyFile, p.ca.pem()), flag("requestheader-allowed-names", "a"))
	s.add("overlapping-cas-same-key-other-certificate", overlap, file(proxyFile, authority("renewed-ca", "kubernetes", p256("ca")).pem()))
	s.add("overlapping-cas-one-broken", overlap, file(proxyFile, "x"))
	s.add("same-file-for-both", arg("--client-ca-file="+caFile, "--requestheader-client-ca-file="+caFile), file(caFile, p.ca.pem()))
}

func startupOIDC(s *suite, p *pki, k *idpKeys) {
	with := func(name string, args ...string) { s.add("oidc-"+name, arg(args...)) }
	full := []string{"--oidc-issuer-url=" + idp, "--oidc-client-id=kubernetes"}
	and := func(args ...string) []string { return append(append([]string{}, full...), args...) }
	with("only-issuer", full[0])
	with("only-client-id", full[1])
	with("only-claim", "--oidc-username-claim=email")
	with("only-algs", "--oidc-signing-algs=RS256")
	with("issuer-empty", "--oidc-issuer-url=", full[1])
	with("client-id-empty", full[0], "--oidc-client-id=")
	url := func(name, value string) { with("url-"+name, "--oidc-issuer-url="+value, full[1]) }
	url("http", "http://login.example.com")
	url("no-scheme", "login.example.com")
	url("query", idp+"?a=b")
	url("empty-query", idp+"?")
	url("fragment", idp+"#a")
	url("userinfo", "https://a:b@login.example.com")
	url("user", "https://a@login.example.com")
	url("bad-port", "https://login.example.com:port")
	url("bad-escape", idp+"/%zz")
	url("space", "https://login example.com")
	url("control", "https://login.example.com/\x7f")
	url("several-faults", "http://a@login.example.com?x#y")
	url("capital-scheme", "HTTPS://login.example.com")
	with("url-is-a-service-account-issuer", and("--service-account-issuer="+idp)...)
	with("url-is-one-of-the-service-account-issuers", and("--service-account-issuer=b", "--service-account-issuer="+idp)...)
	with("alg-unknown", and("--oidc-signing-algs=HS256")...)
	with("alg-one-unknown", and("--oidc-signing-algs=RS256,none")...)
	with("alg-lower-case", and("--oidc-signing-algs=rs256")...)
	with("alg-eddsa", and("--oidc-signing-algs=EdDSA")...)
	with("alg-empty", and("--oidc-signing-algs=")...)
	with("alg-with-space", and("--oidc-signing-algs=RS256, ES256")...)
	with("username-claim-empty", and("--oidc-username-claim=")...)
	with("ca-absent", and("--oidc-ca-file=/absent.crt")...)
	s.add("oidc-ca-empty-file", arg(and("--oidc-ca-file=/x.crt")...), file("/x.crt", ""))
	s.add("oidc-ca-text", arg(and("--oidc-ca-file=/x.crt")...), file("/x.crt", "hello"))
	s.add("oidc-ca-broken", arg(and("--oidc-ca-file=/x.crt")...), file("/x.crt", pemBlock("CERTIFICATE", []byte("garbage"))))
	with("required-claim-twice-the-same", and("--oidc-required-claim=a=1", "--oidc-required-claim=a=2")...)
	s.add("oidc-flags-and-config", arg(and("--authentication-config="+configPath)...), file(configPath, config("v1", []any{}, nil)))
	s.add("oidc-one-flag-and-config", arg("--oidc-username-claim=sub", "--authentication-config="+configPath), file(configPath, config("v1", []any{}, nil)))
}

func startupWebhook(s *suite, p *pki) {
	with := func(name, text string, edits ...edit) {
		s.add("webhook-"+name, append([]edit{arg("--authentication-token-webhook-config-file=" + webhookPath), file(webhookPath, text)}, edits...)...)
	}
	good := kubeconfig(webhookURL)
	s.add("webhook-absent", arg("--authentication-token-webhook-config-file=/absent.yaml"))
	with("good", good)
	with("empty", "")
	with("text", "hello")
	with("bad-yaml", "a: [b\n")
	with("tab", "apiVersion: v1\nkind: Config\n\tclusters: []\n")
	with("kind-other", "apiVersion: v1\nkind: Pod\n")
	with("kind-absent", replace(good, "kind: Config\n", ""))
	with("version-unknown", replace(good, "apiVersion: v1\n", "apiVersion: v9\n"))
	with("no-current-context", replace(good, "current-context: webhook\n", ""))
	with("current-context-unknown", replace(good, "current-context: webhook\n", "current-context: nope\n"))
	with("cluster-unknown", replace(good, "    cluster: authn\n", "    cluster: nope\n"))
	with("user-unknown", replace(good, "    user: apiserver\n", "    user: nope\n"))
	with("no-server", replace(good, "    server: "+webhookURL+"\n", "    server: \"\"\n"))
	with("server-bad-url", replace(good, webhookURL, "https://a:b:c"))
	with("server-no-scheme", replace(good, webhookURL, "authn.example.com/authenticate"))
	with("ca-file-absent", replace(good, "  cluster:\n", "  cluster:\n    certificate-authority: /absent.crt\n"))
	with("ca-file-and-data", replace(good, "  cluster:\n", "  cluster:\n    certificate-authority: /absent.crt\n    certificate-authority-data: YQ==\n"))
	with("ca-data-bad-base64", replace(good, "  cluster:\n", "  cluster:\n    certificate-authority-data: \"***\"\n"))
	with("ca-data-no-pem", replace(good, "  cluster:\n", "  cluster:\n    certificate-authority-data: aGVsbG8=\n"))
	with("ca-and-insecure", replace(good, "  cluster:\n", "  cluster:\n    insecure-skip-tls-verify: true\n    certificate-authority: /x.crt\n"), file("/x.crt", p.ca.pem()))
	with("ca-file-text", replace(good, "  cluster:\n", "  cluster:\n    certificate-authority: /x.crt\n"), file("/x.crt", "hello"))
	with("client-certificate-without-key", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    client-certificate: /x.crt\n"), file("/x.crt", p.jane.pem()))
	with("client-certificate-absent", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    client-certificate: /absent.crt\n    client-key: /absent.key\n"))
	with("token-and-basic", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    token: a\n    username: b\n    password: c\n"))
	with("exec-and-token", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    token: a\n    exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}\n"))
	with("exec-without-command", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}\n"))
	with("auth-provider-unknown", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    auth-provider: {name: nope}\n"))
	with("clusters-a-map", replace(good, "clusters:\n- name: authn\n  cluster:\n    server: "+webhookURL+"\n", "clusters: {}\n"))
	with("version-flag-unknown", good, arg("--authentication-token-webhook-version=v2"))
	with("version-flag-empty", good, arg("--authentication-token-webhook-version="))
	with("version-flag-capital", good, arg("--authentication-token-webhook-version=V1"))
	with("duplicate-contexts", good+"contexts: []\n")
	with("proxy-url-bad", replace(good, "  cluster:\n", "  cluster:\n    proxy-url: \"ftp://x\"\n"))
	with("tls-server-name", replace(good, "  cluster:\n", "  cluster:\n    tls-server-name: x\n"))
	with("impersonation", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    as: admin\n"))
	with("impersonate-groups-without-user", replace(good, "- name: apiserver\n", "- name: apiserver\n  user:\n    as-groups: [a]\n"))
}
