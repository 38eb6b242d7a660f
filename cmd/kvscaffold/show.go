package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/reading"
)

func (a *app) newShowCommand() *cobra.Command {
	var unread, trace bool
	var repo string
	cmd := &cobra.Command{
		Use:   "show PLAN",
		Short: "Print what was understood: the feature model with the plan line of every value",
		Long: `show prints the feature model as YAML (or JSON with -o json). apply accepts the
printed model in place of a plan.`,
		Example: `  kvscaffold show plan.md > feature.yaml
  kvscaffold show plan.md --unread`,
		Annotations: map[string]string{formatsKey: "text yaml json"},
		Args:        argument("the plan"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var tree *checkout.Tree
			if repo != "" {
				t, bad := a.openTree(repo)
				if bad != nil {
					var l diag.List
					l.Add(*bad)
					return a.refuse(&l, "show")
				}
				tree = t
			}
			r, err := a.readPlan(cmd.Context(), args[0], tree)
			if err != nil {
				return err
			}
			if r.Feature != nil { // what cannot be seen is not shown, either
				if g := feature.Guard(r.Feature); !g.Diags.HasErrors() {
					r.Feature = g.Feature
					r.Diags.Merge(g.Diags)
				}
			}
			switch {
			case unread:
				return a.showUnread(r)
			case trace:
				return a.showTrace(r)
			}
			return a.show(r)
		},
	}
	cmd.Flags().StringVar(&repo, "repo", "", "root of a KubeVirt checkout, which says what names are; without it only the plan is read")
	cmd.Flags().BoolVar(&unread, "unread", false, "print the lines that no rule made use of")
	cmd.Flags().BoolVar(&trace, "trace", false, "print each planned change with the plan lines it comes from, and the other way round")
	cmd.MarkFlagsMutuallyExclusive("unread", "trace")
	return cmd
}

// show prints the model; a plan that cannot be applied is shown as far as it
// was understood, with exit status 1.
func (a *app) show(r *reading.Reading) error {
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

// showUnread prints the lines that no rule made use of, so that silence can be
// inspected.
func (a *app) showUnread(r *reading.Reading) error {
	if a.format == "json" {
		out := unreadOutput{Schema: unreadSchema, Lines: []unreadLine{}}
		for _, l := range r.Unread {
			out.Lines = append(out.Lines, unreadLine{position{l.Pos.File, l.Pos.Line, l.Pos.Col}, l.Text, l.Why})
		}
		return a.printJSON(out)
	}
	for _, l := range r.Unread {
		fmt.Fprintf(a.out, "%s: %s\n", l.Pos, l.Text)
	}
	return nil
}

// showTrace prints each value of the model with its plan line, then each plan
// line with the values that come from it.
func (a *app) showTrace(r *reading.Reading) error {
	origins := r.Trace()
	if a.format == "json" {
		out := traceOutput{Schema: traceSchema, Values: []traceValue{}}
		for _, o := range origins {
			out.Values = append(out.Values, traceValue{o.Path, o.Value, position{o.Pos.File, o.Pos.Line, o.Pos.Col}})
		}
		return a.printJSON(out)
	}
	back := map[diag.Pos][]string{}
	for _, o := range origins {
		fmt.Fprintf(a.out, "%s = %q: %s\n", o.Path, o.Value, o.Pos)
		back[o.Pos] = append(back[o.Pos], o.Path)
	}
	fmt.Fprintln(a.out)
	for _, at := range slices.SortedFunc(maps.Keys(back), func(x, y diag.Pos) int { return cmp.Or(strings.Compare(x.File, y.File), x.Line-y.Line) }) {
		fmt.Fprintf(a.out, "%s: %s\n", at, strings.Join(back[at], ", "))
	}
	return nil
}
