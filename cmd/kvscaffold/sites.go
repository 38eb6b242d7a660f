package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

func (a *app) newSitesCommand() *cobra.Command {
	var repo string
	var at []string
	cmd := &cobra.Command{
		Use:     "sites --repo DIR",
		Short:   "List the places in a checkout that the tool depends on, found or not",
		Example: "  kvscaffold sites --repo ~/kubevirt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(at) > 0 {
				return a.sitesAt(cmd.Context(), repo, at)
			}
			return a.sites(repo)
		},
	}
	cmd.Flags().StringVar(&repo, "repo", ".", "root of the KubeVirt checkout")
	cmd.Flags().StringSliceVar(&at, "at", nil, "print a table of these git `revisions` instead, as Markdown")
	return cmd
}

type jsonSite struct {
	ID      string   `json:"id"`
	Purpose string   `json:"purpose"`
	Found   bool     `json:"found"`
	At      string   `json:"at,omitempty"`
	Needed  bool     `json:"needed"`
	Near    []string `json:"near,omitempty"`
}

// sites prints what was found where; the exit status is 1 if a site that every
// checkout needs is missing.
func (a *app) sites(repo string) error {
	var diags diag.List
	tree, bad := a.openTree(repo)
	if bad != nil {
		diags.Add(*bad)
		return a.refuse(&diags, "sites")
	}
	var rows []jsonSite
	for _, s := range checkout.Sites {
		row := jsonSite{ID: s.ID, Purpose: s.Purpose, Needed: s.Needed}
		if found, d := tree.Locate(s); d == nil {
			row.Found, row.At = true, found.Pos().String()
		} else {
			for _, p := range d.Places {
				row.Near = append(row.Near, p.Pos.String()+" "+p.Text)
			}
		}
		rows = append(rows, row)
	}
	if a.format == "json" {
		if err := a.printJSON(sitesOutput{sitesSchema, rows}); err != nil {
			return err
		}
	} else {
		a.printSites(rows)
	}
	if diags = tree.IsKubeVirt(); diags.HasErrors() {
		return a.refuse(&diags, "sites")
	}
	return nil
}

func (a *app) printSites(rows []jsonSite) {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		at := r.At
		if !r.Found {
			at = "not found"
			if len(r.Near) > 0 {
				at += " (" + r.Near[0] + ")"
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Purpose, at)
	}
	w.Flush()
}
