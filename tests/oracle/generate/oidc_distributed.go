package main

// oidcDistributed are tokens whose groups are to be fetched elsewhere.
func oidcDistributed(s *suite, k *idpKeys, good claims) {
	const source = "https://groups.example.com/jane"
	const groupsIssuer = "https://groups.example.com"
	names := func(pairs ...any) claims {
		return good.set("groups", nil, "_claim_names", claims{"groups": "src"}, "_claim_sources", claims{"src": claims{"endpoint": source, "access_token": "t"}}).set(pairs...)
	}
	answer := k.ec.token(claims{"iss": groupsIssuer, "aud": "kubernetes", "sub": "x", "exp": instant.Unix() + 60, "groups": []string{"remote-a", "remote-b"}})
	world := both(remote(groupsIssuer+"/.well-known/openid-configuration", 200, discoveryBody(groupsIssuer, groupsIssuer+"/keys")),
		remote(groupsIssuer+"/keys", 200, jwks(k.ecJWK())), remote(source, 200, answer), flag("oidc-signing-algs", "RS256,ES256"))
	add := func(name string, c claims, edits ...edit) {
		s.add("distributed-"+name, append([]edit{world, bearer(k.rsa.token(c))}, edits...)...)
	}
	add("valid", names())
	add("no-token", names("_claim_sources", claims{"src": claims{"endpoint": source}}))
	add("groups-present-too", names("groups", []string{"local"}))
	add("no-groups-flag", names(), noFlag("oidc-groups-claim"))
	add("prefix", names(), flag("oidc-groups-prefix", "r:"))
	add("sources-absent", names("_claim_sources", nil))
	add("names-string", names("_claim_names", "src"))
	add("sources-string", names("_claim_sources", "src"))
	add("source-missing", names("_claim_sources", claims{"other": claims{"endpoint": source}}))
	add("names-for-another-claim", names("_claim_names", claims{"roles": "src"}))
	add("aggregated", names("_claim_sources", claims{"src": claims{"JWT": answer}}))
	add("endpoint-refused", names(), noRemote(source))
	add("endpoint-error", names(), remote(source, 500, "no"))
	add("endpoint-no-jwt", names(), remote(source, 200, "hello"))
	add("endpoint-not-https", names("_claim_sources", claims{"src": claims{"endpoint": "ftp://groups.example.com/jane"}}))
	add("issuer-unreachable", names(), noRemote(groupsIssuer+"/.well-known/openid-configuration"))
	add("answer-expired", names(), remote(source, 200, k.ec.token(claims{"iss": groupsIssuer, "aud": "kubernetes", "exp": instant.Unix() - 60, "groups": "a"})))
	add("answer-other-audience", names(), remote(source, 200, k.ec.token(claims{"iss": groupsIssuer, "aud": "x", "exp": instant.Unix() + 60, "groups": "a"})))
	add("answer-without-groups", names(), remote(source, 200, k.ec.token(claims{"iss": groupsIssuer, "aud": "kubernetes", "exp": instant.Unix() + 60})))
	add("answer-group-string", names(), remote(source, 200, k.ec.token(claims{"iss": groupsIssuer, "aud": "kubernetes", "exp": instant.Unix() + 60, "groups": "solo"})))
}
