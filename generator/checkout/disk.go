package checkout

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// disk is a directory as a file system that nothing leads out of. Walking a
// path safely takes two system calls for each of its elements, and a run reads
// a thousand files: so directories are listed once, and a path all of whose
// elements are known as plain directories and files is opened directly. What
// is not known, a symbolic link above all, goes the safe way.
type disk struct {
	fs.FS
	dir string

	mu    sync.Mutex
	lists map[string]*listing
}

type listing struct {
	once    sync.Once
	entries []fs.DirEntry
	kinds   map[string]fs.FileMode
	err     error
}

func openDisk(dir string) (*disk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &disk{FS: root.FS(), dir: dir, lists: map[string]*listing{}}, nil
}

func (d *disk) at(p string) string { return filepath.Join(d.dir, filepath.FromSlash(p)) }

// list returns what is in a directory.
func (d *disk) list(p string) *listing {
	d.mu.Lock()
	l := d.lists[p]
	if l == nil {
		l = &listing{}
		d.lists[p] = l
	}
	d.mu.Unlock()
	l.once.Do(func() {
		if p == "." || d.is(p, fs.ModeDir) {
			l.entries, l.err = os.ReadDir(d.at(p))
		} else {
			l.entries, l.err = fs.ReadDir(d.FS, p)
		}
		l.kinds = make(map[string]fs.FileMode, len(l.entries))
		for _, e := range l.entries {
			l.kinds[e.Name()] = e.Type()
		}
	})
	return l
}

// is reports whether a path is of a kind, and so is every directory above it a
// plain one.
func (d *disk) is(p string, kind fs.FileMode) bool {
	if p == "." {
		return kind == fs.ModeDir
	}
	up := path.Dir(p)
	if !d.is(up, fs.ModeDir) {
		return false
	}
	k, ok := d.list(up).kinds[path.Base(p)]
	return ok && k == kind
}

// ReadFile implements fs.ReadFileFS.
func (d *disk) ReadFile(p string) ([]byte, error) {
	if fs.ValidPath(p) && d.is(p, 0) {
		return os.ReadFile(d.at(p))
	}
	return fs.ReadFile(d.FS, p)
}

// ReadDir implements fs.ReadDirFS.
func (d *disk) ReadDir(p string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(p) {
		return nil, &fs.PathError{Op: "readdir", Path: p, Err: fs.ErrInvalid}
	}
	l := d.list(p)
	return l.entries, l.err
}

// Stat implements fs.StatFS.
func (d *disk) Stat(p string) (fs.FileInfo, error) {
	if fs.ValidPath(p) && (d.is(p, 0) || d.is(p, fs.ModeDir)) {
		return os.Lstat(d.at(p))
	}
	return fs.Stat(d.FS, p)
}
