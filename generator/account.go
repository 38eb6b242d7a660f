package generator

import (
	"cmp"
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
	section(&b, "written", writtenLines(r.Added))
	section(&b, "there already", thereLines(r))
	section(&b, "open, to be filled by you", openLines(r.Open))
	left := settled(r.Left)
	grouped(&b, "left to you", left)
	section(&b, "differs from the plan, and stays as it is (this would bring it; apply --was OLD_PLAN carries a changed plan)",
		slices.Collect(strings.Lines(r.Differing)))
	section(&b, "generated files that would follow (make generate, or apply with --codegen=auto)", a.Following)
	switch {
	case len(created)+len(changed) > 0:
	case r.Carried && len(r.Left) == 0:
		b.WriteString("nothing to do: the checkout has nothing of it\n")
	case r.Differing != "":
		b.WriteString("nothing to add: what the plan asks for is there, in part in another form\n")
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
		b.WriteString("  " + strings.TrimSuffix(l, "\n") + "\n")
	}
}

// thereLines lists the planned declarations that the checkout has.
func thereLines(r *Result) []string {
	var out []string
	for _, it := range r.Present {
		line := it.What
		if at := it.From.String(); at != "" {
			line = at + ": " + line
		}
		if at := it.At.String(); at != "" {
			line += " — " + at
		}
		line += changes(r, it)
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// changes tells what happens to a declaration that is there: a type that gets a
// field, or a function of which a change is left.
func changes(r *Result, it emit.Item) string {
	switch {
	case it.Kind == "type" && slices.ContainsFunc(r.Added, func(a emit.Item) bool { return strings.Contains(a.What, " "+it.Name+".") }):
		return ", to which the plan adds"
	case it.Kind == "func" && slices.ContainsFunc(r.Left, func(l emit.Item) bool { return l.Kind == "change" && l.Name == it.Name }):
		return ", what the plan changes in it is left to you"
	}
	return ""
}

// writtenLines lists what was written, by file and line of the result, each with
// the line of the plan that asks for it.
func writtenLines(items []emit.Item) []string {
	return placed(items, func(it emit.Item) string { return it.What })
}

// openLines lists what is written and still to be filled.
func openLines(items []emit.Item) []string {
	return placed(items, func(it emit.Item) string {
		if it.Words == "" || strings.Contains(it.What, it.Words) {
			return it.What
		}
		return it.What + ": " + firstLine(it.Words)
	})
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// placed renders items in the order of their places in the result.
func placed(items []emit.Item, text func(emit.Item) string) []string {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b emit.Item) int {
		return cmp.Or(strings.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line))
	})
	var out []string
	for _, it := range items {
		line := text(it)
		if it.At.File != "" {
			line = diag.Pos{File: it.At.File, Line: it.At.Line}.String() + ": " + line
		}
		if from := it.From.String(); from != "" {
			line += " — " + from
		}
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// settled returns what is left without a fault: the author's own work.
func settled(items []emit.Item) []emit.Item {
	var out []emit.Item
	for _, it := range items {
		if !it.Unsettled() {
			out = append(out, it)
		}
	}
	return out
}

// grouped renders what is left below the files that it is left in; what has no
// file comes first.
func grouped(b *strings.Builder, title string, items []emit.Item) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "%s (%d):\n", title, len(items))
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b emit.Item) int { return strings.Compare(a.At.File, b.At.File) })
	file := ""
	for _, it := range items {
		if it.At.File != file {
			file = it.At.File
			b.WriteString("  " + file + "\n")
		}
		indent := "  "
		if file != "" {
			indent = "    "
		}
		b.WriteString(indent + leftLine(it) + "\n")
	}
}

func leftLine(it emit.Item) string {
	s := it.What
	if it.Why != "" {
		s += " — " + it.Why
	}
	if words := strings.TrimSuffix(it.Words, "."); words != "" && !strings.Contains(s, words) {
		s += "; the plan says: " + words
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
