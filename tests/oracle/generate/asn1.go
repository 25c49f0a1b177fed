package main

import (
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
)

type random = io.Reader

type pssOptions = rsa.PSSOptions

func derPair(der []byte) (*big.Int, *big.Int) {
	var pair struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(der, &pair)
	check(err)
	return pair.R, pair.S
}

func der(value any) []byte {
	out, err := asn1.Marshal(value)
	check(err)
	return out
}

var (
	oidCN  = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidO   = asn1.ObjectIdentifier{2, 5, 4, 10}
	oidOU  = asn1.ObjectIdentifier{2, 5, 4, 11}
	oidUID = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57683, 2}
)

// attribute is one attribute of a name with a chosen string type.
type attribute struct {
	oid  asn1.ObjectIdentifier
	tag  int
	text []byte
}

func utf8Attribute(oid asn1.ObjectIdentifier, text string) attribute {
	return attribute{oid, asn1.TagUTF8String, []byte(text)}
}

// rawName is a name of these relative distinguished names, in this order and encoding.
func rawName(rdns ...[]attribute) []byte {
	type typeAndValue struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	var name []asn1.RawValue
	for _, rdn := range rdns {
		var set []byte
		for _, a := range rdn {
			set = append(set, der(typeAndValue{a.oid, asn1.RawValue{Tag: a.tag, Bytes: a.text}})...)
		}
		name = append(name, asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: set})
	}
	return der(name)
}

// certificate is a certificate taken apart, for what CreateCertificate would not make.
type certificate struct {
	TBS       asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

type tbs struct {
	Raw        asn1.RawContent
	Version    int `asn1:"optional,explicit,default:0,tag:0"`
	Serial     *big.Int
	Algorithm  pkix.AlgorithmIdentifier
	Issuer     asn1.RawValue
	Validity   asn1.RawValue
	Subject    asn1.RawValue
	PublicKey  asn1.RawValue
	Extensions []pkix.Extension `asn1:"optional,explicit,tag:3"`
}

// forge changes a certificate's signed part and lets sign make the signature over it; without sign
// the old signature stays.
func forge(c *cert, change func(*tbs), sign func(tbs []byte) ([]byte, pkix.AlgorithmIdentifier)) *cert {
	var outer certificate
	_, err := asn1.Unmarshal(c.der, &outer)
	check(err)
	var inner tbs
	_, err = asn1.Unmarshal(outer.TBS.FullBytes, &inner)
	check(err)
	inner.Raw = nil
	change(&inner)
	signed := der(inner)
	outer.TBS = asn1.RawValue{FullBytes: signed}
	if sign != nil {
		signature, algorithm := sign(signed)
		outer.Algorithm = algorithm
		outer.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	}
	return parse(c.key, der(outer))
}

type oid = asn1.ObjectIdentifier
