package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/plan"
)

func (a *app) newExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Tell what a diagnostic code means, why it matters and what to do; without a code list all",
		Args:  cobra.MaximumNArgs(1),
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
		return exit{exitUsage, fmt.Sprintf("no diagnostic has the code %q; kvscaffold explain lists all", name)}
	}
	if a.format == "json" {
		return a.printJSON(map[string]string{"code": c.Name, "what": c.What, "why": c.Why, "fix": c.Fix})
	}
	_, err := fmt.Fprintf(a.out, "%s\n  %s\n  Why it matters: %s\n  What to do: %s\n", c.Name, c.What, c.Why, c.Fix)
	return err
}

func (a *app) listCodes() error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, c := range allCodes() {
		fmt.Fprintf(w, "%s\t%s\n", c.Name, c.What)
	}
	return w.Flush()
}

// explanation finds a code of any stage.
func explanation(name string) (plan.Code, bool) {
	for _, c := range allCodes() {
		if c.Name == name {
			return c, true
		}
	}
	return plan.Code{}, false
}
