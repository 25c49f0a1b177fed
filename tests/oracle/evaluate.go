package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	authuser "k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/filters"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/client-go/kubernetes/scheme"
	kubeauthenticator "k8s.io/kubernetes/pkg/kubeapiserver/authenticator"
)

// evaluate answers one scenario. The clock, the remote parties and the log are the process's own, so that only one
// scenario is under way at a time.
func evaluate(s *scenario, withTrace bool) report {
	root, err := os.MkdirTemp(tempFolder(), "oracle-")
	if err != nil {
		return invalidScenario(err)
	}
	defer os.RemoveAll(root)

	now := time.Now()
	if s.Now != nil {
		now = *s.Now
	}
	setClock(now)
	defer setClock(time.Time{})
	serverLog.clear()
	remotes.set(s.Remote)

	files, err := writeFiles(root, s.APIServer.Files)
	if err != nil {
		return invalidScenario(err)
	}
	objects, err := newStore(s.Objects)
	if err != nil {
		return invalidScenario(err)
	}
	if _, err := newRequest(s.Request); err != nil {
		return invalidScenario(err)
	}
	config, err := configure(s.APIServer.Args, files, objects)
	if err != nil {
		return startupError(files.scrub(err))
	}
	e := &evaluation{request: s.Request, config: config, files: files}
	return e.run(withTrace)
}

type evaluation struct {
	request request
	config  *kubeauthenticator.Config
	files   *files
}

func (e *evaluation) run(withTrace bool) report {
	got, err := e.ask(e.config)
	if err != nil {
		return startupError(e.files.scrub(err))
	}
	log, asked := serverLog.all(), remotes.log()

	r := report{Outcome: "unauthorized", Audiences: []string{}, Warnings: []string{}}
	r.Warnings = append(r.Warnings, got.warnings...)
	if got.user != nil {
		r.Outcome = "authenticated"
		r.User = reportUser(got.user)
		r.Audiences = append(r.Audiences, got.audiences...)
		name := e.authenticatedBy()
		r.Authenticator = &name
	} else if got.err != nil {
		text := e.files.scenarioText(got.err.Error())
		r.Error = &text
	}
	if withTrace {
		r.Trace = e.trace()
		for _, entry := range log {
			r.Log = append(r.Log, e.files.scenarioText(entry.String()))
		}
		r.Remote = asked
	}
	return r
}

func reportUser(info authuser.Info) *user {
	u := &user{Username: info.GetName(), UID: info.GetUID(), Groups: []string{}, Extra: map[string][]string{}}
	u.Groups = append(u.Groups, info.GetGroups()...)
	for key, values := range info.GetExtra() {
		u.Extra[key] = append([]string{}, values...)
	}
	return u
}

// answer is what came of one request.
type answer struct {
	user      authuser.Info
	audiences []string
	err       error
	warnings  []string
}

// ask builds an authenticator, waits for what it initialises in the background and asks it: the answer is that of a
// server that has been up for a while.
func (e *evaluation) ask(config *kubeauthenticator.Config) (*answer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	serverLog.clear()
	auth, err := build(ctx, config)
	if err != nil {
		return nil, err
	}
	waitForIssuers()
	got := e.authenticate(auth, config)
	if got.err != nil && strings.Contains(got.err.Error(), "verifier not initialized for issuer") {
		// The verifier of a distributed claim is made when the first token asks for it.
		waitForIssuers()
		got = e.authenticate(auth, config)
	}
	return got, nil
}

// authenticate sends the scenario's request through the server's own handlers.
func (e *evaluation) authenticate(auth authenticator.Request, config *kubeauthenticator.Config) *answer {
	req, err := newRequest(e.request)
	if err != nil {
		return &answer{err: err}
	}
	before := len(serverLog.all())
	got := &answer{}
	catch := authenticator.RequestFunc(func(req *http.Request) (*authenticator.Response, bool, error) {
		resp, ok, err := auth.AuthenticateRequest(req)
		if ok && resp != nil {
			got.audiences = resp.Audiences
		}
		return resp, ok, err
	})
	served := http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		got.user, _ = apirequest.UserFrom(req.Context())
	})
	handler := filters.WithAuthentication(served, catch, filters.Unauthorized(scheme.Codecs), config.APIAudiences, config.RequestHeaderConfig)
	handler = filters.WithWarningRecorder(handler)
	handler = filters.WithRequestInfo(handler, &apirequest.RequestInfoFactory{
		APIPrefixes:          sets.NewString("api", "apis"),
		GrouplessAPIPrefixes: sets.NewString("api"),
	})
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, req)
	got.warnings = recorder.Header().Values("Warning")

	// The reason of a 401 is only in the log.
	if got.user == nil {
		for _, entry := range serverLog.all()[before:] {
			switch {
			case entry.isError && entry.message == "Unable to authenticate the request":
				got.err = entry.err
			case entry.isError && strings.HasPrefix(entry.message, "unable to match the audience"):
				got.err = fmt.Errorf("%s", entry.message)
			}
		}
	}
	return got
}

func newRequest(r request) (*http.Request, error) {
	raw := r.Raw
	if raw == "" {
		raw = "GET / HTTP/1.1\n"
	}
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.TrimSuffix(raw, "\n") + "\n\r\n\r\n")))
	if err != nil {
		return nil, fmt.Errorf("request.raw: %w", err)
	}
	// The checks of net/http's server.
	for name, values := range req.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return nil, fmt.Errorf("request.raw: invalid header name")
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return nil, fmt.Errorf("request.raw: invalid header value")
			}
		}
	}
	req.Body = http.NoBody
	req.RemoteAddr = "192.0.2.1:40000"
	req.TLS = &tls.ConnectionState{HandshakeComplete: true, Version: tls.VersionTLS13}
	req.TLS.PeerCertificates, err = peerCertificates(r.ClientCertificates)
	return req, err
}

func peerCertificates(text string) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(bytes.TrimSpace(rest)); block == nil {
			return certs, nil
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("tls: failed to parse client certificate: %w", err)
		}
		certs = append(certs, cert)
	}
}

// strategies are the authenticators in the server's order, each with the configuration in which it is alone.
var strategies = []struct {
	name string
	keep func(alone, all *kubeauthenticator.Config)
}{
	{"requestHeader", func(a, c *kubeauthenticator.Config) { a.RequestHeaderConfig = c.RequestHeaderConfig }},
	{"x509", func(a, c *kubeauthenticator.Config) { a.ClientCAContentProvider = c.ClientCAContentProvider }},
	{"tokenFile", func(a, c *kubeauthenticator.Config) { a.TokenAuthFile = c.TokenAuthFile }},
	{"legacyServiceAccount", func(a, c *kubeauthenticator.Config) {
		a.ServiceAccountPublicKeysGetter = c.ServiceAccountPublicKeysGetter
	}},
	// Always together with the legacy authenticator, which has been asked before.
	{"serviceAccount", func(a, c *kubeauthenticator.Config) {
		if len(c.ServiceAccountIssuers) > 0 {
			a.ServiceAccountIssuers = c.ServiceAccountIssuers
			a.ServiceAccountPublicKeysGetter = c.ServiceAccountPublicKeysGetter
		}
	}},
	{"bootstrapToken", func(a, c *kubeauthenticator.Config) { a.BootstrapToken = c.BootstrapToken }},
	{"jwt", func(a, c *kubeauthenticator.Config) { a.AuthenticationConfig = c.AuthenticationConfig }},
	{"webhook", func(a, c *kubeauthenticator.Config) {
		a.WebhookTokenAuthnConfigFile = c.WebhookTokenAuthnConfigFile
	}},
}

func (e *evaluation) alone(keep func(alone, all *kubeauthenticator.Config)) *kubeauthenticator.Config {
	alone := *e.config
	alone.Anonymous = apiserver.AnonymousAuthConfig{}
	alone.RequestHeaderConfig = nil
	alone.ClientCAContentProvider = nil
	alone.TokenAuthFile = ""
	alone.ServiceAccountIssuers = nil
	alone.ServiceAccountPublicKeysGetter = nil
	alone.BootstrapToken = false
	alone.AuthenticationConfig = nil
	alone.WebhookTokenAuthnConfigFile = ""
	keep(&alone, e.config)
	return &alone
}

func (e *evaluation) askAlone(keep func(alone, all *kubeauthenticator.Config)) *answer {
	alone := e.alone(keep)
	if alone.RequestHeaderConfig == nil && alone.ClientCAContentProvider == nil && alone.TokenAuthFile == "" &&
		alone.ServiceAccountPublicKeysGetter == nil && !alone.BootstrapToken &&
		(alone.AuthenticationConfig == nil || len(alone.AuthenticationConfig.JWT) == 0) &&
		alone.WebhookTokenAuthnConfigFile == "" {
		return nil
	}
	got, err := e.ask(alone)
	if err != nil {
		return &answer{err: err}
	}
	return got
}

// authenticatedBy names the authenticator of a request that was authenticated: the first that does it alone.
func (e *evaluation) authenticatedBy() string {
	for _, strategy := range strategies {
		if got := e.askAlone(strategy.keep); got != nil && got.user != nil {
			return strategy.name
		}
	}
	return "anonymous"
}

func (e *evaluation) trace() []step {
	var steps []step
	for _, strategy := range strategies {
		got := e.askAlone(strategy.keep)
		one := step{Authenticator: strategy.name}
		switch {
		case got == nil:
			one.Outcome = "notConfigured"
		case got.user != nil:
			one.Outcome = "authenticated"
		case got.err != nil && got.err.Error() == "invalid bearer token":
			// Said of a token that no authenticator knows.
			one.Outcome = "noOpinion"
		case got.err != nil:
			text := e.files.scenarioText(got.err.Error())
			one.Outcome, one.Error = "rejected", &text
		default:
			one.Outcome = "noOpinion"
		}
		steps = append(steps, one)
	}
	return steps
}
