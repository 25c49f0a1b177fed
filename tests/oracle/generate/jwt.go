package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"math/big"
	"strings"
)

// claims is the payload of a token; json.RawMessage values stand as they are.
type claims map[string]any

// set gives a copy with some claims changed; a nil value removes the claim.
func (c claims) set(pairs ...any) claims {
	c = maps.Clone(c)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(c, pairs[i].(string))
		} else {
			c[pairs[i].(string)] = pairs[i+1]
		}
	}
	return c
}

func (c claims) json() string {
	text, err := json.Marshal(map[string]any(c))
	check(err)
	return string(text)
}

type rawJSON = json.RawMessage

// signer signs tokens with one algorithm.
type signer struct {
	alg string
	kid string
	key crypto.Signer
}

var hashes = map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}

func (s signer) header() claims {
	h := claims{"alg": s.alg}
	if s.kid != "" {
		h["kid"] = s.kid
	}
	return h
}

// token signs the claims under the signer's usual header.
func (s signer) token(c claims) string { return s.sign(s.header().json(), c.json()) }

// sign signs any two texts.
func (s signer) sign(header, payload string) string {
	input := b64([]byte(header)) + "." + b64([]byte(payload))
	return input + "." + b64(s.signature(input))
}

func (s signer) signature(input string) []byte {
	if s.alg == "EdDSA" {
		return ed25519.Sign(s.key.(ed25519.PrivateKey), []byte(input))
	}
	hash := hashes[s.alg[2:]]
	h := hash.New()
	h.Write([]byte(input))
	digest := h.Sum(nil)
	switch key := s.key.(type) {
	case *rsa.PrivateKey:
		if strings.HasPrefix(s.alg, "PS") {
			return pss(key, hash, digest, newNoise(input))
		}
		out, err := rsa.SignPKCS1v15(nil, key, hash, digest)
		check(err)
		return out
	case *ecdsa.PrivateKey:
		return ecSignature(key, hash, digest)
	}
	panic("no such signer: " + s.alg)
}

// pss signs with a reproducible salt of the hash's length.
func pss(key *rsa.PrivateKey, hash crypto.Hash, digest []byte, random *noise) []byte {
	out, err := rsa.SignPSS(random, key, hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: hash})
	check(err)
	return out
}

// ecSignature is RFC 6979's signature in the fixed-length form of RFC 7518.
func ecSignature(key *ecdsa.PrivateKey, hash crypto.Hash, digest []byte) []byte {
	der, err := key.Sign(nil, digest, hash)
	check(err)
	r, s := derPair(der)
	size := (key.Curve.Params().BitSize + 7) / 8
	return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
}

// hmacToken is signed with a shared secret, which no authenticator accepts.
func hmacToken(secret []byte, header, payload string) string {
	input := b64([]byte(header)) + "." + b64([]byte(payload))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

// unsigned has an empty signature.
func unsigned(header, payload string) string {
	return b64([]byte(header)) + "." + b64([]byte(payload)) + "."
}

// kidOf is the key id that the server gives a public key of service accounts.
func kidOf(key crypto.Signer) string {
	sum := sha256.Sum256(spki(key))
	return b64(sum[:])
}

// jwk is the public key as a JSON Web Key; more pairs are added or replace.
func jwk(key crypto.Signer, pairs ...any) claims {
	var k claims
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		k = claims{"kty": "RSA", "n": b64(public.N.Bytes()), "e": b64(big.NewInt(int64(public.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, err := public.Bytes()
		check(err)
		size := (len(point) - 1) / 2
		k = claims{"kty": "EC", "crv": public.Curve.Params().Name, "x": b64(point[1 : 1+size]), "y": b64(point[1+size:])}
	case ed25519.PublicKey:
		k = claims{"kty": "OKP", "crv": "Ed25519", "x": b64(public)}
	}
	return k.set(pairs...)
}

func jwks(keys ...claims) string {
	if keys == nil {
		keys = []claims{}
	}
	text, err := json.Marshal(map[string]any{"keys": keys})
	check(err)
	return string(text)
}
