package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

// logEntry is one thing that the server logged.
type logEntry struct {
	isError bool
	err     error
	message string
	values  []any
}

func (e logEntry) String() string {
	var text strings.Builder
	text.WriteString(e.message)
	if e.err != nil {
		fmt.Fprintf(&text, " err=%q", e.err.Error())
	}
	for i := 0; i+1 < len(e.values); i += 2 {
		fmt.Fprintf(&text, " %v=%q", e.values[i], fmt.Sprint(e.values[i+1]))
	}
	return text.String()
}

// logBook collects what the server logs through klog.
type logBook struct {
	mu      sync.Mutex
	entries []logEntry
}

var serverLog = &logBook{}

func (b *logBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = nil
}

func (b *logBook) add(entry logEntry) {
	entry.message = strings.TrimSuffix(entry.message, "\n")
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, entry)
}

func (b *logBook) all() []logEntry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]logEntry(nil), b.entries...)
}

type logSink struct{ values []any }

func (logSink) Init(logr.RuntimeInfo)          {}
func (logSink) Enabled(level int) bool         { return level <= 4 }
func (s logSink) WithName(string) logr.LogSink { return s }
func (s logSink) WithValues(v ...any) logr.LogSink {
	return logSink{append(s.values[:len(s.values):len(s.values)], v...)}
}

func (s logSink) Info(_ int, message string, values ...any) {
	serverLog.add(logEntry{message: message, values: append(s.values[:len(s.values):len(s.values)], values...)})
}

func (s logSink) Error(err error, message string, values ...any) {
	serverLog.add(logEntry{isError: true, err: err, message: message, values: append(s.values[:len(s.values):len(s.values)], values...)})
}

func captureLogs() {
	klog.SetLoggerWithOptions(logr.New(logSink{}), klog.ContextualLogger(true))
}
