// This file defines how files are read whose lines end as Windows has it or that
// begin with a byte order mark: everybody reads them plainly, and what is
// written is given their form back (see change).
package checkout

import (
	"bytes"
	"errors"
	"go/scanner"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// byteOrderMark begins some UTF-8 files.
var byteOrderMark = []byte("\ufeff")

// plain returns a content without byte order mark and with bare line feeds; a
// content that has neither, or is no text, is returned as it is.
func plain(raw []byte) []byte {
	windows := bytes.Contains(raw, []byte("\r\n"))
	if !windows && !bytes.HasPrefix(raw, byteOrderMark) || bytes.IndexByte(raw, 0) >= 0 {
		return raw
	}
	return bytes.ReplaceAll(bytes.TrimPrefix(raw, byteOrderMark), []byte("\r\n"), []byte("\n"))
}

// Raw returns the bytes of a file as they are on disk, whereas Read gives its
// text. Files on top of the file system are the same in both.
func (t *Tree) Raw(p string) ([]byte, error) {
	data, err := t.Read(p)
	e := t.entry(p)
	if err == nil && e.raw != nil {
		return e.raw, nil
	}
	return data, err
}

// faults collects what could not be read of a checkout, so that nobody takes
// what is there and broken for missing.
type faults struct {
	mu   sync.Mutex
	seen map[string]diag.Diagnostic
}

// note records that a file or directory could not be read or parsed.
func (f *faults) note(p string, err error) {
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) || errors.Is(err, syscall.ENOTDIR) {
		return
	}
	d := diag.Diagnostic{Severity: diag.Warning, Code: "unreadable", Pos: diag.Pos{File: p},
		Message: "it cannot be read, and what it holds is not known: " + cause(err), Remedy: "give yourself the right to read it"}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		d.Code, d.Pos.Line, d.Pos.Col = "go-syntax", list[0].Pos.Line, list[0].Pos.Column
		d.Message, d.Remedy = "it does not parse, and what it declares is not known: "+list[0].Msg, "correct the file"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil {
		f.seen = map[string]diag.Diagnostic{}
	}
	f.seen[p] = d
}

func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// Faults returns a warning for every file and directory of the checkout that was
// looked at until now and could not be read or parsed, sorted by path. Conflict
// markers are called by their name.
func (t *Tree) Faults() []diag.Diagnostic {
	t.faults.mu.Lock()
	defer t.faults.mu.Unlock()
	var out []diag.Diagnostic
	for p, d := range t.faults.seen {
		if line := t.conflictMarker(p); line > 0 && d.Code == "go-syntax" {
			d.Pos.Line, d.Pos.Col = line, 0
			d.Message, d.Remedy = "it holds the markers of a merge conflict", "resolve the conflict"
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b diag.Diagnostic) int { return strings.Compare(a.Pos.File, b.Pos.File) })
	return out
}

// conflictMarker returns the first line that git has marked as a conflict.
func (t *Tree) conflictMarker(p string) int {
	src, err := t.Read(p)
	if err != nil {
		return 0
	}
	n := 0
	for line := range bytes.Lines(src) {
		n++
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) {
			return n
		}
	}
	return 0
}
