// This file defines what the go command refuses before anything is compiled.
package typecheck

import (
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

// refused returns what is wrong with a target but for its types.
func (g *graph) refused(p *pkg) []Error {
	var out []Error
	if len(p.files)+len(p.tests)+len(p.external) == 0 && len(p.errs) == 0 {
		return []Error{{File: p.dir, Text: "build constraints exclude all Go files in " + p.dir}}
	}
	for _, f := range slices.Concat(p.files, p.tests, p.external) {
		for _, im := range f.imports {
			if text := g.forbidden(p, im.path); text != "" {
				out = append(out, Error{f.path, im.line, im.col, text})
			}
		}
		out = append(out, g.embeds(p, f)...)
	}
	for _, f := range slices.Concat(p.tests, p.external) {
		out = append(out, g.wrongTests(f)...)
	}
	if own := strings.TrimSuffix(p.name, "_test"); len(p.external) > 0 {
		for _, f := range p.external {
			if name := f.name; p.name != "" && name != own+"_test" {
				out = append(out, Error{f.path, 1, 1, "found packages " + p.name + " and " + name + " in one directory"})
			}
		}
	}
	return out
}

// forbidden says why a package must not be imported, "" where it may.
func (g *graph) forbidden(p *pkg, importPath string) string {
	if above, ok := internalBelow(importPath); ok && p.module != nil {
		d := g.pkgs[importPath]
		if d != nil && d.standard || above != "" && p.path != above && !strings.HasPrefix(p.path+"/", above+"/") {
			return "use of internal package " + importPath + " not allowed"
		}
	}
	if d := g.pkgs[importPath]; d != nil && d.name == "main" && d != p {
		return "import \"" + importPath + "\" is a program, not an importable package"
	}
	return ""
}

// internalBelow returns the path below which a package with an element
// "internal" may be imported.
func internalBelow(importPath string) (string, bool) {
	parts := strings.Split(importPath, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i] == "internal" {
			return strings.Join(parts[:i], "/"), true
		}
	}
	return "", false
}

// wrongTests reports test functions that go test would not run.
func (g *graph) wrongTests(f *file) []Error {
	var out []Error
	if f.syntax == nil {
		return nil
	}
	for _, d := range f.syntax.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Recv != nil {
			continue
		}
		for prefix, arg := range map[string]string{"Test": "T", "Benchmark": "B", "Fuzz": "F"} {
			if !isTest(fd.Name.Name, prefix) || takes(fd, arg) || fd.Name.Name == "TestMain" && takes(fd, "M") {
				continue
			}
			if fd.Name.Name == "TestMain" {
				arg = "M"
			}
			at := g.checker.fset.Position(fd.Name.Pos())
			text := "wrong signature for %s, must be: func %[1]s(%s *testing.%s)"
			out = append(out, Error{f.path, at.Line, at.Column, fmt.Sprintf(text, fd.Name.Name, strings.ToLower(arg), arg)})
		}
	}
	return out
}

// isTest reports whether a name is the prefix, followed by no lower-case letter.
func isTest(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	r, _ := utf8.DecodeRuneInString(rest)
	return ok && (rest == "" || !unicode.IsLower(r))
}

// takes reports whether a function takes one pointer to a type of package
// testing, however that is named in the file, and gives nothing.
func takes(fd *ast.FuncDecl, typ string) bool {
	if fd.Type.TypeParams != nil || fd.Type.Results != nil && len(fd.Type.Results.List) > 0 {
		return false
	}
	params := fd.Type.Params.List
	if len(params) != 1 || len(params[0].Names) > 1 {
		return false
	}
	star, ok := params[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	text := types.ExprString(star.X)
	return text == typ || strings.HasSuffix(text, "."+typ)
}

// embeds reports patterns of go:embed lines that no file matches.
func (g *graph) embeds(p *pkg, f *file) []Error {
	if p.module == nil || !strings.Contains(string(f.src), "//go:embed ") {
		return nil
	}
	var out []Error
	for i, line := range strings.Split(string(f.src), "\n") {
		rest, ok := strings.CutPrefix(line, "//go:embed ")
		if !ok {
			continue
		}
		for _, pattern := range strings.Fields(rest) {
			if unquoted, err := strconv.Unquote(pattern); err == nil {
				pattern = unquoted
			}
			pattern = strings.TrimPrefix(pattern, "all:")
			if !g.matchesFile(p.dir, pattern) {
				out = append(out, Error{f.path, i + 1, len("//go:embed ") + 1, "pattern " + pattern + ": no matching files found"})
			}
		}
	}
	return out
}

// matchesFile reports whether a file or directory matches a pattern, element
// by element.
func (g *graph) matchesFile(dir, pattern string) bool {
	first, rest, deeper := strings.Cut(pattern, "/")
	for _, name := range slices.Concat(g.tree.Files(dir), g.tree.Dirs(dir)) {
		if ok, _ := path.Match(first, name); ok && (!deeper || g.matchesFile(path.Join(dir, name), rest)) {
			return true
		}
	}
	return false
}

// needsOwnCheck reports whether the package must be checked without its test
// files as well: if it has none, or if something could use what they declare.
func (p *pkg) needsOwnCheck() bool {
	if len(p.tests) == 0 {
		return true
	}
	own := map[string]bool{}
	for _, f := range p.files {
		for _, word := range identifiers(f.src) {
			own[word] = true
		}
	}
	for _, f := range p.tests {
		for _, d := range outline.Of(f.path, f.src).Decls {
			member := d.Kind == outline.Field || d.Kind == outline.InterfaceMethod || d.Kind == outline.InterfaceEmbedded
			if d.Kind == outline.Method && own[d.Recv] || !member && own[d.Name] {
				return true
			}
		}
	}
	return false
}

// identifiers returns all words of a source that could be names, those in
// comments and strings included.
func identifiers(src []byte) []string {
	return strings.FieldsFunc(string(src), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
