// This file defines what the next run does about one that died while it wrote:
// by the journal it takes everything back or finishes it, as a whole.
package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Repaired says what Repair found and did. Where it is nil there was nothing.
type Repaired struct {
	Finished bool     // the change is in the checkout; otherwise it was taken back
	Files    []string // whose state was not yet, or no longer, what it should be
	Edited   []string // changed by somebody since that run died: they stay as they are
}

// String tells it in a sentence.
func (r Repaired) String() string {
	did := "taken back"
	if r.Finished {
		did = "finished"
	}
	text := "an earlier run was broken off while it wrote; its change was " + did
	if len(r.Files) > 0 {
		text += ": " + strings.Join(r.Files, ", ")
	}
	if len(r.Edited) > 0 {
		text += "; edited since, and left as it is: " + strings.Join(r.Edited, ", ")
	}
	return text
}

// Repair looks in a directory for the journal of a run that died in Write, and
// takes its change back, or finishes it where it was complete or where a file
// that it had written was edited since. Without a journal it costs one look. A
// living run is waited for a little; the error is then ErrBusy.
func Repair(dir string) (*Repaired, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil // whoever opens it for reading says why
	}
	defer root.Close()
	r, err := repair(&disk{root: root})
	if errors.Is(err, ErrBusy) {
		return nil, err
	}
	if err != nil {
		return r, fmt.Errorf("an earlier run was broken off while it wrote, and that could not be repaired: %w", err)
	}
	return r, nil
}

func repair(d *disk) (*Repaired, error) {
	info, err := d.inspect(journalName)
	if info == nil || err != nil {
		return nil, err
	}
	j, err := d.openJournal(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // its run has just ended
	}
	if err != nil {
		return nil, err
	}
	head, reached, begun, err := j.read()
	switch {
	case err != nil:
		j.leave()
		return nil, err
	case !begun:
		return &Repaired{}, j.end()
	}
	w := &writing{disk: d, journal: j, made: head.Dirs}
	for _, f := range head.Files {
		w.ops = append(w.ops, &operation{path: f.Path, was: f.Was, now: f.Now, inPlace: f.InPlace, begun: reached != phaseBegun})
	}
	r, err := w.repair(reached)
	if err != nil {
		j.leave()
		return r, err
	}
	return r, j.end()
}

func (w *writing) repair(reached phase) (*Repaired, error) {
	if reached == phaseWritten {
		if left := w.clean(); len(left) > 0 {
			return nil, fmt.Errorf("these files could not be removed: %v", left)
		}
		return &Repaired{Finished: true}, nil
	}
	r := &Repaired{}
	if reached == phaseStaged {
		finish, err := w.standings(r)
		if err != nil {
			return nil, err
		}
		if finish {
			return r, w.goOn()
		}
	}
	if report := w.takeBack(); len(report.Leftover) > 0 || len(report.Damaged) > 0 {
		return nil, fmt.Errorf("these files could not be put back: %v (helper files: %v)", report.Damaged, report.Leftover)
	}
	for _, p := range w.saved {
		if !slices.Contains(r.Edited, p) {
			r.Edited = append(r.Edited, p)
		}
	}
	r.Files = slices.DeleteFunc(r.Files, func(p string) bool { return slices.Contains(r.Edited, p) })
	return r, nil
}

// standings decides between going on and going back, and notes which files were
// touched and which were edited since. Going back is the rule; but over a file
// that was written and then edited one can't go back, whereas going on may be
// possible.
func (w *writing) standings(r *Repaired) (finish bool, err error) {
	canFinish, edited := true, false
	var done, open []string
	for _, op := range w.ops {
		committed, err := w.committed(op)
		if err != nil {
			return false, err
		}
		now, err := w.disk.sum(op.path)
		if err != nil {
			return false, err
		}
		if committed {
			done = append(done, op.path)
			if now != op.now && now != op.was {
				edited = true
				r.Edited = append(r.Edited, op.path)
			}
			continue
		}
		open = append(open, op.path)
		stage := op.now
		if op.now != noFile {
			if stage, err = w.disk.sum(fresh(op.path)); err != nil {
				return false, err
			}
		}
		if now != op.was && now != noFile || stage != op.now {
			canFinish = false
		}
	}
	r.Finished = edited && canFinish
	r.Files = done
	if r.Finished {
		r.Files = open
	}
	return r.Finished, nil
}

// committed reports whether a target got its new state before the run died. A
// torn file counts as not yet.
func (w *writing) committed(op *operation) (bool, error) {
	stage, err := w.disk.sum(fresh(op.path))
	if err != nil {
		return false, err
	}
	old, err := w.disk.sum(kept(op.path))
	if err != nil {
		return false, err
	}
	switch {
	case op.inPlace:
		now, err := w.disk.sum(op.path)
		if err != nil || now == op.was {
			return false, err
		}
		torn, err := w.torn(op)
		return now == op.now || !torn, err
	case op.was == noFile:
		return stage == noFile, nil
	}
	now, err := w.disk.sum(op.path)
	if now == noFile && op.now != noFile { // taken aside, and not yet replaced
		return false, err
	}
	return old != noFile || stage != noFile && stage != op.now, err
}

// goOn commits what was not committed yet.
func (w *writing) goOn() error {
	for _, op := range w.ops {
		committed, err := w.committed(op)
		if err != nil {
			return err
		}
		if committed {
			continue
		}
		now, err := w.disk.sum(op.path)
		if err != nil {
			return err
		}
		if now == noFile && op.now != noFile {
			err = w.disk.move(fresh(op.path), op.path)
		} else {
			err = w.commit(op)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", op.path, err)
		}
	}
	if err := w.journal.mark(phaseWritten); err != nil {
		return err
	}
	if left := w.clean(); len(left) > 0 {
		return fmt.Errorf("these files could not be removed: %v", left)
	}
	return nil
}
