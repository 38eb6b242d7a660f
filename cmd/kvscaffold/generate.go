package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// generateFlags are the flags of generate.
type generateFlags struct {
	repo  string
	since string
	check bool
	dry   bool
	all   bool
	steps bool
}

func (a *app) newGenerateCommand() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "generate --repo DIR",
		Short: "Run KubeVirt's own generators natively, without a plan",
		Long: `generate makes what make generate would make of the checkout as it is, without
container, bazel or cluster: the commands and tool versions are the ones the
checkout itself pins, tools are built once into the user's cache. It runs in a
scratch copy and writes the checkout only when every step succeeded.

Without further flags it runs what an edit of the API may call for; with
--since only what the changes since that revision call for; with --all
everything. --check writes nothing and exits with status 3 if a generated file
is out of date. What cannot be made here is named, with the command that does.`,
		Example: `  kvscaffold generate --repo ~/kubevirt
  kvscaffold generate --repo ~/kubevirt --since main --check`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.generate(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.repo, "repo", ".", "root of the KubeVirt checkout")
	cmd.Flags().StringVar(&f.since, "since", "", "run only what the changes since this git revision call for")
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing, exit with status 3 if a generated file is out of date")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "print the unified diff instead of writing")
	cmd.Flags().BoolVar(&f.all, "all", false, "run every step, also clients, mocks, manifests, examples, metrics and BUILD files")
	cmd.Flags().BoolVar(&f.steps, "steps", false, "list the steps: what triggers them, what they run and write")
	return cmd
}

// generate runs the generators and writes, shows or counts what they change.
func (a *app) generate(ctx context.Context, f generateFlags) error {
	tree, bad := a.openTree(f.repo)
	if bad != nil {
		var diags diag.List
		diags.Add(*bad)
		return a.refuse(&diags, "refused")
	}
	if diags := tree.IsKubeVirt(); diags.HasErrors() {
		return a.refuse(&diags, "refused")
	}
	if f.steps {
		return a.printSteps(tree)
	}
	res, err := a.runGenerators(ctx, tree, f)
	if err != nil {
		return a.failure(err)
	}
	if res.Diags.HasErrors() {
		if a.format == "json" {
			return errors.Join(a.printJSON(generateJSON(res, "", false)), exit{exitRefused, ""})
		}
		return a.refuse(&res.Diags, "refused")
	}
	return a.deliverGenerated(ctx, tree, res, f)
}

func (a *app) runGenerators(ctx context.Context, tree *checkout.Tree, f generateFlags) (*codegen.Result, error) {
	opts, err := a.codegenOptions()
	if err != nil {
		return nil, err
	}
	opts.All = f.all
	told := a.newReport()
	defer told.stop()
	told.begin("generators")
	opts.Progress = told.step
	if f.since == "" {
		return interruptible(ctx, func() (*codegen.Result, error) { return codegen.Check(ctx, tree, opts) })
	}
	base, err := treeAt(ctx, tree, f.repo, f.since)
	if err != nil {
		return nil, err
	}
	return interruptible(ctx, func() (*codegen.Result, error) { return codegen.Run(ctx, base, tree, opts) })
}

// deliverGenerated shows or writes what the generators made.
func (a *app) deliverGenerated(ctx context.Context, tree *checkout.Tree, res *codegen.Result, f generateFlags) error {
	next := tree.With(res.Files)
	diff, err := change.Diff(tree, next)
	if err != nil {
		return a.failure(err)
	}
	write := !f.check && !f.dry && len(res.Files) > 0
	if write {
		if _, err := a.write(ctx, f.repo, tree, next); err != nil {
			var refusal *change.Refusal
			if errors.As(err, &refusal) {
				return a.refuse(&refusal.Diags, "refused")
			}
			return a.failure(err)
		}
	}
	if a.format == "json" {
		err = a.printJSON(generateJSON(res, diff, write))
	} else {
		if f.check || f.dry {
			_, err = fmt.Fprint(a.out, diff)
		}
		fmt.Fprint(a.err, generateAccount(res, write))
	}
	switch {
	case err != nil:
		return err
	case f.check && len(res.Files) > 0:
		return exit{exitPending, ""}
	case f.check && len(res.Skipped) > 0:
		return exit{exitRefused, "clean as far as it was checked, but not everything could be; see above"}
	}
	return nil
}

// generateAccount is what is told of a run beside the diff.
func generateAccount(res *codegen.Result, wrote bool) string {
	var b strings.Builder
	b.WriteString(generator.Findings(&res.Diags))
	for _, s := range res.Ran {
		fmt.Fprintf(&b, "ran %s: %s\n", stepLine(s), s.Why)
	}
	files := slices.Sorted(maps.Keys(res.Files))
	switch {
	case len(files) == 0 && len(res.Ran) == 0:
		b.WriteString("nothing to do: no change calls for a generator\n")
	case len(files) == 0:
		b.WriteString("clean: the generators change nothing\n")
	case wrote:
		fmt.Fprintf(&b, "wrote %d generated files:\n", len(files))
	default:
		fmt.Fprintf(&b, "%d generated files are out of date:\n", len(files))
	}
	for _, p := range files {
		b.WriteString("  " + p + "\n")
	}
	return b.String()
}

type jsonStep struct {
	Name    string  `json:"name"`
	Why     string  `json:"why"`
	Tool    string  `json:"tool,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Instead string  `json:"instead,omitempty"`
}

func generateJSON(res *codegen.Result, diff string, wrote bool) generateOutput {
	files := slices.Sorted(maps.Keys(res.Files))
	return generateOutput{Schema: generateSchema, Refused: res.Diags.HasErrors(), Wrote: wrote, Files: append([]string{}, files...), Ran: stepsJSON(res.Ran),
		Skipped: stepsJSON(res.Skipped), Diagnostics: findings(&res.Diags), Diff: diff}
}

func stepsJSON(reports []codegen.StepReport) []jsonStep {
	out := []jsonStep{}
	for _, r := range reports {
		out = append(out, jsonStep{r.Name, r.Why, r.Tool, r.Elapsed.Seconds(), r.Instead})
	}
	return out
}

// printSteps lists the steps as data.
func (a *app) printSteps(tree *checkout.Tree) error {
	steps, err := codegen.Steps(tree)
	if err != nil {
		return a.failure(err)
	}
	if a.format == "json" {
		return a.printJSON(stepsOutput{stepsSchema, steps})
	}
	for _, s := range steps {
		tool := s.Tool
		if tool == "" {
			tool = "built in"
		}
		fmt.Fprintf(a.out, "%s: makes %s\n  runs: %s\n", s.Name, s.Makes, tool)
		if len(s.After) > 0 {
			fmt.Fprintf(a.out, "  after: %s\n", strings.Join(s.After, ", "))
		}
		fmt.Fprintf(a.out, "  triggered by:\n    %s\n  may write:\n    %s\n", strings.Join(s.Triggers, "\n    "), strings.Join(s.Outputs, "\n    "))
	}
	return nil
}

// would lists the generated files that follow a change, for previews that do
// not run the generators.
func (a *app) would(res *generator.Result) []string {
	follows, err := codegen.Would(res.Base, res.Next)
	if err != nil {
		return nil
	}
	var out []string
	for _, f := range follows {
		line := f.File
		if f.Maybe {
			line += " (if " + f.Step + " finds a difference)"
		}
		out = append(out, line)
	}
	return out
}
