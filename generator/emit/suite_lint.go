package emit

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// lintLists are the places of the list of packages that are linted in full;
// it moved once.
var lintLists = []string{"hack/linter/lint-paths.txt", "hack/lint-paths.txt"}

// emitLintPaths adds new packages to the list of linted paths, before the next
// name in alphabetic order. The list as a whole is not sorted, and is left so.
func emitLintPaths(c *Context) {
	dirs := newPackages(c)
	if len(dirs) == 0 {
		return
	}
	for _, p := range lintLists {
		if src, err := c.Tree.Read(p); err == nil {
			for _, d := range dirs {
				c.lintPath(p, string(src), d)
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
		if len(c.Tree.Package(dir).Files)+len(c.Tree.Tests(dir).Files) == 0 {
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

func (c *Context) lintPath(list, src string, dir feature.Text) {
	what := "lint path " + dir.Value
	off, last := 0, len(src)
	for _, line := range strings.SplitAfter(src, "\n") {
		name := strings.TrimSpace(line)
		if name == dir.Value {
			c.Present(what, dir.At, diag.Pos{File: list})
			return
		}
		if last == len(src) && name > dir.Value && strings.Split(name, "/")[0] == strings.Split(dir.Value, "/")[0] {
			last = off
		}
		off += len(line)
	}
	text := dir.Value + "\n"
	if last == len(src) && src != "" && !strings.HasSuffix(src, "\n") {
		text = "\n" + dir.Value
	}
	c.Insert(list, last, text, dir.At)
	c.Added(what, dir.At, diag.Pos{File: list})
}
