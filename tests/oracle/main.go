// The oracle answers scenario documents with kube-apiserver's own code. See README.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"authn-explorer/oracle/conformance"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

func main() {
	withTrace := flag.Bool("trace", false, "add each authenticator's own answer, the server's log and the URLs it asked")
	cases := flag.String("cases", "", "the conformance folder, for -expected and -print")
	expected := flag.String("expected", "", "answer the cases of -cases into this folder")
	print := flag.String("print", "", "print the scenario document of the case with this name")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, `usage: oracle [-trace] SCENARIO… | FOLDER… | -
       oracle -cases FOLDER -expected FOLDER | -print NAME
- reads scenario documents from standard input, one JSON document a line.`)
		flag.PrintDefaults()
	}
	flag.Parse()
	var err error
	switch {
	case *cases != "" && *print != "":
		err = printCase(*cases, *print)
	case *cases != "" && *expected != "":
		prepare(*withTrace)
		err = answerCases(*cases, *expected)
	case flag.NArg() > 0:
		prepare(*withTrace)
		err = answerAll(flag.Args(), *withTrace)
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func answerAll(arguments []string, withTrace bool) error {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answer := func(text []byte) error {
		line, err := conformance.Line(answerText(text, withTrace))
		if err != nil {
			return err
		}
		_, err = out.Write(line)
		return err
	}
	return each(arguments, answer)
}

// prepare makes this process a server's: its log is caught, its requests are answered by the scenario, its clock stands.
func prepare(withTrace bool) {
	time.Local = time.UTC
	captureLogs()
	if withTrace {
		verbosity := flag.NewFlagSet("klog", flag.ContinueOnError)
		klog.InitFlags(verbosity)
		_ = verbosity.Set("v", "4")
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	http.OracleRoundTrip = remotes.roundTrip
}

func setClock(now time.Time) { time.SetOracleClock(now) }

func tempFolder() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// each calls visit with every document that the arguments name.
func each(arguments []string, visit func([]byte) error) error {
	for _, argument := range arguments {
		if argument == "-" {
			lines := bufio.NewReader(os.Stdin)
			for {
				line, err := lines.ReadBytes('\n')
				if len(strings.TrimSpace(string(line))) > 0 {
					if err := visit(line); err != nil {
						return err
					}
				}
				if err == io.EOF {
					break
				}
				if err != nil {
					return err
				}
			}
			continue
		}
		err := filepath.WalkDir(argument, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			switch filepath.Ext(path) {
			case ".yaml", ".yml", ".json":
			default:
				if path != argument {
					return nil
				}
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return visit(text)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func answerText(text []byte, withTrace bool) report {
	s, err := parseScenario(text)
	if err != nil {
		return invalidScenario(err)
	}
	var r report
	if os.Getenv(childVariable) == "" && changesProcess(s.APIServer.Args) {
		r = answerInChild(text, withTrace)
	} else {
		r = evaluate(s, withTrace)
	}
	r.Scenario = s.Metadata.Name
	return r
}

const childVariable = "ORACLE_CHILD"

// changesProcess says whether flags set what a process can only set once: feature gates and emulated versions.
func changesProcess(args []string) bool {
	for _, arg := range args {
		arg = strings.ReplaceAll(arg, "_", "-")
		for _, name := range []string{"--feature-gates", "--emulated-version", "--min-compatibility-version", "--emulation-forward-compatible"} {
			if strings.HasPrefix(arg, name) {
				return true
			}
		}
	}
	return false
}

func answerInChild(text []byte, withTrace bool) report {
	self, err := os.Executable()
	if err != nil {
		return invalidScenario(err)
	}
	file, err := os.CreateTemp(tempFolder(), "oracle-*.yaml")
	if err != nil {
		return invalidScenario(err)
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(text); err != nil {
		return invalidScenario(err)
	}
	file.Close()
	arguments := []string{file.Name()}
	if withTrace {
		arguments = []string{"-trace", file.Name()}
	}
	child := exec.Command(self, arguments...)
	child.Env = append(os.Environ(), childVariable+"=1")
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		return invalidScenario(fmt.Errorf("asking a child process: %w", err))
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		return invalidScenario(err)
	}
	return r
}
