package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"authn-explorer/oracle/conformance"
)

// Every case plays at this moment.
const now = "2026-11-23T12:00:00Z"

// doc is a scenario document under construction.
type doc struct {
	Args    []string
	Files   map[string]string
	Objects []any
	Remote  map[string]any
	Raw     string
	Certs   string
}

func (d doc) clone() doc {
	d.Args = slices.Clone(d.Args)
	d.Files = maps.Clone(d.Files)
	d.Objects = slices.Clone(d.Objects)
	d.Remote = maps.Clone(d.Remote)
	return d
}

// edit changes one thing of a document.
type edit func(*doc)

func (d doc) with(edits ...edit) doc {
	d = d.clone()
	for _, change := range edits {
		change(&d)
	}
	return d
}

func arg(args ...string) edit {
	return func(d *doc) { d.Args = append(d.Args, args...) }
}

// flag sets a flag anew: every earlier use of it goes.
func flag(name string, values ...string) edit {
	return func(d *doc) {
		noFlag(name)(d)
		for _, value := range values {
			d.Args = append(d.Args, "--"+name+"="+value)
		}
	}
}

func noFlag(name string) edit {
	return func(d *doc) {
		d.Args = slices.DeleteFunc(d.Args, func(arg string) bool {
			return arg == "--"+name || strings.HasPrefix(arg, "--"+name+"=")
		})
	}
}

func file(path, text string) edit {
	return func(d *doc) {
		if d.Files == nil {
			d.Files = map[string]string{}
		}
		d.Files[path] = text
	}
}

func noFile(path string) edit {
	return func(d *doc) { delete(d.Files, path) }
}

func object(objects ...any) edit {
	return func(d *doc) { d.Objects = append(d.Objects, objects...) }
}

func objects(all ...any) edit {
	return func(d *doc) { d.Objects = all }
}

func remote(url string, status int, body string, headers ...string) edit {
	return func(d *doc) {
		answer := map[string]any{"status": status, "body": body}
		if len(headers) > 0 {
			set := map[string]any{}
			for i := 0; i+1 < len(headers); i += 2 {
				set[headers[i]] = headers[i+1]
			}
			answer["headers"] = set
		}
		if d.Remote == nil {
			d.Remote = map[string]any{}
		}
		d.Remote[url] = answer
	}
}

func noRemote(url string) edit {
	return func(d *doc) { delete(d.Remote, url) }
}

func certs(pems ...string) edit {
	return func(d *doc) { d.Certs = strings.Join(pems, "") }
}

// headers makes the request a GET of /api with these header lines.
func headers(lines ...string) edit {
	return get("/api", lines...)
}

func get(path string, lines ...string) edit {
	return raw("GET " + path + " HTTP/1.1\n" + strings.Join(append(lines, ""), "\n"))
}

func raw(text string) edit {
	return func(d *doc) { d.Raw = text }
}

func bearer(token string) edit {
	return headers("Authorization: Bearer " + token)
}

func both(edits ...edit) edit {
	return func(d *doc) {
		for _, change := range edits {
			change(d)
		}
	}
}

// document is the JSON form of a scenario.
func (d doc) document() any {
	server := map[string]any{}
	if len(d.Args) > 0 {
		server["args"] = d.Args
	}
	if len(d.Files) > 0 {
		server["files"] = d.Files
	}
	request := map[string]any{"raw": d.Raw}
	if d.Certs != "" {
		request["clientCertificates"] = d.Certs
	}
	out := map[string]any{"now": now, "apiServer": server, "request": request}
	if len(d.Objects) > 0 {
		out["objects"] = d.Objects
	}
	if len(d.Remote) > 0 {
		out["remote"] = d.Remote
	}
	var plain any
	text, err := json.Marshal(out)
	check(err)
	check(json.Unmarshal(text, &plain))
	return plain
}

// book collects all suites.
type book struct {
	shared conformance.Shared
	suites []*suite
	names  map[string]bool
}

// suite is one file of cases.
type suite struct {
	book  *book
	name  string
	base  string
	doc   doc
	cases []conformance.Case
}

func newBook() *book {
	return &book{
		shared: conformance.Shared{Texts: map[string]string{}, Bases: map[string]any{}},
		names:  map[string]bool{},
	}
}

// share factors a text out of the cases.
func (b *book) share(name, text string) string {
	if old, taken := b.shared.Texts[name]; taken && old != text {
		panic("two shared texts are called " + name)
	}
	b.shared.Texts[name] = text
	return text
}

func (b *book) suite(name string) *suite {
	for _, s := range b.suites {
		if s.name == name {
			return s
		}
	}
	s := &suite{book: b, name: name}
	b.suites = append(b.suites, s)
	return s
}

// from sets the base that the following cases change.
func (s *suite) from(base string, d doc) doc {
	if _, taken := s.book.shared.Bases[base]; taken {
		panic("two bases are called " + base)
	}
	s.base, s.doc = base, d
	s.book.shared.Bases[base] = d.document()
	return d
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// add adds the base changed by the edits.
func (s *suite) add(name string, edits ...edit) {
	name = s.name + "-" + name
	if !label.MatchString(name) {
		panic("not a DNS label: " + name)
	}
	if s.book.names[name] {
		panic("two cases are called " + name)
	}
	s.book.names[name] = true
	document := s.doc.with(edits...).document()
	s.cases = append(s.cases, conformance.Case{
		Name:  name,
		Base:  s.base,
		Patch: conformance.Diff(s.book.shared.Bases[s.base], document),
	})
}

// pairs adds each combination of one choice of each list, the plain one (named "") left out of the name.
func (s *suite) pairs(prefix string, first, second []choice) {
	for _, a := range first {
		for _, b := range second {
			s.add(prefix+"-"+a.name+"-with-"+b.name, a.edit, b.edit)
		}
	}
}

type choice struct {
	name string
	edit edit
}

func (b *book) write(folder string) {
	check(os.RemoveAll(filepath.Join(folder, "cases")))
	check(os.MkdirAll(filepath.Join(folder, "cases"), 0o755))
	total := 0
	used := &strings.Builder{}
	for _, s := range b.suites {
		var out []byte
		for _, c := range s.cases {
			c.Patch = conformance.Refer(c.Patch, b.shared.Texts)
			line, err := conformance.Line(c)
			check(err)
			out = append(out, line...)
		}
		used.Write(out)
		check(os.WriteFile(filepath.Join(folder, "cases", s.name+".jsonl"), out, 0o644))
		fmt.Printf("%-24s %4d cases %8d bytes\n", s.name, len(s.cases), len(out))
		total += len(s.cases)
	}
	shared := conformance.Shared{Texts: map[string]string{}, Bases: map[string]any{}}
	for name, base := range b.shared.Bases {
		shared.Bases[name] = conformance.Refer(base, b.shared.Texts)
		line, err := conformance.Line(shared.Bases[name])
		check(err)
		used.Write(line)
	}
	for name, text := range b.shared.Texts {
		if strings.Contains(used.String(), "${"+name+"}") {
			shared.Texts[name] = text
		}
	}
	text, err := json.MarshalIndent(shared, "", " ")
	check(err)
	check(os.WriteFile(filepath.Join(folder, "shared.json"), append(text, '\n'), 0o644))
	fmt.Printf("%-24s %4d cases, shared %d bytes\n", "total", total, len(text))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
