package main

// report is what is compared with the engine's answer, and a little more for a person who looks for the
// cause of a difference.
type report struct {
	Scenario string `json:"scenario,omitempty"`
	// authenticated, unauthorized, startupError or invalidScenario.
	Outcome string `json:"outcome"`
	// The authenticator that answered, as named in the engine's report.
	Authenticator *string `json:"authenticator"`
	User          *user   `json:"user"`
	// In the server's order.
	Audiences []string `json:"audiences"`
	// What the server logs after err=, or the text with which it refuses to start.
	Error *string `json:"error"`
	// The values of the Warning headers of the response.
	Warnings []string `json:"warnings"`
	// Only with -trace: each configured authenticator's own error, asked alone.
	Trace []step `json:"trace,omitempty"`
	// Only with -trace: everything the server logged.
	Log []string `json:"log,omitempty"`
	// Only with -trace: URLs asked for, in order; absent ones marked.
	Remote []string `json:"remote,omitempty"`
}

type user struct {
	Username string              `json:"username"`
	UID      string              `json:"uid"`
	Groups   []string            `json:"groups"`
	Extra    map[string][]string `json:"extra"`
}

type step struct {
	Authenticator string  `json:"authenticator"`
	Outcome       string  `json:"outcome"`
	Error         *string `json:"error"`
}

func startupError(err error) report {
	return failed("startupError", err.Error())
}

func invalidScenario(err error) report {
	return failed("invalidScenario", err.Error())
}

func failed(outcome, message string) report {
	return report{Outcome: outcome, Error: &message, Audiences: []string{}, Warnings: []string{}}
}
