package main

import "strings"

func anonymousCases(b *book, p *pki, k *idpKeys) {
	s := b.suite("anonymous")
	s.from("anonymous", doc{}.with(headers("Host: k8s.example.com")))
	s.add("nothing-configured")
	s.add("nothing-configured-off", flag("anonymous-auth", "false"))
	s.add("nothing-configured-token", bearer("tok"))
	s.add("nothing-configured-certificate", certs(p.jane.pem()))
	s.add("nothing-configured-proxy-headers", headers("X-Remote-User: jane"))
	s.add("nothing-configured-basic", headers("Authorization: Basic amFuZTpw"))
	s.add("impersonation-headers", headers("Impersonate-User: admin"))
	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("service-account-issuer-only", arg("--service-account-issuer="+issuer))
	value := func(name, text string) { s.add("flag-"+name, flag("anonymous-auth", text)) }
	value("true", "true")
	value("one", "1")
	value("zero", "0")
	value("t", "t")
	value("capital-f", "F")
	value("capital-false", "FALSE")
	value("title-true", "True")
	s.add("flag-bare", arg("--anonymous-auth"))
	s.add("flag-twice-last-wins", arg("--anonymous-auth=false", "--anonymous-auth=true"))
	s.add("flag-twice-last-wins-off", arg("--anonymous-auth=true", "--anonymous-auth=false"))
	s.add("flag-underscore", arg("--anonymous_auth=false"))
	s.add("flag-bare-before-another", arg("--anonymous-auth", "--secure-port=6443"))
	s.add("authorization-rbac", arg("--authorization-mode=Node,RBAC"))
	s.add("authorization-always-allow", arg("--authorization-mode=AlwaysAllow"))
	s.add("authorization-always-allow-and-more", arg("--authorization-mode=RBAC,AlwaysAllow"))
	s.add("authorization-always-allow-flag-true", arg("--authorization-mode=AlwaysAllow", "--anonymous-auth=true"))
	s.add("authorization-always-deny", arg("--authorization-mode=AlwaysDeny"))
	s.add("ignored-flags", arg("--etcd-servers=https://127.0.0.1:2379", "--advertise-address=10.0.0.1", "--allow-privileged=true",
		"--service-cluster-ip-range=10.96.0.0/12", "--tls-cert-file=/pki/apiserver.crt", "--tls-private-key-file=/pki/apiserver.key", "--v=2",
		"--enable-admission-plugins=NodeRestriction", "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
		"--service-account-signing-key-file=/pki/sa.key", "--proxy-client-cert-file=/pki/front-proxy-client.crt", "--etcd-cafile=/pki/etcd/ca.crt"))
	for _, path := range []string{"/", "/healthz", "/api/v1/pods", "/apis/apps/v1/namespaces/a/deployments?watch=true", "/openapi/v2", "/version", "/.well-known/openid-configuration"} {
		s.add("path-"+pathName(path), get(path))
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} {
		s.add("method-"+strings.ToLower(method), raw(method+" /api/v1/namespaces/a/configmaps HTTP/1.1\nHost: x\n"))
	}

	oidc := both(arg("--oidc-issuer-url="+idp, "--oidc-client-id=kubernetes"), provider(idp, k.rsaJWK()))
	token := idClaims()
	strategies := []choice{
		{"client-ca", both(arg("--client-ca-file="+caFile), file(caFile, p.ca.pem()))},
		{"token-file", both(arg("--token-auth-file="+tokenPath), file(tokenPath, "tok,jane,1\n"))},
		{"oidc", oidc},
		{"bootstrap", arg("--enable-bootstrap-token-auth")},
	}
	credentials := []choice{
		{"nothing", headers()},
		{"unknown-token", bearer("nobody")},
		{"stranger", present(client("stranger", p.otherCA, p256("jane")))},
		{"two-spaces", headers("Authorization: Bearer  tok")},
		{"id-token", bearer(k.rsa.token(token))},
		{"empty-bearer", headers("Authorization: Bearer")},
	}
	s.pairs("pair", strategies, credentials)
}

func pathName(path string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, path), "-")
	if name == "" {
		return "root"
	}
	if len(name) > 30 {
		name = strings.Trim(name[:30], "-")
	}
	return name
}

// combinedCases have several credentials at once.
func combinedCases(b *book, p *pki, sa *saKeys, k *idpKeys) {
	s := b.suite("combined")
	all := p.proxyBase().with(
		arg("--token-auth-file="+tokenPath, "--service-account-issuer="+issuer, "--service-account-key-file="+saKeyFile,
			"--enable-bootstrap-token-auth", "--oidc-issuer-url="+idp, "--oidc-client-id=kubernetes", "--oidc-groups-claim=groups",
			"--authentication-token-webhook-config-file="+webhookPath, "--authentication-token-webhook-version=v1"),
		file(tokenPath, "tok,static,1,g\n"),
		file(saKeyFile, publicPEM(sa.ec.key)),
		file(webhookPath, kubeconfig(webhookURL)),
		object(serviceAccount("sa-uid"), pod("pod-uid"), node("node-uid"),
			secret("kube-system", "bootstrap-token-abcdef", "u", "bootstrap.kubernetes.io/token",
				map[string]string{"token-id": "abcdef", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true"})),
		provider(idp, k.rsaJWK()),
		remote(webhookURL, 200, review("v1", tree{"authenticated": false, "error": "not known here"}), "Content-Type", "application/json"),
		certs(), headers(),
	)
	s.from("combined", all)
	good := saClaims(boundTo("pod", podRef, "node", nodeRef))
	tokens := []choice{
		{"no-token", headers()},
		{"static", bearer("tok")},
		{"service-account", bearer(sa.ec.token(good))},
		{"service-account-expired", bearer(sa.ec.token(good.set("exp", instant.Unix()-600)))},
		{"legacy-without-secret", bearer(sa.ec.token(legacyClaims()))},
		{"bootstrap", bearer("abcdef.0123456789abcdef")},
		{"bootstrap-wrong", bearer("abcdef.fedcba9876543210")},
		{"oidc", bearer(k.rsa.token(idClaims()))},
		{"oidc-expired", bearer(k.rsa.token(idClaims().set("exp", instant.Unix()-1)))},
		{"opaque", bearer("opaque")},
	}
	identities := []choice{
		{"no-certificate", certs()},
		{"certificate", certs(p.jane.pem())},
		{"expired-certificate", present(client("x509-expired", p.ca, p256("jane"), validity(-30*day, -day)))},
		{"proxy-certificate", certs(p.proxy.pem())},
	}
	s.pairs("pair", tokens, identities)
	s.add("webhook-says-yes", bearer("opaque"), remote(webhookURL, 200, review("v1", yes), "Content-Type", "application/json"))
	s.add("webhook-asked-after-oidc-error", bearer(k.rsa.token(idClaims().set("exp", instant.Unix()-1))), remote(webhookURL, 200, review("v1", yes), "Content-Type", "application/json"))
	s.add("webhook-asked-after-service-account-error", bearer(sa.ec.token(good.set("exp", instant.Unix()-600))), remote(webhookURL, 200, review("v1", yes), "Content-Type", "application/json"))
	s.add("webhook-refused-opaque", bearer("opaque"), noRemote(webhookURL))
	s.add("oidc-not-initialized-and-webhook-error", bearer(k.rsa.token(idClaims())), noRemote(discovery))
	proxied := headers("X-Remote-User: proxied", "Authorization: Bearer tok")
	s.add("proxy-headers-and-token", certs(p.proxy.pem()), proxied)
	s.add("proxy-headers-without-certificate-and-token", proxied)
	s.add("proxy-headers-with-client-certificate", certs(p.jane.pem()), proxied)
	s.add("websocket-token-and-bad-bearer", headers(append(websocket(protocol("tok"), "x"), "Authorization: Bearer opaque")...))
	s.add("websocket-same-bad-token-twice", headers(append(websocket(protocol("opaque"), "x"), "Authorization: Bearer opaque")...))
	s.add("no-anonymous-nothing", flag("anonymous-auth", "false"))
	s.add("api-audiences-service-account", flag("api-audiences", "api"), bearer(sa.ec.token(good)))
	s.add("api-audiences-static", flag("api-audiences", "api"), bearer("tok"))
}
