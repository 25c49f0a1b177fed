package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"authn-explorer/oracle/conformance"
)

// expectation is one line of expected/*.jsonl: a report without what is empty.
type expectation struct {
	Name          string   `json:"name"`
	Outcome       string   `json:"outcome"`
	Authenticator *string  `json:"authenticator,omitempty"`
	User          *user    `json:"user,omitempty"`
	Audiences     []string `json:"audiences,omitempty"`
	Error         *string  `json:"error,omitempty"`
	Warnings      []string `json:"warnings,omitempty"`
}

func readShared(folder string) (*conformance.Shared, error) {
	text, err := os.ReadFile(filepath.Join(folder, "shared.json"))
	if err != nil {
		return nil, err
	}
	var shared conformance.Shared
	return &shared, json.Unmarshal(text, &shared)
}

// answerCases writes an expected file for every cases file of the folder.
func answerCases(folder, expected string) error {
	shared, err := readShared(folder)
	if err != nil {
		return err
	}
	paths, err := filepath.Glob(filepath.Join(folder, "cases", "*.jsonl"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(expected); err != nil {
		return err
	}
	if err := os.MkdirAll(expected, 0o755); err != nil {
		return err
	}
	for _, path := range paths {
		if err := answerFile(shared, path, filepath.Join(expected, filepath.Base(path))); err != nil {
			return err
		}
	}
	return nil
}

func answerFile(shared *conformance.Shared, from, to string) error {
	cases, err := conformance.Read(from)
	if err != nil {
		return err
	}
	var out []byte
	outcomes := map[string]int{}
	for _, c := range cases {
		r, err := answerCase(shared, c, false)
		if err != nil {
			return err
		}
		if r.Outcome == "invalidScenario" {
			return fmt.Errorf("%s: %s", c.Name, *r.Error)
		}
		outcomes[r.Outcome]++
		line, err := conformance.Line(expectation{c.Name, r.Outcome, r.Authenticator, r.User, r.Audiences, r.Error, r.Warnings})
		if err != nil {
			return err
		}
		out = append(out, line...)
	}
	fmt.Fprintf(os.Stderr, "%-28s %4d cases %v\n", filepath.Base(from), len(cases), outcomes)
	return os.WriteFile(to, out, 0o644)
}

func answerCase(shared *conformance.Shared, c conformance.Case, withTrace bool) (report, error) {
	document, err := conformance.Expand(shared, c)
	if err != nil {
		return report{}, err
	}
	text, err := json.Marshal(document)
	if err != nil {
		return report{}, err
	}
	return answerText(text, withTrace), nil
}

// printCase writes the scenario document of a case, for use with other tools.
func printCase(folder, name string) error {
	shared, err := readShared(folder)
	if err != nil {
		return err
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "cases", "*.jsonl"))
	for _, path := range paths {
		cases, err := conformance.Read(path)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if c.Name != strings.TrimSpace(name) {
				continue
			}
			document, err := conformance.Expand(shared, c)
			if err != nil {
				return err
			}
			encoder := json.NewEncoder(os.Stdout)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			return encoder.Encode(document)
		}
	}
	return fmt.Errorf("no case is called %q", name)
}
