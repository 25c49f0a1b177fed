package main

import "maps"

func bootstrapCases(b *book, p *pki) {
	s := b.suite("bootstrap")
	const id, word = "abcdef", "0123456789abcdef"
	data := func(pairs ...string) map[string]string {
		d := map[string]string{"token-id": id, "token-secret": word, "usage-bootstrap-authentication": "true"}
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i+1] == "-" {
				delete(d, pairs[i])
			} else {
				d[pairs[i]] = pairs[i+1]
			}
		}
		return d
	}
	const kind = "bootstrap.kubernetes.io/token"
	bootstrap := func(d map[string]string, pairs ...any) manifest {
		return secret("kube-system", "bootstrap-token-"+id, "u", kind, maps.Clone(d), pairs...)
	}
	s.from("bootstrap", doc{}.with(
		arg("--enable-bootstrap-token-auth=true"),
		object(bootstrap(data("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"))),
		bearer(id+"."+word),
	))
	s.add("valid")
	s.add("not-enabled", flag("enable-bootstrap-token-auth", "false"))
	s.add("flag-absent", noFlag("enable-bootstrap-token-auth"))
	s.add("flag-bare", noFlag("enable-bootstrap-token-auth"), arg("--enable-bootstrap-token-auth"))
	s.add("no-secret", objects())
	s.add("no-anonymous-no-secret", objects(), flag("anonymous-auth", "false"))
	s.add("api-audiences", flag("api-audiences", "api"))
	s.add("string-data", func(d *doc) {
		m := metaObject("v1", "Secret", "kube-system", "bootstrap-token-"+id, "u")
		m["type"] = kind
		m["stringData"] = data()
		d.Objects = []any{m}
	})
	key := func(name string, pairs ...string) { s.add("key-"+name, objects(bootstrap(data(pairs...)))) }
	key("minimal")
	key("description", "description", "made by kubeadm")
	key("secret-absent", "token-secret", "-")
	key("secret-empty", "token-secret", "")
	key("secret-other", "token-secret", "fedcba9876543210")
	key("secret-line-feed", "token-secret", word+"\n")
	key("secret-longer", "token-secret", word+"0")
	key("id-absent", "token-id", "-")
	key("id-empty", "token-id", "")
	key("id-other", "token-id", "fedcba")
	key("id-line-feed", "token-id", id+"\n")
	key("usage-absent", "usage-bootstrap-authentication", "-")
	key("usage-empty", "usage-bootstrap-authentication", "")
	key("usage-false", "usage-bootstrap-authentication", "false")
	key("usage-capital", "usage-bootstrap-authentication", "True")
	key("usage-one", "usage-bootstrap-authentication", "1")
	key("usage-line-feed", "usage-bootstrap-authentication", "true\n")
	key("usage-signing-only", "usage-bootstrap-authentication", "-", "usage-bootstrap-signing", "true")
	expires := func(name, when string) { key("expiration-"+name, "expiration", when) }
	expires("later", "2026-11-24T12:00:00Z")
	expires("in-one-second", "2026-11-23T12:00:01Z")
	expires("now", "2026-11-23T12:00:00Z")
	expires("one-second-ago", "2026-11-23T11:59:59Z")
	expires("long-ago", "2017-03-10T03:22:11Z")
	expires("offset-later", "2026-11-23T14:30:00+02:00")
	expires("offset-earlier", "2026-11-23T13:59:00+02:00")
	expires("fraction", "2026-11-23T12:00:00.5Z")
	expires("empty", "")
	expires("no-zone", "2026-11-24T12:00:00")
	expires("date-only", "2026-11-24")
	expires("seconds", "1800000000")
	expires("lower-case", "2026-11-24t12:00:00z")
	expires("spaces", " 2026-11-24T12:00:00Z ")
	expires("day-32", "2026-11-32T12:00:00Z")
	expires("comma-fraction", "2026-11-24T12:00:00,5Z")
	expires("word", "never")
	groups := func(name, list string) { key("groups-"+name, "auth-extra-groups", list) }
	groups("one", "system:bootstrappers:workers")
	groups("two-sorted", "system:bootstrappers:z,system:bootstrappers:a")
	groups("twice-the-same", "system:bootstrappers:a,system:bootstrappers:a")
	groups("default-itself", "system:bootstrappers")
	groups("empty", "")
	groups("trailing-comma", "system:bootstrappers:a,")
	groups("with-space", "system:bootstrappers:a, system:bootstrappers:b")
	groups("foreign", "system:masters")
	groups("good-and-foreign", "system:bootstrappers:a,system:masters")
	groups("capital", "system:bootstrappers:Workers")
	groups("ends-with-dash", "system:bootstrappers:workers-")
	groups("ends-with-colon", "system:bootstrappers:workers:")
	groups("underscore", "system:bootstrappers:my_workers")
	groups("line-feed", "system:bootstrappers:workers\n")
	groups("longest", "system:bootstrappers:"+repeat("a", 256))
	groups("too-long", "system:bootstrappers:"+repeat("a", 257))
	groups("one-letter", "system:bootstrappers:a")
	groups("starts-with-dash", "system:bootstrappers:-a")
	objectCase := func(name string, all ...any) { s.add("object-"+name, objects(all...)) }
	objectCase("type-opaque", secret("kube-system", "bootstrap-token-"+id, "u", "Opaque", data()))
	objectCase("type-absent", secret("kube-system", "bootstrap-token-"+id, "u", "", data()))
	objectCase("data-absent", secret("kube-system", "bootstrap-token-"+id, "u", kind, nil))
	objectCase("other-namespace", secret("default", "bootstrap-token-"+id, "u", kind, data()))
	objectCase("other-name", secret("kube-system", "bootstrap-token-fedcba", "u", kind, data()))
	objectCase("deleted", bootstrap(data(), "deletionTimestamp", instantText(-1)))
	objectCase("deleted-in-future", bootstrap(data(), "deletionTimestamp", instantText(600)))
	objectCase("two-secrets", secret("kube-system", "bootstrap-token-fedcba", "u", kind, data("token-id", "fedcba")), bootstrap(data()))
	token := func(name, text string) { s.add("token-"+name, bearer(text)) }
	token("other-secret", id+".fedcba9876543210")
	token("other-id", "fedcba."+word)
	token("capital", "ABCDEF."+word)
	token("short-id", "abcde."+word)
	token("long-secret", id+"."+word+"0")
	token("short-secret", id+"."+word[1:])
	token("no-dot", id+word)
	token("two-dots", id+"."+word+".x")
	token("only-id", id+".")

	tokens := []choice{
		{"unknown", bearer("fedcba.0123456789abcdef")},
		{"wrong-secret", bearer(id + ".fedcba9876543210")},
		{"expired", objects(bootstrap(data("expiration", "2017-03-10T03:22:11Z")))},
	}
	settings := []choice{
		{"no-anonymous", flag("anonymous-auth", "false")},
		{"good-certificate", both(arg("--client-ca-file="+caFile), trust(p.ca), certs(p.jane.pem()))},
		{"token-file", both(arg("--token-auth-file=/t.csv"), file("/t.csv", "abcdef.0123456789abcdef,static,1\n"))},
		{"not-enabled", flag("enable-bootstrap-token-auth", "false")},
	}
	s.pairs("pair", tokens, settings)
}
