// Package generator is the pipeline: a feature and a checkout become the
// checkout with the feature's mechanical half in it. Every stage takes a tree
// and gives the next one; showing and writing the result is up to the caller.
package generator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/bazel"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/generator/ledger"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// Options choose what Run does.
type Options struct {
	Only    []string          // emitters to run; all if empty
	Codegen Codegen           // nil: the checkout's generators are not run
	Verify  Verify            // before the generators; nil: nothing is verified
	Strict  bool              // refuse where a piece is left because of a fault
	Stage   func(name string) // told when a stage begins: emit, compose, and whatever follows; nil: nobody listens
	Test    Verify            // after the generators, for what needs their files; nil: nothing
}

func (o Options) stage(name string) {
	if o.Stage != nil {
		o.Stage(name)
	}
}

// Codegen runs the checkout's own generators on next and returns the files
// that they change, with what it has to say.
type Codegen func(ctx context.Context, base, next *checkout.Tree) (Generated, error)

// Generated is the outcome of code generation.
type Generated struct {
	Files map[string][]byte
	Left  []emit.Item // what could not be generated here, and the command that does it
	Ran   []string    // one line per step
	Diags diag.List
}

// Verify checks the final tree against the base and the edits that were to
// lead to it.
type Verify func(ctx context.Context, base, next *checkout.Tree, p Promise) (Verification, error)

// Promise is what a result has to keep.
type Promise struct {
	Edits []change.Edit                                   // only these may take lines away
	Again func(*checkout.Tree) (map[string][]byte, error) // emits once more; must change nothing
}

// Verification is the outcome of the checks.
type Verification struct {
	Lines   []string // one per check: name, passed / failed / not run, why
	Waiting []string // directories that compile only after the generators have run
	Diags   diag.List
}

// Result is everything there is to show.
type Result struct {
	Feature   *feature.Feature
	Base      *checkout.Tree
	Next      *checkout.Tree // equal to Base after an error
	Diags     diag.List
	Added     []emit.Item
	Present   []emit.Item
	Left      []emit.Item
	Open      []emit.Item // written, and still to be filled
	Generated Generated
	Checked   Verification
	Differing string // what the plan would make otherwise than it is there, as a diff
	Carried   bool   // the change takes what a plan made to another version, or back

	edits []change.Edit // what the emitters asked for, with the plan lines; see Why
	parts []work.Part   // the same of new files
}

// Changed returns the paths that differ between base and result, sorted.
func (r *Result) Changed() []string { return r.Next.Changed(r.Base) }

// Refused reports whether nothing may be written.
func (r *Result) Refused() bool { return r.Diags.HasErrors() }

// rounds is how often Run gives up what does not compile before it refuses.
const rounds = 6

// Run emits the feature on the tree, follows with BUILD files, verifies and
// runs the generators. Errors are diagnostics in the result; the returned
// error is for I/O and a cancelled context. What does not compile is given up
// piece by piece and reported as left to the author.
func Run(ctx context.Context, f *feature.Feature, base *checkout.Tree, o Options) (*Result, error) {
	if diags := unfit(f, base); diags.HasErrors() {
		return &Result{Feature: f, Base: base, Next: base, Diags: diags}, nil
	}
	guarded := feature.Guard(f)
	if guarded.Diags.HasErrors() {
		return &Result{Feature: f, Base: base, Next: base, Diags: guarded.Diags}, nil
	}
	f = guarded.Feature
	var ahead []string
	for _, p := range paths(f) {
		ahead = append(ahead, p.Value)
	}
	defer base.Ahead(ahead)()
	avoid := &emit.Avoid{}
	for round := 1; ; round++ {
		r, out, next, err := attempt(ctx, f, base, o, avoid)
		if err != nil {
			return r, err
		}
		if r.Refused() && round < rounds && giveUp(avoid, out, r, next) {
			continue
		}
		r.tellFaults()
		if r.Refused() {
			return r, nil
		}
		r.Diags.Merge(guarded.Diags)
		for _, piece := range guarded.Dropped {
			r.Left = append(r.Left, emit.Item{What: piece.What.Value, Why: piece.Reason, From: piece.What.At})
		}
		r.Left = append(r.Left, avoid.Items...)
		if o.Strict && r.refuseLeft() {
			return r, nil
		}
		r.leftFiles(next)
		err = r.finish(ctx, next, o, promise(f, out, o, avoid))
		r.book(o)
		return r, err
	}
}

// tellFaults warns of what could not be read of the checkout. Where something was
// not found it may be there: then that is the reason, and an error.
func (r *Result) tellFaults() {
	for _, d := range r.Base.Faults() {
		if r.Refused() {
			d.Severity = diag.Error
		}
		r.Diags.Add(d)
	}
}

// unfit says why nothing at all can be done: the tree is no KubeVirt checkout,
// a path leads out of it, a file that is needed cannot be read.
func unfit(f *feature.Feature, base *checkout.Tree) diag.List {
	for _, diags := range []diag.List{base.IsKubeVirt(), pathsInside(f), readable(f, base)} {
		if diags.HasErrors() {
			return diags
		}
	}
	return diag.List{}
}

// book completes the account from the result. A run of some emitters alone
// tells of what these did.
func (r *Result) book(o Options) {
	f := r.Feature.Complete()
	if len(o.Only) > 0 {
		f = &feature.Feature{}
	}
	l := ledger.Of(ledger.Run{Feature: f, Base: r.Base, Next: r.Next, Added: r.Added, Present: r.Present, Left: r.Left})
	r.Added, r.Present, r.Left, r.Open = l.Written, l.There, l.Left, l.Open
}

// refuseLeft turns the pieces that are left because of a fault into errors, and
// reports whether there are any.
func (r *Result) refuseLeft() bool {
	for _, it := range r.Left {
		if it.Unsettled() {
			r.Diags.Add(it.Diagnostic(diag.Error))
		}
	}
	return r.Refused()
}

// attempt emits, composes and verifies once.
func attempt(ctx context.Context, f *feature.Feature, base *checkout.Tree, o Options, avoid *emit.Avoid) (*Result, emit.Result, *checkout.Tree, error) {
	r := &Result{Feature: f, Base: base, Next: base}
	o.stage("emit")
	out, err := Within(ctx, func() emit.Result { return emit.RunWithout(base, f, o.Only, avoid) })
	if err != nil {
		return r, out, base, err
	}
	r.Diags.Merge(out.Diags)
	r.Added, r.Present, r.Left = out.Added, out.Present, out.Left
	r.edits, r.parts = out.Set.Edits, out.Parts
	if r.Refused() {
		return r, out, base, nil
	}
	o.stage("compose")
	type composed struct {
		next  *checkout.Tree
		diags diag.List
	}
	c, err := Within(ctx, func() composed { next, diags := compose(base, out); return composed{next, diags} })
	if err != nil {
		return r, out, base, err
	}
	next := c.next
	r.Diags.Merge(c.diags)
	if r.Refused() || o.Verify == nil || next == base {
		return r, out, next, nil
	}
	r.Checked, err = o.Verify(ctx, base, next, promise(f, out, o, avoid))
	r.Diags.Merge(r.Checked.Diags)
	return r, out, next, err
}

// promise is what the result of an attempt has to keep.
func promise(f *feature.Feature, out emit.Result, o Options, avoid *emit.Avoid) Promise {
	return Promise{Edits: out.Set.Edits, Again: func(t *checkout.Tree) (map[string][]byte, error) { return again(t, f, o.Only, avoid) }}
}

// giveUp finds what the compiler complains about and reports whether another
// attempt without it is worth while: every error must be a type error, and one
// must lie in what was emitted, or else something must have changed lines that
// were there; failing that, only the surest emitters are left to run.
func giveUp(avoid *emit.Avoid, out emit.Result, r *Result, next *checkout.Tree) bool {
	found := false
	var last diag.Diagnostic
	for _, d := range r.Diags.Sorted() {
		if d.Severity != diag.Error {
			continue
		}
		if d.Code != "type-error" {
			return false
		}
		last = d
		if line, ok := lineOf(next, d.Pos); ok && avoid.Blame(out, d, line) {
			found = true
		}
	}
	return found || avoid.Fragments(out, last) || avoid.Emitters(out, last, emit.Names())
}

func lineOf(t *checkout.Tree, at diag.Pos) (string, bool) {
	src, err := t.Read(at.File)
	if err != nil || at.Line == 0 {
		return "", false
	}
	lines := strings.Split(string(src), "\n")
	if at.Line > len(lines) {
		return "", false
	}
	return lines[at.Line-1], true
}

// finish runs the generators, verifies again what waited for them, and sets
// the result's tree.
func (r *Result) finish(ctx context.Context, next *checkout.Tree, o Options, p Promise) error {
	if o.Codegen != nil && next != r.Base {
		gen, err := o.Codegen(ctx, r.Base, next)
		if err != nil {
			return err
		}
		r.Generated = gen
		r.Diags.Merge(gen.Diags)
		r.Left = append(r.Left, gen.Left...)
		if len(gen.Files) > 0 {
			next = next.With(gen.Files)
		}
		if len(r.Checked.Waiting) > 0 && !r.Refused() {
			if r.Checked, err = o.Verify(ctx, r.Base, next, p); err != nil {
				return err
			}
			r.Diags.Merge(r.Checked.Diags)
		}
	}
	if o.Test != nil && !r.Refused() && next != r.Base {
		tested, err := o.Test(ctx, r.Base, next, Promise{})
		if err != nil {
			return err
		}
		r.Checked = tested
		r.Diags.Merge(tested.Diags)
	}
	if !r.Refused() {
		r.Next = next
	}
	return ctx.Err()
}

// compose applies the emitters' edits, formats the Go files they touch and
// lets the BUILD files follow.
func compose(base *checkout.Tree, out emit.Result) (*checkout.Tree, diag.List) {
	overlay, diags := out.Set.Compose(base)
	diags.Merge(tidy(base, overlay))
	if diags.HasErrors() || len(overlay) == 0 {
		return base, diags
	}
	next := base.With(overlay)
	set, ds := bazel.Follow(base, next)
	diags.Merge(ds)
	builds, ds := set.Compose(next)
	diags.Merge(ds)
	if diags.HasErrors() {
		return base, diags
	}
	return next.With(builds), diags
}

// tidy formats the Go files of an overlay in place, side by side: printing a
// test file of some thousand lines takes longer than all the rest.
func tidy(base *checkout.Tree, overlay map[string][]byte) diag.List {
	paths := slices.Sorted(maps.Keys(overlay))
	texts, errs := make([][]byte, len(paths)), make([]error, len(paths))
	var wg sync.WaitGroup
	for i, p := range paths {
		if !strings.HasSuffix(p, ".go") {
			continue
		}
		wg.Go(func() {
			was, err := base.Read(p)
			if err != nil {
				was = nil
			}
			texts[i], errs[i] = gosrc.Tidy(was, overlay[p])
		})
	}
	wg.Wait()
	var diags diag.List
	for i, p := range paths {
		if errs[i] != nil {
			diags.Add(broken(p, errs[i]))
		} else if texts[i] != nil {
			overlay[p] = texts[i]
		}
		if was, err := base.Read(p); err == nil && string(was) == string(overlay[p]) {
			delete(overlay, p)
		}
	}
	return diags
}

// broken reports a file that does not parse after the edits, with the line.
func broken(p string, err error) diag.Diagnostic {
	return diag.Diagnostic{Severity: diag.Error, Code: "broken-result", Pos: diag.Pos{File: p},
		Message: fmt.Sprintf("the edited file would not parse: %v", err),
		Remedy:  "look for Go code in the plan that is not complete; if there is none, please report this as a bug of kvscaffold"}
}

// again runs the emitters on a tree and returns what they would change.
func again(t *checkout.Tree, f *feature.Feature, only []string, avoid *emit.Avoid) (map[string][]byte, error) {
	out := emit.RunWithout(t, f, only, avoid)
	if out.Diags.HasErrors() {
		return nil, fmt.Errorf("the second run refuses: %s", out.Diags.Sorted()[0])
	}
	next, diags := compose(t, out)
	if diags.HasErrors() {
		return nil, fmt.Errorf("the second run refuses: %s", diags.Sorted()[0])
	}
	changed := map[string][]byte{}
	for _, p := range next.Changed(t) {
		changed[p], _ = next.Read(p)
	}
	return changed, nil
}
