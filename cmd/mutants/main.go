// Command mutants asks whether the tests hold the decisions of the code. It
// takes a list of one-line changes of behaviour, puts one after another into a
// copy of the module, runs the tests of the packages that can see it, and prints
// which changes no test noticed. It is for people who change tests, not for CI:
// a run takes many minutes.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// The exit statuses: every mutant is killed, some survive or are not to be
// found, the command line is wrong.
const (
	exitKilled   = 0
	exitSurvived = 1
	exitUsage    = 2
)

// mutant is one change of behaviour.
type mutant struct {
	File string `yaml:"file"` // in the list: in its package; then in the module
	Old  string `yaml:"old"`  // text of the file, found exactly once
	New  string `yaml:"new"`
	Why  string `yaml:"why"` // what users would see
}

// fate is what became of a mutant.
type fate string

const (
	killed   fate = "killed"
	survived fate = "SURVIVED"
	unfound  fate = "NOT FOUND" // the text is not there exactly once
	broken   fate = "NO CODE"   // does not compile
)

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	fl := flag.NewFlagSet("mutants", flag.ContinueOnError)
	fl.SetOutput(errs)
	list := fl.String("list", "testdata/mutants.yaml", "the mutants")
	module := fl.String("module", ".", "the module's directory, a git work tree")
	only := fl.String("only", "", "run only mutants whose file, texts or reason hold this")
	most := fl.Int("packages", 0, "ask the tests of at most this many packages, nearest first; 0: of all that see the change")
	timeout := fl.Duration("timeout", 3*time.Minute, "how long one package's tests may take; longer is killed")
	if err := fl.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitKilled
	} else if err != nil || fl.NArg() > 0 {
		return exitUsage
	}
	mutants, err := readList(*list, *only)
	if err == nil {
		var good bool
		if good, err = runAll(ctx, mutants, *module, lab{timeout: *timeout, most: *most}, out); err == nil && good {
			return exitKilled
		}
	}
	if err != nil {
		fmt.Fprintln(errs, "mutants: "+err.Error())
	}
	return exitSurvived
}

func readList(name, only string) ([]mutant, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []struct {
		Package string   `yaml:"package"`
		Changes []mutant `yaml:"changes"`
	}
	var out []mutant
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, p := range all {
		for _, m := range p.Changes {
			if m.File == "" || m.Old == "" || m.Old == m.New || m.Why == "" {
				return nil, fmt.Errorf("%s: a change needs file, old, new other than old, and why: %+v", name, m)
			}
			m.File = path.Join(p.Package, m.File)
			if strings.Contains(m.File+"\n"+m.Old+"\n"+m.New+"\n"+m.Why, only) {
				out = append(out, m)
			}
		}
	}
	return out, nil
}

// runAll prints the fate of every mutant and reports whether all are killed.
func runAll(ctx context.Context, mutants []mutant, module string, l lab, out io.Writer) (bool, error) {
	dir, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	if err := l.fill(ctx, module, dir); err != nil {
		return false, err
	}
	count := map[fate]int{}
	for n, m := range mutants {
		began := time.Now()
		got, by, err := l.try(ctx, m)
		if err != nil {
			return false, err
		}
		count[got]++
		fmt.Fprintf(out, "%3d %-9s %4.0f s  %s: %s  [%s]\n", n+1, got, time.Since(began).Seconds(), m.File, m.Why, by)
		if got != killed {
			fmt.Fprintf(out, "      - %s\n      + %s\n", strings.TrimSpace(m.Old), strings.TrimSpace(m.New))
		}
	}
	fmt.Fprintf(out, "%d mutants: %d killed, %d survived, %d not found, %d do not compile\n", len(mutants),
		count[killed], count[survived], count[unfound], count[broken])
	return count[killed] == len(mutants), nil
}

// try puts the mutant into the copy, asks the tests and takes it out again. By
// is the package whose tests noticed it.
func (l *lab) try(ctx context.Context, m mutant) (got fate, by string, err error) {
	name := filepath.Join(l.dir, filepath.FromSlash(m.File))
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return unfound, "no such file", nil
	} else if err != nil {
		return "", "", err
	}
	if n := strings.Count(string(text), m.Old); n != 1 {
		return unfound, fmt.Sprintf("%d times", n), nil
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), m.Old, m.New, 1)), 0o644); err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, os.WriteFile(name, text, 0o644)) }()
	return l.ask(ctx, filepath.ToSlash(filepath.Dir(m.File)))
}
