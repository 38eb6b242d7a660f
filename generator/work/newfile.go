package work

import (
	"path"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// This file builds new Go files: package clause and licence of the neighbours,
// imports that the fragments need, declarations in the order of readers.

// Fresh returns the file under construction at p, or nil.
func (s *Surface) Fresh(p string) *NewFile { return s.fresh[p] }

// FreshFiles returns the paths of all files under construction, sorted.
func (s *Surface) FreshFiles() []string { return sortedKeys(s.fresh) }

// Trial runs f without keeping the imports it asks for in a file: for text that
// is only compared with what is there.
func (s *Surface) Trial(p string, f func()) {
	saved, ok := s.imports[p]
	delete(s.imports, p)
	f()
	delete(s.imports, p)
	if ok {
		s.imports[p] = saved
	}
}

// Finish adds the imports that fragments asked for, and the new files.
func (s *Surface) Finish() {
	for _, p := range sortedKeys(s.imports) {
		if s.fresh[p] == nil {
			s.imports[p].Drop(s.Avoid.importsOf(p))
			s.Res.Set.Edits = append(s.Res.Set.Edits, s.imports[p].Edits("imports")...)
		}
	}
	for _, p := range sortedKeys(s.fresh) {
		nf := s.fresh[p]
		s.Imports(p).Drop(s.Avoid.importsOf(p))
		s.Res.Set.Create(p, nf.render(s, p), nf.Emitter, nf.from)
		for _, part := range nf.parts {
			s.Res.Parts = append(s.Res.Parts, Part{p, part.text, part.from})
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// NewFile is a Go file under construction.
type NewFile struct {
	Emitter string
	from    diag.Pos
	Package string // name in its package clause
	parts   []part
}

type part struct {
	text string
	from diag.Pos
	rank int // order before the plan's lines
}

// NewFile returns the file under construction at p, begun where there is none.
func (s *Surface) NewFile(p string, from diag.Pos) *NewFile {
	nf := s.fresh[p]
	if nf == nil {
		nf = &NewFile{Emitter: s.Emitter, from: from, Package: s.PackageName(p)}
		s.fresh[p] = nf
	}
	return nf
}

// Add adds declarations, which keep the order of the plan.
func (nf *NewFile) Add(text string, from diag.Pos) {
	nf.parts = append(nf.parts, part{text: text, from: from})
}

// First adds declarations that stand before the functions of a file.
func (nf *NewFile) First(text string, from diag.Pos) {
	nf.parts = append(nf.parts, part{text: text, from: from, rank: -1})
}

func (nf *NewFile) render(s *Surface, p string) string {
	sort.SliceStable(nf.parts, func(i, j int) bool {
		a, b := nf.parts[i], nf.parts[j]
		return a.rank < b.rank || a.rank == b.rank && a.from.Line < b.from.Line
	})
	if !strings.HasSuffix(p, "_test.go") {
		arrange(nf.parts)
	}
	var b strings.Builder
	if h := s.Licence(path.Dir(p)); h != "" {
		b.WriteString(h + "\n")
	}
	b.WriteString("package " + nf.Package + "\n")
	if block := s.Imports(p).Block(); block != "" {
		b.WriteString("\n" + block)
	}
	for _, pt := range nf.parts {
		b.WriteString("\n" + pt.text)
	}
	return b.String()
}

// PackageName returns the package clause for a file: that of its neighbours,
// else the directory's name without what cannot be in an identifier.
func (s *Surface) PackageName(p string) string {
	test := strings.HasSuffix(p, "_test.go")
	for _, f := range s.Tree.Package(path.Dir(p)).Files {
		return f.AST.Name.Name
	}
	if test {
		for _, f := range s.Tree.Tests(path.Dir(p)).Files {
			return f.AST.Name.Name
		}
	}
	name := path.Base(path.Dir(p))
	if isCommand(p) {
		return "main"
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// isCommand reports whether a new file is the main file of a command.
func isCommand(p string) bool {
	return strings.HasPrefix(p, "cmd/") && path.Base(p) == "main.go"
}
