package main

import "fmt"

// celCases are AuthenticationConfigurations with expressions.
func celCases(b *book, k *idpKeys) {
	s := b.suite("cel")
	good := idClaims().set("roles", "admin,user", "level", 3, "address", claims{"country": "AT"}, "empty", "", "tags", []string{}, "score", 1.5,
		"https://example.com/team", "blue", "mixed", rawJSON(`["a",1]`), "nothing", rawJSON("null"))
	base := jwtAuthenticator()
	s.from("cel", doc{}.with(
		arg("--authentication-config="+configPath),
		file(configPath, config("v1", []any{base}, nil)),
		provider(idp, k.rsaJWK()),
		bearer(k.rsa.token(good)),
	))
	at := func(name, path string, value any) {
		s.add(name, file(configPath, config("v1", []any{changed(base, path, value)}, nil)))
	}
	username := func(name, expression string) {
		at("username-"+name, "claimMappings.username", tree{"expression": expression})
	}
	username("claim", "claims.sub")
	username("concatenation", `"oidc:" + claims.sub`)
	username("index", `claims["sub"]`)
	username("url-claim", `claims["https://example.com/team"]`)
	username("nested", "claims.address.country")
	username("ternary", `claims.level > 2 ? claims.sub : "low"`)
	username("ternary-else", `claims.level > 5 ? claims.sub : "low"`)
	username("has", `has(claims.upn) ? claims.upn : claims.sub`)
	username("optional", `claims.?upn.orValue(claims.sub)`)
	username("optional-nested", `claims.?address.?country.orValue("none")`)
	username("lower", `claims.name.lowerAscii()`)
	username("replace", `claims.name.replace(" ", "-")`)
	s.add("username-split-index", emailVerified(base, `claims.email.split("@")[0]`))
	username("substring", `claims.name.substring(0, 4)`)
	username("matches", `claims.sub.matches("^[0-9]+$") ? "digits" : "other"`)
	username("starts-with", `claims.name.startsWith("Jane") ? "jane" : "other"`)
	username("format", `"%s-%d".format([claims.sub, claims.level])`)
	username("string-of-int", `string(claims.level)`)
	username("string-of-double", `string(claims.score)`)
	username("string-of-bool", `string(claims.email_verified)`)
	username("size", `string(size(claims.groups))`)
	username("join", `claims.groups.join("+")`)
	username("empty", `claims.empty`)
	username("missing", `claims.upn`)
	username("number", `claims.level`)
	username("bool", `claims.email_verified`)
	username("list", `claims.groups`)
	username("null", `claims.nothing`)
	username("literal", `"everyone"`)
	username("divide-by-zero", `string(claims.level / 0)`)
	username("index-out-of-range", `claims.groups[5]`)
	username("no-such-overload", `claims.level + claims.sub`)
	at("username-email-verified", "claimMappings.username", tree{"expression": `claims.email_verified ? claims.email : claims.sub`})
	email := func(name string, rule any, edits ...edit) {
		authenticator := changed(base, "claimMappings.username", tree{"expression": "claims.email"})
		authenticator["claimValidationRules"] = []any{rule}
		s.add("email-"+name, append([]edit{file(configPath, config("v1", []any{authenticator}, nil))}, edits...)...)
	}
	verified := tree{"expression": `claims.?email_verified.orValue(true) == true`, "message": "email not verified"}
	email("with-rule", verified)
	email("with-rule-unverified", verified, bearer(k.rsa.token(good.set("email_verified", false))))
	email("with-rule-absent", verified, bearer(k.rsa.token(good.set("email_verified", nil))))
	email("with-rule-text", verified, bearer(k.rsa.token(good.set("email_verified", "true"))))

	groups := func(name, expression string) {
		at("groups-"+name, "claimMappings.groups", tree{"expression": expression})
	}
	groups("claim", "claims.groups")
	groups("split", `claims.roles.split(",")`)
	groups("split-map", `claims.roles.split(",").map(r, "oidc:" + r)`)
	groups("split-filter", `claims.roles.split(",").filter(r, r != "user")`)
	groups("string", `claims.roles`)
	groups("empty-string", `""`)
	groups("empty-list", `[]`)
	groups("concatenation", `claims.groups + ["extra"]`)
	groups("map", `claims.groups.map(g, "oidc:" + g)`)
	groups("filter", `claims.groups.filter(g, g.startsWith("d"))`)
	groups("null", `claims.nothing`)
	groups("missing", `claims.teams`)
	groups("optional", `claims.?teams.orValue([])`)
	groups("mixed", `claims.mixed`)
	groups("number", `claims.level`)
	groups("literal", `["a", "b"]`)
	groups("with-empty-strings", `["", "a", ""]`)
	groups("ternary", `"developers" in claims.groups ? ["dev"] : []`)

	uid := func(name, expression string) { at("uid-"+name, "claimMappings.uid", tree{"expression": expression}) }
	uid("claim", "claims.sub")
	uid("number", "claims.level")
	uid("empty", `""`)
	uid("missing", "claims.oid")

	extra := func(name string, items ...any) { at("extra-"+name, "claimMappings.extra", items) }
	pair := func(key, expression string) tree { return tree{"key": key, "valueExpression": expression} }
	extra("one", pair("example.com/country", "claims.address.country"))
	extra("list", pair("example.com/groups", "claims.groups"))
	extra("two", pair("example.com/b", "claims.sub"), pair("example.com/a", `"x"`))
	extra("empty-string", pair("example.com/a", "claims.empty"))
	extra("empty-list", pair("example.com/a", "claims.tags"))
	extra("null", pair("example.com/a", "claims.nothing"))
	extra("number", pair("example.com/a", "claims.level"))
	extra("missing", pair("example.com/a", "claims.oid"))
	extra("list-with-empty", pair("example.com/a", `["", "b"]`))

	rules := func(name string, items ...any) { at("rule-"+name, "claimValidationRules", items) }
	rule := func(expression, message string) tree {
		if message == "" {
			return tree{"expression": expression}
		}
		return tree{"expression": expression, "message": message}
	}
	rules("true", rule("claims.level == 3", "level"))
	rules("false", rule("claims.level == 4", "level must be 4"))
	rules("false-no-message", rule("claims.level == 4", ""))
	rules("not-a-bool", rule("claims.sub", ""))
	rules("missing", rule("claims.hd == 'example.com'", "hd"))
	rules("two-second-false", rule("claims.level == 3", "a"), rule("claims.level == 4", "b"))
	rules("two-false", rule("claims.level == 5", "a"), rule("claims.level == 4", "b"))
	rules("lifetime", rule("claims.exp - claims.iat <= 86400", "too long"))
	rules("lifetime-too-long", rule("claims.exp - claims.iat <= 60", "too long"))
	rules("in-list", rule("claims.address.country in ['AT', 'DE']", "country"))
	rules("all", rule("claims.groups.all(g, g.size() < 20)", ""))
	rules("exists", rule("claims.groups.exists(g, g == 'ops')", ""))
	rules("split-exists", rule("claims.roles.split(',').exists(r, r == 'admin')", ""))
	rules("split-all-false", rule("claims.roles.split(',').all(r, r == 'admin')", "only admins"))
	rules("int-of-double", rule("claims.score > 1", ""))
	rules("and-required-value", rule("claims.level == 3", ""), tree{"claim": "name", "requiredValue": "John"})

	userRules := func(name string, items ...any) { at("user-rule-"+name, "userValidationRules", items) }
	userRules("true", rule("!user.username.startsWith('system:')", "reserved"))
	userRules("false", rule("user.username.startsWith('system:')", "must be system"))
	userRules("groups", rule("user.groups.all(g, !g.startsWith('system:'))", "reserved group"))
	userRules("groups-false", rule("'admins' in user.groups", "admins only"))
	userRules("uid", rule("user.uid == ''", ""))
	userRules("extra", rule("'example.com/a' in user.extra", "no extra"))
	userRules("not-a-bool", rule("user.username", ""))
	userRules("two-false", rule("user.username == 'a'", "a"), rule("user.username == 'b'", "b"))
	celErrors(s, base)
	for _, c := range celValues {
		username("value-"+c.name, c.expression)
	}
	for _, library := range celLibraries {
		for _, c := range library.cases {
			username(library.topic+"-"+c.name, c.expression)
		}
	}
	for _, c := range celConditions {
		rules("condition-"+c.name, rule(c.expression, "no"))
	}
	for _, c := range celUserConditions {
		userRules("condition-"+c.name, rule(c.expression, "no"))
	}
	for _, c := range celGroups {
		groups("value-"+c.name, c.expression)
	}
	for _, c := range celRefused {
		username("broken-"+c.name, c.expression)
	}
}

// emailVerified keeps the rule that claims.email may only be used together with claims.email_verified.
func emailVerified(base tree, expression string) edit {
	authenticator := changed(base, "claimMappings.username", tree{"expression": expression})
	authenticator["claimValidationRules"] = []any{tree{"expression": "claims.email_verified == true"}}
	return file(configPath, config("v1", []any{authenticator}, nil))
}

func celErrors(s *suite, base tree) {
	bad := func(name, path string, value any) {
		s.add("refused-"+name, file(configPath, config("v1", []any{changed(base, path, value)}, nil)))
	}
	username := func(name, expression string) { bad(name, "claimMappings.username", tree{"expression": expression}) }
	username("syntax", "claims.")
	username("syntax-paren", "(claims.sub")
	username("unknown-variable", "token.sub")
	username("unknown-function", "claims.sub.shout()")
	username("wrong-type-int", "1")
	username("wrong-type-list", "['a']")
	username("wrong-type-bool", "true")
	username("email-without-verified", "claims.email")
	username("email-in-ternary-without-verified", "has(claims.email) ? claims.email : claims.sub")
	username("user-in-claims-expression", "user.username")
	username("unterminated-string", `"abc`)
	bad("groups-wrong-type", "claimMappings.groups", tree{"expression": "1"})
	bad("groups-map", "claimMappings.groups", tree{"expression": "{'a': 'b'}"})
	bad("uid-wrong-type", "claimMappings.uid", tree{"expression": "['a']"})
	bad("extra-wrong-type", "claimMappings.extra", []any{tree{"key": "example.com/a", "valueExpression": "1"}})
	bad("rule-wrong-type", "claimValidationRules", []any{tree{"expression": "'a'"}})
	bad("rule-twice", "claimValidationRules", []any{tree{"expression": "true"}, tree{"expression": "true"}})
	bad("user-rule-wrong-type", "userValidationRules", []any{tree{"expression": "'a'"}})
	bad("user-rule-claims", "userValidationRules", []any{tree{"expression": "claims.sub == 'a'"}})
	bad("user-rule-unknown-field", "userValidationRules", []any{tree{"expression": "user.name == 'a'"}})
	bad("user-rule-twice", "userValidationRules", []any{tree{"expression": "true"}, tree{"expression": "true"}})
	bad("comprehension-of-any-nested", "claimValidationRules", []any{tree{"expression": costly(4)}})
}

func costly(depth int) string {
	expression := "true"
	for i := range depth {
		expression = fmt.Sprintf("claims.groups.all(g%d, %s)", i, expression)
	}
	return expression
}
