package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const configPath = "/etc/kubernetes/authn.yaml"

// tree is a piece of a configuration file.
type tree = map[string]any

// config is an AuthenticationConfiguration in YAML.
func config(version string, jwt []any, anonymous any) string {
	c := tree{"apiVersion": "apiserver.config.k8s.io/" + version, "kind": "AuthenticationConfiguration"}
	if jwt != nil {
		c["jwt"] = jwt
	}
	if anonymous != nil {
		c["anonymous"] = anonymous
	}
	return yamlText(c, "")
}

// yamlText writes maps and lists in block style and every scalar in JSON, which YAML reads.
func yamlText(value any, indent string) string {
	switch value := value.(type) {
	case tree:
		out := ""
		for _, key := range slices.Sorted(maps.Keys(value)) {
			switch child := value[key].(type) {
			case tree, []any:
				if isEmpty(child) {
					out += indent + key + ": " + jsonText(child) + "\n"
				} else {
					out += indent + key + ":\n" + yamlText(child, indent+"  ")
				}
			default:
				out += indent + key + ": " + jsonText(child) + "\n"
			}
		}
		return out
	case []any:
		out := ""
		for _, item := range value {
			if child, ok := item.(tree); ok && len(child) > 0 {
				out += indent + "- " + strings.TrimPrefix(yamlText(child, indent+"  "), indent+"  ")
			} else {
				out += indent + "- " + jsonText(item) + "\n"
			}
		}
		return out
	}
	return indent + jsonText(value) + "\n"
}

func isEmpty(value any) bool {
	switch value := value.(type) {
	case tree:
		return len(value) == 0
	case []any:
		return len(value) == 0
	}
	return false
}

// changed gives a copy in which the value at a dotted path is another one; nil removes it.
func changed(t tree, path string, value any) tree {
	t = maps.Clone(t)
	first, rest, deeper := strings.Cut(path, ".")
	switch {
	case deeper:
		child, _ := t[first].(tree)
		t[first] = changed(child, rest, value)
	case value == nil:
		delete(t, first)
	default:
		t[first] = value
	}
	return t
}

func jwtAuthenticator() tree {
	return tree{
		"issuer": tree{"url": idp, "audiences": []any{"kubernetes"}},
		"claimMappings": tree{
			"username": tree{"claim": "sub", "prefix": "oidc:"},
			"groups":   tree{"claim": "groups", "prefix": ""},
		},
	}
}

func configCases(b *book, k *idpKeys) {
	s := b.suite("jwtconfig")
	good := idClaims()
	plain := jwtAuthenticator()
	s.from("jwtconfig", doc{}.with(
		arg("--authentication-config="+configPath),
		file(configPath, config("v1", []any{plain}, nil)),
		provider(idp, k.rsaJWK()),
		bearer(k.rsa.token(good)),
	))
	s.add("valid")
	for _, version := range []string{"v1beta1", "v1alpha1"} {
		s.add("valid-"+version, file(configPath, config(version, []any{plain}, nil)))
	}
	at := func(path string, value any) edit {
		return file(configPath, config("v1", []any{changed(plain, path, value)}, nil))
	}
	add := func(name, path string, value any, edits ...edit) {
		s.add(name, append([]edit{at(path, value)}, edits...)...)
	}
	claim := func(pairs ...any) edit { return bearer(k.rsa.token(good.set(pairs...))) }
	configIssuer(s, k, good, plain, add, claim)
	configMappings(add, claim)
	configRules(s, plain, add, claim)
	configSeveral(s, k, good, plain)
	configAnonymous(s, plain)

	mappings := []choice{
		{"email", at("claimMappings.username", tree{"claim": "email", "prefix": ""})},
		{"required-claim", at("claimValidationRules", []any{tree{"claim": "hd", "requiredValue": "example.com"}})},
		{"two-audiences", at("issuer", tree{"url": idp, "audiences": []any{"kubernetes", "web"}, "audienceMatchPolicy": "MatchAny"})},
		{"uid", at("claimMappings.uid", tree{"claim": "jti"})},
	}
	tokens := []choice{
		{"unverified", claim("email_verified", false)},
		{"hd", claim("hd", "example.com")},
		{"web", claim("aud", "web")},
		{"expired", claim("exp", instant.Unix()-60)},
		{"no-jti", claim("jti", nil)},
	}
	s.pairs("pair", mappings, tokens)
}

type pathCase func(name, path string, value any, edits ...edit)

func configIssuer(s *suite, k *idpKeys, good claims, plain tree, add pathCase, claim func(...any) edit) {
	two := tree{"url": idp, "audiences": []any{"a", "kubernetes"}, "audienceMatchPolicy": "MatchAny"}
	add("audiences-two", "issuer", two)
	add("audiences-two-token-of-none", "issuer", two, claim("aud", "x"))
	add("audiences-two-token-of-both", "issuer", two, claim("aud", []string{"kubernetes", "a"}))
	add("audiences-two-token-without", "issuer", two, claim("aud", nil))
	add("audience-match-policy-single", "issuer.audienceMatchPolicy", "MatchAny")
	add("audience-of-another", "issuer.audiences", []any{"web"})
	add("url-with-slash", "issuer.url", idp+"/")
	add("url-other", "issuer.url", "https://other.example.com")
	add("url-in-capitals", "issuer.url", "https://LOGIN.example.com")
	add("certificate-authority", "issuer.certificateAuthority", authority("idp-ca", "idp", p256("idp-ca")).pem())
	inside := "https://idp.internal/openid"
	add("discovery-url", "issuer.discoveryURL", inside, noRemote(discovery), remote(inside, 200, discoveryBody(idp, keysURL)))
	add("discovery-url-absent", "issuer.discoveryURL", inside)
	add("discovery-url-says-another-issuer", "issuer.discoveryURL", inside, noRemote(discovery), remote(inside, 200, discoveryBody("https://idp.internal", keysURL)))
	add("discovery-url-empty", "issuer.discoveryURL", "")
	for _, a := range []string{"RS512", "PS256"} {
		s.add("alg-"+strings.ToLower(a), bearer(signer{a, "k1", k.rsa.key}.token(good)))
	}
	s.add("alg-es256", bearer(k.ec.token(good)), remote(keysURL, 200, jwks(k.ecJWK())))
	s.add("alg-es384-es512-key-kinds", bearer(signer{"ES384", "x", p384("idp")}.token(good)), remote(keysURL, 200, jwks(jwk(p384("idp"), "kid", "x"), jwk(p521("idp"), "kid", "y"))))
	s.add("alg-hs256", bearer(hmacToken([]byte("secret"), `{"alg":"HS256"}`, good.json())))
	s.add("alg-none", bearer(unsigned(`{"alg":"none"}`, good.json())))
	s.add("discovery-refused", noRemote(discovery))
	s.add("keys-refused", noRemote(keysURL))
	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("audience-is-not-the-api-audience", flag("api-audiences", "api"), claim("aud", "api"))
	s.add("no-token", headers())
	s.add("empty-jwt-list", file(configPath, config("v1", []any{}, nil)))
	s.add("no-jwt", file(configPath, config("v1", nil, nil)))
	s.add("json-file", file(configPath, jsonText(tree{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": []any{plain}})))
	s.add("comments", file(configPath, "# who may come in\n---\n"+config("v1", []any{plain}, nil)+"# end\n"))
}

func configMappings(add pathCase, claim func(...any) edit) {
	username := func(name string, value tree, edits ...edit) {
		add("username-"+name, "claimMappings.username", value, edits...)
	}
	username("no-prefix", tree{"claim": "sub", "prefix": ""})
	username("email", tree{"claim": "email", "prefix": ""})
	username("email-unverified", tree{"claim": "email", "prefix": ""}, claim("email_verified", false))
	username("email-verified-absent", tree{"claim": "email", "prefix": ""}, claim("email_verified", nil))
	username("email-prefix", tree{"claim": "email", "prefix": "a:"})
	username("dash-is-a-prefix-here", tree{"claim": "sub", "prefix": "-"})
	username("missing", tree{"claim": "upn", "prefix": ""})
	username("list", tree{"claim": "groups", "prefix": ""})
	username("number", tree{"claim": "iat", "prefix": ""})
	username("empty-value", tree{"claim": "sub", "prefix": "oidc:"}, claim("sub", ""))
	username("empty-value-no-prefix", tree{"claim": "sub", "prefix": ""}, claim("sub", ""))
	username("anonymous", tree{"claim": "sub", "prefix": ""}, claim("sub", "system:anonymous"))
	username("url-claim", tree{"claim": "https://example.com/user", "prefix": ""}, claim("https://example.com/user", "jane"))
	groups := func(name string, value any, edits ...edit) {
		add("groups-"+name, "claimMappings.groups", value, edits...)
	}
	groups("absent", nil)
	groups("prefix", tree{"claim": "groups", "prefix": "oidc:"})
	groups("string", tree{"claim": "groups", "prefix": "oidc:"}, claim("groups", "solo"))
	groups("missing", tree{"claim": "roles", "prefix": ""})
	groups("number", tree{"claim": "iat", "prefix": ""})
	groups("null", tree{"claim": "groups", "prefix": ""}, claim("groups", rawJSON("null")))
	groups("object", tree{"claim": "groups", "prefix": ""}, claim("groups", claims{"a": 1}))
	groups("empty", tree{})
	uid := func(name string, value any, edits ...edit) { add("uid-"+name, "claimMappings.uid", value, edits...) }
	uid("sub", tree{"claim": "sub"})
	uid("missing", tree{"claim": "oid"})
	uid("number", tree{"claim": "iat"})
	uid("bool", tree{"claim": "email_verified"})
	uid("empty", tree{})
	uid("empty-value", tree{"claim": "oid"}, claim("oid", ""))
	uid("null-value", tree{"claim": "oid"}, claim("oid", rawJSON("null")))
}

func configRules(s *suite, plain tree, add pathCase, claim func(...any) edit) {
	rules := func(name string, value []any, edits ...edit) {
		add("rules-"+name, "claimValidationRules", value, edits...)
	}
	hd := tree{"claim": "hd", "requiredValue": "example.com"}
	rules("claim-fits", []any{hd}, claim("hd", "example.com"))
	rules("claim-missing", []any{hd})
	rules("claim-differs", []any{hd}, claim("hd", "example.org"))
	rules("claim-is-a-list", []any{hd}, claim("hd", []string{"example.com"}))
	rules("claim-is-a-number", []any{hd}, claim("hd", 7))
	rules("claim-is-null", []any{hd}, claim("hd", rawJSON("null")))
	rules("no-value-claim-empty", []any{tree{"claim": "hd"}}, claim("hd", ""))
	rules("no-value-claim-set", []any{tree{"claim": "hd"}}, claim("hd", "x"))
	rules("two-fit", []any{hd, tree{"claim": "name", "requiredValue": "Jane Doe"}}, claim("hd", "example.com"))
	rules("two-second-differs", []any{hd, tree{"claim": "name", "requiredValue": "John"}}, claim("hd", "example.com"))
	rules("empty-list", []any{})
}

func configSeveral(s *suite, k *idpKeys, good claims, plain tree) {
	const second = "https://second.example.com"
	other := changed(changed(plain, "issuer.url", second), "claimMappings.username.prefix", "second:")
	both2 := both(file(configPath, config("v1", []any{plain, other}, nil)), provider(second, k.ecJWK()))
	s.add("two-issuers-first", both2)
	s.add("two-issuers-second", both2, bearer(k.ec.token(good.set("iss", second))))
	s.add("two-issuers-neither", both2, bearer(k.ec.token(good.set("iss", "https://third.example.com"))))
	s.add("two-issuers-key-of-the-other", both2, bearer(k.rsa.token(good.set("iss", second))))
	s.add("two-issuers-first-down", both2, noRemote(discovery))
	s.add("two-issuers-second-down", both2, noRemote(second+"/.well-known/openid-configuration"))
	s.add("two-issuers-second-down-asked", both2, noRemote(second+"/.well-known/openid-configuration"), bearer(k.ec.token(good.set("iss", second))))
	var many []any
	for i := range 64 {
		many = append(many, changed(plain, "issuer.url", fmt.Sprintf("https://idp-%d.example.com", i)))
	}
	last := "https://idp-63.example.com"
	s.add("sixty-four-issuers", file(configPath, config("v1", many, nil)), provider(last, k.rsaJWK()), bearer(k.rsa.token(good.set("iss", last))))
}

func configAnonymous(s *suite, plain tree) {
	anonymous := func(name string, value any, path string, edits ...edit) {
		s.add("anonymous-"+name, append([]edit{file(configPath, config("v1", []any{plain}, value)), get(path)}, edits...)...)
	}
	health := tree{"enabled": true, "conditions": []any{tree{"path": "/healthz"}, tree{"path": "/livez"}}}
	anonymous("enabled", tree{"enabled": true}, "/api")
	anonymous("disabled", tree{"enabled": false}, "/api")
	anonymous("path-allowed", health, "/healthz")
	anonymous("second-path-allowed", health, "/livez")
	anonymous("other-path", health, "/api")
	anonymous("path-prefix", health, "/healthz/etcd")
	anonymous("path-trailing-slash", health, "/healthz/")
	anonymous("path-with-query", health, "/healthz?verbose")
	anonymous("path-encoded", health, "/%68ealthz")
	anonymous("path-double-slash", health, "//healthz")
	anonymous("path-case", health, "/Healthz")
	anonymous("path-dots", health, "/api/../healthz")
	anonymous("empty-conditions", tree{"enabled": true, "conditions": []any{}}, "/api")
	anonymous("empty-path", tree{"enabled": true, "conditions": []any{tree{"path": ""}}}, "/api")
	anonymous("path-allowed-bad-token", health, "/healthz", get("/healthz", "Authorization: Bearer nobody"))
	anonymous("no-jwt", tree{"enabled": true}, "/api", file(configPath, config("v1", nil, tree{"enabled": true})))
	anonymous("v1beta1", tree{"enabled": true}, "/livez", file(configPath, config("v1beta1", nil, health)))
	anonymous("absent-flag-false", nil, "/api", flag("anonymous-auth", "false"))
	anonymous("absent-flag-true", nil, "/api", flag("anonymous-auth", "true"))
}
