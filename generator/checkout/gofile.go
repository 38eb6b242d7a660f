package checkout

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// GoFile is one parsed Go file. Nodes are never changed; all edits are made to
// bytes at offsets that Offset and End return.
type GoFile struct {
	Path string
	Src  []byte
	AST  *ast.File
	fset *token.FileSet
	file *token.File
}

// Go returns a file parsed with comments, once per content.
func (t *Tree) Go(p string) (*GoFile, error) {
	src, err := t.Read(p)
	if err != nil {
		return nil, err
	}
	e := t.entry(p)
	e.gofO.Do(func() {
		if e.gof, e.gofE = ParseGo(p, src); e.gofE != nil {
			if _, made := t.overlay[p]; !made {
				t.faults.note(p, e.gofE)
			}
		}
	})
	return e.gof, e.gofE
}

// ParseGo parses Go source that is not (yet) part of a tree.
func ParseGo(p string, src []byte) (*GoFile, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, p, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("cannot parse Go file: %w", err)
	}
	return &GoFile{Path: p, Src: src, AST: f, fset: fset, file: fset.File(f.FileStart)}, nil
}

// Fset returns the file set of the file, for printers.
func (f *GoFile) Fset() *token.FileSet { return f.fset }

// Offset returns the byte offset of a position in the file. A position of
// another file is a programming error and panics.
func (f *GoFile) Offset(p token.Pos) int {
	if !p.IsValid() || int(p) < f.file.Base() || int(p) > f.file.Base()+f.file.Size() {
		panic(fmt.Sprintf("%s: position %d is not in the file", f.Path, p))
	}
	return f.file.Offset(p)
}

// Text returns the source between two positions.
func (f *GoFile) Text(from, to token.Pos) string {
	return string(f.Src[f.Offset(from):f.Offset(to)])
}

// NodeText returns the source of a node.
func (f *GoFile) NodeText(n ast.Node) string { return f.Text(n.Pos(), n.End()) }

// Pos returns the place of a position for diagnostics.
func (f *GoFile) Pos(p token.Pos) diag.Pos {
	at := f.file.Position(p)
	return diag.Pos{File: f.Path, Line: at.Line, Col: at.Column}
}

// LineStart returns the offset of the first byte of the line that holds off.
func (f *GoFile) LineStart(off int) int {
	for off > 0 && f.Src[off-1] != '\n' {
		off--
	}
	return off
}

// LineEnd returns the offset just after the line break of the line that holds
// off (or the end of the file).
func (f *GoFile) LineEnd(off int) int {
	for off < len(f.Src) {
		off++
		if f.Src[off-1] == '\n' {
			break
		}
	}
	return off
}

// Func returns the function or method declaration, or nil. recv is the
// receiver's type name without star, "" for functions.
func (f *GoFile) Func(recv, name string) *ast.FuncDecl {
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == name && ReceiverName(fd) == recv {
			return fd
		}
	}
	return nil
}

// ReceiverName returns the receiver's type name without star and type
// parameters, or "" for a function.
func ReceiverName(fd *ast.FuncDecl) string {
	if fd.Recv == nil || len(fd.Recv.List) == 0 {
		return ""
	}
	return baseName(fd.Recv.List[0].Type)
}

func baseName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return baseName(x.X)
	case *ast.ParenExpr:
		return baseName(x.X)
	case *ast.IndexExpr:
		return baseName(x.X)
	case *ast.IndexListExpr:
		return baseName(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// Type returns the type specification and the declaration it stands in, or nil.
func (f *GoFile) Type(name string) (*ast.TypeSpec, *ast.GenDecl) {
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.TYPE {
			continue
		}
		for _, s := range gd.Specs {
			if ts := s.(*ast.TypeSpec); ts.Name.Name == name {
				return ts, gd
			}
		}
	}
	return nil, nil
}

// Struct returns the struct type of that name, or nil.
func (f *GoFile) Struct(name string) *ast.StructType {
	ts, _ := f.Type(name)
	if ts == nil {
		return nil
	}
	st, _ := ts.Type.(*ast.StructType)
	return st
}

// Value returns the const or var specification that declares a name, and its
// declaration, or nil.
func (f *GoFile) Value(name string) (*ast.ValueSpec, *ast.GenDecl) {
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.CONST && gd.Tok != token.VAR {
			continue
		}
		for _, s := range gd.Specs {
			vs := s.(*ast.ValueSpec)
			for _, id := range vs.Names {
				if id.Name == name {
					return vs, gd
				}
			}
		}
	}
	return nil, nil
}

// ConstBlocks returns the parenthesised const declarations of the file.
func (f *GoFile) ConstBlocks() []*ast.GenDecl {
	var out []*ast.GenDecl
	for _, d := range f.AST.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.CONST && gd.Lparen.IsValid() {
			out = append(out, gd)
		}
	}
	return out
}

// Package is the declarations of a directory's non-test and test files.
type Package struct {
	Dir   string
	Files []*GoFile // sorted by name; files that do not parse are left out
}

type pkgEntry struct {
	once sync.Once
	pkg  *Package
}

// Package parses the hand-written Go files of a directory: generated files
// (their names contain "generated" or end in .pb.go) and tests are left out.
func (t *Tree) Package(dir string) *Package {
	return t.pkg(dir, dir, func(name string) bool { return !strings.HasSuffix(name, "_test.go") })
}

// Tests parses the test files of a directory.
func (t *Tree) Tests(dir string) *Package {
	return t.pkg(dir+" tests", dir, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

func (t *Tree) pkg(key, dir string, want func(string) bool) *Package {
	t.mu.Lock()
	e := t.pkgs[key]
	if e == nil {
		e = &pkgEntry{}
		t.pkgs[key] = e
	}
	t.mu.Unlock()
	e.once.Do(func() { e.pkg = t.loadPackage(dir, want) })
	return e.pkg
}

func (t *Tree) loadPackage(dir string, want func(string) bool) *Package {
	names := t.Files(dir)
	files := make([]*GoFile, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		if !strings.HasSuffix(name, ".go") || IsGenerated(name) || !want(name) {
			continue
		}
		wg.Go(func() {
			if f, err := t.Go(path.Join(dir, name)); err == nil {
				files[i] = f
			}
		})
	}
	wg.Wait()
	p := &Package{Dir: dir}
	for _, f := range files {
		if f != nil {
			p.Files = append(p.Files, f)
		}
	}
	return p
}

// Mentioning returns the parsed non-test files of a directory whose text holds
// word; the others are never parsed, which keeps lookups by name cheap in
// large packages.
func (t *Tree) Mentioning(dir, word string) []*GoFile {
	var out []*GoFile
	for _, name := range t.Files(dir) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || IsGenerated(name) {
			continue
		}
		p := path.Join(dir, name)
		src, err := t.Read(p)
		if err != nil || !bytes.Contains(src, []byte(word)) {
			continue
		}
		if f, err := t.Go(p); err == nil {
			out = append(out, f)
		}
	}
	return out
}

// IsGenerated reports whether KubeVirt's generators own a file of this name
// (hack/generate.sh deletes everything matching *generated*.go).
func IsGenerated(name string) bool {
	base := path.Base(name)
	return strings.Contains(base, "generated") || strings.HasSuffix(base, ".pb.go")
}

// IsTest reports whether the file is a test file.
func (f *GoFile) IsTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

// FindFunc returns the file and declaration of a function or method among the
// package's non-test files, or nil.
func (p *Package) FindFunc(recv, name string) (*GoFile, *ast.FuncDecl) {
	for _, f := range p.Files {
		if fd := f.Func(recv, name); fd != nil {
			return f, fd
		}
	}
	return nil, nil
}

// FindType returns the file and specification of a type among the package's
// non-test files, or nil.
func (p *Package) FindType(name string) (*GoFile, *ast.TypeSpec) {
	for _, f := range p.Files {
		if ts, _ := f.Type(name); ts != nil {
			return f, ts
		}
	}
	return nil, nil
}

// FindValue returns the file and specification of a constant or variable among
// the package's non-test files, or nil.
func (p *Package) FindValue(name string) (*GoFile, *ast.ValueSpec) {
	for _, f := range p.Files {
		if vs, _ := f.Value(name); vs != nil {
			return f, vs
		}
	}
	return nil, nil
}
