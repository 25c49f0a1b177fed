package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
)

// RSA keys cannot be derived from a seed reproducibly, so they are kept.
//
//go:embed keys.pem
var rsaKeys string

func rsaKey(name string) *rsa.PrivateKey {
	_, text, found := strings.Cut(rsaKeys, "\n"+name+"\n")
	if !found {
		panic("no key " + name)
	}
	block, _ := pem.Decode([]byte(text))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	check(err)
	return key.(*rsa.PrivateKey)
}

// ecKey derives a key from its name.
func ecKey(curve elliptic.Curve, name string) *ecdsa.PrivateKey {
	first, second := sha512.Sum512([]byte(name)), sha512.Sum512([]byte(name+"'"))
	seed := append(first[:], second[:]...)
	order := new(big.Int).Sub(curve.Params().N, big.NewInt(1))
	scalar := new(big.Int).SetBytes(seed)
	scalar.Mod(scalar, order).Add(scalar, big.NewInt(1))
	key, err := ecdsa.ParseRawPrivateKey(curve, scalar.FillBytes(make([]byte, (curve.Params().BitSize+7)/8)))
	check(err)
	return key
}

func p256(name string) *ecdsa.PrivateKey { return ecKey(elliptic.P256(), name) }
func p384(name string) *ecdsa.PrivateKey { return ecKey(elliptic.P384(), name) }
func p521(name string) *ecdsa.PrivateKey { return ecKey(elliptic.P521(), name) }

func ed(name string) ed25519.PrivateKey {
	seed := sha512.Sum512([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize])
}

func pemBlock(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func publicPEM(key crypto.Signer) string {
	return pemBlock("PUBLIC KEY", spki(key))
}

func spki(key crypto.Signer) []byte {
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	check(err)
	return der
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// noise is a reproducible stand-in for a random source.
type noise struct{ state [64]byte }

func newNoise(seed string) *noise { return &noise{sha512.Sum512([]byte(seed))} }

func (n *noise) Read(p []byte) (int, error) {
	for i := range p {
		if i%64 == 0 {
			n.state = sha512.Sum512(n.state[:])
		}
		p[i] = n.state[i%64]
	}
	return len(p), nil
}
