// Writes tests/fixtures/answers.json: what kube-apiserver and kubectl show of an identity and of a 401, by their own
// code. Filters, serializers and the audit log's encoder are the server's; the table is printed with the settings
// of kubectl's printer. Run with `go run ./answers > ../fixtures/answers.json` in the folder above.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/sets"
	auditinternal "k8s.io/apiserver/pkg/apis/audit"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/apiserver/pkg/audit"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/filters"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/klog/v2"
	"sigs.k8s.io/yaml"
)

type info struct {
	Username string              `json:"username"`
	UID      string              `json:"uid"`
	Groups   []string            `json:"groups"`
	Extra    map[string][]string `json:"extra"`
}

type identity struct {
	User              info     `json:"user"`
	Audiences         []string `json:"audiences"`
	Token             string   `json:"token"`
	Error             string   `json:"error"`
	Whoami            string   `json:"whoami"`
	SelfSubjectReview string   `json:"selfSubjectReview"`
	TokenReview       string   `json:"tokenReview"`
	RoleBinding       string   `json:"roleBinding"`
}

type exchange struct {
	Raw      string            `json:"raw"`
	User     *info             `json:"user"`
	Warnings []string          `json:"warnings"`
	Error    string            `json:"error"`
	Notes    map[string]string `json:"annotations"`
	Response string            `json:"response"`
	Audit    string            `json:"audit"`
	Log      string            `json:"log"`
}

var clock = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func main() {
	out := struct {
		Identities []identity        `json:"identities"`
		Exchanges  []exchange        `json:"exchanges"`
		Scalars    map[string]string `json:"scalars"`
	}{Scalars: map[string]string{}}
	for _, one := range identities() {
		out.Identities = append(out.Identities, show(one))
	}
	for _, one := range exchanges() {
		out.Exchanges = append(out.Exchanges, serve(one))
	}
	for _, text := range scalars() {
		written, err := yaml.Marshal(map[string]any{"k": []string{text}})
		if err != nil {
			written = []byte("error: " + err.Error())
		}
		out.Scalars[text] = string(written)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	must(encoder.Encode(out))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func identities() []identity {
	many := []string{"system:authenticated"}
	return []identity{
		{User: info{Username: "jane"}},
		{User: info{Username: "jane", UID: "42", Groups: []string{"developers", "system:authenticated"}, Extra: map[string][]string{}}, Token: "s3cret"},
		{User: info{Username: "system:serviceaccount:ci:builder", UID: "5d0e7b52-3c38-4f4f-9a8e-6b1f6d1f2a33",
			Groups: []string{"system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"},
			Extra: map[string][]string{
				"authentication.kubernetes.io/pod-name":      {"job-7"},
				"authentication.kubernetes.io/credential-id": {"JTI=0d3a"},
				"authentication.kubernetes.io/pod-uid":       {"1a2b"},
			}}, Audiences: []string{"https://kubernetes.default.svc.cluster.local"}, Token: "a.b.c"},
		{User: info{Username: "https://login.example.com#123", Groups: []string{"a group", "x: y", "", "true", "007", "1e3", "- a", "# no", "a #b", "*x", "{x}", "ünï"},
			Extra: map[string][]string{"b/c": {"1", "two words"}, "a": {""}, "z": {}}}, Audiences: []string{"a", "b"}, Token: "t"},
		{User: info{Username: "new\nline\ttab", UID: "0x1F", Groups: many, Extra: map[string][]string{"wide-é-key": {"v"}}}, Token: "t"},
		{User: info{Username: strings.Repeat("a long name that is folded ", 6) + "end", Groups: many}, Token: "t"},
		{Error: "invalid bearer token", Token: "nobody's"},
		{Error: `oidc: verify token: oidc: expected audience "kubernetes" got ["grafana"]`, Token: strings.Repeat("x", 120)},
	}
}

func show(one identity) identity {
	u := authenticationv1.UserInfo{Username: one.User.Username, UID: one.User.UID, Groups: one.User.Groups}
	if one.User.Extra != nil {
		u.Extra = map[string]authenticationv1.ExtraValue{}
		for key, values := range one.User.Extra {
			u.Extra[key] = values
		}
	}
	if one.Error == "" {
		one.Whoami = table(u)
		review := authenticationv1.SelfSubjectReview{}
		review.APIVersion, review.Kind = "authentication.k8s.io/v1", "SelfSubjectReview"
		review.CreationTimestamp = metav1.NewTime(clock)
		review.Status.UserInfo = u
		one.SelfSubjectReview = marshal(review)
		binding := rbacv1.RoleBinding{}
		binding.APIVersion, binding.Kind = "rbac.authorization.k8s.io/v1", "RoleBinding"
		binding.Name, binding.Namespace = "view", "default"
		binding.RoleRef = rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"}
		binding.Subjects = append(binding.Subjects, rbacv1.Subject{Kind: "User", APIGroup: rbacv1.GroupName, Name: u.Username})
		for _, group := range u.Groups {
			binding.Subjects = append(binding.Subjects, rbacv1.Subject{Kind: "Group", APIGroup: rbacv1.GroupName, Name: group})
		}
		one.RoleBinding = marshal(binding)
	}
	if one.Token != "" {
		review := authenticationv1.TokenReview{}
		review.APIVersion, review.Kind = "authentication.k8s.io/v1", "TokenReview"
		review.Spec.Token = one.Token
		review.Status = authenticationv1.TokenReviewStatus{Authenticated: one.Error == "", User: u, Audiences: one.Audiences, Error: one.Error}
		one.TokenReview = marshal(review)
	}
	return one
}

func marshal(value any) string {
	text, err := yaml.Marshal(value)
	must(err)
	return string(text)
}

// table follows kubectl/pkg/cmd/auth/whoami.go and cli-runtime/pkg/printers/tabwriter.go.
func table(u authenticationv1.UserInfo) string {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 6, 4, 3, ' ', 0)
	fmt.Fprintf(w, "ATTRIBUTE\tVALUE\n")
	if u.Username != "" {
		fmt.Fprintf(w, "Username\t%s\n", u.Username)
	}
	if u.UID != "" {
		fmt.Fprintf(w, "UID\t%s\n", u.UID)
	}
	if len(u.Groups) > 0 {
		fmt.Fprintf(w, "Groups\t%v\n", u.Groups)
	}
	for _, key := range sets.List(sets.KeySet(u.Extra)) {
		fmt.Fprintf(w, "Extra: %s\t%v\n", key, u.Extra[key])
	}
	w.Flush()
	return out.String()
}

func exchanges() []exchange {
	jane := &info{Username: "jane", UID: "42", Groups: []string{"developers", "system:authenticated"}, Extra: map[string][]string{"scopes": {"a", "b"}}}
	ask := func(line string, headers ...string) string {
		return strings.Join(append([]string{line, "Host: k"}, headers...), "\r\n") + "\r\n\r\n"
	}
	bearer := "Authorization: Bearer x"
	return []exchange{
		{Raw: ask("GET /api/v1/namespaces/default/pods HTTP/1.1", bearer, "User-Agent: kubectl/v1.37.2", "Accept: application/json"), Error: "invalid bearer token"},
		{Raw: ask("GET /api/v1/nodes/n1 HTTP/1.1", bearer, "User-Agent: curl/8.5.0", "Accept: */*"), Error: `oidc: expected "a" <got> & "b"` + "\nline"},
		{Raw: ask("GET /healthz HTTP/1.1")},
		{Raw: ask("GET /api?pretty=1 HTTP/1.1", "Authorization: Basic dTpw"), Error: "back`tick"},
		{Raw: ask("GET /api/v1/pods HTTP/1.1", bearer, "Accept: application/yaml"), Error: "x"},
		{Raw: ask("GET /api/v1/pods HTTP/1.1", bearer, "Accept: text/html"), Error: "x"},
		{Raw: ask("GET /api/v1/pods HTTP/1.1", bearer, "Accept: application/vnd.kubernetes.protobuf, */*"), Error: "x"},
		{Raw: ask("POST /apis/apps/v1/namespaces/ci/deployments HTTP/1.1", bearer, "Content-Length: 0"), User: jane},
		{Raw: ask("GET /apis/apps/v1/namespaces/ci/deployments/web/status?watch=1 HTTP/1.1", bearer, "User-Agent: a<b>&c"), User: jane,
			Warnings: []string{`say "this"`}, Notes: map[string]string{"authentication.k8s.io/legacy-token": "system:serviceaccount:ci:builder"}},
		{Raw: ask("GET /api/v1/pods?watch=true HTTP/1.1"), User: jane},
		{Raw: ask("DELETE /api/v1/namespaces/ci HTTP/1.1"), User: jane},
		{Raw: ask("GET /version HTTP/1.1"), User: &info{Username: "system:anonymous", Groups: []string{"system:unauthenticated"}}},
		{Raw: ask("PATCH /api/v1/namespaces/ci/pods/p HTTP/1.1"), User: jane},
		{Raw: ask("DELETE /api/v1/namespaces/ci/pods HTTP/1.1"), User: jane},
		{Raw: ask("GET /api/v1/namespaces HTTP/1.1", "X-Forwarded-For: 10.0.0.1"), User: jane},
	}
}

// What differs from one request to the next.
var unknowable = regexp.MustCompile(`,"(auditID|requestReceivedTimestamp|stageTimestamp|sourceIPs)":("[^"]*"|\[[^]]*\])`)

type collect struct{ events []string }

func (c *collect) ProcessEvents(events ...*auditinternal.Event) bool {
	for _, event := range events {
		text, err := runtime.Encode(audit.Codecs.LegacyCodec(auditv1.SchemeGroupVersion), event)
		must(err)
		c.events = append(c.events, string(text))
	}
	return true
}

type everything struct{}

func (everything) EvaluatePolicyRule(authorizer.Attributes) audit.RequestAuditConfig {
	return audit.RequestAuditConfig{Level: auditinternal.LevelMetadata}
}

func serve(one exchange) exchange {
	scheme := runtime.NewScheme()
	metav1.AddToGroupVersion(scheme, schema.GroupVersion{Version: "v1"})
	scheme.AddUnversionedTypes(schema.GroupVersion{Version: "v1"}, &metav1.Status{})
	codecs := serializer.NewCodecFactory(scheme)
	sink := &collect{}
	ask := authenticator.RequestFunc(func(req *http.Request) (*authenticator.Response, bool, error) {
		for _, text := range one.Warnings {
			warning.AddWarning(req.Context(), "", text)
		}
		for key, value := range one.Notes {
			audit.AddAuditAnnotation(req.Context(), key, value)
		}
		if one.User == nil {
			if one.Error == "" {
				return nil, false, nil
			}
			return nil, false, errors.New(one.Error)
		}
		who := &user.DefaultInfo{Name: one.User.Username, UID: one.User.UID, Groups: one.User.Groups, Extra: one.User.Extra}
		return &authenticator.Response{User: who}, true, nil
	})
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })
	handler = filters.WithAudit(handler, sink, everything{}, nil)
	failed := filters.WithFailedAuthenticationAudit(filters.Unauthorized(codecs), sink, everything{})
	handler = filters.WithAuthentication(handler, ask, failed, nil, nil)
	handler = filters.WithWarningRecorder(handler)
	handler = filters.WithCacheControl(handler)
	handler = filters.WithRequestInfo(handler, &request.RequestInfoFactory{APIPrefixes: sets.NewString("api", "apis"), GrouplessAPIPrefixes: sets.NewString("api")})
	handler = filters.WithAuditInit(handler)

	var log bytes.Buffer
	flags := flag.NewFlagSet("", flag.PanicOnError)
	klog.InitFlags(flags)
	must(flags.Parse([]string{"-logtostderr=false", "-alsologtostderr=false", "-stderrthreshold=FATAL", "-one_output"}))
	klog.SetOutput(&log)
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(one.Raw)))
	must(err)
	req.RemoteAddr = "192.0.2.1:1234"
	req = req.WithContext(context.Background())
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, req)
	klog.Flush()
	if _, message, found := strings.Cut(log.String(), "] "); found {
		one.Log = message
	}
	response := recorder.Result()
	body, _ := io.ReadAll(response.Body)
	lines := []string{}
	for name, values := range response.Header {
		for _, value := range values {
			if name != "Audit-Id" {
				lines = append(lines, name+": "+value)
			}
		}
	}
	sort.Strings(lines)
	one.Response = fmt.Sprintf("HTTP/1.1 %s\n%s\n\n%s", response.Status, strings.Join(lines, "\n"), body)
	if len(sink.events) > 0 {
		one.Audit = unknowable.ReplaceAllString(sink.events[len(sink.events)-1], "")
	}
	return one
}

func scalars() []string {
	return []string{"", "a", "a b", " a", "a ", "true", "yes", "no", "on", "off", "y", "n", "Y", "N", "null", "~", "Null", "1", "-1", "+1", "1.5", ".5", "1_000", "0x1f", "0o17", "017", "08", "1e3", "1e", ".inf", ".nan", "-.inf",
		"2026-11-23", "2026-11-23T12:00:00Z", "12:30", "1:2:3", "-", "- a", "-a", "--a", "---", "...", "?", "? a", "?a", ":", ": a", ":a", "a:", "a: b", "a:b", "#", "# a", "a#b", "a #b",
		"{", "}", "[", "]", "a[b", "a]", "a{", "a}", "a,b", ",a", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "|a", "'a'", "\"a\"", "it's", "say \"x\"", "a\\b", "a\nb", "a\n", "\na", "a\tb", "\t", "\n",
		"ü", "☺", "\u00a0", "\u2028", "\ufeff", "\x00", "\U0001F600", "=", "<<", "a\rb", "a\n b\n\nc", " a\nb", "a \nb", "a\nb ", "#a\nb", "x\n#b",
		strings.Repeat("word ", 30) + "end", strings.Repeat("w", 200), "a: " + strings.Repeat("word ", 30), strings.Repeat("it's ", 30) + ": x", "system:serviceaccount:ci:builder", "https://login.example.com#123", "1.2.3.4", "0b11", "-0b1", "0B1", "1,000", "+.5", "1e+3", "0x", "_1", "1__0", "True", "TRUE", "tRue", "nan", "NaN", ".NaN", "inf", "é a", "a\u0301", strings.Repeat("ü wide ", 20) + "\x01"}
}
