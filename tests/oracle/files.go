package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// files are the scenario's files in a temporary folder: absolute paths under it, relative ones
// under its folder "cwd".
type files struct {
	root  string
	names []string
}

func writeFiles(root string, contents map[string]string) (*files, error) {
	f := &files{root: root}
	for name := range contents {
		f.names = append(f.names, name)
	}
	// Longer names first, so that no name is replaced inside another.
	sort.Slice(f.names, func(i, j int) bool {
		if len(f.names[i]) != len(f.names[j]) {
			return len(f.names[i]) > len(f.names[j])
		}
		return f.names[i] < f.names[j]
	})
	for name, text := range contents {
		path := f.local(name)
		if !strings.HasPrefix(filepath.Clean(path), root+"/") {
			return nil, fmt.Errorf("apiServer.files: %q leaves the folder", name)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, f.scrub(err)
		}
		if strings.Contains(text, "kind: Config") || strings.Contains(text, "clusters:") {
			text = f.kubeconfig(text)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, f.scrub(err)
		}
	}
	return f, nil
}

func (f *files) cwd() string { return f.root + "/cwd" }

func (f *files) has(path string) bool { return slices.Contains(f.names, path) }

// local is the path at which a scenario's path is found on this machine.
func (f *files) local(path string) string {
	switch {
	case path == "":
		return ""
	case strings.HasPrefix(path, "/"):
		return f.root + path
	default:
		return f.cwd() + "/" + path
	}
}

// kubeconfig rewrites the absolute paths of the scenario's files where a kubeconfig names them.
// Paths of absent files stay: they are absent on this machine, too.
func (f *files) kubeconfig(text string) string {
	for _, key := range []string{"certificate-authority", "client-certificate", "client-key", "tokenFile"} {
		for _, name := range f.names {
			if strings.HasPrefix(name, "/") {
				for _, quote := range []string{"", `"`, "'"} {
					text = strings.ReplaceAll(text, key+": "+quote+name, key+": "+quote+f.root+name)
				}
			}
		}
	}
	return text
}

// uptime is what Go prints of its monotonic clock behind a time.
var uptime = regexp.MustCompile(` m=[+-][0-9.]+`)

// scenarioText gives a text of the server the scenario's paths, and takes out how long this process has been up.
func (f *files) scenarioText(text string) string {
	text = uptime.ReplaceAllString(text, "")
	text = nameScheme(text)
	text = strings.ReplaceAll(text, f.cwd()+"/", "")
	return strings.ReplaceAll(text, f.root, "")
}

// nameScheme puts in the name of a scheme. A scheme is called after the file and line that make it, found on the stack
// by a path without a version; in a build from modules, whose paths have one, all are called after the line
// that is to be skipped.
func nameScheme(text string) string {
	name := "k8s.io/client-go/kubernetes/scheme/register.go:84"
	switch {
	case strings.Contains(text, "failed to load authentication configuration from file"):
		name = "pkg/kubeapiserver/options/authentication.go:874"
	case strings.Contains(text, "error loading config file"):
		name = "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"
	}
	return strings.ReplaceAll(text, `in scheme "pkg/runtime/scheme.go:111"`, fmt.Sprintf("in scheme %q", name))
}

type scrubbed struct {
	error
	text string
}

func (s scrubbed) Error() string { return s.text }

func (f *files) scrub(err error) error {
	return scrubbed{err, f.scenarioText(err.Error())}
}
