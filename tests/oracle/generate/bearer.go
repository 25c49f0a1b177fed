package main

import "encoding/base64"

// bearerCases are about how a token is taken from a request.
func bearerCases(b *book, p *pki) {
	s := b.suite("bearer")
	s.from("bearer", doc{}.with(
		arg("--token-auth-file="+tokenPath),
		file(tokenPath, "tok,jane,1\nother,bob,2\n,empty,3\n"),
		bearer("tok"),
	))
	add := func(name string, lines ...string) { s.add(name, headers(lines...)) }
	add("lower-case-scheme", "Authorization: bearer tok")
	add("mixed-case-scheme", "Authorization: bEaReR tok")
	add("spaces-around-value", "Authorization:   bEaReR tok   ")
	add("tab-before-scheme", "Authorization: \tBearer tok")
	add("two-spaces", "Authorization: Bearer  tok")
	add("three-spaces", "Authorization: Bearer   tok")
	add("tab-between", "Authorization: Bearer\ttok")
	add("words-after-token", "Authorization: Bearer tok more words")
	add("space-in-token", "Authorization: Bearer to k")
	add("no-token", "Authorization: Bearer")
	add("no-token-but-space", "Authorization: Bearer ")
	add("only-token", "Authorization: tok")
	add("empty-header", "Authorization:")
	add("basic", "Authorization: Basic amFuZTpwYXNz")
	add("negotiate", "Authorization: Negotiate tok")
	add("bearer-with-colon", "Authorization: Bearer: tok")
	add("two-headers-good-first", "Authorization: Bearer tok", "Authorization: Bearer nobody")
	add("two-headers-bad-first", "Authorization: Bearer nobody", "Authorization: Bearer tok")
	add("two-headers-basic-first", "Authorization: Basic amFuZTpwYXNz", "Authorization: Bearer tok")
	add("two-headers-empty-first", "Authorization:", "Authorization: Bearer tok")
	add("lower-case-header", "authorization: Bearer tok")
	add("upper-case-header", "AUTHORIZATION: Bearer tok")
	add("proxy-authorization", "Proxy-Authorization: Bearer tok")
	add("quoted-token", `Authorization: Bearer "tok"`)
	add("comma-list", "Authorization: Bearer tok, Basic x")
	add("folded-header", "Authorization: Bearer", " tok")
	add("cookie", "Cookie: token=tok")
	s.add("token-in-query", get("/api?access_token=tok"))
	s.add("crlf-request", raw("GET /api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok\r\n\r\n"))
	s.add("with-body", raw("POST /api HTTP/1.1\nHost: x\nAuthorization: Bearer tok\nContent-Length: 4\n\nbody"))
	s.add("http-1-0", raw("GET /api HTTP/1.0\nAuthorization: Bearer tok\n"))
	s.add("absolute-target", raw("GET https://k8s.example.com/api HTTP/1.1\nAuthorization: Bearer tok\n"))
	for _, line := range []struct{ name, value string }{
		{"two-spaces-no-anonymous", "Bearer  tok"}, {"basic-no-anonymous", "Basic x"}, {"unknown-no-anonymous", "Bearer nobody"},
	} {
		s.add(line.name, headers("Authorization: "+line.value), flag("anonymous-auth", "false"))
	}

	w := b.suite("websocket")
	w.from("websocket", doc{}.with(
		arg("--token-auth-file="+tokenPath),
		file(tokenPath, "tok,jane,1\nother,bob,2\n"),
		headers(websocket(protocol("tok"), "v4.channel.k8s.io")...),
	))
	add = func(name string, lines ...string) { w.add(name, headers(lines...)) }
	add("valid", websocket(protocol("tok"), "v4.channel.k8s.io")...)
	add("token-last", websocket("v4.channel.k8s.io", protocol("tok"))...)
	add("only-the-token", websocket(protocol("tok"))...)
	add("two-tokens", websocket(protocol("tok"), protocol("other"), "v4.channel.k8s.io")...)
	add("unknown-token", websocket(protocol("nobody"), "v4.channel.k8s.io")...)
	add("token-empty", websocket("base64url.bearer.authorization.k8s.io.", "v4.channel.k8s.io")...)
	add("token-not-base64", websocket("base64url.bearer.authorization.k8s.io.***", "v4.channel.k8s.io")...)
	add("token-padded", websocket("base64url.bearer.authorization.k8s.io."+base64.URLEncoding.EncodeToString([]byte("tok1")), "v4.channel.k8s.io")...)
	add("token-standard-alphabet", websocket("base64url.bearer.authorization.k8s.io."+base64.RawStdEncoding.EncodeToString([]byte("??>>")), "v4.channel.k8s.io")...)
	add("token-bad-utf8", websocket("base64url.bearer.authorization.k8s.io."+b64([]byte{0xff, 0xfe, 0xfd}), "v4.channel.k8s.io")...)
	add("prefix-in-capitals", websocket("BASE64URL.bearer.authorization.k8s.io."+b64([]byte("tok")), "v4.channel.k8s.io")...)
	add("protocols-in-two-headers", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol: v4.channel.k8s.io", "Sec-WebSocket-Protocol: "+protocol("tok"))
	add("no-space-after-comma", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol: v4.channel.k8s.io,"+protocol("tok"))
	add("spaces-around-commas", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol:  v4.channel.k8s.io  ,   "+protocol("tok")+"  ")
	add("empty-protocols", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol: ,,"+protocol("tok")+",x")
	add("not-an-upgrade", "Sec-WebSocket-Protocol: "+protocol("tok")+", x")
	add("upgrade-of-something-else", "Connection: Upgrade", "Upgrade: SPDY/3.1", "Sec-WebSocket-Protocol: "+protocol("tok")+", x")
	add("connection-without-upgrade", "Connection: keep-alive", "Upgrade: websocket", "Sec-WebSocket-Protocol: "+protocol("tok")+", x")
	add("connection-list", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Protocol: "+protocol("tok")+", x")
	add("connection-lower-case", "Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol: "+protocol("tok")+", x")
	add("no-protocol-header", "Connection: Upgrade", "Upgrade: websocket")
	add("bad-header-token-good-protocol", append(websocket(protocol("tok"), "x"), "Authorization: Bearer nobody")...)
	add("good-header-token-bad-protocol", append(websocket(protocol("nobody"), "x"), "Authorization: Bearer other")...)
	add("both-bad", append(websocket(protocol("nobody"), "x"), "Authorization: Bearer nobody")...)
	add("both-good-header-wins", append(websocket(protocol("tok"), "x"), "Authorization: Bearer other")...)
	w.add("unknown-token-no-anonymous", headers(websocket(protocol("nobody"), "x")...), flag("anonymous-auth", "false"))
	w.add("only-the-token-no-anonymous", headers(websocket(protocol("tok"))...), flag("anonymous-auth", "false"))
	w.add("exec-target", get("/api/v1/namespaces/a/pods/b/exec?command=sh", websocket(protocol("tok"), "v5.channel.k8s.io")...))
}

func protocol(token string) string {
	return "base64url.bearer.authorization.k8s.io." + b64([]byte(token))
}

func websocket(protocols ...string) []string {
	list := ""
	for i, one := range protocols {
		if i > 0 {
			list += ", "
		}
		list += one
	}
	return []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Protocol: " + list}
}
