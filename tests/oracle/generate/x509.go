package main

import (
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"strings"
	"time"
)

// pki is the certificate material that several suites use.
type pki struct {
	ca, otherCA, proxyCA *cert
	jane, proxy          *cert
}

func newPKI(b *book) *pki {
	p := &pki{
		ca:      authority("ca", "kubernetes", p256("ca")),
		otherCA: authority("other-ca", "other", p256("other-ca")),
		proxyCA: authority("proxy-ca", "front-proxy-ca", p256("proxy-ca")),
	}
	p.jane = client("jane", p.ca, p256("jane"))
	p.proxy = client("proxy", p.proxyCA, p256("proxy"), subject(pkix.Name{CommonName: "front-proxy-client"}))
	b.share("ca", p.ca.pem())
	b.share("other-ca", p.otherCA.pem())
	b.share("proxy-ca", p.proxyCA.pem())
	b.share("jane", p.jane.pem())
	b.share("proxy", p.proxy.pem())
	return p
}

const caFile = "/pki/ca.crt"

func (p *pki) base() doc {
	return doc{}.with(arg("--client-ca-file="+caFile), file(caFile, p.ca.pem()), certs(p.jane.pem()), headers("Host: k8s.example.com"))
}

// trust puts these into --client-ca-file.
func trust(authorities ...*cert) edit { return file(caFile, pems(authorities...)) }

func present(chain ...*cert) edit { return certs(pems(chain...)) }

func pems(chain ...*cert) string {
	text := ""
	for _, c := range chain {
		text += c.pem()
	}
	return text
}

func x509Cases(b *book, p *pki) {
	s := b.suite("x509")
	s.from("x509", p.base())
	s.add("valid")
	s.add("no-certificate", certs())
	s.add("no-certificate-no-anonymous", certs(), flag("anonymous-auth", "false"))
	s.add("unknown-ca", trust(p.otherCA))
	s.add("two-cas-in-file", trust(p.otherCA, p.ca))
	s.add("leaf-is-the-trusted-one", trust(p.jane))
	s.add("no-client-ca-file", noFlag("client-ca-file"))
	leaf := func(name string, edits ...certEdit) {
		s.add(name, present(client("x509-"+name, p.ca, p256("jane"), edits...)))
	}
	x509Times(s, p, leaf)
	x509Subjects(s, p, leaf)
	x509Usages(s, p, leaf)
	x509Keys(s, p)
	x509Signatures(s, p)
	x509Chains(s, p)
	x509Constraints(s, p)
	x509Extensions(s, p, leaf)
	x509Pairs(s, p)
}

type leafCase func(name string, edits ...certEdit)

func x509Times(s *suite, p *pki, leaf leafCase) {
	leaf("expired", validity(-30*day, -day))
	leaf("expired-one-second-ago", validity(-day, -time.Second))
	leaf("not-after-is-now", validity(-day, 0))
	leaf("not-before-is-now", validity(0, day))
	leaf("not-yet-valid", validity(day, 30*day))
	leaf("valid-in-one-second", validity(time.Second, day))
	leaf("ends-before-it-begins", validity(day, -day))
	leaf("year-2060", validity(-day, 40*365*day))
	leaf("since-1990", validity(-36*365*day, day))
	old := authority("expired-ca", "kubernetes", p256("ca"), validity(-1000*day, -day))
	s.add("ca-expired", trust(old))
	s.add("ca-expired-and-renewed", trust(old, p.ca))
	s.add("ca-not-yet-valid", trust(authority("future-ca", "kubernetes", p256("ca"), validity(day, 1000*day))))
	s.add("expired-and-unknown-ca", trust(p.otherCA), present(client("x509-expired-unknown", p.ca, p256("jane"), validity(-30*day, -day))))
	mid := intermediate("mid-expired", "mid", p.ca, p256("mid"), validity(-30*day, -day))
	s.add("intermediate-expired", present(client("behind-expired", mid, p256("jane")), mid))
}

func x509Subjects(s *suite, p *pki, leaf leafCase) {
	name := func(cn string, o ...string) certEdit { return subject(pkix.Name{CommonName: cn, Organization: o}) }
	leaf("cn-empty", name("", "developers"))
	leaf("subject-empty", subject(pkix.Name{}))
	leaf("cn-only", name("jane"))
	leaf("groups-three", name("jane", "b", "a", "c"))
	leaf("groups-twice-the-same", name("jane", "a", "a"))
	leaf("group-masters", name("admin", "system:masters"))
	leaf("group-authenticated", name("jane", "system:authenticated"))
	leaf("group-unauthenticated", name("jane", "system:unauthenticated"))
	leaf("cn-anonymous", name("system:anonymous", "developers"))
	leaf("cn-node", name("system:node:worker-1", "system:nodes"))
	leaf("cn-service-account", name("system:serviceaccount:ci:deployer", "system:serviceaccounts"))
	leaf("cn-spaces", name("  jane  doe ", " developers "))
	leaf("cn-unicode", name("Jané Döe ☸", "Entwickler:innen"))
	leaf("cn-comma-and-quote", name(`doe, "jane"`, `a,b`))
	leaf("cn-email", name("jane@example.com"))
	leaf("cn-long", name(strings.Repeat("j", 300)))
	rawSubject := func(label string, rdns ...[]attribute) {
		leaf(label, func(c *x509.Certificate) { c.RawSubject = rawName(rdns...) })
	}
	one := func(a ...attribute) []attribute { return a }
	u := utf8Attribute
	rawSubject("cn-twice", one(u(oidCN, "first")), one(u(oidCN, "second")))
	rawSubject("cn-then-empty-cn", one(u(oidCN, "first")), one(u(oidCN, "")))
	rawSubject("cn-and-o-in-one-rdn", one(u(oidCN, "jane"), u(oidO, "developers")))
	rawSubject("o-before-cn", one(u(oidO, "z")), one(u(oidCN, "jane")), one(u(oidO, "a")))
	rawSubject("o-several-in-one-rdn", one(u(oidCN, "jane")), one(u(oidO, "a"), u(oidO, "b")), one(u(oidO, "c")))
	rawSubject("o-empty", one(u(oidCN, "jane")), one(u(oidO, "")))
	rawSubject("ou-is-no-group", one(u(oidCN, "jane")), one(u(oidOU, "ops")))
	rawSubject("cn-printable", one(attribute{oidCN, 19, []byte("jane")}), one(attribute{oidO, 19, []byte("developers")}))
	rawSubject("cn-ia5", one(attribute{oidCN, 22, []byte("jane@example.com")}))
	rawSubject("cn-bmp", one(attribute{oidCN, 30, []byte("\x00j\x00a\x00n\x00\xe9")}))
	rawSubject("cn-teletex", one(attribute{oidCN, 20, []byte("jane")}))
	rawSubject("cn-numeric", one(attribute{oidCN, 18, []byte("12345")}))
	rawSubject("uid", one(u(oidCN, "jane")), one(u(oidUID, "1234-5678")))
	rawSubject("uid-twice", one(u(oidCN, "jane")), one(u(oidUID, "a")), one(u(oidUID, "b")))
	rawSubject("uid-empty", one(u(oidCN, "jane")), one(u(oidUID, "")))
	rawSubject("uid-beside-cn", one(u(oidCN, "jane"), u(oidUID, "1234")))
	rawSubject("uid-printable", one(u(oidCN, "jane")), one(attribute{oidUID, 19, []byte("1234")}))
	rawSubject("uid-without-cn", one(u(oidUID, "1234")))
}

func x509Usages(s *suite, p *pki, leaf leafCase) {
	leaf("eku-none", ekus())
	leaf("eku-server-only", ekus(x509.ExtKeyUsageServerAuth))
	leaf("eku-server-and-client", ekus(x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth))
	leaf("eku-any", ekus(x509.ExtKeyUsageAny))
	leaf("eku-code-signing", ekus(x509.ExtKeyUsageCodeSigning))
	leaf("eku-unknown-only", ekus(), func(c *x509.Certificate) { c.UnknownExtKeyUsage = oids("1.3.6.1.4.1.99999.1") })
	leaf("eku-unknown-and-client", func(c *x509.Certificate) { c.UnknownExtKeyUsage = oids("1.3.6.1.4.1.99999.1") })
	leaf("key-usage-none", keyUsage(0))
	leaf("key-usage-encipherment", keyUsage(x509.KeyUsageKeyEncipherment))
	leaf("key-usage-cert-sign", keyUsage(x509.KeyUsageCertSign))
	leaf("leaf-is-a-ca", func(c *x509.Certificate) { c.IsCA = true })
	leaf("no-basic-constraints", func(c *x509.Certificate) { c.BasicConstraintsValid = false })
	leaf("server-only-and-expired", ekus(x509.ExtKeyUsageServerAuth), validity(-2*day, -day))

	ca := func(name string, edits ...certEdit) {
		s.add(name, trust(authority("x509-"+name, "kubernetes", p256("ca"), edits...)))
	}
	ca("ca-eku-server-only", ekus(x509.ExtKeyUsageServerAuth))
	ca("ca-eku-client", ekus(x509.ExtKeyUsageClientAuth))
	ca("ca-eku-any", ekus(x509.ExtKeyUsageAny))
	ca("ca-without-key-usage", keyUsage(0))
	ca("ca-without-cert-sign", keyUsage(x509.KeyUsageDigitalSignature))
	ca("ca-is-no-ca", func(c *x509.Certificate) { c.IsCA = false })
	ca("ca-without-basic-constraints", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = false, false })
	ca("ca-path-length-zero", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	ca("ca-name-differs", subject(pkix.Name{CommonName: "Kubernetes"}))
	s.add("ca-key-differs", trust(authority("x509-ca-key-differs", "kubernetes", p256("not-ca"))))
}

func oids(texts ...string) []oid {
	var out []oid
	for _, text := range texts {
		var id oid
		for _, part := range strings.Split(text, ".") {
			var n int
			_, err := fmt.Sscan(part, &n)
			check(err)
			id = append(id, n)
		}
		out = append(out, id)
	}
	return out
}

func x509Keys(s *suite, p *pki) {
	keys := []struct {
		name string
		key  crypto.Signer
	}{
		{"rsa-1024", rsaKey("rsa-1024")},
		{"rsa-2048", rsaKey("rsa-a")},
		{"rsa-3072", rsaKey("rsa-3072")},
		{"p224", ecKey(elliptic.P224(), "k")},
		{"p256", p256("k")},
		{"p384", p384("k")},
		{"p521", p521("k")},
		{"ed25519", ed("k")},
	}
	for _, k := range keys {
		s.add("leaf-key-"+k.name, present(client("x509-leaf-"+k.name, p.ca, k.key)))
		ca := authority("x509-ca-"+k.name, "kubernetes", k.key)
		s.add("ca-key-"+k.name, trust(ca), present(client("x509-by-"+k.name, ca, p256("jane"))))
	}
}

func x509Signatures(s *suite, p *pki) {
	rsaCA := authority("x509-rsa-ca", "kubernetes", rsaKey("rsa-b"))
	s.book.share("rsa-ca", rsaCA.pem())
	for name, a := range map[string]x509.SignatureAlgorithm{
		"rsa-sha1": x509.SHA1WithRSA, "rsa-sha384": x509.SHA384WithRSA, "rsa-sha512": x509.SHA512WithRSA,
		"pss-sha256": x509.SHA256WithRSAPSS, "pss-sha384": x509.SHA384WithRSAPSS, "pss-sha512": x509.SHA512WithRSAPSS,
	} {
		later(func() {
			s.add("signed-"+name, trust(rsaCA), present(client("x509-signed-"+name, rsaCA, p256("jane"), algorithm(a))))
		}, name)
	}
	for name, a := range map[string]x509.SignatureAlgorithm{
		"ecdsa-sha1": x509.ECDSAWithSHA1, "ecdsa-sha384": x509.ECDSAWithSHA384, "ecdsa-sha512": x509.ECDSAWithSHA512,
	} {
		later(func() {
			s.add("signed-"+name, present(client("x509-signed-"+name, p.ca, p256("jane"), algorithm(a))))
		}, name)
	}
	inOrder()
	s.add("ca-self-signature-sha1", trust(authority("x509-sha1-root", "kubernetes", p256("ca"), algorithm(x509.ECDSAWithSHA1))))
	forgeries(s, p, rsaCA)
}

func x509Chains(s *suite, p *pki) {
	mid := intermediate("mid", "intermediate", p.ca, p256("mid"))
	leaf := client("behind-mid", mid, p256("jane"))
	s.book.share("mid", mid.pem())
	s.book.share("behind-mid", leaf.pem())
	s.add("intermediate-presented", present(leaf, mid))
	s.add("intermediate-missing", present(leaf))
	s.add("intermediate-first", present(mid, leaf))
	s.add("intermediate-twice", present(leaf, mid, mid))
	s.add("intermediate-and-root-presented", present(leaf, mid, p.ca))
	s.add("intermediate-is-the-trusted-one", trust(mid), present(leaf))
	s.add("intermediate-trusted-and-presented", trust(mid), present(leaf, mid))
	s.add("intermediate-of-another-chain", present(leaf, intermediate("mid-other", "intermediate", p.otherCA, p256("mid"))))
	s.add("intermediate-with-another-key", present(leaf, intermediate("mid-key", "intermediate", p.ca, p256("not-mid"))))
	s.add("intermediate-two-candidates", present(leaf, intermediate("mid-key", "intermediate", p.ca, p256("not-mid")), mid))
	s.add("needless-certificates", present(p.jane, mid, p.otherCA))
	mids := func(name string, edits ...certEdit) {
		m := intermediate("x509-"+name, "intermediate", p.ca, p256("mid"), edits...)
		s.add(name, present(client("under-"+name, m, p256("jane")), m))
	}
	mids("intermediate-is-no-ca", func(c *x509.Certificate) { c.IsCA = false })
	mids("intermediate-without-cert-sign", keyUsage(x509.KeyUsageDigitalSignature))
	mids("intermediate-eku-server-only", ekus(x509.ExtKeyUsageServerAuth))
	mids("intermediate-eku-client", ekus(x509.ExtKeyUsageClientAuth))
	mids("intermediate-eku-any", ekus(x509.ExtKeyUsageAny))
	mids("intermediate-path-length-zero", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	mids("intermediate-unhandled-critical", extension(oids("1.3.6.1.4.1.99999.9")[0], true, []byte{5, 0}))
	mids("intermediate-not-yet-valid", validity(day, 2*day))

	short := authority("short", "kubernetes", p256("ca"), func(c *x509.Certificate) { c.MaxPathLenZero = true })
	s.add("path-length-zero-with-intermediate", trust(short), present(leaf, mid))
	one := authority("one", "kubernetes", p256("ca"), func(c *x509.Certificate) { c.MaxPathLen = 1 })
	s.add("path-length-one-with-intermediate", trust(one), present(leaf, mid))
	second := intermediate("mid-2", "second", mid, p256("mid-2"))
	far := client("behind-two", second, p256("jane"))
	s.add("two-intermediates", present(far, second, mid))
	s.add("two-intermediates-any-order", present(far, mid, second))
	s.add("two-intermediates-path-length-one", trust(one), present(far, second, mid))
	s.add("two-intermediates-one-missing", present(far, second))
	for _, depth := range []int{5, 12} {
		var chain []*cert
		issuer := p.ca
		for i := range depth {
			issuer = intermediate(fmt.Sprintf("deep-%d-%d", depth, i), fmt.Sprintf("level %d", i), issuer, p256(fmt.Sprintf("deep-%d", i)))
			chain = append([]*cert{issuer}, chain...)
		}
		s.add(fmt.Sprintf("chain-of-%d-intermediates", depth),
			present(append([]*cert{client(fmt.Sprintf("deepest-%d", depth), issuer, p256("jane"))}, chain...)...))
	}
	self := issue("self-signed", nil, p256("jane"), x509.Certificate{Subject: pkix.Name{CommonName: "jane"}}, ekus(x509.ExtKeyUsageClientAuth))
	s.add("self-signed", present(self))
	s.add("self-signed-trusted", trust(self), present(self))
	old := authority("old-root", "old root", p256("old-root"))
	cross := intermediate("cross", "kubernetes", old, p256("ca"))
	s.add("cross-signed-root", trust(old), present(p.jane, cross))
	s.add("cross-signed-both-trusted", trust(old, p.ca), present(p.jane, cross))
	var crowd []*cert
	for i := range 101 {
		crowd = append(crowd, authority(fmt.Sprintf("crowd-%d", i), "kubernetes", p256(fmt.Sprintf("crowd-%d", i)),
			func(c *x509.Certificate) { c.SubjectKeyId = []byte{1} }))
	}
	s.book.share("crowd-of-90", pems(crowd[:90]...))
	s.book.share("crowd-of-11-more", pems(crowd[90:]...))
	s.add("hundred-parents-none-fits", trust(crowd...))
	s.add("hundred-parents-then-the-one", trust(append(crowd, p.ca)...))
	noKeyID := forge(p.jane, func(t *tbs) { dropExtension(t, oids("2.5.29.35")[0]) }, signAs(p256("ca")))
	s.add("hundred-parents-leaf-without-key-id", trust(append(crowd, p.ca)...), present(noKeyID))
	s.add("ninety-parents-leaf-without-key-id", trust(append(crowd[:90:90], p.ca)...), present(noKeyID))
	s.add("ninety-parents-then-the-one", trust(append(crowd[:90:90], p.ca)...))
}

func x509Pairs(s *suite, p *pki) {
	chains := []choice{
		{"unknown-ca", trust(p.otherCA)},
		{"expired-ca", trust(authority("expired-ca", "kubernetes", p256("ca"), validity(-1000*day, -day)))},
		{"server-ca", trust(authority("x509-ca-eku-server-only", "kubernetes", p256("ca"), ekus(x509.ExtKeyUsageServerAuth)))},
		{"renewed-ca", trust(authority("renewed-ca", "kubernetes", p256("ca")))},
	}
	leaves := []choice{
		{"expired-leaf", present(client("x509-expired", p.ca, p256("jane"), validity(-30*day, -day)))},
		{"server-leaf", present(client("x509-eku-server-only", p.ca, p256("jane"), ekus(x509.ExtKeyUsageServerAuth)))},
		{"critical-leaf", present(client("x509-critical", p.ca, p256("jane"), extension(oids("1.3.6.1.4.1.99999.9")[0], true, []byte{5, 0})))},
		{"nameless-leaf", present(client("x509-nameless", p.ca, p256("jane"), subject(pkix.Name{})))},
	}
	s.pairs("pair", chains, leaves)
}
