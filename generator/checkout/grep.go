package checkout

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"
)

// searchers is how many directories are searched at a time; reading waits for
// the disk more than for a processor.
const searchers = 4

// Grep returns the Go files below the given directories that hold all the
// words, sorted. Vendored code and test data are passed over.
func (t *Tree) Grep(tops []string, words ...string) []string {
	g := &search{tree: t, slots: make(chan struct{}, searchers)}
	for _, w := range words {
		g.words = append(g.words, []byte(w))
	}
	for _, top := range tops {
		g.wg.Go(func() { g.visit(top) })
	}
	g.wg.Wait()
	slices.Sort(g.found)
	return slices.Compact(g.found)
}

type search struct {
	tree  *Tree
	words [][]byte
	slots chan struct{}
	wg    sync.WaitGroup

	mu    sync.Mutex
	found []string
}

func (g *search) visit(dir string) {
	g.slots <- struct{}{}
	defer func() { <-g.slots }()
	for _, d := range g.tree.Dirs(dir) {
		if d != "vendor" && d != "testdata" {
			g.wg.Go(func() { g.visit(path.Join(dir, d)) })
		}
	}
	for _, name := range g.tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		p := path.Join(dir, name)
		if src, err := g.tree.Read(p); err == nil && g.matches(src) {
			g.mu.Lock()
			g.found = append(g.found, p)
			g.mu.Unlock()
		}
	}
}

func (g *search) matches(src []byte) bool {
	for _, w := range g.words {
		if !bytes.Contains(src, w) {
			return false
		}
	}
	return true
}
