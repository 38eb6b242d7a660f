package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/plan"
)

func (a *app) newShowCommand() *cobra.Command {
	var unread, trace bool
	cmd := &cobra.Command{
		Use:   "show PLAN",
		Short: "Print what was understood: the feature model with the plan line of every value",
		Long: `show prints the feature model as YAML (or JSON with -o json). apply accepts the
printed model in place of a plan.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r := a.readPlan(args[0])
			switch {
			case unread:
				return a.showUnread(r)
			case trace:
				return a.showTrace(r)
			}
			return a.show(r)
		},
	}
	cmd.Flags().BoolVar(&unread, "unread", false, "print the lines that no rule made use of")
	cmd.Flags().BoolVar(&trace, "trace", false, "print each planned change with the plan lines it comes from, and the other way round")
	cmd.MarkFlagsMutuallyExclusive("unread", "trace")
	return cmd
}

// show prints the model; a plan that cannot be applied is shown as far as it
// was understood, with exit status 1.
func (a *app) show(r *plan.Reading) error {
	if r.Feature != nil {
		if a.format == "json" {
			if err := a.printJSON(r.Feature); err != nil {
				return err
			}
		} else {
			enc := yaml.NewEncoder(a.out)
			enc.SetIndent(2)
			if err := enc.Encode(r.Feature); err != nil {
				return fmt.Errorf("cannot print the model: %w", err)
			}
		}
	}
	if r.Diags.HasErrors() {
		return a.refuse(&r.Diags, "show")
	}
	a.say(&r.Diags)
	return nil
}
