package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
)

// applyFlags are the flags of apply and diff.
type applyFlags struct {
	repo    string
	dry     bool
	check   bool
	reverse bool
	codegen string
	verify  string
	only    []string
	timings bool
	commit  bool
	view    viewFlags
	strict  bool

	allowDirty bool
	out        string
	was        string
	since      string
}

func (a *app) newApplyCommand() *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "apply PLAN --repo DIR",
		Short: "Add the planned feature to a checkout",
		Long: `apply reads the plan (or a model printed by show), adds the mechanical half of
the feature to the checkout, runs KubeVirt's own generators for what changed,
verifies the result and writes it, all or nothing. A second run changes
nothing; what is there already is recognised by identity and never overwritten.`,
		Example: `  kvscaffold apply plan.md --repo ~/kubevirt
  kvscaffold apply plan.md --repo ~/kubevirt --dry-run > feature.diff
  kvscaffold apply feature.yaml --repo ~/kubevirt --only gate,api --verify=off`,
		Args: argument("the plan"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.apply(cmd.Context(), args[0], f) },
	}
	flags(cmd, &f)
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "print the unified diff instead of writing")
	cmd.Flags().BoolVar(&f.commit, "commit", false, "commit the result on a new branch, one concern a commit, generated code apart, signed off")
	cmd.Flags().StringVar(&f.codegen, "codegen", "auto", "run the checkout's generators for what changed: auto or off")
	cmd.Flags().StringVar(&f.verify, "verify", "types", "verify the result: types, tests or off")
	cmd.Flags().BoolVar(&f.allowDirty, "allow-dirty", false, "write also to files that have uncommitted changes")
	cmd.Flags().StringVar(&f.out, "out", "", "with --dry-run: save what would be written; apply FILE writes exactly that")
	cmd.Flags().StringVar(&f.was, "was", "", "older version of the plan, which the checkout has: carry it to this one where nobody edited it")
	cmd.Flags().StringVar(&f.since, "since", "", "git revision without the feature (default: the newest one)")
	return cmd
}

func (a *app) newDiffCommand() *cobra.Command {
	f := applyFlags{dry: true, codegen: "off", verify: "off"}
	cmd := &cobra.Command{
		Use:   "diff PLAN --repo DIR",
		Short: "Preview the hand-edited part as a unified diff, without generators and checks",
		Example: `  kvscaffold diff plan.md --repo ~/kubevirt | less
  kvscaffold diff plan.md --repo ~/kubevirt -R | git -C ~/kubevirt apply`,
		Annotations: map[string]string{formatsKey: "text json markdown"},
		Args:        argument("the plan"),
		RunE: func(cmd *cobra.Command, args []string) error {
			collectLate()
			return a.apply(cmd.Context(), args[0], f)
		},
	}
	flags(cmd, &f)
	cmd.Flags().StringVar(&f.out, "out", "", "save the preview; apply FILE writes exactly that")
	cmd.Flags().StringVar(&f.was, "was", "", "older version of the plan, which the checkout has: carry it to this one where nobody edited it")
	cmd.Flags().StringVar(&f.since, "since", "", "git revision without the feature (default: the newest one)")
	cmd.Flags().BoolVarP(&f.reverse, "reverse", "R", false, "print the diff that takes the change back")
	return cmd
}

// collectLate lets a preview, which lives a fraction of a second, do without
// most garbage collections, within the memory it may take.
func collectLate() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(120 << 20)
}

func flags(cmd *cobra.Command, f *applyFlags) {
	f.view.register(cmd)
	cmd.Flags().StringVar(&f.repo, "repo", ".", "root of the KubeVirt checkout")
	cmd.Flags().BoolVar(&f.check, "check", false, "exit with status 3 if anything is left to apply, write nothing")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "refuse where a piece is left because of a fault in plan or checkout, for CI")
	cmd.Flags().BoolVar(&f.timings, "timings", false, "say on standard error where the time went")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "run only these parts: "+strings.Join(emitterNames(), ", "))
}

func emitterNames() []string {
	var out []string
	for _, e := range emit.Emitters {
		out = append(out, e.Name)
	}
	return out
}

func (f applyFlags) valid() error {
	if err := f.view.valid(); err != nil {
		return err
	}
	if f.codegen != "auto" && f.codegen != "off" {
		return fmt.Errorf("--codegen is auto or off, not %q", f.codegen)
	}
	if f.verify != "types" && f.verify != "tests" && f.verify != "off" {
		return fmt.Errorf("--verify is types, tests or off, not %q", f.verify)
	}
	known := emitterNames()
	for _, name := range f.only {
		if !contains(known, name) {
			return fmt.Errorf("--only %s: the parts are %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// apply is the whole job; dry run and apply differ in the last step alone.
func (a *app) apply(ctx context.Context, name string, f applyFlags) error {
	if err := f.valid(); err != nil {
		return err
	}
	told := a.newReport()
	defer a.account(told, f.timings)
	told.begin("plan")
	if f.out != "" && !f.dry {
		return fmt.Errorf("--out goes with --dry-run or diff")
	}
	if p := readPreview(name); p != nil {
		return a.applyPreview(ctx, name, p, f)
	}
	if f.was != "" {
		return a.applyFrom(ctx, name, f)
	}
	tree, bad := a.openTree(f.repo)
	reading, err := a.readPlan(ctx, name, tree)
	if err != nil {
		return err
	}
	if bad != nil {
		reading.Diags.Add(*bad)
	}
	if reading.Diags.HasErrors() {
		told.stop()
		return a.refuseAs(&generator.Result{Diags: reading.Diags}, f)
	}
	res, err := generator.Run(ctx, reading.Feature, tree, a.options(f, told))
	told.stop()
	told.begin("output")
	if err != nil {
		return a.failure(err)
	}
	res.Diags.Merge(reading.Diags)
	if res.Refused() {
		return a.refuseAs(res, f)
	}
	if f.view.html != "" {
		if err := a.writePage(f.view.html, name, reading, res); err != nil {
			return err
		}
	}
	if err := a.tellDiffering(ctx, name, res, f); err != nil {
		return a.failure(err)
	}
	return a.deliver(ctx, res, f)
}

// applyFrom carries a checkout from an older version of its plan.
func (a *app) applyFrom(ctx context.Context, name string, f applyFlags) error {
	old, _, err := a.open(ctx, f.was, f)
	if err != nil {
		return err
	}
	new, tree, err := a.open(ctx, name, f)
	if err != nil {
		return err
	}
	return a.carry(ctx, versions{f.was, name, old, new}, tree, f)
}

func (a *app) options(f applyFlags, told *report) generator.Options {
	o := generator.Options{Only: f.only, Strict: f.strict, Stage: told.begin}
	if f.codegen == "auto" {
		o.Codegen = a.codegen(told)
	}
	if f.verify != "off" {
		o.Verify = a.verify(told, "types")
	}
	if f.verify == "tests" {
		o.Test = a.verify(told, "tests")
	}
	return o
}

// account ends a report; asked for, it says where the time went.
func (a *app) account(told *report, asked bool) {
	told.stop()
	if asked {
		fmt.Fprintln(a.err, strings.Join(told.timings(), "\n"))
	}
}

// deliver shows or writes the result.
func (a *app) deliver(ctx context.Context, res *generator.Result, f applyFlags) error {
	if diags, err := a.obstacles(ctx, res, f); err != nil || diags.HasErrors() {
		if err != nil {
			return a.failure(err)
		}
		res.Diags.Merge(diags)
		return a.refuseAs(res, f)
	}
	diff := ""
	if f.dry || a.format == "json" {
		from, to := res.Base, res.Next
		if f.reverse {
			from, to = to, from
		}
		var err error
		if diff, err = change.Diff(from, to); err != nil {
			return a.failure(err)
		}
	}
	repo := repository{ctx, f.repo}
	if f.commit && !f.dry && !f.check && len(res.Changed()) > 0 {
		if err := repo.mayCommit(branchOf(res), res.Changed()); err != nil {
			return exit{exitRefused, err.Error()}
		}
	}
	wrote := false
	if !f.dry && !f.check && len(res.Changed()) > 0 {
		if _, err := a.write(ctx, f.repo, res.Base, res.Next); err != nil {
			var refusal *change.Refusal
			if errors.As(err, &refusal) {
				res.Diags.Merge(refusal.Diags)
				return a.refuseAs(res, f)
			}
			return a.failure(err)
		}
		wrote = true
	}
	if a.format == "json" {
		if err := a.printJSON(resultJSON(res, diff, wrote, a.following(res, f))); err != nil {
			return err
		}
	} else {
		if f.dry {
			if err := a.printDiff(res, diff, f.view); err != nil {
				return err
			}
		}
		a.summary(res, wrote, f)
	}
	if f.out != "" {
		if err := a.save(res, diff, f.out); err != nil {
			return err
		}
	}
	if f.commit && wrote {
		if err := a.commit(repo, res); err != nil {
			return err
		}
	}
	if f.check && len(res.Changed()) > 0 {
		return exit{exitPending, ""}
	}
	return nil
}

// obstacles returns the reasons for which the result would not be written: a
// preview shows nothing that apply would refuse. Uncommitted changes are in the
// way of writing alone.
func (a *app) obstacles(ctx context.Context, res *generator.Result, f applyFlags) (diag.List, error) {
	if len(res.Changed()) == 0 || res.Base.Dir() == "" {
		return diag.List{}, nil
	}
	if f.dry || f.check {
		return change.Probe(f.repo, res.Base, res.Next)
	}
	if f.allowDirty {
		return diag.List{}, nil
	}
	_, touched := res.Files()
	return uncommitted(ctx, f.repo, touched)
}

func (a *app) refuseAs(res *generator.Result, f applyFlags) error {
	if a.format == "json" {
		if err := a.printJSON(resultJSON(res, "", false, nil)); err != nil {
			return err
		}
		return exit{exitRefused, ""}
	}
	return a.refuse(&res.Diags, "refused")
}

// failure is an I/O error or an interruption: nothing was written, or the
// error itself says what was.
func (a *app) failure(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return exit{exitRefused, err.Error()}
}
