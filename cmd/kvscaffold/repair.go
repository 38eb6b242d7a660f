// This file defines how every command begins: with the repair of what a run left
// that died while it wrote.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// repair puts a checkout in order before it is read, and says so.
func (a *app) repair(dir string) *diag.Diagnostic {
	done, err := change.Repair(dir)
	if done != nil {
		fmt.Fprintf(a.err, "%s: note: %s [repaired]\n", dir, done)
	}
	switch {
	case errors.Is(err, change.ErrBusy):
		return &diag.Diagnostic{Severity: diag.Error, Code: "another-run", Pos: diag.Pos{File: dir}, Message: err.Error(),
			Remedy: "wait until it has ended, and run again"}
	case err != nil:
		return &diag.Diagnostic{Severity: diag.Error, Code: "not-repaired", Pos: diag.Pos{File: dir}, Message: err.Error(),
			Remedy: "see to the cause, and run again: originals are kept beside their files, under names that end in .kvscaffold-old"}
	}
	return nil
}

// write writes a change. As long as that lasts, a note in the user's state
// directory names the checkout, so that the next run of any command, whatever
// checkout it is for, finds what a dead one left.
func (a *app) write(ctx context.Context, dir string, base, next *checkout.Tree) (change.Report, error) {
	note := a.note(dir)
	if note != "" && os.MkdirAll(filepath.Dir(note), 0o700) == nil {
		if abs, err := filepath.Abs(dir); err == nil && os.WriteFile(note, []byte(abs+"\n"), 0o600) == nil {
			defer os.Remove(note)
		}
	}
	return change.Write(ctx, dir, base, next)
}

// notes returns the directory of those notes: $XDG_STATE_HOME/kvscaffold/writing,
// by default below ~/.local/state; "" where there is no home.
func (a *app) notes() string {
	state := a.env("XDG_STATE_HOME")
	if !filepath.IsAbs(state) {
		home := a.env("HOME")
		if !filepath.IsAbs(home) {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "kvscaffold", "writing")
}

// note returns the file that names a checkout while it is written.
func (a *app) note(dir string) string {
	abs, err := filepath.Abs(dir)
	if notes := a.notes(); err == nil && notes != "" {
		return filepath.Join(notes, fmt.Sprintf("%x", sha256.Sum256([]byte(abs)))[:16])
	}
	return ""
}

// repairNoted puts every noted checkout in order. One that is being written, or
// can't be repaired now, keeps its note; whoever opens it is told why.
func (a *app) repairNoted() {
	notes := a.notes()
	if notes == "" {
		return
	}
	entries, err := os.ReadDir(notes)
	if err != nil {
		return // none was ever written
	}
	for _, e := range entries {
		name := filepath.Join(notes, e.Name())
		text, err := os.ReadFile(name)
		if dir := strings.TrimSuffix(string(text), "\n"); err == nil && filepath.IsAbs(dir) && a.repair(dir) == nil {
			os.Remove(name)
		}
	}
}
