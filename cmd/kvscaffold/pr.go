package main

// This file defines the command pr: the description of the pull request for a
// planned feature.

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/pullrequest"
	"github.com/kubevirt/kvscaffold/generator/work"
)

func (a *app) newPRCommand() *cobra.Command {
	var repo string
	cmd := &cobra.Command{
		Use:   "pr PLAN --repo DIR",
		Short: "Print the description of the pull request, in the checkout's own template",
		Long: `pr fills the pull request template of the checkout with what the plan says: what
the change brings, the enhancement it belongs to, a release note, and what of
the plan is still to be written. It can be run before and after apply.`,
		Example:     "  kvscaffold pr plan.md --repo ~/kubevirt | gh pr create --draft --body-file -",
		Annotations: map[string]string{formatsKey: "text"},
		Args:        argument("the plan"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.pr(cmd.Context(), args[0], repo) },
	}
	cmd.Flags().StringVar(&repo, "repo", ".", "root of the KubeVirt checkout")
	return cmd
}

func (a *app) pr(ctx context.Context, name, repo string) error {
	feature, tree, err := a.open(ctx, name, applyFlags{repo: repo})
	if err != nil {
		return err
	}
	res, err := generator.Run(ctx, feature, tree, generator.Options{})
	if err != nil {
		return a.failure(err)
	}
	if res.Refused() {
		return a.refuse(&res.Diags, "refused")
	}
	template, err := tree.Read(pullrequest.TemplatePath)
	if err != nil {
		template = nil // a checkout without a template gets the plain body
	}
	f := res.Feature
	body := pullrequest.Body{Title: f.Title.Value, Summary: f.Summary.Value, Left: account(res.Left)}
	if body.Summary == "" {
		body.Summary = f.Title.Value + "."
	}
	body.Done = append(account(res.Added), account(res.Present)...)
	for _, g := range f.Gates {
		if !g.Existing {
			body.Note = fmt.Sprintf("%s, behind the feature gate %s", f.Title.Value, g.Name.Value)
		}
	}
	if text, err := readPlain(name); err == nil {
		body.VEP = enhancement(string(text))
	}
	_, err = fmt.Fprint(a.out, pullrequest.Fill(string(template), body))
	return err
}

// account lists items in one line each, repeated ones once.
func account(items []work.Item) []string {
	var out []string
	seen := map[string]bool{}
	for _, it := range items {
		line := it.What
		if it.Why != "" {
			line += " (" + it.Why + ")"
		}
		if !seen[line] {
			out = append(out, line)
		}
		seen[line] = true
	}
	return out
}

// enhancement returns the first link to an enhancement proposal in a plan.
func enhancement(text string) string {
	const home = "https://github.com/kubevirt/enhancements/"
	i := strings.Index(text, home)
	if i < 0 {
		return ""
	}
	end := strings.IndexAny(text[i:], " \t\n)>]\"'`")
	if end < 0 {
		end = len(text) - i
	}
	return strings.TrimRight(text[i:i+end], ".,;")
}
