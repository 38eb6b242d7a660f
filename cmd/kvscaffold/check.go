package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/review"
)

func (a *app) newCheckCommand() *cobra.Command {
	var repo string
	cmd := &cobra.Command{
		Use:   "check PLAN... [--repo DIR]",
		Short: "Review a plan: placeholders, open questions, contradictions, names, claims about the checkout",
		Long: `check reads the plan as a reviewer does. Errors are what apply refuses (exit
status 1), warnings are gaps, notes are remarks. With --repo the plan's claims
are held against the checkout. -o sarif prints annotations for code review.`,
		Example: `  kvscaffold check plan.md
  kvscaffold check plan.md --repo ~/kubevirt -o sarif > plan.sarif`,
		Annotations: map[string]string{formatsKey: "text json sarif"},
		Args:        arguments("the plan"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.check(cmd.Context(), args, repo) },
	}
	cmd.Flags().StringVar(&repo, "repo", "", "root of a KubeVirt checkout to hold the plan against")
	return cmd
}

// check prints findings on stdout: they are this command's result.
func (a *app) check(ctx context.Context, names []string, repo string) error {
	var findings diag.List
	for _, name := range names {
		found, err := a.review(ctx, name, repo)
		if err != nil {
			return a.failure(err)
		}
		findings.Merge(found)
	}
	if err := a.printFindings(&findings); err != nil {
		return err
	}
	if findings.HasErrors() {
		return exit{exitRefused, ""}
	}
	return nil
}

// review returns what is to be said of one plan.
func (a *app) review(ctx context.Context, name, repo string) (diag.List, error) {
	var tree *checkout.Tree
	var wrong diag.List
	if repo != "" {
		t, bad := a.openTree(repo)
		if bad != nil {
			wrong.Add(*bad)
		} else if diags := t.IsKubeVirt(); diags.HasErrors() {
			wrong.Merge(diags)
		} else {
			tree = t
		}
	}
	r, err := a.readPlan(ctx, name, tree)
	if err != nil {
		return diag.List{}, err
	}
	r.Diags.Merge(wrong)
	findings := r.Diags
	if r.Feature != nil {
		findings.Merge(review.Check(r, tree))
	}
	if tree != nil && !findings.HasErrors() { // what apply would refuse or leave for a fault is an error here
		res, err := generator.Run(ctx, r.Feature, tree, generator.Options{Strict: true})
		if err != nil {
			return findings, err
		}
		findings.Merge(res.Diags)
	}
	return findings, nil
}

func (a *app) printFindings(l *diag.List) error {
	switch a.format {
	case "json":
		return a.printJSON(checkOutput{checkSchema, findings(l)})
	case "sarif":
		return a.printSARIF(l)
	}
	for _, d := range l.Sorted() {
		fmt.Fprintln(a.out, d)
	}
	if a.env("GITHUB_ACTIONS") == "true" {
		fmt.Fprint(a.err, diag.GitHub(*l))
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

// codesPage is where the codes are explained on the web; the text is that of
// explain.
const codesPage = "https://github.com/kubevirt/kvscaffold/blob/main/CODES.md#"

// printSARIF prints findings in the form that code review systems annotate
// changes from.
func (a *app) printSARIF(l *diag.List) error {
	var rules []diag.Rule
	for _, c := range allCodes() {
		rules = append(rules, diag.Rule{Code: c.Name, What: c.What, Fix: c.Fix, Link: codesPage + c.Name})
	}
	b, err := diag.SARIF(*l, version(), rules)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, strings.TrimRight(string(b), "\n"))
	return err
}
