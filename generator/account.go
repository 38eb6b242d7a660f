package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
)

// Account is what is told of a run beside the diff. The command line and the
// golden cases render it with the same code, so that a golden case shows what
// a user reads.
type Account struct {
	Wrote     bool     // the result was written, not only shown
	Following []string // generated files that would follow; empty where the generators ran
}

// Render returns the diagnostics and the summary of a run, or, for a refused
// one, the diagnostics and the verdict. It ends in a line break.
func (a Account) Render(r *Result) string {
	if r.Refused() {
		return Refusal(&r.Diags, "refused")
	}
	return Findings(&r.Diags) + unsettled(r) + diag.Visible(a.summary(r))
}

// unsettled tells of the pieces that somebody has to settle something for, with
// the remedy.
func unsettled(r *Result) string {
	var faults diag.List
	for _, it := range r.Left {
		if it.Unsettled() {
			faults.Add(it.Diagnostic(diag.Left))
		}
	}
	return Findings(&faults)
}

// Findings renders diagnostics, one after the other.
func Findings(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.Sorted() {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// Refusal renders the diagnostics of a run that did nothing, with the verdict
// as last line; what names the action.
func Refusal(l *diag.List, what string) string {
	return Findings(l) + "kvscaffold: " + Verdict(l, what) + "\n"
}

// Verdict is the one line that ends a refused run.
func Verdict(l *diag.List, what string) string {
	n := l.Count(diag.Error)
	s := "s"
	if n == 1 {
		s = ""
	}
	return fmt.Sprintf("%s: %d error%s; nothing was written", what, n, s)
}

// summary tells of files created and changed, what was there, what is left to
// the author, what was generated and checked.
func (a Account) summary(r *Result) string {
	var b strings.Builder
	created, changed := r.Files()
	section(&b, a.verb("created", "would create"), created)
	section(&b, a.verb("changed", "would change"), changed)
	section(&b, "generators", r.Generated.Ran)
	section(&b, "checks", r.Checked.Lines)
	section(&b, "there already", thereLines(r))
	var left []string
	for _, it := range r.Left {
		if !it.Unsettled() {
			left = append(left, leftLine(it))
		}
	}
	section(&b, "left to you", left)
	section(&b, "generated files that would follow (make generate, or apply with --codegen=auto)", a.Following)
	switch {
	case len(created)+len(changed) > 0:
	case len(r.Left) > 0:
		b.WriteString("nothing to add: what the plan asks for and the checkout lacks is left to you\n")
	default:
		b.WriteString("nothing to do: the checkout has everything that can be scaffolded\n")
	}
	return b.String()
}

func (a Account) verb(done, would string) string {
	if a.Wrote {
		return done
	}
	return would
}

func section(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s (%d):\n", title, len(lines))
	for _, l := range lines {
		b.WriteString("  " + l + "\n")
	}
}

// thereLines lists the planned declarations that the checkout has. Existing ones
// that the plan changes are told as such: the change is the author's.
func thereLines(r *Result) []string {
	var out []string
	seen := map[string]bool{}
	for _, it := range r.Present {
		line := it.What
		if at := it.From.String(); at != "" {
			line = at + ": " + line
		}
		if at := it.At.String(); at != "" {
			line += " — " + at
		}
		line += changes(r, it)
		if !seen[line] {
			out = append(out, line)
		}
		seen[line] = true
	}
	return out
}

// changes tells what happens to a declaration that is there: a type that gets a
// field, or a function of which a change is left.
func changes(r *Result, it emit.Item) string {
	words := strings.Fields(it.What)
	if len(words) == 0 {
		return ""
	}
	name := words[len(words)-1]
	added := func(a emit.Item) bool { return strings.Contains(a.What, " "+name+".") }
	left := func(l emit.Item) bool { return strings.HasPrefix(l.What+" ", "change of "+name+" ") }
	switch {
	case slices.ContainsFunc(r.Added, added):
		return ", to which the plan adds"
	case slices.ContainsFunc(r.Left, left):
		return ", what the plan changes in it is left to you"
	}
	return ""
}

func leftLine(it emit.Item) string {
	s := it.What
	if it.Why != "" {
		s += " — " + it.Why
	}
	if at := it.From.String(); at != "" {
		s = at + ": " + s
	}
	return s
}

// Files returns the paths that the run creates and those that it changes, each
// sorted.
func (r *Result) Files() (created, changed []string) {
	for _, p := range r.Changed() {
		if _, err := r.Base.Read(p); checkout.IsNotExist(err) {
			created = append(created, p)
		} else {
			changed = append(changed, p)
		}
	}
	return created, changed
}
