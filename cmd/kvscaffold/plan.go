package main

import (
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
	"github.com/kubevirt/kvscaffold/generator/plan"
)

// maxPlan is the largest plan that is read; the reader itself refuses less.
const maxPlan = 64 << 20

// readPlan reads a plan (or a model) and what lies beside it. "-" is standard
// input. A file that cannot be read is a diagnostic, not an error.
func (a *app) readPlan(name string) *plan.Reading {
	data, err := readFile(name)
	if err != nil {
		out := &plan.Reading{}
		out.Diags.Errorf("no-plan", diag.Pos{File: name}, "give the path of a Markdown plan, or start one with `kvscaffold new NAME`", "the plan cannot be read: %s", reason(err))
		return out
	}
	doc := plan.Document{Name: filepath.ToSlash(name), Data: data}
	if name != "-" {
		dir := filepath.Dir(name)
		if root, err := os.OpenRoot(dir); err == nil {
			doc.Linked = func(rel string) ([]byte, error) { return readLinked(root, rel) }
			doc.Siblings = siblings(root.FS())
		}
	}
	return plan.Read(doc)
}

func readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, maxPlan))
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a directory")
	}
	if info.Size() > maxPlan {
		return nil, fmt.Errorf("it has %d MB, more than any plan", info.Size()>>20)
	}
	return os.ReadFile(name)
}

func readLinked(root *os.Root, rel string) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(rel))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxPlan))
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
