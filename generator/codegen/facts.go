package codegen

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/apisrc"
)

// facts is the change a run is about.
type facts struct {
	base, next *checkout.Tree
	changed    []string // paths that differ, sorted
	all        bool     // every step is wanted
	check      bool     // the tree itself is to be verified: every step an API edit may need
}

func newFacts(base, next *checkout.Tree, all bool) *facts {
	return &facts{base: base, next: next, all: all, changed: differing(base, next)}
}

// differing returns the paths that differ between two trees over one file
// system, sorted.
func differing(base, next *checkout.Tree) []string {
	var out []string
	for p := range next.Overlay() {
		if !sameFile(base, next, p) {
			out = append(out, p)
		}
	}
	for p := range base.Overlay() {
		if _, both := next.Overlay()[p]; !both && !sameFile(base, next, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

func sameFile(a, b *checkout.Tree, p string) bool {
	was, errA := a.Read(p)
	now, errB := b.Read(p)
	return (errA == nil) == (errB == nil) && string(was) == string(now)
}

func (f *facts) nothing() bool { return len(f.changed) == 0 && !f.all && !f.check }

// choose returns the steps the change needs, with the reason. The questions
// are independent of each other and read large files, so they are asked side
// by side.
func (f *facts) choose(steps []Step) []chosen {
	reasons := make([]string, len(steps))
	var wg sync.WaitGroup
	for i, s := range steps {
		wg.Go(func() { reasons[i] = s.need(f) })
	}
	wg.Wait()
	var out []chosen
	for i, s := range steps {
		why := reasons[i]
		switch {
		case f.all:
			why = "all steps were asked for"
		case f.check && s.core:
			why = "the whole tree is checked"
		case f.check:
			continue
		}
		if why != "" {
			out = append(out, chosen{s, why})
		}
	}
	return out
}

// reportLeft tells about needed steps that cannot run natively at all.
func (f *facts) reportLeft(steps []chosen, res *Result) {
	for _, c := range steps {
		if c.run == nil {
			res.leave(c, c.why)
		}
	}
}

// first returns the first changed path that matches the patterns and holds.
func (f *facts) first(patterns []string, holds func(p string) bool) string {
	for _, p := range f.changed {
		if Match(patterns, p) && holds(p) {
			return p
		}
	}
	return ""
}

func because(p string) string {
	if p == "" {
		return ""
	}
	return p + " changed"
}

// onChange is the need of a step that any change of its triggers calls for.
func onChange(patterns []string) func(*facts) string {
	return func(f *facts) string { return because(f.first(patterns, func(string) bool { return true })) }
}

// onSource is onChange for hand-written, non-test Go files.
func onSource(patterns []string) func(*facts) string {
	return func(f *facts) string { return because(f.first(patterns, isSource)) }
}

// onCode is onSource where comments do not matter.
func onCode(patterns []string) func(*facts) string {
	return func(f *facts) string {
		return because(f.first(patterns, func(p string) bool {
			return isSource(p) && !apisrc.SameCode(f.before(p), f.after(p))
		}))
	}
}

// onVisible is onSource where only json fields that are always written matter.
func onVisible(patterns []string) func(*facts) string {
	return func(f *facts) string {
		for _, p := range f.changed {
			if Match(patterns, p) && isSource(p) {
				if fields := apisrc.Loosened(f.before(p), f.after(p)); len(fields) > 0 {
					return fields[0] + " in " + p + " has no omitempty"
				}
			}
		}
		return ""
	}
}

// either joins needs.
func either(needs ...func(*facts) string) func(*facts) string {
	return func(f *facts) string {
		for _, need := range needs {
			if why := need(f); why != "" {
				return why
			}
		}
		return ""
	}
}

func isSource(p string) bool {
	return strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") && !checkout.IsGenerated(path.Base(p))
}

// before and after return a file's content in the two trees, empty where it
// does not exist.
func (f *facts) before(p string) []byte { return content(f.base, p) }
func (f *facts) after(p string) []byte  { return content(f.next, p) }

func content(t *checkout.Tree, p string) []byte {
	data, err := t.Read(p)
	if err != nil {
		return nil
	}
	return data
}
