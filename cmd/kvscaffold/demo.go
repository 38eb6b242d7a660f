package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	kvscaffold "github.com/kubevirt/kvscaffold"
	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/reading"
	"github.com/kubevirt/kvscaffold/golden"
)

// demoPlan is the example plan that ships with the tool.
const demoPlan = "testdata/plans/demo.md"

func (a *app) newDemoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the main job on an example plan and a miniature checkout, both built in",
		Long: `demo reads an example plan and shows what apply would do with it on a miniature
KubeVirt checkout: what was understood, the diff, the summary. Plan and checkout
are part of the tool; nothing is written.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context()) },
	}
}

func (a *app) demo(ctx context.Context) error {
	text, err := kvscaffold.Testdata.ReadFile(demoPlan)
	if err != nil {
		return err
	}
	files, err := golden.Tree("mini")
	if err != nil {
		return err
	}
	tree := checkout.FromFS(files)
	read := reading.Read(reading.Document{Name: "demo.md", Data: text}, tree)
	if read.Diags.HasErrors() {
		return a.refuse(&read.Diags, "demo")
	}
	res, err := generator.Run(ctx, read.Feature, tree, generator.Options{})
	if err != nil {
		return a.failure(err)
	}
	res.Diags.Merge(read.Diags)
	if res.Refused() {
		return a.refuse(&res.Diags, "demo")
	}
	diff, err := change.Diff(res.Base, res.Next)
	if err != nil {
		return a.failure(err)
	}
	fmt.Fprintf(a.out, "# What the plan means (kvscaffold show tells all of it)\n%s\n", understanding(res.Feature))
	fmt.Fprintf(a.out, "# What apply would do to a checkout (kvscaffold diff)\n%s\n", diff)
	fmt.Fprintln(a.out, "# The account of it")
	fmt.Fprint(a.out, generator.Account{}.Render(res))
	return nil
}

// understanding tells in a few lines what a feature model asks for, each with
// its place in the plan.
func understanding(f *feature.Feature) string {
	var b strings.Builder
	row := func(kind, what string, from feature.Text) {
		if at := from.At.String(); at != "" {
			what += "  (" + at + ")"
		}
		fmt.Fprintf(&b, "%-9s %s\n", kind, what)
	}
	row("feature", f.Title.Value, f.Title)
	for _, g := range f.Gates {
		row("gate", strings.TrimSpace(g.Name.Value+" "+g.Stage.Value+" "+g.Release.Value), g.Name)
	}
	for _, fd := range f.Fields {
		at := fd.Path.Or(fd.Name)
		row("field", strings.TrimSpace(fd.Root.Value+" "+at.Value+" "+fd.Type.Value), at)
	}
	for _, t := range f.Types {
		row("type", fmt.Sprintf("%s (%s)", t.Name.Value, t.Kind), t.Name)
	}
	for _, fn := range f.Functions {
		kind := "function"
		if fn.Modify {
			kind = "change"
		}
		row(kind, fn.Name.Value+" in "+fn.File.Value, fn.Name)
	}
	for _, r := range f.Rules {
		row("rule", strings.TrimSpace(r.Kind+" "+r.Path.Value), r.Text)
	}
	for _, t := range f.Tests {
		row("tests", fmt.Sprintf("%s, %d in %s", t.Kind, len(t.Items), t.File.Value), t.File)
	}
	return b.String()
}
