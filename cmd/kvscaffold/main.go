// Command kvscaffold turns an implementation plan into the mechanical half of
// a KubeVirt feature.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

// The exit statuses.
const (
	exitDone    = 0 // done, or nothing to do
	exitRefused = 1 // refused, with diagnostics
	exitUsage   = 2 // wrong command line
	exitPending = 3 // changes pending, only under --check
)

// exit is an error that carries the exit status; an empty text prints nothing.
type exit struct {
	status int
	text   string
}

func (e exit) Error() string { return e.text }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv}
	os.Exit(a.run(ctx, os.Args[1:]))
}

// app is what commands share: the outside world.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	format   string             // text or json
	checker  *typecheck.Checker // kept between the checks of one run
}

// run executes one command line and returns the exit status.
func (a *app) run(ctx context.Context, args []string) (status int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(a.err, "kvscaffold: internal error: %v\n    hint: nothing was written; please report this with the plan and the stack below\n%s", p, debug.Stack())
			status = exitRefused
		}
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		if e.text != "" {
			fmt.Fprintln(a.err, "kvscaffold: "+e.text)
		}
		return e.status
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.err, "kvscaffold: interrupted; nothing was written")
		return exitRefused
	}
	fmt.Fprintf(a.err, "kvscaffold: %v\n    hint: see kvscaffold --help\n", err)
	return exitUsage
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "kvscaffold",
		Short: "Turn a KubeVirt implementation plan into code",
		Long: `kvscaffold reads an implementation plan (Markdown) and adds the mechanical half
of the feature to a KubeVirt checkout: feature gates, API fields, webhook
validation, reconcile skeletons, tests, BUILD files and generated code.

What it shows is what it does, and what it does is complete or refused.
Exit status: 0 done or nothing to do, 1 refused, 2 usage, 3 changes pending
(only under --check).`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().StringVarP(&a.format, "output", "o", "text", "output format: text or json; check also prints sarif, show yaml")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		a.repairNoted()
		return a.checkFormat(cmd)
	}
	root.SetFlagErrorFunc(flagError)
	root.Version = version()
	root.SetVersionTemplate("kvscaffold {{.Version}}\n")
	root.AddCommand(
		a.newApplyCommand(), a.newDiffCommand(), a.newUndoCommand(), a.newCheckCommand(), a.newShowCommand(),
		a.newSitesCommand(), a.newGatesCommand(), a.newPRCommand(), a.newGenerateCommand(), a.newGoldenCommand(), a.newNewCommand(),
		a.newExplainCommand(), a.newDemoCommand(), a.newVersionCommand(), a.newDocsCommand())
	completions(root)
	return root
}
