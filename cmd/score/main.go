// Command score measures kvscaffold against a corpus: it asks `kvscaffold diff`
// for every plan on the commit of KubeVirt that the plan is written for, and
// counts what arrives. The checkout is exported to a temporary directory; the
// clone is only read. The figures decide the exit status only with -least.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kubevirt/kvscaffold/golden/score"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// The exit statuses: the figures are there, they could not be had or are below
// -least, the command line is wrong.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// settings are the command line.
type settings struct {
	tool     string
	kubevirt string
	corpus   string
	only     string
	detail   bool
	least    float64
}

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var s settings
	fl := flag.NewFlagSet("score", flag.ContinueOnError)
	fl.SetOutput(errs)
	fl.StringVar(&s.tool, "tool", "bin/kvscaffold", "the built tool")
	fl.StringVar(&s.kubevirt, "kubevirt", "", "a KubeVirt clone with the history that the cases need")
	fl.StringVar(&s.corpus, "corpus", "testdata/corpus", "the directory of the cases")
	fl.StringVar(&s.only, "only", "", "score only these cases, separated by commas")
	fl.BoolVar(&s.detail, "detail", false, "print what is missing, wrong and rough")
	fl.Float64Var(&s.least, "least", 0, "exit with status 1 if less than this percentage is built")
	if err := fl.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitDone
	} else if err != nil {
		return exitUsage
	}
	if s.kubevirt == "" || fl.NArg() > 0 {
		fmt.Fprintln(errs, "score: -kubevirt <clone> is needed, and no other argument is taken")
		return exitUsage
	}
	total, err := s.scoreAll(ctx, out)
	if err != nil {
		fmt.Fprintln(errs, "score: "+err.Error())
		return exitFailed
	}
	if built := total.Sum(score.Built); built.Percent() < s.least {
		fmt.Fprintf(errs, "score: built %s, less than %g%%\n", built, s.least)
		return exitFailed
	}
	return exitDone
}

// scoreAll scores the cases one after another and returns the sum.
func (s settings) scoreAll(ctx context.Context, out io.Writer) (score.Row, error) {
	cases, err := s.cases()
	if err != nil {
		return score.Row{}, err
	}
	tool, err := filepath.Abs(s.tool)
	if err != nil {
		return score.Row{}, err
	}
	dir, err := os.MkdirTemp("", "score-")
	if err != nil {
		return score.Row{}, err
	}
	defer os.RemoveAll(dir)
	export, err := newExport(ctx, s.kubevirt, dir)
	if err != nil {
		return score.Row{}, err
	}
	var rows []score.Row
	slowest := time.Duration(0)
	for _, c := range cases {
		if err := export.commit(ctx, c.Base); err != nil {
			return score.Row{}, fmt.Errorf("case %s: %w", c.ID, err)
		}
		answer, took, err := ask(ctx, tool, filepath.Join(s.corpus, c.Dir, score.PlanFile), export.tree)
		if err != nil {
			return score.Row{}, fmt.Errorf("case %s: %w", c.ID, err)
		}
		row := score.Of(c.Facts, answer)
		rows, slowest = append(rows, row), max(slowest, took)
		fmt.Fprint(out, row.Line(c, answer, took))
		if s.detail {
			fmt.Fprint(out, row.Detail())
		}
	}
	total := score.Total(rows)
	fmt.Fprintf(out, "\n%sslowest %.2f s\n", total.Summary(len(rows)), slowest.Seconds())
	return total, nil
}

// cases reads the corpus; every name of -only must be that of a case.
func (s settings) cases() ([]score.Case, error) {
	all, err := score.Load(os.DirFS(s.corpus))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no case: a directory with %s, facts.yaml and case.json", s.corpus, score.PlanFile)
	}
	if s.only == "" {
		return all, nil
	}
	var out []score.Case
	for name := range strings.SplitSeq(s.only, ",") {
		at := slices.IndexFunc(all, func(c score.Case) bool { return c.ID == name })
		if at < 0 {
			return nil, fmt.Errorf("-only %s: %s holds no such case", name, s.corpus)
		}
		out = append(out, all[at])
	}
	return out, nil
}

// ask runs the preview as a user would. A refused plan is an answer, no error.
func ask(ctx context.Context, tool, plan, tree string) (score.Answer, time.Duration, error) {
	var diff, account bytes.Buffer
	cmd := exec.CommandContext(ctx, tool, "diff", plan, "--repo", tree)
	cmd.Stdout, cmd.Stderr = &diff, &account
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0) {
		return score.Answer{}, took, fmt.Errorf("%s diff: %w", tool, err)
	}
	return score.Answer{Diff: diff.String(), Account: account.String(), Exit: cmd.ProcessState.ExitCode()}, took, nil
}
