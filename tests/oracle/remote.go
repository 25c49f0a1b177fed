package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/net/idna"
)

// remoteParties answers the requests that the server sends out of the scenario's `remote`.
type remoteParties struct {
	mu      sync.Mutex
	answers map[string]remoteAnswer
	asked   []string
}

var remotes = &remoteParties{}

func (r *remoteParties) set(answers map[string]remoteAnswer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers, r.asked = answers, nil
}

func (r *remoteParties) log() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.asked...)
}

func (r *remoteParties) find(req *http.Request) (remoteAnswer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	address := req.URL.String()
	answer, found := r.answers[address]
	if !found {
		// client-go adds its own timeout, and a path, to the configured address.
		address = strings.TrimSuffix(address, "?timeout=30s")
		answer, found = r.answers[address]
	}
	if !found && req.URL.Path == "/" {
		answer, found = r.answers[strings.TrimSuffix(address, "/")]
	}
	address = req.URL.String()
	asked := req.Method + " " + address
	if !found {
		asked += " (absent)"
	}
	r.asked = append(r.asked, asked)
	return answer, found
}

// roundTrip stands for net/http's Transport. The checks before the dial are those of Transport.roundTrip.
func (r *remoteParties) roundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
		_, _ = io.Copy(io.Discard, req.Body)
	}
	if err := checkRequest(req); err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	answer, found := r.find(req)
	if !found {
		return nil, refused(req)
	}
	status := answer.Status
	if status == 0 {
		status = http.StatusOK
	}
	header := http.Header{}
	for name, value := range answer.Headers {
		header.Set(name, value)
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode:    status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(strings.NewReader(answer.Body)),
		ContentLength: int64(len(answer.Body)),
		Request:       req,
	}, nil
}

func checkRequest(req *http.Request) error {
	if req.URL == nil {
		return errors.New("http: nil Request.URL")
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return fmt.Errorf("unsupported protocol scheme %q", req.URL.Scheme)
	}
	for name, values := range req.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("net/http: invalid header field name %q", name)
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("net/http: invalid header field value for %q", name)
			}
		}
	}
	if req.URL.Host == "" {
		return errors.New("http: no Host in request URL")
	}
	return nil
}

// hostPort is an address that was not resolved: scenarios know no DNS.
type hostPort string

func (hostPort) Network() string  { return "tcp" }
func (a hostPort) String() string { return string(a) }

// asciiHost is the name that net/http dials.
func asciiHost(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		return name
	}
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		return ascii
	}
	return name
}

func refused(req *http.Request) error {
	port := req.URL.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[req.URL.Scheme]
	}
	return &net.OpError{
		Op:   "dial",
		Net:  "tcp",
		Addr: hostPort(net.JoinHostPort(asciiHost(req.URL.Hostname()), port)),
		Err:  os.NewSyscallError("connect", syscall.ECONNREFUSED),
	}
}
