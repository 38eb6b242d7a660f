// This file defines how one target gets its new state and, if need be, its old
// one back, so that at no time a save of somebody else is overwritten: whatever
// stands in the target's place is taken aside before it is looked at.
package change

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"syscall"
)

// errNotEmpty is what removing a directory with something in it gives.
var errNotEmpty = syscall.ENOTEMPTY

// commit gives a target its new state. The original is then the kept sibling.
func (w *writing) commit(op *operation) error {
	switch {
	case op.was == noFile:
		err := w.disk.move(fresh(op.path), op.path)
		if errors.Is(err, fs.ErrExist) {
			return errSaved
		}
		return err
	case op.inPlace:
		return w.overwrite(op, fresh(op.path), op.was)
	case op.now == noFile:
		return w.aside(op)
	}
	err := w.disk.exchange(fresh(op.path), op.path)
	switch {
	case errors.Is(err, errUnsupported):
		if err := w.aside(op); err != nil {
			return err
		}
		err := w.disk.move(fresh(op.path), op.path)
		if errors.Is(err, fs.ErrExist) { // saved as a new file meanwhile
			return errSaved
		}
		return err
	case errors.Is(err, fs.ErrNotExist): // removed meanwhile
		return errSaved
	case err != nil:
		return err
	}
	if err := w.disk.move(fresh(op.path), kept(op.path)); err != nil {
		return err
	}
	return w.unsaved(kept(op.path), op.was)
}

// aside keeps what stands in the place of a target, which must be what was read.
func (w *writing) aside(op *operation) error {
	err := w.disk.move(op.path, kept(op.path))
	if errors.Is(err, fs.ErrNotExist) {
		return errSaved
	}
	if err != nil {
		return err
	}
	return w.unsaved(kept(op.path), op.was)
}

// unsaved checks that a file has the content of that sum.
func (w *writing) unsaved(name, sum string) error {
	have, err := w.disk.sum(name)
	if err == nil && have != sum {
		return errSaved
	}
	return err
}

// overwrite gives a file that is written in place the content of a helper. Its
// own content must have one of the sums, or be torn between old and new.
func (w *writing) overwrite(op *operation, helper string, from ...string) error {
	text, err := w.disk.read(helper)
	if err != nil {
		return err
	}
	return w.disk.overwrite(op.path, text, from...)
}

// undo gives a target its old state back, as far as it was changed, and removes
// its helper files. A save that somebody made over the new content stays; the
// target is then listed in saved. It can be called again after a failure.
func (w *writing) undo(op *operation) error {
	switch {
	case op.inPlace:
		return w.undoInPlace(op)
	case op.was == noFile:
		return w.undoCreation(op)
	}
	hasFresh, err := w.disk.sum(fresh(op.path))
	if err != nil {
		return err
	}
	hasKept, err := w.disk.sum(kept(op.path))
	if err != nil {
		return err
	}
	if hasKept == noFile && op.begun && hasFresh != noFile && hasFresh != op.now { // exchanged, and no more
		if err := w.disk.move(fresh(op.path), kept(op.path)); err != nil {
			return err
		}
		hasKept = hasFresh
	}
	if hasKept != noFile {
		if err := w.putBack(op); err != nil {
			return err
		}
	}
	return w.disk.remove(fresh(op.path))
}

// putBack exchanges target and kept original until what comes out is either
// what was written here, or an original over which somebody saved.
func (w *writing) putBack(op *operation) error {
	aside, err := w.disk.sum(kept(op.path))
	if err != nil {
		return err
	}
	if aside == op.now { // exchanged already, by a repair that was broken off
		return w.disk.remove(kept(op.path))
	}
	err = w.disk.exchange(kept(op.path), op.path)
	switch {
	case errors.Is(err, errUnsupported):
		return w.putBackPlainly(op)
	case errors.Is(err, fs.ErrNotExist): // taken aside and not yet replaced, or deleted
		err := w.disk.move(kept(op.path), op.path)
		if errors.Is(err, fs.ErrExist) {
			return w.putBack(op)
		}
		return err
	case err != nil:
		return err
	}
	quiet := w.disk.quiet(kept(op.path))
	out, err := w.disk.sum(kept(op.path))
	if err != nil {
		return err
	}
	if out == op.now && quiet {
		return w.disk.remove(kept(op.path))
	}
	w.saved = append(w.saved, op.path)
	if err := w.disk.exchange(kept(op.path), op.path); err != nil {
		return err
	}
	return w.dropOriginal(op)
}

// putBackPlainly does without exchanging names.
func (w *writing) putBackPlainly(op *operation) error {
	stage, err := w.disk.sum(fresh(op.path))
	if err != nil {
		return err
	}
	if stage == op.now { // the target was not replaced yet
		if err := w.disk.remove(fresh(op.path)); err != nil {
			return err
		}
	}
	err = w.disk.move(op.path, fresh(op.path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := w.disk.sum(fresh(op.path))
	if err != nil {
		return err
	}
	if out != op.now && out != noFile {
		w.saved = append(w.saved, op.path)
		if err := w.disk.move(fresh(op.path), op.path); err != nil {
			return err
		}
		return w.dropOriginal(op)
	}
	return w.disk.move(kept(op.path), op.path)
}

// dropOriginal removes a kept original over which somebody saved. One that was
// saved itself holds bytes that may be nowhere else: it stays.
func (w *writing) dropOriginal(op *operation) error {
	was, err := w.disk.sum(kept(op.path))
	if err != nil {
		return err
	}
	if was != op.was && was != op.now {
		return errSaved
	}
	return w.disk.remove(kept(op.path))
}

func (w *writing) undoCreation(op *operation) error {
	stage, err := w.disk.sum(fresh(op.path))
	if err != nil {
		return err
	}
	if stage == noFile && op.begun {
		now, err := w.disk.sum(op.path)
		if err != nil {
			return err
		}
		if now != op.now {
			if now != noFile {
				w.saved = append(w.saved, op.path)
			}
			return nil
		}
		if err := w.disk.move(op.path, fresh(op.path)); err != nil {
			return err
		}
		quiet := w.disk.quiet(fresh(op.path))
		if now, err = w.disk.sum(fresh(op.path)); err != nil {
			return err
		}
		if now != op.now || !quiet {
			w.saved = append(w.saved, op.path)
			return w.disk.move(fresh(op.path), op.path)
		}
	}
	return w.disk.remove(fresh(op.path))
}

func (w *writing) undoInPlace(op *operation) error {
	now, err := w.disk.sum(op.path)
	if err != nil {
		return err
	}
	if now != op.was && op.begun {
		torn, err := w.torn(op)
		if err != nil {
			return err
		}
		if now == op.now || torn {
			err := w.overwrite(op, kept(op.path), now)
			if err != nil && !errors.Is(err, errSaved) {
				return err
			}
		} else {
			w.saved = append(w.saved, op.path)
		}
	}
	return errors.Join(w.disk.remove(kept(op.path)), w.disk.remove(fresh(op.path)))
}

// torn reports whether a file that is written in place is new up to some byte
// and old from there on: what a run that died leaves.
func (w *writing) torn(op *operation) (bool, error) {
	have, err := w.disk.read(op.path)
	if err != nil {
		return false, err
	}
	now, err := w.disk.read(fresh(op.path))
	if err != nil {
		return false, err
	}
	was, err := w.disk.read(kept(op.path))
	if err != nil {
		return false, err
	}
	n := 0
	for n < len(have) && n < len(now) && have[n] == now[n] {
		n++
	}
	return n > 0 && bytes.Equal(have, slices.Concat(now[:n], was[min(n, len(was)):])), nil
}
