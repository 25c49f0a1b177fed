package main

import "fmt"

const (
	webhookPath = "/etc/kubernetes/webhook.yaml"
	webhookURL  = "https://authn.example.com/authenticate"
)

func kubeconfig(server string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
- name: authn
  cluster:
    server: %s
users:
- name: apiserver
contexts:
- name: webhook
  context:
    cluster: authn
    user: apiserver
current-context: webhook
`, server)
}

func review(version string, status any) string {
	return jsonText(tree{"apiVersion": "authentication.k8s.io/" + version, "kind": "TokenReview", "status": status})
}

var yes = tree{"authenticated": true, "user": tree{"username": "jane", "uid": "42", "groups": []any{"developers", "ops"}, "extra": tree{"example.com/team": []any{"a", "b"}}}}

func webhookCases(b *book) {
	s := b.suite("webhook")
	s.from("webhook", doc{}.with(
		arg("--authentication-token-webhook-config-file="+webhookPath, "--authentication-token-webhook-version=v1"),
		file(webhookPath, kubeconfig(webhookURL)),
		remote(webhookURL, 200, review("v1", yes), "Content-Type", "application/json"),
		bearer("opaque-token"),
	))
	s.add("valid")
	status := func(name string, value any, edits ...edit) {
		s.add("status-"+name, append([]edit{remote(webhookURL, 200, review("v1", value), "Content-Type", "application/json")}, edits...)...)
	}
	webhookStatuses(status)
	webhookBodies(s)
	webhookAudiences(status)
	webhookVersions(s)
	webhookAddresses(s)

	answers := []choice{
		{"no", remote(webhookURL, 200, review("v1", tree{"authenticated": false}))},
		{"error", remote(webhookURL, 200, review("v1", tree{"authenticated": false, "error": "go away"}))},
		{"500", remote(webhookURL, 500, "oops")},
		{"refused", noRemote(webhookURL)},
	}
	settings := []choice{
		{"token-file-hit", both(arg("--token-auth-file=/t.csv"), file("/t.csv", "opaque-token,static,1\n"))},
		{"token-file-miss", both(arg("--token-auth-file=/t.csv"), file("/t.csv", "x,static,1\n"))},
		{"no-anonymous", flag("anonymous-auth", "false")},
		{"audiences", flag("api-audiences", "api")},
		{"v1beta1", flag("authentication-token-webhook-version", "v1beta1")},
	}
	s.pairs("pair", answers, settings)
}

func webhookStatuses(status func(string, any, ...edit)) {
	user := func(name string, value any) { status("user-"+name, tree{"authenticated": true, "user": value}) }
	status("no", tree{"authenticated": false})
	status("empty", tree{})
	status("no-with-error", tree{"authenticated": false, "error": "token expired"})
	status("yes-with-error", tree{"authenticated": true, "user": tree{"username": "jane"}, "error": "ignored"})
	status("no-with-user", tree{"authenticated": false, "user": tree{"username": "jane"}})
	status("yes-without-user", tree{"authenticated": true})
	status("error-with-brackets", tree{"error": "[a, b]"})
	status("no-no-anonymous", tree{"authenticated": false}, flag("anonymous-auth", "false"))
	status("authenticated-as-text", tree{"authenticated": "true"})
	status("authenticated-in-capitals", tree{"Authenticated": true, "user": tree{"username": "jane"}})
	status("authenticated-null", tree{"authenticated": nil})
	status("unknown-field", tree{"authenticated": true, "user": tree{"username": "jane"}, "more": 1})
	status("list", []any{})
	status("text", "yes")
	user("name-only", tree{"username": "jane"})
	user("name-empty", tree{"username": ""})
	user("name-number", tree{"username": 7})
	user("name-anonymous", tree{"username": "system:anonymous"})
	user("uid-only", tree{"uid": "42"})
	user("groups-empty", tree{"username": "jane", "groups": []any{}})
	user("groups-masters", tree{"username": "jane", "groups": []any{"system:masters"}})
	user("groups-authenticated", tree{"username": "jane", "groups": []any{"system:authenticated", "a"}})
	user("groups-string", tree{"username": "jane", "groups": "a"})
	user("groups-with-empty", tree{"username": "jane", "groups": []any{"", "a", "a"}})
	user("groups-null", tree{"username": "jane", "groups": nil})
	user("extra-empty", tree{"username": "jane", "extra": tree{}})
	user("extra-empty-list", tree{"username": "jane", "extra": tree{"a": []any{}}})
	user("extra-string", tree{"username": "jane", "extra": tree{"a": "b"}})
	user("extra-null", tree{"username": "jane", "extra": tree{"a": nil}})
	user("extra-capitals", tree{"username": "jane", "extra": tree{"Team": []any{"A"}}})
	user("unicode", tree{"username": "jané ☸", "groups": []any{"größe"}})
	user("unknown-field", tree{"username": "jane", "roles": []any{"a"}})
	user("null", nil)
}

func webhookBodies(s *suite) {
	body := func(name string, status int, text string, headers ...string) {
		s.add("http-"+name, remote(webhookURL, status, text, headers...))
	}
	s.add("http-refused", noRemote(webhookURL))
	body("500", 500, "internal error")
	body("500-status-object", 500, jsonText(tree{"apiVersion": "v1", "kind": "Status", "status": "Failure", "message": "database down", "reason": "InternalError", "code": 500}), "Content-Type", "application/json")
	body("502", 502, "bad gateway")
	body("503", 503, "unavailable")
	body("504", 504, "timeout")
	body("429", 429, "slow down")
	body("400", 400, "bad request")
	body("401", 401, "who are you")
	body("401-with-review", 401, review("v1", tree{"authenticated": false, "error": "no"}), "Content-Type", "application/json")
	body("403", 403, "forbidden")
	body("403-status-object", 403, jsonText(tree{"apiVersion": "v1", "kind": "Status", "status": "Failure", "message": "not for you", "reason": "Forbidden", "code": 403}), "Content-Type", "application/json")
	body("404", 404, "404 page not found")
	body("404-empty", 404, "")
	body("405", 405, "method")
	body("409", 409, "conflict")
	body("415", 415, "media type")
	body("418", 418, "teapot")
	body("201", 201, review("v1", yes), "Content-Type", "application/json")
	body("202", 202, review("v1", yes), "Content-Type", "application/json")
	body("204", 204, "")
	body("empty-body", 200, "")
	body("no-json", 200, "<html>login</html>", "Content-Type", "text/html")
	body("no-json-as-json", 200, "<html>login</html>", "Content-Type", "application/json")
	body("text-plain", 200, review("v1", yes), "Content-Type", "text/plain")
	body("no-content-type", 200, review("v1", yes))
	body("content-type-with-charset", 200, review("v1", yes), "Content-Type", "application/json; charset=utf-8")
	body("content-type-broken", 200, review("v1", yes), "Content-Type", "application/json; x")
	for i, kind := range []string{"applic{ation/json", "application/js}on", "applic(ation/json", "application", "application/", "/json", "application/json, text/html",
		"APPLICATION/JSON", " application/json ", "application/json;", "application/json;charset", "application/json;charset=\"utf-8", "application/json; a=1; a=1",
		"application/json; a=1; a=2", "application/vnd.kubernetes.protobuf", "application/cbor", "multipart/form-data", "text/plain; charset=latin1"} {
		body(fmt.Sprintf("content-type-odd-%d", i+1), 200, review("v1", yes), "Content-Type", kind)
	}
	body("content-type-odd-and-no-json", 200, "<html>", "Content-Type", "t}ext/html")
	body("status-kind-in-the-review-group", 200, `{"apiVersion":"authentication.k8s.io/v1","kind":"Status","status":"Failure"}`, "Content-Type", "application/json")
	body("body-json-with-duplicate-keys", 200, `{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":false},"status":{"authenticated":true,"user":{"username":"jane"}}}`, "Content-Type", "application/json")
	body("body-with-byte-order-mark", 200, "\ufeff"+review("v1", yes), "Content-Type", "application/json")
	body("body-with-bad-escape", 200, replace(review("v1", yes), "jane", `ja\qne`), "Content-Type", "application/json")
	body("body-with-lone-surrogate", 200, replace(review("v1", yes), "jane", `ja\ud800ne`), "Content-Type", "application/json")
	body("body-deeply-nested", 200, replace(review("v1", yes), `"status":`, `"metadata":{"x":`+repeat("[", 300)+repeat("]", 300)+`},"status":`), "Content-Type", "application/json")
	body("content-type-yaml", 200, "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nstatus:\n  authenticated: true\n  user: {username: jane}\n", "Content-Type", "application/yaml")
	body("null", 200, "null", "Content-Type", "application/json")
	body("list", 200, "[]", "Content-Type", "application/json")
	body("empty-object", 200, "{}", "Content-Type", "application/json")
	body("kind-absent", 200, `{"apiVersion":"authentication.k8s.io/v1","status":{"authenticated":true}}`, "Content-Type", "application/json")
	body("version-absent", 200, `{"kind":"TokenReview","status":{"authenticated":true}}`, "Content-Type", "application/json")
	body("kind-other", 200, `{"apiVersion":"v1","kind":"Pod"}`, "Content-Type", "application/json")
	body("kind-unknown", 200, `{"apiVersion":"example.com/v1","kind":"Thing"}`, "Content-Type", "application/json")
	body("kind-subject-access-review", 200, `{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","status":{"allowed":true}}`, "Content-Type", "application/json")
	body("status-object-failure-with-200", 200, `{"apiVersion":"v1","kind":"Status","status":"Failure","message":"no","reason":"Unauthorized","code":401}`, "Content-Type", "application/json")
	body("status-object-success", 200, `{"apiVersion":"v1","kind":"Status","status":"Success"}`, "Content-Type", "application/json")
	body("trailing-text", 200, review("v1", yes)+"x", "Content-Type", "application/json")
	body("cut", 200, review("v1", yes)[:60], "Content-Type", "application/json")
	body("redirect", 307, "", "Location", "https://authn.example.com/v2")
	s.add("http-redirect-followed", remote(webhookURL, 307, "", "Location", "https://authn.example.com/v2"), remote("https://authn.example.com/v2", 200, review("v1", yes), "Content-Type", "application/json"))
	body("redirect-302", 302, "", "Location", "/v2")
}

func webhookAudiences(status func(string, any, ...edit)) {
	with := func(name string, audiences []any, flags string, more ...any) {
		value := tree{"authenticated": true, "user": tree{"username": "jane"}}
		if audiences != nil {
			value["audiences"] = audiences
		}
		edits := []edit{}
		if flags != "" {
			edits = append(edits, flag("api-audiences", flags))
		}
		status("audiences-"+name, value, edits...)
	}
	with("none-wanted", []any{"x"}, "")
	with("answer-without", nil, "api")
	with("answer-empty", []any{}, "api")
	with("answer-fits", []any{"api"}, "api")
	with("answer-other", []any{"vault"}, "api")
	with("answer-one-of-two", []any{"vault", "b"}, "a,b")
	with("answer-order", []any{"b", "a"}, "a,b")
	with("answer-twice", []any{"a", "a"}, "a,b")
	with("answer-case", []any{"API"}, "api")
	status("audiences-other-and-error", tree{"authenticated": false, "error": "no", "audiences": []any{"vault"}}, flag("api-audiences", "api"))
	status("audiences-from-issuer", tree{"authenticated": true, "user": tree{"username": "jane"}}, arg("--service-account-issuer="+issuer))
}

func webhookVersions(s *suite) {
	version := func(name, sent, answered string) {
		edits := []edit{remote(webhookURL, 200, review(answered, yes), "Content-Type", "application/json"), noFlag("authentication-token-webhook-version")}
		if sent != "" {
			edits = append(edits, flag("authentication-token-webhook-version", sent))
		}
		s.add("version-"+name, edits...)
	}
	version("v1beta1-answers-v1beta1", "v1beta1", "v1beta1")
	version("v1beta1-answers-v1", "v1beta1", "v1")
	version("v1-answers-v1beta1", "v1", "v1beta1")
	version("default-answers-v1", "", "v1")
	version("default-answers-v1beta1", "", "v1beta1")
	version("v1-answers-unknown", "v1", "v2")
	s.add("version-v1beta1-no", flag("authentication-token-webhook-version", "v1beta1"), remote(webhookURL, 200, review("v1beta1", tree{"authenticated": false, "error": "expired"})))
	s.add("version-v1beta1-500", flag("authentication-token-webhook-version", "v1beta1"), remote(webhookURL, 500, "x"))
	s.add("cache-off", arg("--authentication-token-webhook-cache-ttl=0"))
	s.add("cache-long", arg("--authentication-token-webhook-cache-ttl=10m"))
}

func webhookAddresses(s *suite) {
	address := func(name, server, url string) {
		s.add("server-"+name, file(webhookPath, kubeconfig(server)), remote(url, 200, review("v1", yes), "Content-Type", "application/json"))
	}
	address("without-path", "https://authn.example.com", "https://authn.example.com")
	address("with-slash", "https://authn.example.com/", "https://authn.example.com/")
	address("with-trailing-slash", webhookURL+"/", webhookURL+"/")
	address("with-port", "https://authn.example.com:8443/authn", "https://authn.example.com:8443/authn")
	address("ip", "https://127.0.0.1:9443/authn", "https://127.0.0.1:9443/authn")
	address("http", "http://authn.example.com/authn", "http://authn.example.com/authn")
	address("with-query", webhookURL+"?tenant=a", webhookURL+"?tenant=a")
	for i, server := range []string{"https://authn.example.com/a^b", "https://authn.example.com/a b", "https://authn.example.com/a%20b", "https://authn.example.com/ä", "https://ä.example.com/a",
		"https://AUTHN.example.com/A", "https://[2001:db8::1]/a", "https://a:b@authn.example.com/a", "https://authn.example.com/a//b", "https://authn.example.com/a/../b",
		"https://authn.example.com#x", "https://authn.example.com:0443/a"} {
		s.add(fmt.Sprintf("server-refused-odd-%d", i+1), file(webhookPath, replace(kubeconfig(webhookURL), webhookURL, jsonText(server))))
	}
	s.add("server-refused-with-port", file(webhookPath, kubeconfig("https://authn.example.com:8443/authn")))
	s.add("server-refused-http", file(webhookPath, kubeconfig("http://10.0.0.7/authn")))
	s.add("user-token", file(webhookPath, replace(kubeconfig(webhookURL), "- name: apiserver\n", "- name: apiserver\n  user:\n    token: abc\n")))
	s.add("user-basic", file(webhookPath, replace(kubeconfig(webhookURL), "- name: apiserver\n", "- name: apiserver\n  user:\n    username: a\n    password: b\n")))
	s.add("no-users", file(webhookPath, replace(kubeconfig(webhookURL), "users:\n- name: apiserver\n", "users: []\n")))
	s.add("unknown-field", file(webhookPath, kubeconfig(webhookURL)+"colour: blue\n"))
	ca := authority("webhook-ca", "webhook", p256("webhook-ca")).pem()
	s.add("ca-file", file(webhookPath, replace(kubeconfig(webhookURL), "  cluster:\n", "  cluster:\n    certificate-authority: /pki/webhook-ca.crt\n")), file("/pki/webhook-ca.crt", ca))
	s.add("ca-file-relative", file(webhookPath, replace(kubeconfig(webhookURL), "  cluster:\n", "  cluster:\n    certificate-authority: pki/ca.crt\n")), file("/etc/kubernetes/pki/ca.crt", ca))
	s.add("insecure", file(webhookPath, replace(kubeconfig(webhookURL), "  cluster:\n", "  cluster:\n    insecure-skip-tls-verify: true\n")))
}
