package main

// This file defines what the command line says when it is used wrongly, and
// what the shell can complete: arguments that are missing, flags and formats
// that a command does not have.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// formatsKey is the annotation that lists the output formats of a command,
// separated by spaces; a command without it prints text and JSON.
const formatsKey = "formats"

func formats(cmd *cobra.Command) []string {
	if list := cmd.Annotations[formatsKey]; list != "" {
		return strings.Fields(list)
	}
	return []string{"text", "json"}
}

// checkFormat refuses a format that the command does not print.
func (a *app) checkFormat(cmd *cobra.Command) error {
	known := formats(cmd)
	if cmd.Flags().Changed("output") && !slices.Contains(known, a.format) {
		return fmt.Errorf("%s prints %s, not %s", cmd.Name(), strings.Join(known, " or "), a.format)
	}
	return nil
}

// argument takes exactly one argument and says what it is where it is missing.
func argument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch len(args) {
		case 1:
			return nil
		case 0:
			return fmt.Errorf("%s is missing: kvscaffold %s", what, cmd.Use)
		}
		return fmt.Errorf("%s takes one argument, %s; %q is one too many", cmd.Name(), what, args[1])
	}
}

// arguments takes one argument or more.
func arguments(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s is missing: kvscaffold %s", what, cmd.Use)
		}
		return nil
	}
}

// flagError names the flag that a misspelt one is most likely meant to be.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	name, ok := strings.CutPrefix(text, "unknown flag: --")
	if !ok {
		return fmt.Errorf("%s: %w", cmd.Name(), err)
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	near := checkout.Near(name, known)
	if len(near) == 0 || !alike(name, near[0]) {
		return fmt.Errorf("%s has no flag --%s", cmd.Name(), name)
	}
	return fmt.Errorf("%s has no flag --%s; did you mean --%s?", cmd.Name(), name, near[0])
}

// alike reports whether two names share so much that one is likely meant for
// the other: a beginning, or all but two letters.
func alike(a, b string) bool {
	_, misspelt := checkout.Misspelt(a, []string{b})
	return misspelt || len(a) > 2 && strings.HasPrefix(b, a) || len(b) > 2 && strings.HasPrefix(a, b)
}

// completePlans completes the names of plans and models.
func completePlans(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 && cmd.Name() != "check" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return []string{"md", "yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeCodes completes the codes of diagnostics, with what they mean.
func completeCodes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, c := range allCodes() {
		if len(args) == 0 {
			out = append(out, c.Name+"\t"+c.What)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeValues completes the values of a flag.
func completeValues(values ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
}

func completeFormats(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return formats(cmd), cobra.ShellCompDirectiveNoFileComp
}

// completions registers what the flags of all commands can be completed with.
// A flag that is registered twice is a programming error.
func completions(root *cobra.Command) {
	registered(root.RegisterFlagCompletionFunc("output", completeFormats))
	for _, cmd := range root.Commands() {
		for name, values := range map[string][]string{"codegen": {"auto", "off"}, "verify": {"types", "tests", "off"}, "only": emitterNames()} {
			if cmd.Flags().Lookup(name) != nil {
				registered(cmd.RegisterFlagCompletionFunc(name, completeValues(values...)))
			}
		}
		if cmd.Flags().Lookup("repo") != nil {
			registered(cmd.MarkFlagDirname("repo"))
		}
		if cmd.ValidArgsFunction == nil && strings.Contains(cmd.Use, " PLAN") {
			cmd.ValidArgsFunction = completePlans
		}
	}
}

func registered(err error) {
	if err != nil {
		panic(err)
	}
}
