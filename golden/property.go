package golden

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/ledger"
)

// property is something that holds for every run, whatever the plan. The check
// returns what breaks it, or "".
type property struct {
	name  string
	check func(context.Context, *Run) (string, error)
}

// properties are checked on every case, and before a case is rewritten.
var properties = []property{
	{"a second run changes nothing", secondRun},
	{"the diff leads to the same tree", diffIsResult},
	{"the base is left alone", baseUntouched},
	{"Go files are formatted", formatted},
	{"what compiled still compiles", compiles},
	{"no line is lost", additive},
	{"the order of emitters does not matter", orderFree},
	{"every fact is accounted for", accounted},
	{"a second run tells the same of what is open", sameOpen},
	{"a repeated run gives the same bytes", repeatable},
}

// Broken returns the properties that the run breaks, one line each.
func (r *Run) Broken(ctx context.Context) ([]string, error) {
	var out []string
	for _, p := range properties {
		why, err := p.check(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("golden case %s: %w", r.Case.Name, err)
		}
		if why != "" {
			out = append(out, fmt.Sprintf("%s: broken property: %s: %s", r.Case.Name, p.name, why))
		}
	}
	return out, nil
}

func secondRun(ctx context.Context, r *Run) (string, error) {
	if r.result.Refused() {
		return "", nil
	}
	res, err := generator.Run(ctx, r.result.Feature, r.result.Next, generator.Options{Only: r.Case.Only})
	if err != nil {
		return "", err
	}
	if res.Refused() {
		return "it is refused: " + res.Diags.Sorted()[0].String(), nil
	}
	diff, err := change.Diff(res.Base, res.Next)
	return diff, err
}

// diffIsResult applies the printed diff with a patcher of its own, which takes
// no line on trust.
func diffIsResult(_ context.Context, r *Run) (string, error) {
	patched, err := Patch(r.Got.Diff, r.result.Base.Read)
	if err != nil {
		return err.Error(), nil
	}
	changed := r.result.Changed()
	if paths := slices.Sorted(maps.Keys(patched)); !slices.Equal(paths, changed) {
		return fmt.Sprintf("the diff changes %v, the run %v", paths, changed), nil
	}
	for _, p := range changed {
		if now, err := r.result.Next.Read(p); err != nil || !bytes.Equal(now, patched[p]) {
			return p + " differs", nil
		}
	}
	return "", nil
}

func baseUntouched(_ context.Context, r *Run) (string, error) {
	for _, p := range r.result.Changed() {
		was, err := fs.ReadFile(r.Case.tree, p)
		now, nowErr := r.result.Base.Read(p)
		if !bytes.Equal(was, now) || (err == nil) != (nowErr == nil) {
			return p + " has changed in the base tree", nil
		}
	}
	if r.result.Refused() && len(r.result.Changed()) > 0 {
		return "a refused run changes files", nil
	}
	return "", nil
}

func formatted(_ context.Context, r *Run) (string, error) {
	for _, p := range r.result.Changed() {
		now, err := r.result.Next.Read(p)
		if err != nil || path.Ext(p) != ".go" {
			continue
		}
		text, err := format.Source(now)
		if err != nil {
			return fmt.Sprintf("%s does not parse: %v", p, err), nil
		}
		if !bytes.Equal(text, now) {
			return p + " is not as gofmt writes it:\n" + drift(p, string(text), string(now)), nil
		}
	}
	return "", nil
}

// additive leaves out BUILD files, whose lists are laid out anew, since that is
// what buildifier does.
func additive(_ context.Context, r *Run) (string, error) {
	if r.result.Refused() {
		return "", nil
	}
	edits := generator.Emit(r.result.Feature, r.result.Base, r.order()).Edits
	lost := change.Additive(r.result.Base, r.result.Next, edits, func(p string) bool { return path.Base(p) == "BUILD.bazel" })
	if lost.HasErrors() {
		return lost.Sorted()[0].String(), nil
	}
	return "", nil
}

// orderFree runs the emitters backwards and, with three or more, rotated.
func orderFree(_ context.Context, r *Run) (string, error) {
	if r.result.Refused() {
		return "", nil
	}
	backwards := r.order()
	slices.Reverse(backwards)
	rotated := r.order()
	half := len(rotated) / 2
	rotated = append(slices.Clone(rotated[half:]), rotated[:half]...)
	for _, order := range [][]emit.Emitter{backwards, rotated} {
		out := generator.Emit(r.result.Feature, r.result.Base, order)
		if out.Diags.HasErrors() {
			return "it is refused: " + out.Diags.Sorted()[0].String(), nil
		}
		if why := differ(r.result.Next, out.Next, r.result.Base); why != "" {
			return "with " + names(order) + ": " + why, nil
		}
	}
	return "", nil
}

// order returns the emitters of the run in the table's order.
func (r *Run) order() []emit.Emitter {
	var out []emit.Emitter
	for _, e := range emit.Emitters {
		if len(r.Case.Only) == 0 || slices.Contains(r.Case.Only, e.Name) {
			out = append(out, e)
		}
	}
	return out
}

func names(order []emit.Emitter) string {
	var out []string
	for _, e := range order {
		out = append(out, e.Name)
	}
	return strings.Join(out, ", ")
}

// differ tells how two trees over one base differ.
func differ(a, b, base *checkout.Tree) string {
	for _, p := range slices.Compact(slices.Sorted(slices.Values(append(a.Changed(base), b.Changed(base)...)))) {
		was, _ := a.Read(p)
		now, _ := b.Read(p)
		if !bytes.Equal(was, now) {
			return p + " differs\n" + drift(p, string(was), string(now))
		}
	}
	return ""
}

func repeatable(ctx context.Context, r *Run) (string, error) {
	again, err := r.Case.Run(ctx)
	if err != nil {
		return "", err
	}
	if again.Got == r.Got {
		return "", nil
	}
	return drift("diff", r.Got.Diff, again.Got.Diff) + drift("account", r.Got.Account, again.Got.Account), nil
}

// accounted holds the account against the model: each of its facts is written,
// there already, or left, and none is silent.
func accounted(_ context.Context, r *Run) (string, error) {
	if r.result.Refused() || len(r.Case.Only) > 0 {
		return "", nil
	}
	book := ledger.Ledger{Written: r.result.Added, There: r.result.Present, Left: r.result.Left}
	changed := r.result.Changed()
	var silent []string
	f := r.result.Feature.Complete()
	for _, fact := range f.Facts() {
		there := func(p string) bool { return slices.Contains(changed, p) || r.result.Base.Exists(p) || f.Generates(p) }
		if !book.Books(fact, there) {
			silent = append(silent, string(fact.ID))
		}
	}
	return strings.Join(silent, "\n"), nil
}

// sameOpen compares what the run and a second one on its result call open, and
// what they call left.
func sameOpen(ctx context.Context, r *Run) (string, error) {
	if r.result.Refused() {
		return "", nil
	}
	res, err := generator.Run(ctx, r.result.Feature, r.result.Next, generator.Options{Only: r.Case.Only})
	if err != nil {
		return "", err
	}
	first, second := open(r.result), open(res)
	for _, line := range first {
		if !slices.Contains(second, line) {
			return "only the first: " + line, nil
		}
	}
	for _, line := range second {
		if !slices.Contains(first, line) {
			return "only the second: " + line, nil
		}
	}
	return "", nil
}

func open(res *generator.Result) []string {
	var out []string
	for _, it := range slices.Concat(res.Left, res.Open) {
		if it.ID != "" {
			out = append(out, string(it.ID))
		} else {
			out = append(out, it.At.String()+": "+it.What)
		}
	}
	return out
}
