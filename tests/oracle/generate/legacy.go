package main

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"
)

func instantText(seconds int) string {
	return instant.Add(time.Duration(seconds) * time.Second).Format(time.RFC3339)
}

func pkcs1Public(key *rsa.PrivateKey) string {
	return pemBlock("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&key.PublicKey))
}

const saClaim = "kubernetes.io/serviceaccount/"

func legacyClaims() claims {
	return claims{
		"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:ci:deployer",
		saClaim + "namespace":            "ci",
		saClaim + "secret.name":          "deployer-token",
		saClaim + "service-account.name": "deployer",
		saClaim + "service-account.uid":  "sa-uid",
	}
}

func tokenSecret(token string, pairs ...any) manifest {
	return secret("ci", "deployer-token", "secret-uid", "kubernetes.io/service-account-token", map[string]string{"token": token, "namespace": "ci"}, pairs...)
}

func legacyCases(b *book, k *saKeys) {
	s := b.suite("legacy")
	good := legacyClaims()
	token := k.ec.token(good)
	b.share("legacy-token", token)
	s.from("legacy", doc{}.with(
		arg("--service-account-issuer="+issuer, "--service-account-key-file="+saKeyFile),
		file(saKeyFile, publicPEM(k.ec.key)),
		object(serviceAccount("sa-uid"), tokenSecret(token)),
		bearer(token),
	))
	lookupOff := flag("service-account-lookup", "false")
	// A token is only of use with a Secret that holds the same one.
	with := func(name, token string, edits ...edit) {
		s.add(name, append([]edit{bearer(token), objects(serviceAccount("sa-uid"), tokenSecret(token))}, edits...)...)
	}
	claim := func(name string, pairs ...any) { with("claim-"+name, k.ec.token(good.set(pairs...))) }
	s.add("valid")
	s.add("lookup-off", lookupOff)
	s.add("lookup-off-no-objects", lookupOff, objects())
	claim("sub-absent", "sub", nil)
	claim("sub-other-account", "sub", "system:serviceaccount:ci:other")
	claim("sub-other-namespace", "sub", "system:serviceaccount:prod:deployer")
	claim("sub-plain", "sub", "deployer")
	claim("sub-too-many-parts", "sub", "system:serviceaccount:ci:deployer:x")
	claim("sub-bad-name", "sub", "system:serviceaccount:ci:Deployer", saClaim+"service-account.name", "Deployer")
	claim("sub-number", "sub", 7)
	claim("namespace-absent", saClaim+"namespace", nil)
	claim("namespace-empty", saClaim+"namespace", "")
	claim("namespace-other", saClaim+"namespace", "prod")
	claim("namespace-number", saClaim+"namespace", 7)
	claim("secret-name-absent", saClaim+"secret.name", nil)
	claim("secret-name-other", saClaim+"secret.name", "other")
	claim("account-name-absent", saClaim+"service-account.name", nil)
	claim("account-name-other", saClaim+"service-account.name", "other")
	claim("account-uid-absent", saClaim+"service-account.uid", nil)
	claim("account-uid-other", saClaim+"service-account.uid", "old-uid")
	claim("all-absent", saClaim+"namespace", nil, saClaim+"secret.name", nil, saClaim+"service-account.name", nil, saClaim+"service-account.uid", nil)
	claim("expired-long-ago", "exp", 1000)
	claim("not-yet-valid", "nbf", instant.Unix()+3600)
	claim("issued-later", "iat", instant.Unix()+3600)
	claim("exp-string", "exp", "x")
	claim("audience-of-the-server", "aud", issuer)
	claim("audience-other", "aud", "vault")
	claim("audience-list-with-server", "aud", []string{"vault", issuer})
	claim("audience-empty-list", "aud", []string{})
	claim("jti", "jti", "x")
	claim("issuer-absent", "iss", nil)
	claim("issuer-case", "iss", "Kubernetes/ServiceAccount")
	claim("groups-ignored", "groups", []string{"system:masters"})
	claim("key-in-capitals", saClaim+"namespace", nil, "Kubernetes.io/ServiceAccount/Namespace", "ci")

	objectCase := func(name string, all ...any) { s.add("object-"+name, objects(all...)) }
	objectCase("none")
	objectCase("no-secret", serviceAccount("sa-uid"))
	objectCase("no-account", tokenSecret(token))
	objectCase("secret-of-another-namespace", serviceAccount("sa-uid"), secret("prod", "deployer-token", "u", "", map[string]string{"token": token}))
	objectCase("secret-other-token", serviceAccount("sa-uid"), tokenSecret("another"))
	objectCase("secret-token-with-line-feed", serviceAccount("sa-uid"), tokenSecret(token+"\n"))
	objectCase("secret-without-token", serviceAccount("sa-uid"), secret("ci", "deployer-token", "u", "kubernetes.io/service-account-token", map[string]string{"namespace": "ci"}))
	objectCase("secret-without-data", serviceAccount("sa-uid"), secret("ci", "deployer-token", "u", "kubernetes.io/service-account-token", nil))
	objectCase("secret-of-another-type", serviceAccount("sa-uid"), secret("ci", "deployer-token", "u", "Opaque", map[string]string{"token": token}))
	objectCase("secret-deleted", serviceAccount("sa-uid"), tokenSecret(token, "deletionTimestamp", instantText(-1)))
	objectCase("secret-deleted-in-future", serviceAccount("sa-uid"), tokenSecret(token, "deletionTimestamp", instantText(60)))
	objectCase("account-deleted", serviceAccount("sa-uid", "deletionTimestamp", instantText(-1)), tokenSecret(token))
	objectCase("account-recreated", serviceAccount("new-uid"), tokenSecret(token))
	objectCase("account-in-another-namespace", metaObject("v1", "ServiceAccount", "prod", "deployer", "sa-uid"), tokenSecret(token))
	auto := serviceAccount("sa-uid")
	auto["secrets"] = []any{manifest{"name": "deployer-token"}}
	objectCase("account-lists-the-secret", auto, tokenSecret(token))
	others := serviceAccount("sa-uid")
	others["secrets"] = []any{manifest{"name": "other"}, manifest{"name": "more"}}
	objectCase("account-lists-other-secrets", others, tokenSecret(token))
	invalid := []any{"labels", manifest{"kubernetes.io/legacy-token-invalid-since": "2026-10-01"}}
	objectCase("secret-invalid-since", serviceAccount("sa-uid"), tokenSecret(token, invalid...))
	objectCase("secret-invalid-since-listed", auto, tokenSecret(token, invalid...))
	objectCase("secret-invalid-since-empty", serviceAccount("sa-uid"), tokenSecret(token, "labels", manifest{"kubernetes.io/legacy-token-invalid-since": ""}))
	objectCase("secret-last-used", serviceAccount("sa-uid"), tokenSecret(token, "labels", manifest{"kubernetes.io/legacy-token-last-used": "2026-11-01"}))
	s.add("lookup-off-invalid-since", lookupOff, objects(serviceAccount("sa-uid"), tokenSecret(token, invalid...)))
	s.add("lookup-off-account-recreated", lookupOff, objects(serviceAccount("new-uid"), tokenSecret(token)))

	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("no-issuer-flag", noFlag("service-account-issuer"))
	s.add("no-key-file", noFlag("service-account-key-file"))
	s.add("no-issuer-flag-and-audience", noFlag("service-account-issuer"), bearer(k.ec.token(good.set("aud", "vault"))), lookupOff)
	s.add("issuer-flag-is-the-legacy-one", flag("service-account-issuer", "kubernetes/serviceaccount"))
	s.add("issuer-flag-is-the-legacy-one-lookup-off", flag("service-account-issuer", "kubernetes/serviceaccount"), lookupOff, objects())
	s.add("wrong-key", file(saKeyFile, publicPEM(p256("other"))))
	s.add("wrong-key-and-right-key", file(saKeyFile, publicPEM(p256("other"))+publicPEM(k.ec.key)))
	s.add("unknown-kid", bearer(signer{"ES256", "x", k.ec.key}.token(good)))
	s.add("no-kid-two-wrong-keys", file(saKeyFile, publicPEM(p256("other"))+publicPEM(k.rsa.key)), bearer(signer{"ES256", "", k.ec.key}.token(good)))
	rs := signer{"RS256", "", rsaKey("rsa-a")}
	with("rsa-without-kid", rs.token(good), file(saKeyFile, publicPEM(rs.key)))
	with("rsa-with-typ", rs.sign(`{"alg":"RS256","typ":"JWT"}`, good.json()), file(saKeyFile, publicPEM(rs.key)))

	tokens := []choice{
		{"wrong-key", file(saKeyFile, publicPEM(p256("other")))},
		{"no-claims", bearer(k.ec.token(claims{"iss": "kubernetes/serviceaccount"}))},
		{"other-audience", bearer(k.ec.token(good.set("aud", "vault")))},
	}
	settings := []choice{
		{"lookup-off", lookupOff},
		{"no-objects", objects()},
		{"no-anonymous", flag("anonymous-auth", "false")},
		{"token-file", both(arg("--token-auth-file=/t.csv"), file("/t.csv", fmt.Sprintf("%s,static,1\n", token)))},
	}
	s.pairs("pair", tokens, settings)
}
