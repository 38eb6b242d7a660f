// This file defines the few file operations that writing needs. All of them go
// through one os.Root, so no path and no symbolic link leaves the directory.
package change

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// disk is a directory that is written to. Each operation asks fault first;
// tests make it fail at a chosen step, otherwise it is nil.
type disk struct {
	root  *os.Root
	fault func(op, name string) error
	plain bool     // do without exchanging names, as where the system has none
	lazy  bool     // leave it to the system when bytes reach stable storage
	held  *os.File // the locked journal
}

// errUnsupported says that the system or the file system lacks an operation.
var errUnsupported = errors.New("not supported here")

func (d *disk) step(op, name string) error {
	if d.fault == nil {
		return nil
	}
	return d.fault(op, name)
}

// inspect returns what a name is, without following a symbolic link; nil where
// there is nothing.
func (d *disk) inspect(name string) (fs.FileInfo, error) {
	if err := d.step("inspect", name); err != nil {
		return nil, err
	}
	info, err := d.root.Lstat(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	return info, err
}

func (d *disk) read(name string) ([]byte, error) {
	if err := d.step("read", name); err != nil {
		return nil, err
	}
	return d.root.ReadFile(name)
}

// noFile is the sum of a file that is not there.
const noFile = ""

// sum returns the SHA-256 of a file in hexadecimal digits, noFile where there
// is none.
func (d *disk) sum(name string) (string, error) {
	info, err := d.inspect(name)
	switch {
	case info == nil || err != nil:
		return noFile, err
	case !info.Mode().IsRegular():
		return "no plain file", nil
	}
	data, err := d.read(name)
	if os.IsNotExist(err) {
		return noFile, nil
	}
	return sumOf(data), err
}

// sumOf is the sum of a content; nil is that of no file.
func sumOf(data []byte) string {
	if data == nil {
		return noFile
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// writable reports whether a file may be written in place.
func (d *disk) writable(name string) bool {
	f, err := d.root.OpenFile(name, os.O_WRONLY, 0)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// list returns the names in a directory.
func (d *disk) list(dir string) ([]string, error) {
	if err := d.step("list", dir); err != nil {
		return nil, err
	}
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// create writes a file that must not exist and brings it to stable storage.
// Owner and mode become those of like as far as the system lets one; a nil like
// leaves what the system gives to new files.
func (d *disk) create(name string, data []byte, like fs.FileInfo) error {
	if err := d.step("create", name); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := d.fill(f, data, like); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Close()
}

func (d *disk) fill(f *os.File, data []byte, like fs.FileInfo) error {
	half := len(data) / 2
	if _, err := f.Write(data[:half]); err != nil {
		return err
	}
	if err := d.step("write", f.Name()); err != nil {
		return err
	}
	if _, err := f.Write(data[half:]); err != nil {
		return err
	}
	if like != nil {
		chownLike(f, like)
		if err := f.Chmod(like.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid)); err != nil {
			return err
		}
	}
	if err := d.step("sync", f.Name()); err != nil {
		return err
	}
	return d.sync(f)
}

func (d *disk) sync(f *os.File) error {
	if d.lazy {
		return nil
	}
	return f.Sync()
}

// overwrite replaces the content of a file without replacing the file, so that
// its other names and its owner stay. The content must have one of the sums.
func (d *disk) overwrite(name string, data []byte, from ...string) error {
	if err := d.step("overwrite", name); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if !d.alone(f) {
		return errSaved
	}
	have, err := io.ReadAll(f) // by this name alone: opening it again would wait for itself
	if err != nil {
		return err
	}
	if sum := sumOf(have); !contains(from, sum) {
		return errSaved
	}
	half := len(data) / 2
	if _, err := f.WriteAt(data[:half], 0); err != nil {
		return err
	}
	if err := d.step("overwrite half", name); err != nil {
		return err
	}
	if _, err := f.WriteAt(data[half:], int64(half)); err != nil {
		return err
	}
	if err := d.step("truncate", name); err != nil {
		return err
	}
	if err := f.Truncate(int64(len(data))); err != nil {
		return err
	}
	return d.sync(f)
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// exchange swaps two names of one directory in one step.
func (d *disk) exchange(a, b string) error {
	if err := d.step("exchange", b); err != nil {
		return err
	}
	if d.plain {
		return errUnsupported
	}
	return d.inDir(a, func(dir *os.File) error { return exchangeNames(dir, path.Base(a), path.Base(b)) })
}

// move gives a file another name in its directory; that name must be free, or
// the error is fs.ErrExist.
func (d *disk) move(from, to string) error {
	if err := d.step("move", to); err != nil {
		return err
	}
	err := errUnsupported
	if !d.plain {
		err = d.inDir(from, func(dir *os.File) error { return moveName(dir, path.Base(from), path.Base(to)) })
	}
	if !errors.Is(err, errUnsupported) {
		return err
	}
	switch err := d.root.Link(from, to); {
	case err == nil:
		return d.root.Remove(from)
	case errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := d.root.Lstat(to); err == nil { // no second names on this file system
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return d.root.Rename(from, to)
}

// inDir calls f with the open directory of a file.
func (d *disk) inDir(name string, f func(dir *os.File) error) error {
	dir, err := d.root.Open(path.Dir(name))
	if err != nil {
		return err
	}
	defer dir.Close()
	return f(dir)
}

// remove deletes a file or an empty directory; that there is none is no error.
func (d *disk) remove(name string) error {
	if err := d.step("remove", name); err != nil {
		return err
	}
	if err := d.root.Remove(name); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func (d *disk) mkdir(name string) error {
	if err := d.step("mkdir", name); err != nil {
		return err
	}
	return d.root.Mkdir(name, 0o777)
}

// settle asks for a directory's entries to reach stable storage. Not every
// file system can do that for a directory, so a refusal is no failure.
func (d *disk) settle(dir string) {
	if f, err := d.root.Open(dir); err == nil {
		_ = d.sync(f)
		f.Close()
	}
}

// patience is how often, and after which pause, writing looks again at what
// somebody else is busy with: two seconds in all.
const (
	patience = 1000
	pause    = 2 * time.Millisecond
)

// quiet waits until no process has a file open for writing, and reports whether
// that came true. Where the system does not tell, it is taken for true.
func (d *disk) quiet(name string) bool {
	for range patience {
		f, err := d.root.Open(name)
		if err != nil {
			return true // gone, or not ours to open; its content decides
		}
		busy := hasWriter(f)
		f.Close()
		if !busy {
			return true
		}
		time.Sleep(pause)
	}
	return false
}

// alone waits until no other process has the file open, and keeps others from
// opening it until it is closed. Where the system has no such thing, it is
// taken for true.
func (d *disk) alone(f *os.File) bool {
	for range patience {
		if !hasOthers(f) {
			return true
		}
		time.Sleep(pause)
	}
	return false
}

// The names of helper files: siblings of their target, so that a rename stays
// within one file system, and hidden, so that Go and bazel ignore them. The
// journal stands in the root of the checkout as long as there may be any.
const (
	freshSuffix = ".kvscaffold-new" // what is to become of the file
	keptSuffix  = ".kvscaffold-old" // what it was
	journalName = ".kvscaffold-journal"
)

func fresh(p string) string { return sibling(p, freshSuffix) }

func kept(p string) string { return sibling(p, keptSuffix) }

func sibling(p, suffix string) string {
	return path.Join(path.Dir(p), "."+path.Base(p)+suffix)
}

func isSibling(name string) bool {
	return strings.HasPrefix(name, ".") && (strings.HasSuffix(name, freshSuffix) || strings.HasSuffix(name, keptSuffix))
}
