// This file defines writing a change to disk: check everything, stage siblings,
// rename in path order, and put the originals back when any step fails.
package change

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Report says what Write did. After a failure Damaged names the files that
// could not be put back, and Leftover the helper files that hold their
// original bytes or could not be removed; both are empty otherwise.
type Report struct {
	Created, Changed, Deleted []string
	Damaged, Leftover         []string
}

// Refusal is the error of a Write that did not begin, for reasons that the
// user can see to.
type Refusal struct{ Diags diag.List }

// Error returns the diagnostics as text.
func (r *Refusal) Error() string {
	text := "nothing was written"
	for _, d := range r.Diags.Sorted() {
		text += "\n" + d.String()
	}
	return text
}

// Write makes the files under dir, which must be as base read them, those of
// next; next must come from base by calls to With. It is all or nothing: where
// a target is a symbolic link or has changed since it was read, nothing is
// touched and the error is a *Refusal; where an operation fails, or ctx ends
// before the first rename, the originals are put back and the error says why.
// Modes of existing files stay. Renames of several files are not one atomic
// step: a crash among them leaves helper files, which the next Write finds and
// reports.
func Write(ctx context.Context, dir string, base, next *checkout.Tree) (Report, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Report{}, fmt.Errorf("cannot open the directory to write to: %w", err)
	}
	defer root.Close()
	return write(ctx, &disk{root: root}, base, next)
}

// operation is what becomes of one file: was nil creates it, now nil deletes it.
type operation struct {
	path     string
	was, now []byte
	mode     fs.FileMode
	done     bool // the target has its new state
}

// writing is one run of Write.
type writing struct {
	disk    *disk
	ops     []*operation
	made    []string // directories created, parents first
	helpers []string // sibling files created
}

func write(ctx context.Context, d *disk, base, next *checkout.Tree) (Report, error) {
	w := &writing{disk: d}
	paths := next.Changed(base)
	if err := checkPaths(paths); err != nil {
		return Report{}, err
	}
	for _, p := range paths {
		was, err := content(base, p)
		if err != nil {
			return Report{}, err
		}
		now, err := content(next, p)
		if err != nil {
			return Report{}, err
		}
		w.ops = append(w.ops, &operation{path: p, was: was, now: now})
	}
	if err := w.check(); err != nil {
		return Report{}, err
	}
	if err := w.advance(ctx); err != nil {
		return w.restore(err)
	}
	return w.finish()
}

// advance stages all files, then renames them. Once the first rename is done
// a cancelled context no longer stops it: going on is as quick as going back.
func (w *writing) advance(ctx context.Context) error {
	for _, op := range w.ops {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.stage(op); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, op := range w.ops {
		if err := w.commit(op); err != nil {
			return err
		}
		op.done = true
	}
	return nil
}

// stage writes the new content beside its target and keeps the old one.
func (w *writing) stage(op *operation) error {
	if err := w.makeDir(path.Dir(op.path)); err != nil {
		return err
	}
	if op.now != nil {
		if err := w.create(sibling(op.path, stageSuffix), op.now, op.mode); err != nil {
			return err
		}
	}
	if op.was == nil {
		return nil
	}
	// A second name for the old file costs nothing and restores it with all
	// its attributes; where links are not to be had, a copy does.
	keep := sibling(op.path, keepSuffix)
	if w.disk.link(op.path, keep) == nil {
		w.helpers = append(w.helpers, keep)
		return nil
	}
	return w.create(keep, op.was, op.mode)
}

// create writes a helper file and remembers it, even when it came out only in
// part; one that was there already belongs to another run.
func (w *writing) create(name string, data []byte, mode fs.FileMode) error {
	err := w.disk.create(name, data, mode)
	if !errors.Is(err, fs.ErrExist) {
		w.helpers = append(w.helpers, name)
	}
	return err
}

func (w *writing) makeDir(dir string) error {
	info, err := w.disk.inspect(dir)
	if err != nil || info != nil {
		return err
	}
	if err := w.makeDir(path.Dir(dir)); err != nil {
		return err
	}
	if err := w.disk.mkdir(dir); err != nil {
		return err
	}
	w.made = append(w.made, dir)
	return nil
}

func (w *writing) commit(op *operation) error {
	if op.now == nil {
		return w.disk.remove(op.path)
	}
	return w.disk.rename(sibling(op.path, stageSuffix), op.path)
}

// restore undoes everything, last step first, and goes on where it can.
func (w *writing) restore(cause error) (Report, error) {
	var r Report
	needed := map[string]bool{}
	for _, op := range slices.Backward(w.ops) {
		if op.done && w.undo(op) != nil {
			r.Damaged = append(r.Damaged, op.path)
			needed[sibling(op.path, keepSuffix)] = op.was != nil
		}
	}
	for _, helper := range w.helpers {
		if needed[helper] || w.disk.remove(helper) != nil {
			r.Leftover = append(r.Leftover, helper)
		}
	}
	for _, dir := range slices.Backward(w.made) {
		if w.disk.remove(dir) != nil {
			r.Leftover = append(r.Leftover, dir)
		}
	}
	slices.Sort(r.Damaged)
	slices.Sort(r.Leftover)
	return r, failure(r, cause)
}

func (w *writing) undo(op *operation) error {
	if op.was == nil {
		return w.disk.remove(op.path)
	}
	return w.disk.rename(sibling(op.path, keepSuffix), op.path)
}

func failure(r Report, cause error) error {
	switch {
	case len(r.Damaged) > 0:
		return fmt.Errorf("writing failed: %w; these files could not be put back, git restore does it: %v (helper files left: %v)", cause, r.Damaged, r.Leftover)
	case len(r.Leftover) > 0:
		return fmt.Errorf("writing failed: %w; the checkout is as it was, except that these could not be removed: %v", cause, r.Leftover)
	case errors.Is(cause, context.Canceled):
		return fmt.Errorf("writing was cancelled, the checkout is as it was: %w", cause)
	}
	return fmt.Errorf("writing failed, the checkout is as it was: %w", cause)
}

// finish drops the kept originals and tells what was done.
func (w *writing) finish() (Report, error) {
	var r Report
	for _, op := range w.ops {
		switch {
		case op.was == nil:
			r.Created = append(r.Created, op.path)
			continue
		case op.now == nil:
			r.Deleted = append(r.Deleted, op.path)
		default:
			r.Changed = append(r.Changed, op.path)
		}
		if keep := sibling(op.path, keepSuffix); w.disk.remove(keep) != nil {
			r.Leftover = append(r.Leftover, keep)
		}
	}
	for _, dir := range w.dirs() {
		w.disk.settle(dir)
	}
	if len(r.Leftover) > 0 {
		return r, fmt.Errorf("everything was written, but these helper files could not be removed: %v", r.Leftover)
	}
	return r, nil
}

// dirs returns the directories of all targets, sorted.
func (w *writing) dirs() []string {
	var out []string
	for _, op := range w.ops {
		out = append(out, path.Dir(op.path))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
