// Package checkout opens a KubeVirt source tree for reading: files are read
// and hashed once, parsed once, and found by declaration rather than by line.
package checkout

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Tree is an immutable view of a checkout: a file system with an overlay on
// top. With returns a further view; nothing ever changes an existing one. All
// paths are slash-separated and relative to the root. A Tree is safe for
// concurrent use.
type Tree struct {
	root    fs.FS
	dir     string
	overlay map[string][]byte // nil value: deleted

	mu    sync.Mutex
	files map[string]*entry
	pkgs  map[string]*pkgEntry
	names map[string][]string // by directory, read once: lookups by name list the same few directories again and again

	cell   *indexCell // shared by all trees of the checkout
	faults *faults    // as cell
	indexO sync.Once
	index  *Index
}

type entry struct {
	once sync.Once
	data []byte
	raw  []byte // as it is on disk; nil where data is the same
	err  error
	gof  *GoFile
	gofE error
	gofO sync.Once
}

// Open returns the tree of a directory on disk. Reads cannot leave the
// directory, not even through symbolic links.
func Open(dir string) (*Tree, error) {
	root, err := openDisk(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open checkout: %w", err)
	}
	t := FromFS(root)
	t.dir = dir
	return t, nil
}

// FromFS returns the tree of any file system; tests use it with archives.
func FromFS(fsys fs.FS) *Tree {
	return &Tree{root: fsys, files: map[string]*entry{}, pkgs: map[string]*pkgEntry{}, cell: &indexCell{}, faults: &faults{}}
}

// Dir returns the directory given to Open, or "" for other trees.
func (t *Tree) Dir() string { return t.dir }

// With returns the tree with the given files on top; a nil content deletes
// the file. Files outside the overlay share their parsed form with t.
func (t *Tree) With(overlay map[string][]byte) *Tree {
	next := &Tree{root: t.root, dir: t.dir, overlay: maps.Clone(t.overlay),
		files: map[string]*entry{}, pkgs: map[string]*pkgEntry{}, cell: t.cell, faults: t.faults}
	if next.overlay == nil {
		next.overlay = map[string][]byte{}
	}
	maps.Copy(next.overlay, overlay)
	t.mu.Lock()
	defer t.mu.Unlock()
	for p, e := range t.files {
		if _, hidden := overlay[p]; !hidden {
			next.files[p] = e
		}
	}
	return next
}

// Overlay returns what lies on top of the file system: content by path, nil
// for deleted files. The map must not be changed.
func (t *Tree) Overlay() map[string][]byte { return t.overlay }

// Changed returns the paths whose content differs between base and t, sorted.
// t must come from base by calls to With.
func (t *Tree) Changed(base *Tree) []string {
	var out []string
	for p := range t.overlay {
		was, err := base.Read(p)
		now := t.overlay[p]
		if (err != nil) != (now == nil) || string(was) != string(now) {
			out = append(out, p)
		}
	}
	sort.Strings(out)
	return out
}

func (t *Tree) entry(p string) *entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.files[p]
	if e == nil {
		e = &entry{}
		t.files[p] = e
	}
	return e
}

// Read returns the content of a file; the caller must not change it. The error
// satisfies errors.Is(err, fs.ErrNotExist) where there is no such file.
func (t *Tree) Read(p string) ([]byte, error) {
	e := t.entry(p)
	e.once.Do(func() {
		raw, err := t.load(p)
		e.data, e.err = raw, err
		if _, made := t.overlay[p]; !made && err == nil {
			if e.data = plain(raw); len(e.data) != len(raw) {
				e.raw = raw
			}
		}
		t.faults.note(p, err)
	})
	return e.data, e.err
}

func (t *Tree) load(p string) ([]byte, error) {
	if data, ok := t.overlay[p]; ok {
		if data == nil {
			return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
		}
		return data, nil
	}
	if !fs.ValidPath(p) {
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrInvalid}
	}
	return fs.ReadFile(t.root, p)
}

// Exists reports whether p is a file or a directory of the tree.
func (t *Tree) Exists(p string) bool {
	if data, ok := t.overlay[p]; ok {
		return data != nil
	}
	for q, data := range t.overlay {
		if data != nil && len(q) > len(p) && q[len(p)] == '/' && q[:len(p)] == p {
			return true
		}
	}
	if !fs.ValidPath(p) {
		return false
	}
	_, err := fs.Stat(t.root, p)
	return err == nil
}

// IsDir reports whether p is a directory of the tree.
func (t *Tree) IsDir(p string) bool {
	if _, ok := t.overlay[p]; ok {
		return false
	}
	return t.Exists(p) && !t.isFile(p)
}

func (t *Tree) isFile(p string) bool {
	if info, err := fs.Stat(t.root, p); err == nil {
		return !info.IsDir()
	}
	return false
}

// Files returns the names of the plain files directly in dir, sorted; the
// caller must not change them. A directory that does not exist has none.
func (t *Tree) Files(dir string) []string {
	t.mu.Lock()
	names, ok := t.names[dir]
	t.mu.Unlock()
	if ok {
		return names
	}
	names = slices.Clip(t.list(dir))
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.names == nil {
		t.names = map[string][]string{}
	}
	t.names[dir] = names
	return names
}

func (t *Tree) list(dir string) []string {
	set := map[string]bool{}
	entries, err := fs.ReadDir(t.root, dir)
	t.faults.note(dir, err)
	if err == nil {
		for _, e := range entries {
			if !e.IsDir() {
				set[e.Name()] = true
			}
		}
	}
	for p, data := range t.overlay {
		if path.Dir(p) == dir {
			if data == nil {
				delete(set, path.Base(p))
			} else {
				set[path.Base(p)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Dirs returns the names of the directories directly in dir, sorted.
func (t *Tree) Dirs(dir string) []string {
	set := map[string]bool{}
	if entries, err := fs.ReadDir(t.root, dir); err == nil {
		for _, e := range entries {
			if e.IsDir() {
				set[e.Name()] = true
			}
		}
	}
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	for p, data := range t.overlay {
		if data == nil || len(p) <= len(prefix) || p[:len(prefix)] != prefix {
			continue
		}
		rest := p[len(prefix):]
		for i := range rest {
			if rest[i] == '/' {
				set[rest[:i]] = true
				break
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Mode returns the permission bits a file has on disk, 0644 for a file that is
// not there.
func (t *Tree) Mode(p string) fs.FileMode {
	if info, err := fs.Stat(t.root, p); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// Hash returns the SHA-256 of a file as it was first read, and false where it
// could not be read.
func (t *Tree) Hash(p string) ([sha256.Size]byte, bool) {
	data, err := t.Read(p)
	if err != nil {
		return [sha256.Size]byte{}, false
	}
	return sha256.Sum256(data), true
}

// Ahead reads and parses Go files side by side with what the caller goes on to
// do; paths that are none are passed over. The returned function waits for the
// end of it.
func (t *Tree) Ahead(paths []string) (wait func()) {
	var wg sync.WaitGroup
	for _, p := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		if strings.HasSuffix(p, ".go") {
			wg.Go(func() { _, _ = t.Go(p) })
		}
	}
	return wg.Wait
}

// IsNotExist reports whether an error of Read means that there is no such file.
func IsNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
