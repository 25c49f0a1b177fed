package main

import "strings"

const tokenPath = "/etc/kubernetes/tokens.csv"

func tokenFileCases(b *book, p *pki) {
	s := b.suite("tokenfile")
	s.from("tokenfile", doc{}.with(
		arg("--token-auth-file="+tokenPath),
		file(tokenPath, "jane-token,jane,1001,\"developers,ops\"\nbob-token,bob,1002\n"),
		bearer("jane-token"),
	))
	s.add("valid")
	s.add("three-columns", bearer("bob-token"))
	s.add("unknown-token", bearer("nobody"))
	s.add("unknown-token-no-anonymous", bearer("nobody"), flag("anonymous-auth", "false"))
	s.add("no-token", headers())
	s.add("no-token-no-anonymous", headers(), flag("anonymous-auth", "false"))
	s.add("token-in-another-case", bearer("JANE-TOKEN"))
	s.add("token-prefix", bearer("jane-toke"))
	s.add("token-longer", bearer("jane-token2"))
	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("api-audiences-two", flag("api-audiences", "b,a"))
	s.add("api-audiences-repeated", flag("api-audiences", "b", "a"))

	csv := func(name, text, token string) { s.add("csv-"+name, file(tokenPath, text), bearer(token)) }
	csv("empty-file", "", "tok")
	csv("only-blank-lines", "\n\n\n", "tok")
	csv("blank-lines-between", "\na,alice,1\n\n\ntok,jane,2\n", "tok")
	csv("no-final-line-feed", "tok,jane,1", "tok")
	csv("crlf", "tok,jane,1,\"a,b\"\r\nother,bob,2\r\n", "tok")
	csv("crlf-three-columns", "tok,jane,1\r\n", "tok")
	csv("quoted-everything", "\"tok\",\"jane\",\"1\",\"a\"\n", "tok")
	csv("quoted-comma-in-token", "\"to,k\",jane,1\n", "to,k")
	csv("quoted-quote", "tok,\"ja\"\"ne\",1\n", "tok")
	csv("quoted-line-feed", "tok,\"ja\nne\",1\n", "tok")
	csv("quoted-crlf", "tok,\"ja\r\nne\",1\r\n", "tok")
	csv("spaces-around", " tok , jane , 1 , a \n", "tok")
	csv("spaces-around-kept-in-name", "tok, jane , 1 , a \n", "tok")
	csv("leading-space-before-quote", "tok,jane,1, a\n", "tok")
	csv("groups-one", "tok,jane,1,a\n", "tok")
	csv("groups-unquoted-two-columns", "tok,jane,1,a,b\n", "tok")
	csv("groups-with-spaces", "tok,jane,1,\"a, b ,c\"\n", "tok")
	csv("groups-empty", "tok,jane,1,\n", "tok")
	csv("groups-empty-quoted", "tok,jane,1,\"\"\n", "tok")
	csv("groups-only-commas", "tok,jane,1,\",,\"\n", "tok")
	csv("groups-empty-between", "tok,jane,1,\"a,,b\"\n", "tok")
	csv("groups-twice-the-same", "tok,jane,1,\"a,a\"\n", "tok")
	csv("group-authenticated", "tok,jane,1,system:authenticated\n", "tok")
	csv("group-authenticated-first", "tok,jane,1,\"system:authenticated,a\"\n", "tok")
	csv("group-unauthenticated", "tok,jane,1,system:unauthenticated\n", "tok")
	csv("group-masters", "tok,jane,1,system:masters\n", "tok")
	csv("user-anonymous", "tok,system:anonymous,1,a\n", "tok")
	csv("user-empty", "tok,,1\n", "tok")
	csv("uid-empty", "tok,jane,\n", "tok")
	csv("user-and-uid-empty", "tok,,\n", "tok")
	csv("token-empty-skipped", ",jane,1\ntok,bob,2\n", "tok")
	csv("token-twice-later-wins", "tok,first,1\ntok,second,2\n", "tok")
	csv("token-twice-three-lines", "tok,first,1\nx,y,z\ntok,second,2\ntok,third,3,g\n", "tok")
	csv("more-columns-than-four", "tok,jane,1,a,ignored,\"x\"\n", "tok")
	csv("lines-of-different-width", "a,alice,1\nb,bob,2,g\ntok,jane,3,g,x\n", "tok")
	csv("utf8", "tok,Jané ☸,1,\"größe,b\"\n", "tok")
	csv("byte-order-mark", "\ufefftok,jane,1\n", "tok")
	csv("byte-order-mark-second-line", "\ufeffa,alice,1\ntok,jane,2\n", "tok")
	csv("hash-is-no-comment", "#tok,jane,1\n", "#tok")
	csv("carriage-return-inside", "tok,ja\rne,1\n", "tok")
	csv("many-lines", strings.Repeat("x,y,z\n", 500)+"tok,jane,1\n", "tok")
	csv("token-with-colon-and-slash", "a:b/c+d=,jane,1\n", "a:b/c+d=")
	csv("token-with-percent", "a%20b,jane,1\n", "a%20b")
	csv("token-looks-like-jwt", "a.b.c,jane,1\n", "a.b.c")
	csv("token-looks-like-bootstrap", "abcdef.0123456789abcdef,jane,1\n", "abcdef.0123456789abcdef")
	csv("tabs-are-no-separators", "tok\tjane\t1,x,y\n", "tok")
	csv("single-quotes-are-text", "tok,'jane',1\n", "tok")

	bad := func(name, text string) { s.add("refused-"+name, file(tokenPath, text)) }
	bad("two-columns", "tok,jane\n")
	bad("one-column", "tok\n")
	bad("two-columns-later", "a,alice,1\ntok,jane\n")
	bad("bare-quote", "tok,ja\"ne,1\n")
	bad("bare-quote-first-line-wide", "jane-token,jane,1,a\"b\n")
	bad("quote-not-closed", "tok,\"jane,1\n")
	bad("text-after-quote", "tok,\"jane\"x,1\n")
	bad("space-before-quote", "tok,jane,1, \"a,b\"\n")
	bad("quote-not-closed-after-good-lines", "a,alice,1\nb,bob,2\ntok,\"jane,1\nx,y,z\n")
	bad("comment-line", "# tokens\ntok,jane,1\n")
	bad("semicolons", "tok;jane;1\n")
	s.add("refused-absent", noFile(tokenPath))

	schemes := []choice{
		{"unknown-token", bearer("nobody")},
		{"three-columns", bearer("bob-token")},
		{"no-token", headers()},
		{"basic", headers("Authorization: Basic amFuZTpwdw==")},
	}
	settings := []choice{
		{"no-anonymous", flag("anonymous-auth", "false")},
		{"good-certificate", both(arg("--client-ca-file="+caFile), trust(p.ca), certs(p.jane.pem()))},
		{"unknown-certificate", both(arg("--client-ca-file="+caFile), trust(p.otherCA), certs(p.jane.pem()))},
		{"audience", flag("api-audiences", "api")},
	}
	s.pairs("pair", schemes, settings)
}
