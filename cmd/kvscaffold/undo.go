// This file defines the command that takes a plan back out of a checkout, and
// how apply carries a checkout from an older version of its plan.
package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func (a *app) newUndoCommand() *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "undo PLAN --repo DIR",
		Short: "Take out what a plan put into a checkout, as far as nobody edited it",
		Long: `undo makes what the plan makes once more on the checkout as it was before the
feature, which git knows, and takes out every piece that is still as it was made.
What somebody edited stays and is listed; lines that belong to others are never
touched. Generated files follow. Nothing has to be remembered from apply: the
plan is the memory. Without edits, undo after apply gives the checkout of before,
byte for byte.`,
		Example: `  kvscaffold undo plan.md --repo ~/kubevirt --dry-run
  kvscaffold undo plan.md --repo ~/kubevirt --since main`,
		Args: argument("the plan"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.valid(); err != nil {
				return err
			}
			f.allowDirty = true
			return a.undo(cmd.Context(), args[0], f)
		},
	}
	flags(cmd, &f)
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "print the unified diff instead of writing")
	cmd.Flags().StringVar(&f.since, "since", "", "git revision without the feature (default: the newest one)")
	cmd.Flags().StringVar(&f.codegen, "codegen", "auto", "run the checkout's generators for what changed: auto or off")
	cmd.Flags().StringVar(&f.verify, "verify", "types", "verify the result: types or off")
	return cmd
}

func (a *app) undo(ctx context.Context, name string, f applyFlags) error {
	old, tree, err := a.open(ctx, name, f)
	if err != nil {
		return err
	}
	return a.carry(ctx, versions{was: name, old: old}, tree, f)
}

// open reads a plan and opens the checkout; what is wrong with them is told.
func (a *app) open(ctx context.Context, name string, f applyFlags) (*feature.Feature, *checkout.Tree, error) {
	tree, bad := a.openTree(f.repo)
	reading, err := a.readPlan(ctx, name, tree)
	if err != nil {
		return nil, nil, err
	}
	if bad != nil {
		reading.Diags.Add(*bad)
	}
	if reading.Diags.HasErrors() {
		return nil, nil, a.refuseAs(&generator.Result{Diags: reading.Diags}, f)
	}
	return reading.Feature, tree, nil
}

// versions are the old and the new version of a plan, with the names they are
// read from.
type versions struct {
	was, is  string
	old, new *feature.Feature
}

// carry takes the checkout from the old version of a plan to the new one, or
// with a nil new one to before it. What a plan means depends on what a checkout
// has already, so both are read anew with the checkout before the feature.
func (a *app) carry(ctx context.Context, v versions, tree *checkout.Tree, f applyFlags) error {
	before, rev, err := treeBefore(ctx, v.old, tree, f.repo, f.since)
	if err != nil {
		return a.failure(err)
	}
	old, new := v.old, v.new
	if r, err := a.readPlan(ctx, v.was, before); err == nil && !r.Diags.HasErrors() {
		old = r.Feature
	}
	if new != nil {
		if r, err := a.readPlan(ctx, v.is, before); err == nil && !r.Diags.HasErrors() {
			new = r.Feature
		}
	}
	c, err := generator.Carry(ctx, tree, before, old, new, f.only)
	if err != nil {
		return a.failure(err)
	}
	res := &generator.Result{Feature: old, Base: tree, Next: c.Next, Diags: c.Diags}
	if res.Refused() {
		return a.refuseAs(res, f)
	}
	if new != nil { // what the new version asks for beyond the change
		more, err := generator.Run(ctx, new, c.Next, generator.Options{Only: f.only})
		if err != nil {
			return a.failure(err)
		}
		more.Base = tree
		res = more
	}
	res.Carried = true
	for _, s := range c.Stayed {
		res.Left = append(res.Left, emit.Item{What: s.At.String() + ": " + s.Text,
			Why: "edited since it was made from the plan, and stays as it is", At: s.At})
	}
	if err := a.follow(ctx, res, c.Edits, f); err != nil {
		return a.failure(err)
	}
	if res.Refused() {
		return a.refuseAs(res, f)
	}
	if a.format == "text" {
		fmt.Fprintf(a.err, "without the feature: %s\n", rev)
	}
	return a.deliver(ctx, res, f)
}

// follow verifies what was carried and runs the generators for it.
func (a *app) follow(ctx context.Context, res *generator.Result, edits []change.Edit, f applyFlags) error {
	if len(res.Changed()) == 0 || res.Refused() {
		return nil
	}
	told := a.newReport()
	defer a.account(told, f.timings)
	o := a.options(f, told)
	if o.Codegen != nil {
		gen, err := o.Codegen(ctx, res.Base, res.Next)
		if err != nil {
			return err
		}
		res.Generated = gen
		res.Diags.Merge(gen.Diags)
		res.Left = append(res.Left, gen.Left...)
		if len(gen.Files) > 0 {
			res.Next = res.Next.With(gen.Files)
		}
	}
	if o.Verify == nil || res.Refused() {
		return nil
	}
	var err error
	res.Checked, err = o.Verify(ctx, res.Base, res.Next, generator.Promise{Edits: edits})
	res.Diags.Merge(res.Checked.Diags)
	return err
}

// tellDiffering adds what the plan would make otherwise than the checkout has it.
// The plan of the given name is read anew with the checkout before its feature.
func (a *app) tellDiffering(ctx context.Context, name string, res *generator.Result, f applyFlags) error {
	if len(res.Present) == 0 || res.Refused() {
		return nil
	}
	if _, err := git(ctx, f.repo, "rev-parse", "--verify", "HEAD"); err != nil {
		return ctx.Err() // without history nothing is known of the checkout before
	}
	before, _, err := treeBefore(ctx, res.Feature, res.Base, f.repo, f.since)
	if err != nil {
		return ctx.Err()
	}
	feat := res.Feature
	if r, err := a.readPlan(ctx, name, before); err == nil && !r.Diags.HasErrors() {
		feat = r.Feature
	}
	want, err := generator.Differs(ctx, feat, res.Next, before, f.only)
	if err != nil || want == res.Next {
		return err
	}
	res.Differing, err = change.Diff(res.Next, want)
	return err
}
