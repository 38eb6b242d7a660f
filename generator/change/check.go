// This file defines what must hold before the first byte is written.
package change

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// checkPaths refuses names that cannot lie in the directory, before anything
// is read by them.
func checkPaths(paths []string) error {
	var diags diag.List
	for _, p := range paths {
		if !fs.ValidPath(p) || p == "." {
			diags.Errorf("path-outside", diag.Pos{File: p}, "give a path relative to the checkout, without dots", "%q is no path inside the checkout", p)
		}
	}
	if diags.HasErrors() {
		return &Refusal{diags}
	}
	return nil
}

// check looks at every target and collects all reasons against writing.
func (w *writing) check() error {
	var diags diag.List
	odd := map[string]bool{}
	w.new = nil
	for _, op := range w.ops {
		if err := w.checkTarget(op, odd, &diags); err != nil {
			return fmt.Errorf("nothing was written: %w", err)
		}
	}
	for _, dir := range w.dirs() {
		if err := w.checkLeftover(dir, odd, &diags); err != nil {
			return fmt.Errorf("nothing was written: %w", err)
		}
	}
	if diags.HasErrors() {
		return &Refusal{diags}
	}
	return nil
}

func (w *writing) checkTarget(op *operation, odd map[string]bool, diags *diag.List) error {
	at := diag.Pos{File: op.path}
	if ok, err := w.checkDir(path.Dir(op.path), odd, diags); !ok || err != nil {
		return err
	}
	info, err := w.disk.inspect(op.path)
	switch {
	case err != nil:
		return err
	case info == nil && op.was == noFile:
		return nil
	case info == nil:
		changed(diags, at, "it is gone")
	case info.Mode()&fs.ModeSymlink != 0:
		symlink(diags, op.path)
	case !info.Mode().IsRegular():
		diags.Errorf("not-a-file", at, "remove it, or give the file another name", "something that is no plain file stands in this place")
	case op.was == noFile:
		changed(diags, at, "there was no such file")
	default:
		op.like = info
		op.inPlace = op.now != noFile && bound(info) && w.disk.writable(op.path)
		return w.checkContent(op, diags)
	}
	return nil
}

func (w *writing) checkContent(op *operation, diags *diag.List) error {
	have, err := w.disk.sum(op.path)
	if err != nil {
		return err
	}
	if have != op.was {
		changed(diags, diag.Pos{File: op.path}, "its content is another")
	}
	return nil
}

// checkDir reports whether targets may be written into a directory: every part
// of its path is a directory, or not there yet. odd remembers the refused.
func (w *writing) checkDir(dir string, odd map[string]bool, diags *diag.List) (bool, error) {
	if dir == "." {
		return true, nil
	}
	if odd[dir] {
		return false, nil
	}
	if ok, err := w.checkDir(path.Dir(dir), odd, diags); !ok || err != nil {
		odd[dir] = true
		return false, err
	}
	info, err := w.disk.inspect(dir)
	switch {
	case err != nil:
		return false, err
	case info == nil:
		if !slices.Contains(w.new, dir) {
			w.new = append(w.new, dir)
		}
		return true, nil
	case info.IsDir():
		return true, nil
	case info.Mode()&fs.ModeSymlink != 0:
		symlink(diags, dir)
	default:
		diags.Errorf("not-a-directory", diag.Pos{File: dir}, "give the new files another directory", "a directory is needed here, but this is a file")
	}
	odd[dir] = true
	return false, nil
}

// checkLeftover finds helper files of a run that broke off.
func (w *writing) checkLeftover(dir string, odd map[string]bool, diags *diag.List) error {
	if odd[dir] {
		return nil
	}
	if info, err := w.disk.inspect(dir); info == nil || err != nil {
		return err
	}
	names, err := w.disk.list(dir)
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		if isSibling(name) {
			diags.Errorf("leftover-stage", diag.Pos{File: path.Join(dir, name)},
				"compare it with the file it is named after; it may hold lines that are nowhere else; then remove it",
				"a helper file of an earlier run is left here, and the journal of that run is gone")
		}
	}
	return nil
}

func changed(diags *diag.List, at diag.Pos, how string) {
	diags.Errorf("changed-since-read", at, "run again", "changed since it was read: %s", how)
}

func symlink(diags *diag.List, p string) {
	diags.Errorf("symbolic-link", diag.Pos{File: p}, "name the file that the link leads to", "a symbolic link is not written through")
}
