package golden

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/reading"
)

// Run is one run of a case: what a user would get, and what the properties
// need to look into it.
type Run struct {
	Case   *Case
	Got    Outcome
	result *generator.Result
}

// Run runs the case as `diff` would, without the checkout's generators and
// without verification. It touches neither disk nor network. The error is for
// broken invariants and I/O; a refused plan is an outcome.
func (c *Case) Run(ctx context.Context) (*Run, error) {
	r := &Run{Case: c}
	tree := checkout.FromFS(c.tree)
	read := reading.Read(c.document(), tree)
	if read.Diags.HasErrors() {
		r.result = &generator.Result{Base: tree, Next: tree, Diags: read.Diags}
	} else {
		res, err := generator.Run(ctx, read.Feature, tree, generator.Options{Only: c.Only})
		if err != nil {
			return nil, fmt.Errorf("golden case %s: %w", c.Name, err)
		}
		res.Diags.Merge(read.Diags)
		r.result = res
	}
	if r.result.Refused() {
		r.Got.Exit = 1
	} else {
		diff, err := change.Diff(r.result.Base, r.result.Next)
		if err != nil {
			return nil, fmt.Errorf("golden case %s: %w", c.Name, err)
		}
		r.Got.Diff = diff
	}
	r.Got.Account = generator.Account{}.Render(r.result)
	return r, nil
}

func (c *Case) document() reading.Document {
	doc := reading.Document{Name: c.plan, Data: c.docs[c.plan]}
	for name := range c.docs {
		if name != c.plan {
			doc.Siblings = append(doc.Siblings, name)
		}
	}
	slices.Sort(doc.Siblings)
	doc.Linked = func(rel string) ([]byte, error) {
		if data, ok := c.docs[rel]; ok {
			return data, nil
		}
		return nil, &fs.PathError{Op: "open", Path: rel, Err: fs.ErrNotExist}
	}
	return doc
}

// Drift returns how the run differs from what the case expects, as text for
// people, or "" where it does not.
func (r *Run) Drift() string {
	var b strings.Builder
	for _, s := range r.sections() {
		if s.got != s.want {
			b.WriteString(drift(r.Case.Name+"/"+s.name, s.want, s.got))
		}
	}
	return b.String()
}

type section struct{ name, want, got string }

// sections are the expectations; an empty one is not written to the archive.
func (r *Run) sections() []section {
	want, got := r.Case.Want, r.Got
	return []section{
		{wantDiff, want.Diff, got.Diff},
		{wantAccount, want.Account, got.Account},
		{wantExit, exitText(want.Exit), exitText(got.Exit)},
	}
}

func exitText(status int) string {
	if status == 0 {
		return ""
	}
	return fmt.Sprintln(status)
}
