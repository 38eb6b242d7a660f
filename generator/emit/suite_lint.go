package emit

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// lintLists are the places of the list of packages that are linted in full;
// it moved once.
var lintLists = []string{"hack/linter/lint-paths.txt", "hack/lint-paths.txt"}

// emitLintPaths asks for new packages to be added to the list of linted paths.
// What is written into them is known only when all emitters have run.
func emitLintPaths(c *Context) { c.lint = newPackages(c) }

// lintPaths adds the new packages that got a file to the list of linted paths,
// before the next name of their top directory in alphabetic order. The list as
// a whole is not sorted, and is left so.
func (c *Context) lintPaths() {
	written := map[string]bool{}
	for _, p := range c.FreshFiles() {
		written[path.Dir(p)] = true
	}
	dirs := c.lint
	if len(c.Running) > 1 { // alone, it cannot know
		dirs = slices.DeleteFunc(dirs, func(dir feature.Text) bool { return !written[dir.Value] })
	}
	if len(dirs) == 0 {
		return
	}
	c.Emitter = "lint"
	slices.SortStableFunc(dirs, func(a, b feature.Text) int { return strings.Compare(a.Value, b.Value) })
	for _, p := range lintLists {
		if src, err := c.Tree.Read(p); err == nil {
			for i, d := range dirs {
				c.lintPath(p, string(src), d, i)
			}
			return
		}
	}
	c.Left("lint of "+dirs[0].Value, "no list of linted paths in "+strings.Join(lintLists, " or "), dirs[0].At)
}

// newPackages returns the directories that get their first Go file.
func newPackages(c *Context) []feature.Text {
	var out []feature.Text
	seen := map[string]bool{}
	add := func(t feature.Text) {
		dir := path.Dir(t.Value)
		if !strings.HasSuffix(t.Value, ".go") || !strings.Contains(dir, "/") || seen[dir] {
			return
		}
		seen[dir] = true
		if !slices.ContainsFunc(c.Tree.Files(dir), func(name string) bool { return strings.HasSuffix(name, ".go") }) {
			out = append(out, feature.T(dir, t.At))
		}
	}
	for _, f := range c.Feature.Files {
		if f.State == feature.FileNew {
			add(f.Path)
		}
	}
	for _, fn := range c.Feature.Functions {
		add(fn.File)
	}
	return out
}

func (c *Context) lintPath(list, src string, dir feature.Text, rank int) {
	what := "lint path " + dir.Value
	at := len(src)
	off, found := 0, false
	for _, line := range strings.SplitAfter(src, "\n") {
		name := strings.TrimSpace(line)
		if name == dir.Value {
			c.Present(what, dir.At, diag.Pos{File: list})
			return
		}
		if kin := topDir(name) == topDir(dir.Value); kin && !found {
			if found = name > dir.Value; found {
				at = off
			} else {
				at = off + len(line)
			}
		}
		off += len(line)
	}
	text := dir.Value + "\n"
	if at == len(src) && src != "" && !strings.HasSuffix(src, "\n") {
		text = "\n" + dir.Value
	}
	c.Res.Set.Edits = append(c.Res.Set.Edits, change.Edit{Path: list, Start: at, End: at, New: text, Emitter: c.Emitter, From: dir.At, Rank: rank})
	c.Added(what, dir.At, diag.Pos{File: list})
}

func topDir(p string) string {
	top, _, _ := strings.Cut(p, "/")
	return top
}
