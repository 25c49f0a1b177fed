package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"net"
	"net/url"
)

var (
	ecdsaSHA256 = pkix.AlgorithmIdentifier{Algorithm: oids("1.2.840.10045.4.3.2")[0]}
	null        = asn1.RawValue{Tag: asn1.TagNull}
)

func signAs(key *ecdsa.PrivateKey) func([]byte) ([]byte, pkix.AlgorithmIdentifier) {
	return func(data []byte) ([]byte, pkix.AlgorithmIdentifier) {
		digest := sha256.Sum256(data)
		out, err := key.Sign(nil, digest[:], crypto.SHA256)
		check(err)
		return out, ecdsaSHA256
	}
}

// forgeries are certificates that no honest issuer makes.
func forgeries(s *suite, p *pki, rsaCA *cert) {
	sign := signAs(p.ca.key.(*ecdsa.PrivateKey))
	leaf := func(name string, change func(*tbs), sign func([]byte) ([]byte, pkix.AlgorithmIdentifier), edits ...certEdit) {
		forged := forge(client("x509-"+name, p.ca, p256("jane"), edits...), change, sign)
		if forged.x509 == nil {
			panic("Go does not read " + name)
		}
		s.add(name, present(forged))
	}
	same := func(*tbs) {}
	leaf("signature-of-another-key", same, signAs(p256("not-ca")))
	leaf("subject-changed-after-signing", func(t *tbs) {
		t.Subject = asn1.RawValue{FullBytes: rawName([]attribute{utf8Attribute(oidCN, "admin")}, []attribute{utf8Attribute(oidO, "system:masters")})}
	}, nil)
	leaf("signature-empty", same, func([]byte) ([]byte, pkix.AlgorithmIdentifier) { return []byte{}, ecdsaSHA256 })
	leaf("signature-garbage", same, func([]byte) ([]byte, pkix.AlgorithmIdentifier) { return []byte("garbage"), ecdsaSHA256 })
	unknown := pkix.AlgorithmIdentifier{Algorithm: oids("1.3.6.1.4.1.99999.7")[0]}
	leaf("signature-algorithm-unknown", func(t *tbs) { t.Algorithm = unknown }, func(data []byte) ([]byte, pkix.AlgorithmIdentifier) {
		out, _ := sign(data)
		return out, unknown
	})
	leaf("signature-algorithm-of-rsa", func(t *tbs) {
		t.Algorithm = pkix.AlgorithmIdentifier{Algorithm: oids("1.2.840.113549.1.1.11")[0], Parameters: null}
	}, func(data []byte) ([]byte, pkix.AlgorithmIdentifier) {
		out, _ := sign(data)
		return out, pkix.AlgorithmIdentifier{Algorithm: oids("1.2.840.113549.1.1.11")[0], Parameters: null}
	})
	leaf("issuer-name-encoded-otherwise", func(t *tbs) {
		t.Issuer = asn1.RawValue{FullBytes: rawName([]attribute{utf8Attribute(oidCN, "kubernetes")})}
	}, sign)
	leaf("issuer-name-in-capitals", func(t *tbs) {
		t.Issuer = asn1.RawValue{FullBytes: rawName([]attribute{{oidCN, 19, []byte("KUBERNETES")}})}
	}, sign)
	leaf("authority-key-id-differs", func(t *tbs) { setExtension(t, oids("2.5.29.35")[0], []byte{0x30, 4, 0x80, 2, 1, 2}) }, sign)
	leaf("authority-key-id-absent", func(t *tbs) { dropExtension(t, oids("2.5.29.35")[0]) }, sign)
	leaf("version-1", func(t *tbs) { t.Version, t.Extensions = 0, nil }, sign)
	leaf("serial-huge", func(t *tbs) { t.Serial = new(big.Int).Lsh(big.NewInt(1), 150) }, sign)

	md5RSA := pkix.AlgorithmIdentifier{Algorithm: oids("1.2.840.113549.1.1.4")[0], Parameters: null}
	byMD5 := forge(client("x509-md5", rsaCA, p256("jane")), func(t *tbs) { t.Algorithm = md5RSA },
		func(data []byte) ([]byte, pkix.AlgorithmIdentifier) {
			digest := md5.Sum(data)
			out, err := rsa.SignPKCS1v15(nil, rsaCA.key.(*rsa.PrivateKey), crypto.MD5, digest[:])
			check(err)
			return out, md5RSA
		})
	s.add("signed-rsa-md5", trust(rsaCA), present(byMD5))

	v1CA := forge(p.ca, func(t *tbs) { t.Version, t.Extensions = 0, nil }, sign)
	s.add("ca-version-1", trust(v1CA))
	badCA := forge(p.ca, same, signAs(p256("not-ca")))
	s.add("ca-self-signature-wrong", trust(badCA))
}

func setExtension(t *tbs, id oid, value []byte) {
	for i := range t.Extensions {
		if t.Extensions[i].Id.Equal(id) {
			t.Extensions[i].Value = value
			return
		}
	}
	t.Extensions = append(t.Extensions, pkix.Extension{Id: id, Value: value})
}

func dropExtension(t *tbs, id oid) {
	var kept []pkix.Extension
	for _, e := range t.Extensions {
		if !e.Id.Equal(id) {
			kept = append(kept, e)
		}
	}
	t.Extensions = kept
}

func dns(names ...string) certEdit { return func(c *x509.Certificate) { c.DNSNames = names } }

func x509Constraints(s *suite, p *pki) {
	permitted := func(domains ...string) certEdit {
		return func(c *x509.Certificate) { c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = domains, true }
	}
	excluded := func(domains ...string) certEdit {
		return func(c *x509.Certificate) { c.ExcludedDNSDomains, c.PermittedDNSDomainsCritical = domains, true }
	}
	constrained := func(name string, ca certEdit, leaf ...certEdit) {
		root := authority("nc-ca-"+name, "kubernetes", p256("ca"), ca)
		s.add("name-constraint-"+name, trust(root), present(client("nc-"+name, root, p256("jane"), leaf...)))
	}
	constrained("without-names", permitted("example.com"))
	constrained("permitted", permitted("example.com"), dns("jane.example.com"))
	constrained("permitted-the-domain-itself", permitted("example.com"), dns("example.com"))
	constrained("permitted-case", permitted("example.com"), dns("JANE.Example.COM"))
	constrained("not-permitted", permitted("example.com"), dns("jane.example.org"))
	constrained("second-name-not-permitted", permitted("example.com"), dns("a.example.com", "b.example.org"))
	constrained("suffix-is-no-subdomain", permitted("example.com"), dns("notexample.com"))
	constrained("leading-dot", permitted(".example.com"), dns("example.com"))
	constrained("excluded", excluded("example.com"), dns("jane.example.com"))
	constrained("excluded-other", excluded("example.com"), dns("jane.example.org"))
	constrained("excluded-wildcard", excluded("bad.example.com"), dns("*.example.com"))
	constrained("wildcard-permitted", permitted("example.com"), dns("*.example.com"))
	constrained("permitted-and-excluded", func(c *x509.Certificate) {
		permitted("example.com")(c)
		c.ExcludedDNSDomains = []string{"bad.example.com"}
	}, dns("x.bad.example.com"))
	email := func(addresses ...string) certEdit { return func(c *x509.Certificate) { c.EmailAddresses = addresses } }
	constrained("email-permitted", func(c *x509.Certificate) { c.PermittedEmailAddresses = []string{"example.com"} }, email("jane@example.com"))
	constrained("email-not-permitted", func(c *x509.Certificate) { c.PermittedEmailAddresses = []string{"example.com"} }, email("jane@example.org"))
	constrained("email-mailbox-excluded", func(c *x509.Certificate) { c.ExcludedEmailAddresses = []string{"jane@example.com"} }, email("jane@example.com"))
	constrained("email-unparsable", func(c *x509.Certificate) { c.PermittedEmailAddresses = []string{"example.com"} }, email("not an address"))
	_, ten, err := net.ParseCIDR("10.0.0.0/8")
	check(err)
	ip := func(text string) certEdit {
		return func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP(text)} }
	}
	constrained("ip-permitted", func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{ten} }, ip("10.1.2.3"))
	constrained("ip-not-permitted", func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{ten} }, ip("192.168.1.1"))
	constrained("ip-excluded", func(c *x509.Certificate) { c.ExcludedIPRanges = []*net.IPNet{ten} }, ip("10.1.2.3"))
	constrained("ip-v6-under-v4", func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{ten} }, ip("2001:db8::1"))
	uri := func(text string) certEdit {
		u, err := url.Parse(text)
		check(err)
		return func(c *x509.Certificate) { c.URIs = []*url.URL{u} }
	}
	constrained("uri-permitted", func(c *x509.Certificate) { c.PermittedURIDomains = []string{"example.com"} }, uri("spiffe://example.com/jane"))
	constrained("uri-not-permitted", func(c *x509.Certificate) { c.PermittedURIDomains = []string{"example.com"} }, uri("spiffe://example.org/jane"))
	constrained("uri-with-ip", func(c *x509.Certificate) { c.PermittedURIDomains = []string{"example.com"} }, uri("spiffe://10.0.0.1/jane"))
	constrained("uri-without-host", func(c *x509.Certificate) { c.ExcludedURIDomains = []string{"example.com"} }, uri("urn:uuid:1234"))
	constrained("dns-limits-no-email", permitted("example.com"), email("jane@example.org"))

	mid := intermediate("nc-mid", "intermediate", p.ca, p256("mid"), permitted("example.com"))
	s.add("name-constraint-of-intermediate", present(client("nc-under-mid", mid, p256("jane"), dns("jane.example.org")), mid))
}

func x509Extensions(s *suite, p *pki, leaf leafCase) {
	private := oids("1.3.6.1.4.1.99999.9")[0]
	leaf("critical-unknown-extension", extension(private, true, []byte{5, 0}))
	leaf("unknown-extension", extension(private, false, []byte{5, 0}))
	leaf("two-critical-unknown-extensions", extension(private, true, []byte{5, 0}), extension(oids("1.3.6.1.4.1.99999.10")[0], true, []byte{5, 0}))
	leaf("critical-unknown-and-server-only", extension(private, true, []byte{5, 0}), ekus(x509.ExtKeyUsageServerAuth))
	leaf("critical-subject-alternative-name", dns("jane.example.com"), subject(pkix.Name{}))
	leaf("critical-san-of-other-name-only", extension(oids("2.5.29.17")[0], true, []byte{0x30, 5, 0x88, 3, 0x2a, 3, 4}))
	s.add("ca-critical-unknown-extension", trust(authority("critical-ca", "kubernetes", p256("ca"), extension(private, true, []byte{5, 0}))))

	policyOID, err := x509.ParseOID("1.3.6.1.4.1.99999.3")
	check(err)
	policy := func(c *x509.Certificate) { c.Policies = []x509.OID{policyOID} }
	requires := func(n byte) certEdit { return extension(oids("2.5.29.36")[0], true, []byte{0x30, 3, 0x80, 1, n}) }
	root := authority("policy-root", "kubernetes", p256("ca"), policy)
	for _, explicit := range []byte{0, 1, 5} {
		mid := intermediate(fmt.Sprintf("policy-mid-%d", explicit), "intermediate", p.ca, p256("mid"), policy, requires(explicit))
		s.add(fmt.Sprintf("explicit-policy-%d-missing", explicit), trust(root), present(client("no-policy", mid, p256("jane")), mid))
		s.add(fmt.Sprintf("explicit-policy-%d-kept", explicit), trust(root), present(client("policy", mid, p256("jane"), policy), mid))
	}
	s.add("explicit-policy-of-the-root", trust(authority("policy-root-0", "kubernetes", p256("ca"), requires(0))))
	leaf("explicit-policy-of-the-leaf", requires(0))
	noAny := intermediate("inhibit-any", "intermediate", p.ca, p256("mid"), policy, requires(0), extension(oids("2.5.29.54")[0], true, []byte{2, 1, 0}))
	anyPolicy, err := x509.ParseOID("2.5.29.32.0")
	check(err)
	s.add("inhibit-any-policy", present(client("any-policy", noAny, p256("jane"), func(c *x509.Certificate) { c.Policies = []x509.OID{anyPolicy} }), noAny))

	s.add("ca-file-with-text-between", file(caFile, "# the old one\n"+p.otherCA.pem()+"\nsubject=CN = kubernetes\n"+p.ca.pem()+"trailing text\n"))
	s.add("ca-file-with-crlf", file(caFile, crlf(p.ca.pem())))
	s.add("ca-file-twice-the-same", trust(p.ca, p.ca))
	s.add("ca-file-with-a-public-key", file(caFile, publicPEM(p.ca.key)+p.ca.pem()))
	s.add("ca-file-of-headers-in-pem", file(caFile, insertHeader(p.ca.pem())+p.otherCA.pem()))
	s.add("certificate-with-text-before", certs("subject=CN = jane\n"+p.jane.pem()))
}
