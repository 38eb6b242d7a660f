package main

// This file defines the command gates: the state of every feature gate.

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gates"
)

func (a *app) newGatesCommand() *cobra.Command {
	var repo string
	cmd := &cobra.Command{
		Use:   "gates [NAME...] --repo DIR",
		Short: "Check the feature gates of a checkout: declared, registered, read, tested, in time",
		Long: `gates lists the feature gates of a checkout with state, owner, release and the
number of files that read and test them, and says what is wrong: a gate that is
declared and never registered can't be switched on, one that nothing reads has
no effect, a comment that names another stage misleads.
Exit status: 1 if a gate is broken; warnings and notes do not count.`,
		Example:           "  kvscaffold gates --repo ~/kubevirt\n  kvscaffold gates RebootPolicy --repo ~/kubevirt",
		ValidArgsFunction: a.completeGates,
		RunE:              func(_ *cobra.Command, names []string) error { return a.gates(repo, names) },
	}
	cmd.Flags().StringVar(&repo, "repo", ".", "root of the KubeVirt checkout")
	return cmd
}

// completeGates completes the names of the gates of the checkout.
func (a *app) completeGates(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	tree, bad := a.openTree(cmd.Flag("repo").Value.String())
	if bad != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	all, _ := gates.Inspect(tree)
	for _, g := range all {
		out = append(out, g.Name)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) gates(repo string, names []string) error {
	var diags diag.List
	tree, bad := a.openTree(repo)
	if bad != nil {
		diags.Add(*bad)
		return a.refuse(&diags, "gates")
	}
	rows, diags := gates.Inspect(tree, names...)
	if a.format == "json" {
		if err := a.printJSON(gatesOutput{gatesSchema, append([]gates.Gate{}, rows...), findings(&diags)}); err != nil {
			return err
		}
	} else {
		a.printGates(rows)
		fmt.Fprint(a.err, generator.Findings(&diags))
	}
	if diags.HasErrors() {
		return exit{status: exitRefused}
	}
	return nil
}

func (a *app) printGates(rows []gates.Gate) {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "GATE\tSTATE\tSINCE\tOWNER\tREAD\tTESTED")
	for _, g := range rows {
		state, since := g.State, "-"
		if state == "" {
			state = "-"
		}
		if n := len(g.Stages); n > 0 {
			since = g.Stages[n-1].Release
		}
		owner := strings.TrimSpace(g.Owner)
		if owner == "" {
			owner = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\n", g.Name, state, since, owner, g.Readers, g.Tests)
	}
	w.Flush()
}
