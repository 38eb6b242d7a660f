// This file defines writing a change to disk: note in the journal what is to be
// done, stage siblings, put them in place one by one, look whether anybody saved
// meanwhile, and take everything back when anything went wrong.
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
// original bytes or could not be removed; both are empty otherwise. Whatever
// is named there is in the journal as well, and Repair sees to it.
type Report struct {
	Created, Changed, Deleted []string
	Damaged, Leftover         []string
}

// Refusal is the error of a Write that did not happen, for reasons that the
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
// a target is a symbolic link, has changed since it was read or is saved by
// somebody else while the change is written, the directory is as it was with
// that save in it, and the error is a *Refusal; where an operation fails, or ctx
// ends before the first target is changed, the originals are put back and the
// error says why. Modes, owners and further names of existing files stay. A run
// that dies on the way leaves a journal, by which Repair finishes it or takes
// it back.
func Write(ctx context.Context, dir string, base, next *checkout.Tree) (Report, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Report{}, fmt.Errorf("cannot open the directory to write to: %w", err)
	}
	defer root.Close()
	return write(ctx, &disk{root: root}, base, next)
}

// Probe returns the reasons for which Write would not begin, without writing.
func Probe(dir string, base, next *checkout.Tree) (diag.List, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return diag.List{}, fmt.Errorf("cannot open the directory to write to: %w", err)
	}
	defer root.Close()
	w := &writing{disk: &disk{root: root}}
	err = errors.Join(w.plan(base, next), w.check())
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Diags, nil
	}
	return diag.List{}, err
}

// operation is what becomes of one file.
type operation struct {
	path     string
	was, now string      // sums of the contents; noFile creates or deletes it
	text     []byte      // the new content; nil in a repair, which has it in a helper file
	like     fs.FileInfo // the file that is there
	inPlace  bool        // the file itself is to stay, with its other names and its owner
	begun    bool        // the target may have its new state
}

// writing is one run of Write, or the repair of one.
type writing struct {
	disk    *disk
	journal *journal
	ops     []*operation
	new     []string // directories to be made, parents first
	made    []string // those made
	saved   []string // targets with somebody else's save, which stays
}

// errSaved says that somebody saved a target while it was to be written.
var errSaved = errors.New("saved meanwhile")

func write(ctx context.Context, d *disk, base, next *checkout.Tree) (Report, error) {
	w := &writing{disk: d}
	if err := w.plan(base, next); err != nil {
		return Report{}, err
	}
	if err := w.check(); err != nil || len(w.ops) == 0 {
		return Report{}, err
	}
	var err error
	if w.journal, err = w.disk.openJournal(true); err != nil {
		return Report{}, cannotBegin(err)
	}
	if _, _, begun, err := w.journal.read(); begun || err != nil {
		w.journal.leave()
		return Report{}, cannotBegin(errors.Join(err, errors.New("an earlier run was broken off; run again to repair that")))
	}
	if err := w.check(); err != nil { // once more: another run may have written until now
		return Report{}, errors.Join(err, w.journal.end())
	}
	if err := w.advance(ctx); err != nil {
		return w.restore(err)
	}
	return w.finish()
}

// cannotBegin is the error for a journal that is not to be had.
func cannotBegin(err error) error {
	if !errors.Is(err, ErrBusy) {
		return fmt.Errorf("nothing was written: the journal of the write: %w", err)
	}
	var diags diag.List
	diags.Errorf("another-run", diag.Pos{File: journalName}, "wait until it has ended, and run again", "another run is writing to this checkout")
	return &Refusal{diags}
}

// plan fills in the operations.
func (w *writing) plan(base, next *checkout.Tree) error {
	paths := next.Changed(base)
	if err := checkPaths(paths); err != nil {
		return err
	}
	for _, p := range paths {
		was, now, err := contents(base, next, p)
		if err != nil {
			return err
		}
		w.ops = append(w.ops, &operation{path: p, was: sumOf(was), now: sumOf(now), text: now})
	}
	return nil
}

// advance stages all files, then puts them in place. Once the first target is
// touched a cancelled context no longer stops it: going on is as quick as going
// back.
func (w *writing) advance(ctx context.Context) error {
	if err := w.journal.begin(w.head()); err != nil {
		return err
	}
	for _, op := range w.ops {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.stage(op); err != nil {
			return err
		}
	}
	if err := w.journal.mark(phaseStaged); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, op := range w.ops {
		op.begun = true
		if err := w.commit(op); err != nil {
			return fmt.Errorf("%s: %w", op.path, err)
		}
	}
	if err := w.lookBack(); err != nil {
		return err
	}
	for _, dir := range w.dirs() {
		w.disk.settle(dir)
	}
	return w.journal.mark(phaseWritten)
}

func (w *writing) head() journalHead {
	head := journalHead{Form: journalForm, Dirs: w.new}
	for _, op := range w.ops {
		head.Files = append(head.Files, journalFile{Path: op.path, Was: op.was, Now: op.now, InPlace: op.inPlace})
	}
	return head
}

// stage writes the new content beside its target, and for a file that is
// written in place the old one.
func (w *writing) stage(op *operation) error {
	if err := w.makeDir(path.Dir(op.path)); err != nil {
		return err
	}
	if op.now == noFile {
		return nil
	}
	if err := w.disk.create(fresh(op.path), op.text, op.like); err != nil {
		return err
	}
	if !op.inPlace {
		return nil
	}
	was, err := w.disk.read(op.path)
	if err != nil {
		return err
	}
	if sumOf(was) != op.was {
		return fmt.Errorf("%s: %w", op.path, errSaved)
	}
	return w.disk.create(kept(op.path), was, op.like)
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

// lookBack finds saves that met the write: no process may have an original
// open for writing any more, originals must be what was read, and targets what
// was written.
func (w *writing) lookBack() error {
	for _, op := range w.ops {
		if op.was != noFile && !op.inPlace {
			if !w.disk.quiet(kept(op.path)) {
				return fmt.Errorf("%s: %w", op.path, errSaved)
			}
			if err := w.unsaved(kept(op.path), op.was); err != nil {
				return fmt.Errorf("%s: %w", op.path, err)
			}
		}
		if err := w.unsaved(op.path, op.now); err != nil {
			return fmt.Errorf("%s: %w", op.path, err)
		}
	}
	return nil
}

// restore undoes everything, last step first, and goes on where it can.
func (w *writing) restore(cause error) (Report, error) {
	r := w.takeBack()
	if len(r.Leftover) > 0 || len(r.Damaged) > 0 {
		w.journal.leave()
	} else if w.journal.end() != nil {
		r.Leftover = append(r.Leftover, journalName)
	}
	return r, w.failure(r, cause)
}

// takeBack undoes all operations and removes helper files and new directories.
func (w *writing) takeBack() Report {
	var r Report
	for _, op := range slices.Backward(w.ops) {
		if err := w.undo(op); err != nil {
			if op.begun {
				r.Damaged = append(r.Damaged, op.path)
			}
			for _, helper := range []string{fresh(op.path), kept(op.path)} {
				if _, err := w.disk.root.Lstat(helper); err == nil {
					r.Leftover = append(r.Leftover, helper)
				}
			}
		}
	}
	for _, dir := range slices.Backward(w.made) {
		if err := w.disk.remove(dir); err != nil && !errors.Is(err, errNotEmpty) {
			r.Leftover = append(r.Leftover, dir)
		}
	}
	slices.Sort(r.Damaged)
	slices.Sort(r.Leftover)
	return r
}

func (w *writing) failure(r Report, cause error) error {
	switch {
	case len(r.Damaged) > 0:
		return fmt.Errorf("writing failed: %w; these files could not be put back: %v (helper files left: %v); see to the cause, then run any command of kvscaffold on this checkout: it puts them back", cause, r.Damaged, r.Leftover)
	case len(r.Leftover) > 0:
		return fmt.Errorf("writing failed: %w; the checkout is as it was, except that these could not be removed: %v (the next run tries again)", cause, r.Leftover)
	case errors.Is(cause, errSaved):
		var diags diag.List
		for _, op := range w.ops {
			if now, err := w.disk.sum(op.path); err == nil && now != op.was {
				diags.Errorf("saved-meanwhile", diag.Pos{File: op.path}, "run again",
					"this file was saved while the change was being written: that save stays, and everything else was taken back")
			}
		}
		if diags.Len() > 0 {
			return &Refusal{diags}
		}
		diags.Errorf("saved-meanwhile", diag.Pos{}, "run again", "%s; everything was taken back", cause)
		return &Refusal{diags}
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
		case op.was == noFile:
			r.Created = append(r.Created, op.path)
		case op.now == noFile:
			r.Deleted = append(r.Deleted, op.path)
		default:
			r.Changed = append(r.Changed, op.path)
		}
	}
	if r.Leftover = w.clean(); len(r.Leftover) > 0 {
		w.journal.leave()
	} else if w.journal.end() != nil {
		r.Leftover = []string{journalName}
	}
	if len(r.Leftover) > 0 {
		return r, fmt.Errorf("everything was written, but these helper files could not be removed (the next run tries again): %v", r.Leftover)
	}
	return r, nil
}

// clean removes all helper files, and the directories that deleted files leave
// empty; it returns what it could not remove.
func (w *writing) clean() []string {
	var left []string
	for _, op := range w.ops {
		for _, helper := range []string{kept(op.path), fresh(op.path)} {
			if w.disk.remove(helper) != nil {
				left = append(left, helper)
			}
		}
		if op.now != noFile {
			continue
		}
		for dir := path.Dir(op.path); dir != "."; dir = path.Dir(dir) {
			if w.disk.remove(dir) != nil { // not empty
				break
			}
		}
	}
	return left
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
