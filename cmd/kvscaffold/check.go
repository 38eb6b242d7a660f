package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/plan"
)

func (a *app) newCheckCommand() *cobra.Command {
	var repo string
	cmd := &cobra.Command{
		Use:   "check PLAN [--repo DIR]",
		Short: "Review a plan: placeholders, open questions, contradictions, names, claims about the checkout",
		Long: `check reads the plan as a reviewer does. Errors are what apply refuses (exit
status 1), warnings are gaps, notes are remarks. With --repo the plan's claims
are held against the checkout. -o sarif prints annotations for code review.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.check(args[0], repo) },
	}
	cmd.Flags().StringVar(&repo, "repo", "", "root of a KubeVirt checkout to hold the plan against")
	return cmd
}

// check prints findings on stdout: they are this command's result.
func (a *app) check(name, repo string) error {
	r := a.readPlan(name)
	var tree *checkout.Tree
	if repo != "" {
		t, bad := openTree(repo)
		if bad != nil {
			r.Diags.Add(*bad)
		} else if diags := t.IsKubeVirt(); diags.HasErrors() {
			r.Diags.Merge(diags)
		} else {
			tree = t
		}
	}
	findings := r.Diags
	if r.Feature != nil {
		findings.Merge(plan.Check(r, tree))
	}
	if err := a.printFindings(&findings); err != nil {
		return err
	}
	if findings.HasErrors() {
		return exit{exitRefused, ""}
	}
	return nil
}

func (a *app) printFindings(l *diag.List) error {
	switch a.format {
	case "json":
		return a.printJSON(map[string]any{"schema": "kvscaffold.check/v1", "diagnostics": diagsJSON(l)})
	case "sarif":
		return a.printJSON(sarif(l))
	}
	for _, d := range l.Sorted() {
		fmt.Fprintln(a.out, d)
	}
	fmt.Fprintf(a.err, "%d errors, %d warnings, %d notes\n", count(l, diag.Error), count(l, diag.Warning), count(l, diag.Note))
	return nil
}

func count(l *diag.List, s diag.Severity) int {
	n := 0
	for _, d := range l.Sorted() {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// newFile writes a file that must not exist yet.
func newFile(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return exit{exitRefused, fmt.Sprintf("%s cannot be created: %s", name, reason(err))}
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
