package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/reading"
	"github.com/kubevirt/kvscaffold/generator/resolve"
)

// maxPlan is the largest plan that is read; the reader itself refuses less.
const maxPlan = 8 << 20

// readPlan reads a plan (or a model) and what lies beside it, with the checkout
// that says what names are; tree may be nil. "-" is standard input. A file that
// cannot be read is a diagnostic, not an error. It ends with the context.
func (a *app) readPlan(ctx context.Context, name string, tree *checkout.Tree) (*reading.Reading, error) {
	return generator.Within(ctx, func() *reading.Reading { return a.readPlanNow(name, tree) })
}

func (a *app) readPlanNow(name string, tree *checkout.Tree) *reading.Reading {
	data, err := a.readFile(name)
	if err != nil {
		out := &reading.Reading{Ledger: &resolve.Ledger{}}
		out.Diags.Errorf("no-plan", diag.Pos{File: name}, "give the path of a Markdown plan, or start one with `kvscaffold new NAME`", "the plan cannot be read: %s", reason(err))
		return out
	}
	doc := reading.Document{Name: filepath.ToSlash(name), Data: data}
	if name != "-" {
		dir := filepath.Dir(name)
		if root, err := os.OpenRoot(dir); err == nil {
			doc.Linked = func(rel string) ([]byte, error) { return readLinked(root, rel) }
			doc.Siblings = siblings(root.FS())
		}
	}
	return reading.Read(doc, tree)
}

// readFile reads a plain file, or with "-" standard input, up to the limit. A
// pipe or a device by its name could go on for ever.
func (a *app) readFile(name string) ([]byte, error) {
	if name == "-" {
		if a.in == nil {
			return nil, errors.New("there is no standard input")
		}
		return readBounded(a.in)
	}
	return readPlain(name)
}

// readPlain reads a plain file.
func readPlain(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	f, err := openPlain(info, func() (*os.File, error) { return os.Open(name) })
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readBounded(f)
}

func openPlain(info fs.FileInfo, open func() (*os.File, error)) (*os.File, error) {
	switch {
	case info.IsDir():
		return nil, errors.New("it is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no plain file; give - to read standard input")
	}
	return open()
}

func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPlan+1))
	if err == nil && len(data) > maxPlan {
		return nil, fmt.Errorf("it has more than %d MB, more than any plan", maxPlan>>20)
	}
	return data, err
}

func readLinked(root *os.Root, rel string) ([]byte, error) {
	rel = filepath.FromSlash(rel)
	info, err := root.Stat(rel)
	if err != nil {
		return nil, err
	}
	f, err := openPlain(info, func() (*os.File, error) { return root.Open(rel) })
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readBounded(f)
}

// siblings lists the Markdown files beside a plan: its folder and the folder
// implementation-details.
func siblings(fsys fs.FS) []string {
	var out []string
	for _, dir := range []string{".", "implementation-details"} {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !e.IsDir() && strings.HasSuffix(e.Name(), ".md") {
				out = append(out, strings.TrimPrefix(dir+"/"+e.Name(), "./"))
			}
		}
	}
	return out
}

// reason shortens an I/O error to what the user needs.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// openTree opens the checkout of --repo, which is repaired first if need be.
func (a *app) openTree(dir string) (*checkout.Tree, *diag.Diagnostic) {
	if bad := a.repair(dir); bad != nil {
		return nil, bad
	}
	t, err := checkout.Open(dir)
	if err != nil {
		return nil, &diag.Diagnostic{Severity: diag.Error, Code: "not-kubevirt", Pos: diag.Pos{File: dir},
			Message: "the checkout cannot be opened: " + reason(err), Remedy: "give the root of a KubeVirt checkout with --repo DIR"}
	}
	return t, nil
}

// say prints diagnostics to the account.
func (a *app) say(l *diag.List) {
	fmt.Fprint(a.err, generator.Findings(l))
}

// refuse prints diagnostics and returns the error for the exit status.
func (a *app) refuse(l *diag.List, what string) error {
	a.say(l)
	return exit{exitRefused, generator.Verdict(l, what)}
}
