// This file defines the journal of a write: a small file in the root of the
// checkout that is there as long as helper files may be, so that the next run
// can repair what a dead one left. Its lock tells the living from the dead.
package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// journalForm names the version of the first line.
const journalForm = "kvscaffold.journal/v1"

// maxJournal bounds what is read as a journal.
const maxJournal = 16 << 20

// journalHead is the first line of a journal: what is to be done. It reaches
// stable storage before the first helper file is made.
type journalHead struct {
	Form  string        `json:"form"`
	Files []journalFile `json:"files"`
	Dirs  []string      `json:"dirs,omitempty"` // to be made, parents first
}

type journalFile struct {
	Path    string `json:"path"`
	Was     string `json:"was,omitempty"`     // sum of the content; empty: no such file
	Now     string `json:"now,omitempty"`     // empty: to be deleted
	InPlace bool   `json:"inPlace,omitempty"` // see operation
}

// phase is how far a write has come: a further line of its journal.
type phase string

// The phases, in order.
const (
	phaseBegun   phase = ""
	phaseStaged  phase = "staged"  // all helper files are complete; targets may have changed
	phaseWritten phase = "written" // all targets are new and nobody's save was met
)

// journal is the open, locked file.
type journal struct {
	disk *disk
	file *os.File
}

// ErrBusy says that another run is writing to the checkout.
var ErrBusy = errors.New("another run is writing to this checkout")

// openJournal locks the journal, which is created where there is none, and
// waits a little while another run holds it.
func (d *disk) openJournal(create bool) (*journal, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
	}
	for range patience {
		j, again, err := d.tryJournal(flags)
		if !again {
			return j, err
		}
		time.Sleep(pause)
	}
	return nil, ErrBusy
}

// tryJournal tries once; again says that another run is in the way.
func (d *disk) tryJournal(flags int) (j *journal, again bool, err error) {
	info, err := d.inspect(journalName)
	switch {
	case err != nil:
		return nil, false, err
	case info != nil && !info.Mode().IsRegular():
		return nil, false, fmt.Errorf("%s is no plain file; remove it", journalName)
	}
	if err := d.step("journal", journalName); err != nil {
		return nil, false, err
	}
	f, err := d.root.OpenFile(journalName, flags, 0o666)
	if err != nil {
		return nil, false, err
	}
	ok, err := lock(f)
	if !ok || err != nil {
		f.Close()
		return nil, err == nil, err
	}
	mine, err := f.Stat()
	if err == nil {
		info, err = d.root.Lstat(journalName)
	}
	if err != nil || !os.SameFile(mine, info) { // its run has just ended
		f.Close()
		return nil, err == nil || errors.Is(err, fs.ErrNotExist), err
	}
	d.held = f
	return &journal{d, f}, false, nil
}

// begin writes the first line.
func (j *journal) begin(head journalHead) error {
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	return j.append("journal begin", append(line, '\n'))
}

// mark notes that a phase is reached.
func (j *journal) mark(p phase) error { return j.append("journal "+string(p), []byte(string(p)+"\n")) }

func (j *journal) append(what string, line []byte) error {
	half := len(line) / 2
	if _, err := j.file.Write(line[:half]); err != nil {
		return err
	}
	if err := j.disk.step(what, journalName); err != nil {
		return err
	}
	if _, err := j.file.Write(line[half:]); err != nil {
		return err
	}
	if err := j.disk.sync(j.file); err != nil {
		return err
	}
	j.disk.settle(".")
	return nil
}

// read returns what a dead run noted. begun is false where it died before its
// first line was complete: then it had done nothing yet.
func (j *journal) read() (head journalHead, reached phase, begun bool, err error) {
	data, err := io.ReadAll(io.LimitReader(j.file, maxJournal))
	if err != nil {
		return head, "", false, err
	}
	first, rest, whole := bytes.Cut(data, []byte("\n"))
	if !whole {
		return head, "", false, nil
	}
	if err := json.Unmarshal(first, &head); err != nil || head.Form != journalForm {
		return head, "", false, fmt.Errorf("%s is no journal of this version of the tool; look for files named .*%s and .*%s, and remove it", journalName, freshSuffix, keptSuffix)
	}
	for _, f := range head.Files {
		if !fs.ValidPath(f.Path) || f.Path == "." || strings.HasPrefix(f.Path, ".git/") {
			return head, "", false, fmt.Errorf("%s names %q, which no run writes; remove it", journalName, f.Path)
		}
	}
	for line := range strings.Lines(string(rest)) {
		if p := phase(strings.TrimSuffix(line, "\n")); p == phaseStaged || p == phaseWritten {
			reached = p
		}
	}
	return head, reached, true, nil
}

// end removes the journal: there are no helper files any more.
func (j *journal) end() error {
	defer j.file.Close()
	return j.disk.remove(journalName)
}

// leave lets go of a journal that the next run has to look at.
func (j *journal) leave() { j.file.Close() }
