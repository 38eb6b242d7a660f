// Package scratch puts a copy of a tree where generators may write, and tells
// afterwards what they wrote. The user's checkout is only read. The copy is a
// real one except for vendored modules, which no generator writes: nine of
// thirteen thousand files, they are linked to as a whole and compared
// afterwards. (Hard links would change each file's status, after which git
// reads them all again.)
package scratch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/toolbox"
)

const prefix = "kvscaffold-"

// Dir is a scratch directory: Root holds the copy of the tree, Work is for
// intermediate files of steps.
type Dir struct {
	Root, Work string
	top        string
	release    func()

	mu      sync.Mutex
	stamps  map[string]stamp // what was put there
	written map[string]bool  // what Write replaced
	vendor  map[string]stamp // the linked vendor directory as it was, nil if it is copied
	linked  string           // where it is
}

type stamp struct {
	size int64
	time time.Time
	mode fs.FileMode
}

// New makes an empty scratch directory below parent and sweeps away those that
// runs left behind which were killed.
func New(parent string) (*Dir, error) {
	d, err := create(parent)
	if err != nil {
		return nil, fmt.Errorf("cannot create scratch directory: %w", err)
	}
	return d, nil
}

// create holds a lock, so that nobody sweeps a directory away whose own lock
// is not yet taken.
func create(parent string) (*Dir, error) {
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	unlock, err := toolbox.Lock(filepath.Join(parent, "lock"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	sweep(parent)
	top, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return nil, err
	}
	d := &Dir{Root: filepath.Join(top, "tree"), Work: filepath.Join(top, "work"), top: top, stamps: map[string]stamp{}, written: map[string]bool{}}
	if d.release, err = toolbox.Lock(filepath.Join(top, "lock")); err == nil {
		err = errors.Join(os.Mkdir(d.Root, 0o755), os.Mkdir(d.Work, 0o755))
	}
	if err != nil {
		return nil, errors.Join(err, d.Remove())
	}
	return d, nil
}

// sweep removes scratch directories that no process holds.
func sweep(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, prefix+"*"))
	for _, dir := range left {
		if release, ok := toolbox.TryLock(filepath.Join(dir, "lock")); ok {
			os.RemoveAll(dir)
			release()
		}
	}
}

// Top returns the directory that Remove deletes.
func (d *Dir) Top() string { return d.top }

// Remove deletes the directory. Children of a killed command may still be
// dying and write, so it tries again for a moment.
func (d *Dir) Remove() error {
	if d.release != nil {
		defer d.release()
	}
	var err error
	for range 20 {
		if err = os.RemoveAll(d.top); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("cannot remove scratch directory: %w", err)
}

// Fill copies the given files of a tree, as they are in the tree.
func (d *Dir) Fill(ctx context.Context, tree *checkout.Tree, files []string) error {
	overlay := tree.Overlay()
	for _, dir := range directories(files) {
		if err := os.MkdirAll(filepath.Join(d.Root, filepath.FromSlash(dir)), 0o755); err != nil {
			return fmt.Errorf("cannot fill scratch directory: %w", err)
		}
	}
	workers := min(runtime.GOMAXPROCS(0), 8)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(files) && errs[w] == nil; i += workers {
				if errs[w] = ctx.Err(); errs[w] == nil {
					_, changed := overlay[files[i]]
					errs[w] = d.put(tree, files[i], changed)
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// put copies one file; one that lies over the disk, or of a tree that is not
// on disk, is written from memory.
func (d *Dir) put(tree *checkout.Tree, file string, changed bool) error {
	to := filepath.Join(d.Root, filepath.FromSlash(file))
	if tree.Dir() != "" && !changed {
		return d.stamp(file, copyFile(filepath.Join(tree.Dir(), filepath.FromSlash(file)), to))
	}
	data, err := tree.Read(file)
	if checkout.IsNotExist(err) {
		return nil
	}
	if err == nil {
		err = os.WriteFile(to, data, 0o644)
	}
	return d.stamp(file, err)
}

func (d *Dir) stamp(file string, err error) error {
	var info fs.FileInfo
	if err == nil {
		info, err = os.Lstat(filepath.Join(d.Root, filepath.FromSlash(file)))
	}
	if errors.Is(err, fs.ErrNotExist) { // deleted in the work tree, or a link that leads out
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot fill scratch directory: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stamps[file] = stamp{info.Size(), info.ModTime(), info.Mode()}
	return nil
}

// copyFile copies a plain file with its mode, through memory: for thousands of
// small files that is several times faster than having the kernel copy. Of
// links only relative ones are made again.
func copyFile(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil || filepath.IsAbs(target) {
			return err
		}
		return os.Symlink(target, to)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, info.Mode().Perm()|0o200)
}

// Write puts a file in place by renaming, so that a tool that reads it at the
// same time sees the old or the new one. A nil content deletes.
func (d *Dir) Write(file string, data []byte) error {
	d.mu.Lock()
	d.written[file] = true
	d.mu.Unlock()
	to := filepath.Join(d.Root, filepath.FromSlash(file))
	if data == nil {
		if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(d.Work, "write-")
	if err != nil {
		return err
	}
	_, err = fresh.Write(data)
	if err = errors.Join(err, fresh.Chmod(0o644), fresh.Close()); err != nil {
		return err
	}
	return os.Rename(fresh.Name(), to)
}

// Read returns a file of the copy as it is now.
func (d *Dir) Read(file string) ([]byte, error) {
	return os.ReadFile(filepath.Join(d.Root, filepath.FromSlash(file)))
}

// Touched returns the paths that may have changed since Fill: rewritten,
// new or gone, sorted.
func (d *Dir) Touched() ([]string, error) {
	var out []string
	seen := map[string]bool{}
	err := filepath.WalkDir(d.Root, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if d.vendor != nil && p == filepath.Join(d.Root, vendorDir) {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(d.Root, p)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(rel)
		if d.vendor != nil && file == vendorDir {
			return nil
		}
		seen[file] = true
		info, err := e.Info()
		if err != nil {
			return err
		}
		if d.stamps[file] != (stamp{info.Size(), info.ModTime(), info.Mode()}) || d.written[file] {
			out = append(out, file)
		}
		return nil
	})
	for file := range d.stamps {
		if !seen[file] {
			out = append(out, file)
		}
	}
	slices.Sort(out)
	return out, err
}
