package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/kubevirt/kvscaffold/generator/codegen"
)

// TestReport: what a run tells, on a terminal and elsewhere, with a clock that
// the test moves.
func TestReport(t *testing.T) {
	for name, c := range map[string]struct {
		live bool
		want []string
	}{
		"elsewhere":     {false, []string{"types: 3 of 7 (8s)\ntypes: done in 9.0s\ndeepcopy: done in 2.0s\nmocks: failed in 1.5s\ngenerators: done in 3.0s\n"}},
		"on a terminal": {true, []string{"|types: 3 of 7 (8s)|", "|generators; deepcopy 2s, mocks 2s (11s)|", "|generators: 1 done; mocks 2s (11s)|"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			now := time.Unix(0, 0)
			r := &report{out: &out, live: c.live, now: func() time.Time { return now }, began: now, told: now}
			r.begin("plan")
			now = now.Add(50 * time.Millisecond)
			r.begin("types")
			r.count(3, 7)
			now = now.Add(silence)
			r.tick()
			now = now.Add(time.Second)
			r.begin("generators")
			r.step(codegen.Event{Step: "deepcopy"})
			r.step(codegen.Event{Step: "mocks"})
			now = now.Add(2 * time.Second)
			r.tick()
			r.step(codegen.Event{Step: "deepcopy", Done: true, Elapsed: 2 * time.Second})
			r.tick()
			r.step(codegen.Event{Step: "mocks", Done: true, Failed: true, Elapsed: 1500 * time.Millisecond})
			now = now.Add(time.Second)
			r.begin("")
			got := strings.ReplaceAll(out.String(), "\r\x1b[K", "|")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("got:\n%s\nwant:\n%s", got, want)
				}
			}
			if c.live && (strings.Contains(got, "\n") || !strings.HasSuffix(got, "|")) || !c.live && len(got) != len(c.want[0]) {
				t.Errorf("got %q", got)
			}
			account := strings.Join(r.timings(), "\n")
			for _, line := range []string{"  plan                           0.050s", "  types                          9.000s", "    deepcopy                     2.000s", "  generators                     3.000s", "  in all                        12.050s"} {
				if !strings.Contains(account, line) {
					t.Errorf("the account lacks %q:\n%s", line, account)
				}
			}
		})
	}
}

// TestReportWithoutReader: JSON output is told nothing.
func TestReportWithoutReader(t *testing.T) {
	var out bytes.Buffer
	a := &app{err: &out, format: "json"}
	r := a.newReport()
	r.begin("types")
	r.count(1, 2)
	r.stop()
	r.stop()
	r.begin("output")
	if out.Len() > 0 || len(r.timings()) != 3 {
		t.Errorf("told %q, account %q", out.String(), r.timings())
	}
}

// TestInterruptible: whoever interrupts does not wait for what goes on.
func TestInterruptible(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if got, err := interruptible(ctx, func() (int, error) { return 1, nil }); got != 1 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
	cancel()
	never := make(chan struct{})
	defer close(never)
	if _, err := interruptible(ctx, func() (int, error) { <-never; return 1, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
