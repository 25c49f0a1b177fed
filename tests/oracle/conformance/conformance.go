// Package conformance holds the form in which the conformance cases are kept: see tests/conformance/README.md.
package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"
)

// Shared is what several cases have in common (shared.json).
type Shared struct {
	// Texts stand for ${name} inside any string of a case or a base.
	Texts map[string]string `json:"texts"`
	// Bases are scenarios that cases change.
	Bases map[string]any `json:"bases"`
}

// Case is one line of cases/*.jsonl.
type Case struct {
	Name  string `json:"name"`
	Base  string `json:"base"`
	Patch any    `json:"patch,omitempty"`
}

// Read reads the lines of a cases file.
func Read(path string) ([]Case, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var cases []Case
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(cases)+1, err)
		}
		cases = append(cases, c)
	}
	return cases, lines.Err()
}

// Expand gives the scenario document of a case.
func Expand(shared *Shared, c Case) (map[string]any, error) {
	base, known := shared.Bases[c.Base]
	if !known {
		return nil, fmt.Errorf("%s: unknown base %q", c.Name, c.Base)
	}
	merged := merge(clone(base), c.Patch)
	document, ok := substitute(merged, shared.Texts).(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: not an object", c.Name)
	}
	document["apiVersion"] = "authn-explorer/v1"
	document["kind"] = "Scenario"
	document["metadata"] = map[string]any{"name": c.Name}
	return document, nil
}

// merge is RFC 7386.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		if patch == nil {
			return target
		}
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for key, change := range changes {
		if change == nil {
			delete(object, key)
			continue
		}
		object[key] = merge(object[key], change)
	}
	return object
}

// Diff is the patch that makes target of base; nil when they are equal.
func Diff(base, target any) any {
	from, isObject := base.(map[string]any)
	to, stays := target.(map[string]any)
	if !isObject || !stays {
		return target
	}
	patch := map[string]any{}
	for key := range from {
		if _, kept := to[key]; !kept {
			patch[key] = nil
		}
	}
	for key, value := range to {
		old, had := from[key]
		if had && reflect.DeepEqual(old, value) {
			continue
		}
		if had {
			value = Diff(old, value)
		}
		patch[key] = value
	}
	if len(patch) == 0 {
		return nil
	}
	return patch
}

var reference = regexp.MustCompile(`\$\{[a-z0-9.-]+\}`)

func substitute(value any, texts map[string]string) any {
	return mapStrings(value, func(text string) string {
		return reference.ReplaceAllStringFunc(text, func(name string) string {
			if full, known := texts[name[2:len(name)-1]]; known {
				return full
			}
			return name
		})
	})
}

// Refer puts references in place of shared texts; longer texts first.
func Refer(value any, texts map[string]string) any {
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := len(texts[names[i]]), len(texts[names[j]])
		return a > b || a == b && names[i] < names[j]
	})
	return mapStrings(value, func(text string) string {
		for _, name := range names {
			text = strings.ReplaceAll(text, texts[name], "${"+name+"}")
		}
		return text
	})
}

func mapStrings(value any, change func(string) string) any {
	switch value := value.(type) {
	case string:
		return change(value)
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = mapStrings(item, change)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(value))
		for key, item := range value {
			out[key] = mapStrings(item, change)
		}
		return out
	}
	return value
}

func clone(value any) any {
	return mapStrings(value, func(text string) string { return text })
}

// Line is the compact JSON of a value, HTML characters as they are, with a line feed.
func Line(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
