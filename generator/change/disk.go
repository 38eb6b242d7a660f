// This file defines the few file operations that writing needs. All of them go
// through one os.Root, so no path and no symbolic link leaves the directory.
package change

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// disk is a directory that is written to. Each operation asks fault first;
// tests make it fail at a chosen step, otherwise it is nil.
type disk struct {
	root  *os.Root
	fault func(op, name string) error
}

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
func (d *disk) create(name string, data []byte, mode fs.FileMode) error {
	if err := d.step("create", name); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := d.fill(f, data, mode); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Close()
}

func (d *disk) fill(f *os.File, data []byte, mode fs.FileMode) error {
	if err := d.step("write", f.Name()); err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if err := d.step("sync", f.Name()); err != nil {
		return err
	}
	return f.Sync()
}

func (d *disk) link(from, to string) error {
	if err := d.step("link", to); err != nil {
		return err
	}
	return d.root.Link(from, to)
}

func (d *disk) rename(from, to string) error {
	if err := d.step("rename", to); err != nil {
		return err
	}
	return d.root.Rename(from, to)
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
	return d.root.Mkdir(name, 0o755)
}

// settle asks for a directory's entries to reach stable storage. Not every
// file system can do that for a directory, so a refusal is no failure.
func (d *disk) settle(dir string) {
	if f, err := d.root.Open(dir); err == nil {
		_ = f.Sync()
		f.Close()
	}
}

// The names of helper files: siblings of their target, so that a rename stays
// within one file system, and hidden, so that Go and bazel ignore them.
const (
	stageSuffix = ".kvscaffold-new"
	keepSuffix  = ".kvscaffold-old"
)

func sibling(p, suffix string) string {
	return path.Join(path.Dir(p), "."+path.Base(p)+suffix)
}

func isSibling(name string) bool {
	return strings.HasPrefix(name, ".") && (strings.HasSuffix(name, stageSuffix) || strings.HasSuffix(name, keepSuffix))
}
