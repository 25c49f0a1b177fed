package main

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"time"
)

const proxyFile = "/pki/front-proxy-ca.crt"

func (p *pki) proxyBase() doc {
	return doc{}.with(
		arg(
			"--client-ca-file="+caFile,
			"--requestheader-client-ca-file="+proxyFile,
			"--requestheader-allowed-names=front-proxy-client",
			"--requestheader-username-headers=X-Remote-User",
			"--requestheader-uid-headers=X-Remote-Uid",
			"--requestheader-group-headers=X-Remote-Group",
			"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		),
		file(caFile, p.ca.pem()),
		file(proxyFile, p.proxyCA.pem()),
		certs(p.proxy.pem()),
		headers("X-Remote-User: jane", "X-Remote-Group: developers"),
	)
}

func requestHeaderCases(b *book, p *pki) {
	s := b.suite("requestheader")
	s.from("requestheader", p.proxyBase())
	s.add("valid")
	requestHeaderValues(s)
	requestHeaderFlags(s)
	requestHeaderProxies(s, p)

	values := []choice{
		{"no-user", headers("X-Remote-Group: developers")},
		{"empty-user", headers("X-Remote-User:", "X-Remote-Group: developers")},
		{"user-and-uid", headers("X-Remote-User: jane", "X-Remote-Uid: 7")},
	}
	proxies := []choice{
		{"no-certificate", certs()},
		{"client-certificate", certs(p.jane.pem())},
		{"unknown-certificate", present(client("stranger", p.otherCA, p256("jane")))},
		{"expired-proxy", present(client("proxy-expired", p.proxyCA, p256("proxy"), subject(pkix.Name{CommonName: "front-proxy-client"}), validity(-2*day, -day)))},
		{"other-name", present(client("proxy-other-name", p.proxyCA, p256("proxy"), subject(pkix.Name{CommonName: "someone"})))},
		{"no-anonymous", flag("anonymous-auth", "false")},
	}
	s.pairs("pair", values, proxies)
}

func requestHeaderValues(s *suite) {
	add := func(name string, lines ...string) { s.add(name, headers(lines...)) }
	add("user-only", "X-Remote-User: jane")
	add("no-headers")
	add("user-empty", "X-Remote-User:")
	add("user-of-spaces", "X-Remote-User:    ")
	add("user-with-inner-spaces", "X-Remote-User:   jane   doe  ")
	add("user-twice", "X-Remote-User: first", "X-Remote-User: second")
	add("user-empty-then-set", "X-Remote-User:", "X-Remote-User: second")
	add("user-in-lower-case-header", "x-remote-user: jane")
	add("user-in-upper-case-header", "X-REMOTE-USER: jane")
	add("user-with-underscores", "X_Remote_User: jane")
	add("user-percent-encoded", "X-Remote-User: jane%40example.com")
	add("user-utf8", "X-Remote-User: jané")
	add("user-anonymous", "X-Remote-User: system:anonymous", "X-Remote-Group: developers")
	add("user-comma-list", "X-Remote-User: jane,john")
	add("groups-two-headers", "X-Remote-User: jane", "X-Remote-Group: a", "X-Remote-Group: b")
	add("groups-order-and-case", "X-Remote-User: jane", "x-remote-group: b", "X-Remote-Group: a", "X-REMOTE-GROUP: c")
	add("groups-comma-is-one", "X-Remote-User: jane", "X-Remote-Group: a,b")
	add("groups-empty-dropped", "X-Remote-User: jane", "X-Remote-Group:", "X-Remote-Group: a", "X-Remote-Group:")
	add("groups-twice-the-same", "X-Remote-User: jane", "X-Remote-Group: a", "X-Remote-Group: a")
	add("group-masters", "X-Remote-User: jane", "X-Remote-Group: system:masters")
	add("group-authenticated", "X-Remote-User: jane", "X-Remote-Group: system:authenticated")
	add("group-unauthenticated", "X-Remote-User: jane", "X-Remote-Group: system:unauthenticated")
	add("uid", "X-Remote-User: jane", "X-Remote-Uid: 1234")
	add("uid-twice", "X-Remote-User: jane", "X-Remote-Uid:", "X-Remote-Uid: a", "X-Remote-Uid: b")
	add("uid-without-user", "X-Remote-Uid: 1234")
	extra := func(name string, lines ...string) {
		add("extra-"+name, append([]string{"X-Remote-User: jane"}, lines...)...)
	}
	extra("one", "X-Remote-Extra-Scopes: openid")
	extra("two-values", "X-Remote-Extra-Scopes: openid", "X-Remote-Extra-Scopes: profile")
	extra("key-case", "X-Remote-Extra-SCOPES: a", "x-remote-extra-scopes: b")
	extra("key-encoded", "X-Remote-Extra-Example.org%2fRole: admin")
	extra("key-encoded-upper-hex", "X-Remote-Extra-Example.org%2FRole: admin")
	extra("key-badly-encoded", "X-Remote-Extra-100%zz: yes")
	extra("key-truncated-encoding", "X-Remote-Extra-100%2: yes")
	extra("key-plus", "X-Remote-Extra-A+b: yes")
	extra("key-encoded-capital", "X-Remote-Extra-%41bc: yes")
	extra("key-empty", "X-Remote-Extra-: yes")
	extra("key-without-dash", "X-Remote-Extra: yes")
	extra("value-empty", "X-Remote-Extra-Scopes:")
	extra("value-encoded-stays", "X-Remote-Extra-Scopes: a%2Fb")
	extra("two-keys", "X-Remote-Extra-B: 1", "X-Remote-Extra-A: 2")
	extra("credential-id", "X-Remote-Extra-Authentication.kubernetes.io%2fcredential-Id: JTI=1")
	extra("same-key-encoded-and-plain", "X-Remote-Extra-a%2fb: 1", "X-Remote-Extra-A%2FB: 2")
}

func requestHeaderFlags(s *suite) {
	s.add("not-configured", noFlag("requestheader-client-ca-file"))
	s.add("username-headers-two", flag("requestheader-username-headers", "X-User,X-Remote-User"), headers("X-Remote-User: jane", "X-User: john"))
	s.add("username-headers-second-used", flag("requestheader-username-headers", "X-User,X-Remote-User"))
	s.add("username-headers-first-empty", flag("requestheader-username-headers", "X-User,X-Remote-User"), headers("X-User:", "X-Remote-User: jane"))
	s.add("username-headers-lower-case-flag", flag("requestheader-username-headers", "x-remote-user"))
	s.add("username-headers-repeated-flag", flag("requestheader-username-headers", "X-User", "X-Remote-User"))
	s.add("username-headers-absent", noFlag("requestheader-username-headers"))
	s.add("username-headers-quoted", flag("requestheader-username-headers", `"X-Remote-User"`))
	s.add("group-headers-two", flag("requestheader-group-headers", "X-Team,X-Remote-Group"), headers("X-Remote-User: jane", "X-Remote-Group: a", "X-Team: b"))
	s.add("group-headers-absent", noFlag("requestheader-group-headers"))
	s.add("uid-headers-absent", noFlag("requestheader-uid-headers"), headers("X-Remote-User: jane", "X-Remote-Uid: 1"))
	s.add("uid-headers-two", flag("requestheader-uid-headers", "X-Uid,X-Remote-Uid"), headers("X-Remote-User: jane", "X-Remote-Uid: 1", "X-Uid: 2"))
	s.add("extra-prefix-two", flag("requestheader-extra-headers-prefix", "X-Remote-Extra-,X-More-"), headers("X-Remote-User: jane", "X-More-A: 1", "X-Remote-Extra-A: 2"))
	s.add("extra-prefix-inside-another", flag("requestheader-extra-headers-prefix", "X-Remote-Extra-,X-Remote-"), headers("X-Remote-User: jane", "X-Remote-Extra-A: 2"))
	s.add("extra-prefix-lower-case-flag", flag("requestheader-extra-headers-prefix", "x-remote-extra-"), headers("X-Remote-User: jane", "X-Remote-Extra-A: 2"))
	s.add("extra-prefix-absent", noFlag("requestheader-extra-headers-prefix"), headers("X-Remote-User: jane", "X-Remote-Extra-A: 2"))
	s.add("allowed-names-absent", noFlag("requestheader-allowed-names"))
	s.add("allowed-names-two", flag("requestheader-allowed-names", "aggregator,front-proxy-client"))
	s.add("allowed-names-other", flag("requestheader-allowed-names", "aggregator"))
	s.add("allowed-names-case", flag("requestheader-allowed-names", "Front-Proxy-Client"))
	s.add("allowed-names-with-spaces", flag("requestheader-allowed-names", "aggregator, front-proxy-client"))
	s.add("allowed-names-empty-flag", flag("requestheader-allowed-names", ""))
	s.add("api-audiences", flag("api-audiences", "api,other"))
}

func requestHeaderProxies(s *suite, p *pki) {
	proxy := func(name string, edits ...certEdit) *cert {
		all := append([]certEdit{subject(pkix.Name{CommonName: "front-proxy-client"})}, edits...)
		return client("requestheader-"+name, p.proxyCA, p256("proxy"), all...)
	}
	add := func(name string, edits ...certEdit) { s.add("proxy-"+name, present(proxy(name, edits...))) }
	add("expired", validity(-2*day, -day))
	add("not-yet-valid", validity(time.Hour, day))
	add("server-only", ekus(x509.ExtKeyUsageServerAuth))
	add("any-usage", ekus(x509.ExtKeyUsageAny))
	add("without-usage", ekus())
	add("without-cn", subject(pkix.Name{Organization: []string{"front-proxy-client"}}))
	add("cn-with-spaces", subject(pkix.Name{CommonName: " front-proxy-client "}))
	add("with-groups", subject(pkix.Name{CommonName: "front-proxy-client", Organization: []string{"proxies"}}))
	add("cn-two", func(c *x509.Certificate) {
		c.RawSubject = rawName([]attribute{utf8Attribute(oidCN, "someone")}, []attribute{utf8Attribute(oidCN, "front-proxy-client")})
	})
	mid := intermediate("proxy-mid", "proxy intermediate", p.proxyCA, p256("proxy-mid"))
	behind := client("proxy-behind", mid, p256("proxy"), subject(pkix.Name{CommonName: "front-proxy-client"}))
	s.add("proxy-behind-intermediate", present(behind, mid))
	s.add("proxy-intermediate-missing", present(behind))
	s.add("proxy-of-the-client-ca", present(client("proxy-wrong-ca", p.ca, p256("proxy"), subject(pkix.Name{CommonName: "front-proxy-client"}))))
	s.add("same-ca-for-both", flag("requestheader-client-ca-file", caFile), present(client("proxy-same-ca", p.ca, p256("proxy"), subject(pkix.Name{CommonName: "front-proxy-client"}))))
	s.add("same-ca-jane-presents-headers", flag("requestheader-client-ca-file", caFile), certs(p.jane.pem()), headers("X-Remote-User: admin"))
	s.add("client-certificate-without-headers", certs(p.jane.pem()), headers())
	s.add("no-client-ca-other-name", noFlag("client-ca-file"), flag("requestheader-allowed-names", "aggregator"))
	s.add("error-then-token", certs(p.jane.pem()), arg("--token-auth-file=/tokens.csv"), file("/tokens.csv", "tok,bob,2\n"),
		headers("X-Remote-User: admin", "Authorization: Bearer tok"))
	s.add("headers-win-over-token", arg("--token-auth-file=/tokens.csv"), file("/tokens.csv", "tok,bob,2\n"),
		headers("X-Remote-User: jane", "Authorization: Bearer tok"))
	s.add("stranger-certificate-and-token", present(client("stranger", p.otherCA, p256("jane"))), arg("--token-auth-file=/tokens.csv"),
		file("/tokens.csv", "tok,bob,2\n"), headers("Authorization: Bearer tok"))
	for i, line := range []string{"X-Remote-User: jane\t", "X-Remote-User:\tjane", "X-Remote-User:jane"} {
		s.add(fmt.Sprintf("white-space-%d", i+1), headers(line))
	}
}
