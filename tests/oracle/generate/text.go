package main

import "strings"

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// insertHeader adds an RFC 1421 header to a PEM block.
func insertHeader(pem string) string {
	return strings.Replace(pem, "-----\n", "-----\nComment: made for a test\n\n", 1)
}

func repeat(text string, times int) string { return strings.Repeat(text, times) }

// replace puts one text in place of another that is there.
func replace(text, old, new string) string {
	if !strings.Contains(text, old) {
		panic("not there: " + old)
	}
	return strings.Replace(text, old, new, 1)
}
