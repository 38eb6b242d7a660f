// Package verify checks a changed tree before anything is written: does it
// parse, is it formatted, is every user line still there, would a second run
// find nothing, do the changed packages type-check, do their tests pass.
package verify

import (
	"context"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

// Level says how much is run outside this process.
type Level string

// The levels, each including those before it.
const (
	Off   Level = "off"   // only what needs no go command
	Types Level = "types" // type-check the changed packages with their tests
	Tests Level = "tests" // and run their unit tests
)

// Options say how to verify. The zero value checks types as the go command
// on the PATH that Env holds would.
type Options struct {
	Level   Level                                                      // Types if empty
	Again   func(next *checkout.Tree) (map[string][]byte, error)       // emits once more on next; nil: the second run is not checked
	Edits   []change.Edit                                              // the edits that led from base to next
	Exempt  func(path string) bool                                     // files that may lose lines; nil: generated files and BUILD files
	Run     func(ctx context.Context, c Command) (out Output, e error) // nil: Exec
	Env     []string                                                   // the whole environment of commands; its GOFLAGS are not used
	Flags   []string                                                   // GOFLAGS; nil: -mod=vendor, as KubeVirt's own scripts have it
	Go      string                                                     // the go command; "go" if empty
	Checker *typecheck.Checker                                         // keeps what it knows from call to call; nil: a new one
	Said    func(done, total int)                                      // progress of the type check in packages; nil: nobody listens
	Temp    string                                                     // existing directory for short-lived files; the system's if empty
}

// State is the outcome of a check. What was not run has not passed.
type State int

// The states.
const (
	Passed State = iota
	Failed
	NotRun
)

// String returns the word printed: passed, failed or not run.
func (s State) String() string { return [...]string{"passed", "failed", "not run"}[s] }

// Check is one line of the report. Detail says how much was looked at, or why
// the check was not run or failed.
type Check struct {
	Name   string
	State  State
	Detail string
}

// String renders the check as one line.
func (c Check) String() string {
	if c.Detail == "" {
		return fmt.Sprintf("%s: %s", c.Name, c.State)
	}
	return fmt.Sprintf("%s: %s (%s)", c.Name, c.State, c.Detail)
}

// Report is the outcome of all checks: one or more lines per check, and an
// error diagnostic for everything that failed.
type Report struct {
	Checks  []Check
	Waiting []string // directories that compile only after the generators have run
	Diags   diag.List
}

// Lines returns the checks as text.
func (r Report) Lines() []string {
	var out []string
	for _, c := range r.Checks {
		out = append(out, c.String())
	}
	return out
}

// Run verifies next, which must come from base by calls to With. Nothing is
// written to the checkout. The error is for a context that ended and for
// failing I/O; findings are in the report.
func Run(ctx context.Context, base, next *checkout.Tree, opts Options) (Report, error) {
	v := &verification{base: base, next: next, opts: opts, changed: next.Changed(base)}
	v.parse()
	if v.report.Diags.HasErrors() {
		return v.report, ctx.Err()
	}
	v.format()
	v.additive()
	v.again()
	err := v.packages(ctx)
	return v.report, err
}

type verification struct {
	base, next *checkout.Tree
	opts       Options
	changed    []string
	report     Report
}

func (v *verification) add(name string, state State, format string, args ...any) {
	v.report.Checks = append(v.report.Checks, Check{name, state, fmt.Sprintf(format, args...)})
}

// conclude adds the line of a check that reports by diagnostics.
func (v *verification) conclude(name string, before int, format string, args ...any) {
	if failures := v.report.Diags.Count(diag.Error) - before; failures > 0 {
		v.add(name, Failed, "%s", count(failures, "error"))
		return
	}
	v.add(name, Passed, format, args...)
}

func (v *verification) additive() {
	before := v.report.Diags.Count(diag.Error)
	exempt := v.opts.Exempt
	if exempt == nil {
		exempt = func(p string) bool {
			return checkout.IsGenerated(p) || strings.HasSuffix(p, "BUILD.bazel") || !strings.HasSuffix(p, ".go")
		}
	}
	v.report.Diags.Merge(change.Additive(v.base, v.next, v.opts.Edits, exempt))
	v.conclude("additive", before, "no line lost")
}

func (v *verification) again() {
	if v.opts.Again == nil {
		v.add("second run", NotRun, "not asked for")
		return
	}
	before := v.report.Diags.Count(diag.Error)
	more, err := v.opts.Again(v.next)
	if err != nil {
		v.report.Diags.Errorf("second-run", diag.Pos{}, bug, "a second run would fail: %v", err)
	}
	for _, p := range sorted(more) {
		v.report.Diags.Errorf("second-run", diag.Pos{File: p}, bug, "a second run would change this file again")
	}
	v.conclude("second run", before, "nothing to do")
}

// bug is the remedy where the user has done nothing wrong.
const bug = "please report this as a bug of kvscaffold; nothing was written"

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
