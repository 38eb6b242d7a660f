// This file defines how the index of declarations comes to be: one pass over
// the files, side by side, and for a tree with an overlay only the files of it.
package checkout

import (
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

// indexCell is the index of what lies below all overlays, made once for all
// trees of a checkout.
type indexCell struct {
	once sync.Once
	x    *Index
}

// Index returns the declarations of the tree. The first call reads every Go
// file of the checkout; StartIndex does so beforehand.
func (t *Tree) Index() *Index {
	t.indexO.Do(func() {
		under := t.rootIndex()
		if len(t.overlay) == 0 {
			t.index = under
			return
		}
		hidden := map[string]bool{}
		var files []*outline.File
		for p, data := range t.overlay {
			if !isIndexed(p) {
				continue
			}
			hidden[p] = true
			if data != nil {
				files = append(files, outline.Of(p, data))
			}
		}
		x := newIndex(files)
		x.under, x.hidden = under, hidden
		t.index = x
	})
	return t.index
}

// StartIndex begins to make the index while the caller goes on.
func (t *Tree) StartIndex() { go t.Index() }

func (t *Tree) rootIndex() *Index {
	t.cell.once.Do(func() {
		root := t
		if len(t.overlay) > 0 {
			root = FromFS(t.root)
			t.mu.Lock()
			for p, e := range t.files {
				if _, hidden := t.overlay[p]; !hidden {
					root.files[p] = e
				}
			}
			t.mu.Unlock()
		}
		t.cell.x = newIndex(root.outlines())
	})
	return t.cell.x
}

// outlines reads and outlines the files that are indexed. There are a few more
// workers than processors, as reading may wait for the disk.
func (t *Tree) outlines() []*outline.File {
	var paths []string
	for _, top := range indexed {
		paths = t.goFiles(top, paths)
	}
	out := make([]*outline.File, len(paths))
	var wg sync.WaitGroup
	var next sync.Mutex
	at := 0
	for range runtime.GOMAXPROCS(0) + 2 {
		wg.Go(func() {
			for {
				next.Lock()
				from, to := at, min(at+16, len(paths))
				at = to
				next.Unlock()
				if from == to {
					return
				}
				for i := from; i < to; i++ {
					if src, err := t.Read(paths[i]); err == nil {
						out[i] = outline.Of(paths[i], src)
					}
				}
			}
		})
	}
	wg.Wait()
	return slices.DeleteFunc(out, func(f *outline.File) bool { return f == nil })
}

// goFiles appends the Go files in a directory and below it.
func (t *Tree) goFiles(dir string, paths []string) []string {
	for _, name := range t.Files(dir) {
		if strings.HasSuffix(name, ".go") && name[0] != '.' && name[0] != '_' {
			paths = append(paths, path.Join(dir, name))
		}
	}
	for _, name := range t.Dirs(dir) {
		if !isPassedOver(name) {
			paths = t.goFiles(path.Join(dir, name), paths)
		}
	}
	return paths
}

func isPassedOver(dir string) bool {
	return dir == "vendor" || dir == "testdata" || dir[0] == '.' || dir[0] == '_'
}

// isIndexed reports whether the index holds a path.
func isIndexed(p string) bool {
	if base := path.Base(p); !strings.HasSuffix(base, ".go") || base[0] == '.' || base[0] == '_' {
		return false
	}
	for _, top := range indexed {
		rest, ok := strings.CutPrefix(path.Dir(p)+"/", top+"/")
		if ok {
			return !slices.ContainsFunc(strings.FieldsFunc(rest, func(r rune) bool { return r == '/' }), isPassedOver)
		}
	}
	return false
}
