package main

import (
	"bytes"
	"runtime"
	"time"
)

const (
	startedByOIDC = "\ncreated by k8s.io/apiserver/plugin/pkg/authenticator/token/oidc."
	betweenPolls  = "k8s.io/apimachinery/pkg/util/wait.loopConditionUntilContext("
)

// waitForIssuers waits until no JWT authenticator and no verifier of a distributed claim is reading discovery: each is
// ready, or its first attempt has failed and it waits ten seconds for the next. Neither has a way to be asked from
// here, so their goroutines are looked at.
func waitForIssuers() {
	for range 100_000 {
		if !issuersAreBusy() {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
	panic("a JWT authenticator does not come to rest")
}

func issuersAreBusy() bool {
	for _, goroutine := range bytes.Split(stacks(), []byte("\n\n")) {
		if !bytes.Contains(goroutine, []byte(startedByOIDC)) {
			continue
		}
		// The first line has the state, the second the innermost function.
		state, frames, _ := bytes.Cut(goroutine, []byte("\n"))
		if !bytes.Contains(state, []byte("[select")) || !bytes.HasPrefix(frames, []byte(betweenPolls)) {
			return true
		}
	}
	return false
}

func stacks() []byte {
	for size := 1 << 18; ; size *= 2 {
		text := make([]byte, size)
		if n := runtime.Stack(text, true); n < size {
			return text[:n]
		}
	}
}
