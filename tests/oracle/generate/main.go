// Generate writes the conformance cases: usage: generate FOLDER (tests/conformance). See README.md.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate FOLDER")
		os.Exit(2)
	}
	b := newBook()
	p := newPKI(b)
	x509Cases(b, p)
	requestHeaderCases(b, p)
	tokenFileCases(b, p)
	bearerCases(b, p)
	k := newSAKeys(b)
	legacyCases(b, k)
	serviceAccountCases(b, k)
	bootstrapCases(b, p)
	i := newIDP(b)
	oidcFlagCases(b, i)
	configCases(b, i)
	webhookCases(b)
	anonymousCases(b, p, i)
	combinedCases(b, p, k, i)
	startupCases(b, p, k, i)
	celCases(b, i)
	b.write(os.Args[1])
}
