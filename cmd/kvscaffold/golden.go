package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/golden"
)

func (a *app) newGoldenCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "golden [DIR]",
		Short: "Regenerate golden cases, or verify them with --check",
		Long: `golden runs the golden cases (*.txtar) of a directory, golden/ by default, and
rewrites what they expect: want.diff, want.account and want.exit. A case that
breaks a property (a second run changes something, the diff does not apply, …)
is shown and left as it is. It is the runner of go test ./golden.

With --check nothing is written; drift is shown, and the exit status is 3.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "golden"
			if len(args) > 0 {
				dir = args[0]
			}
			return a.golden(cmd.Context(), dir, check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing, exit with status 3 if a case has drifted")
	return cmd
}

// golden runs the cases of a directory and rewrites or reports those that have
// drifted.
func (a *app) golden(ctx context.Context, dir string, check bool) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return exit{exitRefused, fmt.Sprintf("the golden cases cannot be read: %s", reason(err))}
	}
	defer root.Close()
	cases, err := golden.Load(root.FS())
	if err != nil {
		return exit{exitRefused, err.Error()}
	}
	if len(cases) == 0 {
		return exit{exitRefused, fmt.Sprintf("there are no golden cases (*.txtar) in %s", dir)}
	}
	drifted, broken := 0, 0
	for _, c := range cases {
		report, err := golden.Check(ctx, c)
		switch {
		case err != nil:
			return a.failure(err)
		case len(report.Broken) > 0:
			broken++
			fmt.Fprintln(a.out, report)
		case report.Drift == "":
		case check:
			drifted++
			fmt.Fprint(a.out, report.Drift)
		default:
			drifted++
			if err := root.WriteFile(c.Name, report.Archive, 0o644); err != nil {
				return a.failure(err)
			}
			fmt.Fprintln(a.out, "rewritten: "+filepath.ToSlash(filepath.Join(dir, c.Name)))
		}
	}
	return a.goldenVerdict(len(cases), drifted, broken, check)
}

func (a *app) goldenVerdict(cases, drifted, broken int, check bool) error {
	switch {
	case broken > 0:
		return exit{exitRefused, fmt.Sprintf("golden: %d of %d cases break a property", broken, cases)}
	case drifted > 0 && check:
		return exit{exitPending, fmt.Sprintf("golden: %d of %d cases have drifted; kvscaffold golden rewrites them", drifted, cases)}
	}
	fmt.Fprintf(a.err, "golden: %d cases, %d rewritten\n", cases, drifted)
	return nil
}
