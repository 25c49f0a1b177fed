package main

import (
	"crypto"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	idp       = "https://login.example.com"
	discovery = idp + "/.well-known/openid-configuration"
	keysURL   = idp + "/keys"
)

func discoveryBody(issuer, keys string) string {
	return fmt.Sprintf(`{"issuer":%q,"jwks_uri":%q,"authorization_endpoint":%q}`, issuer, keys, issuer+"/auth")
}

// provider answers discovery and keys of an issuer.
func provider(issuer string, keys ...claims) edit {
	base := strings.TrimSuffix(issuer, "/")
	return both(
		remote(base+"/.well-known/openid-configuration", 200, discoveryBody(issuer, base+"/keys"), "Content-Type", "application/json"),
		remote(base+"/keys", 200, jwks(keys...), "Content-Type", "application/json"),
	)
}

// idpKeys are the identity provider's signers.
type idpKeys struct{ rsa, ec signer }

func newIDP(b *book) *idpKeys {
	k := &idpKeys{rsa: signer{"RS256", "k1", rsaKey("rsa-c")}, ec: signer{"ES256", "e1", p256("idp")}}
	b.share("idp-jwks", jwks(k.rsaJWK()))
	b.share("idp-jwks-ec", jwks(k.ecJWK()))
	b.share("idp-discovery", discoveryBody(idp, keysURL))
	return k
}

func (k *idpKeys) rsaJWK() claims { return jwk(k.rsa.key, "kid", "k1", "alg", "RS256", "use", "sig") }
func (k *idpKeys) ecJWK() claims  { return jwk(k.ec.key, "kid", "e1", "alg", "ES256", "use", "sig") }

func idClaims() claims {
	return claims{
		"iss": idp, "aud": "kubernetes", "sub": "248289761001", "exp": instant.Unix() + 3600, "iat": instant.Unix() - 60,
		"email": "jane@example.com", "email_verified": true, "groups": []string{"developers", "ops"}, "name": "Jane Doe", "jti": "id-1",
	}
}

func oidcFlagCases(b *book, k *idpKeys) {
	s := b.suite("oidc")
	good := idClaims()
	s.from("oidc", doc{}.with(
		arg("--oidc-issuer-url="+idp, "--oidc-client-id=kubernetes", "--oidc-username-claim=email", "--oidc-groups-claim=groups"),
		provider(idp, k.rsaJWK()),
		bearer(k.rsa.token(good)),
	))
	s.add("valid")
	claim := func(name string, pairs ...any) { s.add("claim-"+name, bearer(k.rsa.token(good.set(pairs...)))) }
	oidcClaims(claim)
	oidcFlags(s, k, good)
	oidcProviders(s, k, good)
	oidcKeys(s, k, good)
	oidcTokens(s, k, good)
	oidcDistributed(s, k, good)

	tokens := []choice{
		{"expired", bearer(k.rsa.token(good.set("exp", instant.Unix()-1)))},
		{"wrong-audience", bearer(k.rsa.token(good.set("aud", "other")))},
		{"unverified-email", bearer(k.rsa.token(good.set("email_verified", false)))},
		{"foreign-signature", bearer(signer{"RS256", "k1", rsaKey("rsa-d")}.token(good))},
		{"foreign-issuer", bearer(k.rsa.token(good.set("iss", "https://other.example.com")))},
	}
	settings := []choice{
		{"no-discovery", noRemote(discovery)},
		{"no-keys", noRemote(keysURL)},
		{"username-sub", flag("oidc-username-claim", "sub")},
		{"required-claim", flag("oidc-required-claim", "department=it")},
		{"no-anonymous", flag("anonymous-auth", "false")},
	}
	s.pairs("pair", tokens, settings)
}

func oidcClaims(claim func(string, ...any)) {
	t := instant.Unix()
	claim("exp-one-second-ago", "exp", t-1)
	claim("exp-now", "exp", t)
	claim("exp-in-one-second", "exp", t+1)
	claim("exp-absent", "exp", nil)
	claim("exp-string", "exp", fmt.Sprint(t+3600))
	claim("exp-float", "exp", rawJSON(fmt.Sprintf("%d.5", t)))
	claim("exp-scientific", "exp", rawJSON("1.9e9"))
	claim("exp-null", "exp", rawJSON("null"))
	claim("exp-negative", "exp", -5)
	claim("exp-huge", "exp", rawJSON("1e300"))
	claim("nbf-in-one-minute", "nbf", t+60)
	claim("nbf-in-five-minutes", "nbf", t+300)
	claim("nbf-in-six-minutes", "nbf", t+360)
	claim("nbf-passed", "nbf", t-10)
	claim("nbf-string", "nbf", "soon")
	claim("iat-later", "iat", t+86400)
	claim("iat-absent", "iat", nil)
	claim("iat-string", "iat", "yesterday")
	claim("aud-list", "aud", []string{"other", "kubernetes"})
	claim("aud-other", "aud", "other")
	claim("aud-list-of-others", "aud", []string{"a", "b"})
	claim("aud-absent", "aud", nil)
	claim("aud-empty", "aud", "")
	claim("aud-empty-list", "aud", []string{})
	claim("aud-number", "aud", 7)
	claim("aud-list-with-number", "aud", rawJSON(`["kubernetes",7]`))
	claim("aud-null", "aud", rawJSON("null"))
	claim("aud-case", "aud", "Kubernetes")
	claim("iss-trailing-slash", "iss", idp+"/")
	claim("iss-absent", "iss", nil)
	claim("iss-number", "iss", 7)
	claim("email-unverified", "email_verified", false)
	claim("email-verified-absent", "email_verified", nil)
	claim("email-verified-string", "email_verified", "true")
	claim("email-verified-null", "email_verified", rawJSON("null"))
	claim("email-verified-number", "email_verified", 1)
	claim("email-absent", "email", nil)
	claim("email-empty", "email", "")
	claim("email-number", "email", 7)
	claim("email-list", "email", []string{"jane@example.com"})
	claim("email-object", "email", claims{"a": 1})
	claim("email-null", "email", rawJSON("null"))
	claim("email-bool", "email", true)
	claim("email-unicode", "email", "jané@例え.jp")
	claim("email-escapes", "email", rawJSON(`"jane\u0040example.com"`))
	claim("email-lone-surrogate", "email", rawJSON(`"jane\ud800@example.com"`))
	claim("email-newline", "email", "jane\n@example.com")
	claim("groups-string", "groups", "developers")
	claim("groups-empty-list", "groups", []string{})
	claim("groups-empty-string", "groups", "")
	claim("groups-null", "groups", rawJSON("null"))
	claim("groups-absent", "groups", nil)
	claim("groups-number", "groups", 7)
	claim("groups-bool", "groups", true)
	claim("groups-object", "groups", claims{"a": true})
	claim("groups-list-with-number", "groups", rawJSON(`["a",7]`))
	claim("groups-list-with-null", "groups", rawJSON(`["a",null,"b"]`))
	claim("groups-nested-list", "groups", rawJSON(`[["a"]]`))
	claim("groups-masters", "groups", []string{"system:masters"})
	claim("groups-twice-the-same", "groups", []string{"a", "a"})
	claim("groups-with-authenticated", "groups", []string{"system:authenticated", "a"})
	claim("groups-comma-string", "groups", "a,b")
	claim("jti-absent", "jti", nil)
	claim("jti-empty", "jti", "")
	claim("jti-number", "jti", 5)
	claim("jti-list", "jti", []string{"x"})
	claim("sub-absent", "sub", nil)
	claim("sub-number", "sub", 7)
	claim("nonce", "nonce", "n-0S6_WzA2Mj")
	claim("at-hash", "at_hash", "77QmUPtjPfzWtF2AnpK9RQ")
	claim("azp", "azp", "someone")
	claim("key-in-capitals", "email", nil, "Email", "jane@example.com")
	claim("iss-in-capitals-key", "iss", nil, "ISS", idp)
}

func oidcFlags(s *suite, k *idpKeys, good claims) {
	username := func(name, claim string, edits ...edit) {
		s.add("username-"+name, append([]edit{flag("oidc-username-claim", claim)}, edits...)...)
	}
	username("sub", "sub")
	s.add("username-default", noFlag("oidc-username-claim"))
	username("name", "name")
	username("missing-claim", "preferred_username")
	username("list-claim", "groups")
	username("number-claim", "iat")
	username("bool-claim", "email_verified")
	username("nested-name", "address.country")
	prefix := func(name, claim, value string) {
		s.add("prefix-"+name, flag("oidc-username-claim", claim), flag("oidc-username-prefix", value))
	}
	prefix("set", "sub", "oidc:")
	prefix("none", "sub", "-")
	prefix("empty", "sub", "")
	prefix("email", "email", "oidc:")
	prefix("email-none", "email", "-")
	prefix("with-space", "sub", "my idp: ")
	s.add("groups-no-claim", noFlag("oidc-groups-claim"))
	s.add("groups-prefix", flag("oidc-groups-prefix", "oidc:"))
	s.add("groups-prefix-dash", flag("oidc-groups-prefix", "-"))
	s.add("groups-prefix-empty", flag("oidc-groups-prefix", ""))
	s.add("groups-claim-is-a-string", flag("oidc-groups-claim", "name"))
	s.add("groups-claim-missing", flag("oidc-groups-claim", "roles"))
	s.add("groups-claim-is-a-number", flag("oidc-groups-claim", "iat"))
	s.add("groups-prefix-and-string", flag("oidc-groups-prefix", "oidc:"), bearer(k.rsa.token(good.set("groups", "a"))))
	required := func(name string, values ...string) {
		s.add("required-claim-"+name, flag("oidc-required-claim", values...))
	}
	required("fits", "name=Jane Doe")
	required("differs", "name=John")
	required("missing", "department=it")
	required("is-bool", "email_verified=true")
	required("is-number", "iat=1")
	required("is-list", "groups=developers")
	required("two-fit", "name=Jane Doe", "sub=248289761001")
	required("two-one-missing", "name=Jane Doe", "department=it")
	required("empty-value", "name=")
	required("value-with-equals", "name=a=b")
	required("comma-is-no-separator", "name=Jane Doe,sub=248289761001")
	s.add("client-id-other", flag("oidc-client-id", "web"))
	s.add("issuer-other", flag("oidc-issuer-url", "https://other.example.com"))
	s.add("issuer-trailing-slash", flag("oidc-issuer-url", idp+"/"))
	s.add("issuer-trailing-slash-both", flag("oidc-issuer-url", idp+"/"), provider(idp+"/", k.rsaJWK()), bearer(k.rsa.token(good.set("iss", idp+"/"))))
	s.add("issuer-with-path", flag("oidc-issuer-url", idp+"/realms/a"), provider(idp+"/realms/a", k.rsaJWK()), bearer(k.rsa.token(good.set("iss", idp+"/realms/a"))))
	s.add("issuer-with-port", flag("oidc-issuer-url", idp+":8443"), provider(idp+":8443", k.rsaJWK()), bearer(k.rsa.token(good.set("iss", idp+":8443"))))
	google := "https://accounts.google.com"
	s.add("issuer-google-without-scheme", flag("oidc-issuer-url", google), provider(google, k.rsaJWK()), bearer(k.rsa.token(good.set("iss", "accounts.google.com"))))
	s.add("issuer-google", flag("oidc-issuer-url", google), provider(google, k.rsaJWK()), bearer(k.rsa.token(good.set("iss", google))))
	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("no-anonymous-unknown-issuer", flag("anonymous-auth", "false"), bearer(k.rsa.token(good.set("iss", "https://other.example.com"))))
	s.add("ca-file", flag("oidc-ca-file", "/pki/idp-ca.crt"), file("/pki/idp-ca.crt", authority("idp-ca", "idp", p256("idp-ca")).pem()))
}

func oidcProviders(s *suite, k *idpKeys, good claims) {
	d := func(name string, status int, body string, headers ...string) {
		s.add("discovery-"+name, remote(discovery, status, body, headers...))
	}
	s.add("discovery-refused", noRemote(discovery))
	d("without-content-type", 200, discoveryBody(idp, keysURL))
	d("not-found", 404, "not found")
	d("server-error", 500, "oops")
	d("no-json", 200, "<html></html>", "Content-Type", "text/html")
	d("empty", 200, "")
	d("issuer-other", 200, discoveryBody("https://other.example.com", keysURL))
	d("issuer-trailing-slash", 200, discoveryBody(idp+"/", keysURL))
	d("issuer-absent", 200, fmt.Sprintf(`{"jwks_uri":%q}`, keysURL))
	d("keys-absent", 200, fmt.Sprintf(`{"issuer":%q}`, idp))
	d("keys-empty", 200, discoveryBody(idp, ""))
	d("keys-relative", 200, discoveryBody(idp, "/keys"))
	d("keys-number", 200, fmt.Sprintf(`{"issuer":%q,"jwks_uri":7}`, idp))
	d("no-content", 204, "")
	d("algorithms-of-the-provider", 200, fmt.Sprintf(`{"issuer":%q,"jwks_uri":%q,"id_token_signing_alg_values_supported":["ES256"]}`, idp, keysURL))
	d("redirect", 302, "", "Location", idp+"/moved")
	s.add("discovery-redirect-followed", remote(discovery, 302, "", "Location", idp+"/moved"), remote(idp+"/moved", 200, discoveryBody(idp, keysURL)))
	at := func(name, url string) { s.add("keys-url-"+name, remote(discovery, 200, discoveryBody(idp, url))) }
	at("colon-in-scheme", "https:s://login.example.com/keys")
	at("one-slash", "https:/login.example.com/keys")
	at("no-slash", "https:login.example.com/keys")
	at("two-slashes-only", "//login.example.com/keys")
	at("other-scheme", "ldap://login.example.com/keys")
	at("capital-scheme", "HTTPS://login.example.com/other")
	at("fragment", idp+"/other#x")
	at("caret", idp+"/ot^her")
	at("space", idp+"/ot her")
	at("percent", idp+"/ot%20her")
	at("bad-percent", idp+"/ot%zzher")
	at("umlaut", idp+"/schlüssel")
	at("umlaut-host", "https://schlüssel.example.com/keys")
	at("capital-host", "https://LOGIN.EXAMPLE.COM/other")
	at("user", "https://jane@login.example.com/other")
	at("user-and-password", "https://jane:secret@login.example.com/other")
	at("port", idp+":8443/other")
	at("port-empty", idp+":/other")
	at("port-word", idp+":https/other")
	at("ip-v6", "https://[2001:db8::1]/keys")
	at("ip-v6-port", "https://[2001:db8::1]:8443/keys")
	at("ip-v6-bare", "https://2001:db8::1/keys")
	at("no-path", "https://keys.example.com")
	at("query", "https://keys.example.com/?a=b c")
	at("dots", idp+"/a/../other")
	at("control", idp+"/\x01")
	keys := func(name string, status int, body string, headers ...string) {
		s.add("keys-"+name, remote(keysURL, status, body, headers...))
	}
	s.add("keys-refused", noRemote(keysURL))
	keys("not-found", 404, "not found")
	keys("server-error", 500, "oops")
	keys("no-json", 200, "<html></html>", "Content-Type", "text/html")
	keys("no-json-said-to-be", 200, "<html></html>", "Content-Type", "application/json")
	keys("empty", 200, "")
	keys("empty-object", 200, "{}")
	keys("null", 200, "null")
	keys("list", 200, "[]")
	keys("keys-null", 200, `{"keys":null}`)
	keys("keys-object", 200, `{"keys":{}}`)
	s.add("keys-at-another-host", remote(discovery, 200, discoveryBody(idp, "https://keys.example.com/v1?x=1")), remote("https://keys.example.com/v1?x=1", 200, jwks(k.rsaJWK())))
	s.add("keys-over-http", remote(discovery, 200, discoveryBody(idp, "http://login.example.com/keys")), remote("http://login.example.com/keys", 200, jwks(k.rsaJWK())))
}

func oidcKeys(s *suite, k *idpKeys, good claims) {
	set := func(name string, keys ...claims) { s.add("jwks-"+name, remote(keysURL, 200, jwks(keys...))) }
	other := jwk(rsaKey("rsa-d"), "kid", "k2", "alg", "RS256", "use", "sig")
	r := k.rsaJWK()
	set("two-keys", other, r)
	set("other-key", other)
	set("none")
	set("kid-differs", r.set("kid", "x"))
	set("kid-absent", r.set("kid", nil))
	set("kid-same-two-keys", other.set("kid", "k1"), r)
	set("alg-absent", r.set("alg", nil))
	set("alg-differs", r.set("alg", "RS512"))
	set("use-encryption", r.set("use", "enc"))
	set("use-absent", r.set("use", nil))
	set("key-ops", r.set("key_ops", []string{"verify"}))
	set("unknown-key-type-beside", claims{"kty": "XYZ", "kid": "z"}, r)
	set("symmetric-key-beside", claims{"kty": "oct", "kid": "o", "k": "c2VjcmV0"}, r)
	set("ed25519-beside", jwk(ed("idp"), "kid", "ed"), r)
	set("broken-key-beside", claims{"kty": "RSA", "kid": "b", "n": "***", "e": "AQAB"}, r)
	set("key-without-modulus", r.set("n", nil))
	set("key-without-exponent", r.set("e", nil))
	set("exponent-zero", r.set("e", "AA"))
	set("modulus-padded", r.set("n", r["n"].(string)+"=="))
	set("kty-absent", r.set("kty", nil))
	set("kty-lower-case", r.set("kty", "rsa"))
	set("kid-number", r.set("kid", 1))
	set("certificate-chain-broken", r.set("x5c", []string{"AAAA"}))
	set("private-parts", r.set("d", "AQAB"))
	set("ec-point-off-curve", r, k.ecJWK().set("x", k.ecJWK()["y"]))
	s.add("kid-absent-in-token", bearer(signer{"RS256", "", k.rsa.key}.token(good)))
	s.add("kid-absent-in-token-two-keys", bearer(signer{"RS256", "", k.rsa.key}.token(good)), remote(keysURL, 200, jwks(other, r)))
	s.add("kid-unknown-in-token", bearer(signer{"RS256", "zz", k.rsa.key}.token(good)))
	s.add("foreign-signature", bearer(signer{"RS256", "k1", rsaKey("rsa-d")}.token(good)))

	for _, a := range []struct {
		name string
		key  crypto.Signer
	}{
		{"RS256", rsaKey("rsa-c")}, {"RS384", rsaKey("rsa-c")}, {"RS512", rsaKey("rsa-c")},
		{"PS256", rsaKey("rsa-c")}, {"PS384", rsaKey("rsa-c")}, {"PS512", rsaKey("rsa-c")},
		{"ES256", p256("idp")}, {"ES384", p384("idp")}, {"ES512", p521("idp")},
	} {
		token := signer{a.name, "a", a.key}.token(good)
		keys := remote(keysURL, 200, jwks(jwk(a.key, "kid", "a")))
		s.add("alg-"+strings.ToLower(a.name), bearer(token), keys, flag("oidc-signing-algs", a.name))
		if a.name != "RS256" {
			s.add("alg-"+strings.ToLower(a.name)+"-not-allowed", bearer(token), keys)
		}
	}
	s.add("algs-all-in-one-flag", flag("oidc-signing-algs", "ES256,PS256,RS256"))
	s.add("algs-without-rs256", flag("oidc-signing-algs", "ES256"))
	s.add("algs-repeated-flag", flag("oidc-signing-algs", "ES256", "RS256"))
	s.add("rsa-1024", bearer(signer{"RS256", "s", rsaKey("rsa-1024")}.token(good)), remote(keysURL, 200, jwks(jwk(rsaKey("rsa-1024"), "kid", "s"))))
}

func oidcTokens(s *suite, k *idpKeys, good claims) {
	token := k.rsa.token(good)
	parts := strings.Split(token, ".")
	header := k.rsa.header().json()
	add := func(name, token string) { s.add("token-"+name, bearer(token)) }
	add("signature-cut", token[:len(token)-8])
	add("signature-empty", parts[0]+"."+parts[1]+".")
	add("signature-not-base64", parts[0]+"."+parts[1]+".***")
	add("two-parts", parts[0]+"."+parts[1])
	add("four-parts", token+".x")
	add("payload-changed", parts[0]+"."+b64([]byte(good.set("email", "admin@example.com").json()))+"."+parts[2])
	add("payload-no-json", k.rsa.sign(header, "nope"))
	add("payload-list", k.rsa.sign(header, "[]"))
	add("payload-trailing-space", k.rsa.sign(header, good.json()+"  \n"))
	add("payload-trailing-text", k.rsa.sign(header, good.json()+"{}"))
	add("payload-duplicate-email", k.rsa.sign(header, `{"email":"first@example.com",`+good.json()[1:]))
	add("payload-duplicate-iss", k.rsa.sign(header, `{"iss":"https://x",`+good.json()[1:]))
	add("payload-deeply-nested", k.rsa.sign(header, good.json()[:len(good.json())-1]+`,"x":`+repeat("[", 200)+repeat("]", 200)+"}"))
	add("payload-padded-base64", parts[0]+"."+parts[1]+"="+"."+parts[2])
	add("header-alg-none", unsigned(`{"alg":"none"}`, good.json()))
	add("header-alg-none-capital", unsigned(`{"alg":"None"}`, good.json()))
	add("header-alg-absent", k.rsa.sign(`{"kid":"k1"}`, good.json()))
	add("header-alg-lower-case", k.rsa.sign(`{"alg":"rs256","kid":"k1"}`, good.json()))
	add("header-hs256-with-public-key", hmacToken([]byte(publicPEM(k.rsa.key)), `{"alg":"HS256","kid":"k1"}`, good.json()))
	add("header-crit-unknown", k.rsa.sign(`{"alg":"RS256","kid":"k1","crit":["exp"],"exp":1}`, good.json()))
	add("header-crit-empty", k.rsa.sign(`{"alg":"RS256","kid":"k1","crit":[]}`, good.json()))
	add("header-typ-at-jwt", k.rsa.sign(`{"alg":"RS256","kid":"k1","typ":"at+jwt"}`, good.json()))
	add("header-jwk-of-the-forger", signer{"RS256", "", rsaKey("rsa-d")}.sign(claims{"alg": "RS256", "jwk": jwk(rsaKey("rsa-d"))}.json(), good.json()))
	add("header-kid-number", k.rsa.sign(`{"alg":"RS256","kid":1}`, good.json()))
	add("header-no-json", b64([]byte("x"))+"."+parts[1]+"."+parts[2])
	add("header-list", b64([]byte("[]"))+"."+parts[1]+"."+parts[2])
	add("in-capitals", strings.ToUpper(token))
	add("opaque", "ya29.a0AfH6SMBx")
	add("json", `{"payload":"x"}`)
	add("huge-claim", k.rsa.token(good.set("x", repeat("A", 20000))))
}

func jsonText(value any) string {
	text, err := json.Marshal(value)
	check(err)
	return string(text)
}
