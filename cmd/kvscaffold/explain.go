package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/review"
)

func (a *app) newExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "explain [CODE]",
		Short:             "Tell what a diagnostic code means, why it matters and what to do; without a code list all",
		Example:           "  kvscaffold explain missing-site",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeCodes,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listCodes()
			}
			return a.explain(args[0])
		},
	}
}

func (a *app) explain(name string) error {
	c, ok := explanation(name)
	if !ok {
		return exit{exitUsage, noCode(name)}
	}
	if a.format == "json" {
		return a.printJSON(explainOutput{explainSchema, []code{{c.Name, c.What, c.Why, c.Fix}}})
	}
	_, err := fmt.Fprintf(a.out, "%s\n  %s\n  Why it matters: %s\n  What to do: %s\n", c.Name, c.What, c.Why, c.Fix)
	return err
}

// noCode says that there is no such code, and which are like it.
func noCode(name string) string {
	var known []string
	for _, c := range allCodes() {
		known = append(known, c.Name)
	}
	text := fmt.Sprintf("no diagnostic has the code %q", name)
	for _, near := range checkout.Near(name, known) {
		if alike(name, near) {
			return text + "; did you mean " + near + "? kvscaffold explain lists all"
		}
	}
	return text + "; kvscaffold explain lists all"
}

func (a *app) listCodes() error {
	if a.format == "json" {
		out := explainOutput{Schema: explainSchema}
		for _, c := range allCodes() {
			out.Codes = append(out.Codes, code{c.Name, c.What, c.Why, c.Fix})
		}
		return a.printJSON(out)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, c := range allCodes() {
		fmt.Fprintf(w, "%s\t%s\n", c.Name, c.What)
	}
	return w.Flush()
}

// explanation finds a code of any stage.
func explanation(name string) (review.Code, bool) {
	for _, c := range allCodes() {
		if c.Name == name {
			return c, true
		}
	}
	return review.Code{}, false
}
