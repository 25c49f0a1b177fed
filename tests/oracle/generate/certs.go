package main

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

var instant = func() time.Time {
	t, err := time.Parse(time.RFC3339, now)
	check(err)
	return t
}()

func at(offset time.Duration) time.Time { return instant.Add(offset) }

const day = 24 * time.Hour

// cert is a certificate with the key that belongs to it.
type cert struct {
	key  crypto.Signer
	der  []byte
	x509 *x509.Certificate
}

func (c *cert) pem() string { return pemBlock("CERTIFICATE", c.der) }

type certEdit func(*x509.Certificate)

// issue makes a certificate; a nil issuer means self-signed. The name seeds the serial number, so that
// cases can be added without changing others.
func issue(name string, issuer *cert, key crypto.Signer, template x509.Certificate, edits ...certEdit) *cert {
	serial := sha256.Sum256([]byte(name))
	template.SerialNumber = new(big.Int).SetBytes(serial[:8])
	template.SerialNumber.SetBit(template.SerialNumber, 63, 0)
	if template.NotBefore.IsZero() {
		template.NotBefore, template.NotAfter = at(-30*day), at(335*day)
	}
	for _, change := range edits {
		change(&template)
	}
	parent, signer := &template, key
	if issuer != nil {
		parent, signer = issuer.x509, issuer.key
	}
	der, err := x509.CreateCertificate(newNoise(name), &template, parent, key.Public(), deterministic{signer, name})
	check(err)
	return parse(key, der)
}

func parse(key crypto.Signer, der []byte) *cert {
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		// Some are made to be refused.
		parsed = nil
	}
	return &cert{key, der, parsed}
}

// deterministic signs without a random source, or with one that is reproducible where a salt is needed.
type deterministic struct {
	crypto.Signer
	name string
}

func (d deterministic) Sign(_ random, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if _, isPSS := opts.(*pssOptions); isPSS {
		return d.Signer.Sign(newNoise(d.name), digest, opts)
	}
	return d.Signer.Sign(nil, digest, opts)
}

func authority(name, commonName string, key crypto.Signer, edits ...certEdit) *cert {
	return issue(name, nil, key, x509.Certificate{
		Subject:               pkix.Name{CommonName: commonName},
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		NotBefore:             at(-365 * day),
		NotAfter:              at(3650 * day),
	}, edits...)
}

func intermediate(name, commonName string, issuer *cert, key crypto.Signer, edits ...certEdit) *cert {
	return issue(name, issuer, key, x509.Certificate{
		Subject:               pkix.Name{CommonName: commonName},
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		NotBefore:             at(-300 * day),
		NotAfter:              at(1000 * day),
	}, edits...)
}

// client is a client certificate of jane in the group developers.
func client(name string, issuer *cert, key crypto.Signer, edits ...certEdit) *cert {
	return issue(name, issuer, key, x509.Certificate{
		Subject:               pkix.Name{CommonName: "jane", Organization: []string{"developers"}},
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}, edits...)
}

func validity(from, to time.Duration) certEdit {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = at(from), at(to) }
}

func subject(name pkix.Name) certEdit {
	return func(c *x509.Certificate) { c.Subject, c.RawSubject = name, nil }
}

func ekus(usages ...x509.ExtKeyUsage) certEdit {
	return func(c *x509.Certificate) { c.ExtKeyUsage = usages }
}

func keyUsage(usage x509.KeyUsage) certEdit {
	return func(c *x509.Certificate) { c.KeyUsage = usage }
}

func algorithm(a x509.SignatureAlgorithm) certEdit {
	return func(c *x509.Certificate) { c.SignatureAlgorithm = a }
}

func extension(oid asn1.ObjectIdentifier, critical bool, value []byte) certEdit {
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oid, Critical: critical, Value: value})
	}
}
