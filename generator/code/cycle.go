package code

import (
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// Acyclic reports whether a file may import a package: the package must not
// import the file's own, directly or through others of the checkout.
func (p *Plan) Acyclic(file, importPath string) bool {
	own := gosrc.ImportPath(path.Dir(file))
	if importPath == own || !strings.HasPrefix(importPath, gosrc.Module+"/") {
		return true
	}
	for _, f := range p.Tree.Package(path.Dir(file)).Files {
		if _, ok := gosrc.Aliases(f)[importPath]; ok {
			return true
		}
	}
	return !p.reaches(importPath, own, map[string]bool{})
}

func (p *Plan) reaches(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] || !strings.HasPrefix(from, gosrc.Module+"/") {
		return false
	}
	seen[from] = true
	for _, next := range p.packageImports(gosrc.ImportDir(from)) {
		if p.reaches(next, to, seen) {
			return true
		}
	}
	return false
}

// packageImports lists what the non-test files of a directory import, reading
// no further than the import block.
func (p *Plan) packageImports(dir string) []string {
	set := map[string]bool{}
	for _, name := range p.Tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := p.Tree.Read(path.Join(dir, name))
		if err != nil {
			continue
		}
		if f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly); err == nil {
			for _, s := range f.Imports {
				if im, err := strconv.Unquote(s.Path.Value); err == nil {
					set[im] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
