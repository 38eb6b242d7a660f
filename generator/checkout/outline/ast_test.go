package outline

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parsed is the outline of a file made from its syntax tree: what Of has to
// find by other means.
type parsed struct {
	t    testing.TB
	fset *token.FileSet
	src  []byte
	out  *File
}

func parse(t testing.TB, name string, src []byte) *File {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	p := &parsed{t, fset, src, &File{Path: name, Package: f.Name.Name, Generated: ast.IsGenerated(f)}}
	for _, im := range f.Imports {
		i := Import{}
		i.Path, _ = strconv.Unquote(im.Path.Value)
		if im.Name != nil {
			i.Name = im.Name.Name
		}
		p.out.Imports = append(p.out.Imports, i)
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			p.function(d)
		case *ast.GenDecl:
			p.group(d)
		}
	}
	return p.out
}

func (p *parsed) text(from, to token.Pos) string {
	return strings.TrimSpace(string(p.src[p.fset.Position(from).Offset:p.fset.Position(to).Offset]))
}

func (p *parsed) node(n ast.Node) string { return p.text(n.Pos(), n.End()) }

func (p *parsed) add(k Kind, at *ast.Ident, d Decl) {
	d.Kind, d.Name, d.Line = k, at.Name, p.fset.Position(at.Pos()).Line
	d.File, d.Test = p.out.Path, strings.HasSuffix(p.out.Path, "_test.go")
	p.out.Decls = append(p.out.Decls, d)
}

func (p *parsed) function(d *ast.FuncDecl) {
	typ := p.text(d.Name.End(), d.Type.End())
	if d.Recv == nil || len(d.Recv.List) == 0 {
		p.add(Func, d.Name, Decl{Type: typ})
		return
	}
	p.add(Method, d.Name, Decl{Type: typ, Recv: base(d.Recv.List[0].Type).Name})
}

func base(e ast.Expr) *ast.Ident {
	switch x := e.(type) {
	case *ast.StarExpr:
		return base(x.X)
	case *ast.ParenExpr:
		return base(x.X)
	case *ast.IndexExpr:
		return base(x.X)
	case *ast.IndexListExpr:
		return base(x.X)
	case *ast.SelectorExpr:
		return x.Sel
	case *ast.Ident:
		return x
	}
	return nil
}

func (p *parsed) group(d *ast.GenDecl) {
	var typ string
	var values []ast.Expr
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			p.typeSpec(s)
		case *ast.ValueSpec:
			if d.Tok == token.CONST && s.Type == nil && s.Values == nil {
				p.values(d.Tok, s.Names, typ, values)
				continue
			}
			typ, values = "", s.Values
			if s.Type != nil {
				typ = p.node(s.Type)
			}
			p.values(d.Tok, s.Names, typ, values)
		}
	}
}

func (p *parsed) values(tok token.Token, names []*ast.Ident, typ string, values []ast.Expr) {
	for i, n := range names {
		d := Decl{Type: typ}
		if i < len(values) {
			d.Value = p.upToBrace(values[i])
		}
		if tok == token.CONST {
			d.Recv = typ
			p.add(Const, n, d)
		} else {
			p.add(Var, n, d)
		}
	}
}

// upToBrace returns the source of an expression up to the first brace that is
// none of a string or comment.
func (p *parsed) upToBrace(e ast.Expr) string {
	first := e.End()
	ast.Inspect(e, func(n ast.Node) bool {
		at := token.NoPos
		switch x := n.(type) {
		case *ast.CompositeLit:
			at = x.Lbrace
		case *ast.BlockStmt:
			at = x.Lbrace
		case *ast.StructType:
			at = x.Fields.Opening
		case *ast.InterfaceType:
			at = x.Methods.Opening
		}
		if at.IsValid() && at < first {
			first = at
		}
		return true
	})
	return p.text(e.Pos(), first)
}

func (p *parsed) typeSpec(s *ast.TypeSpec) {
	switch x := s.Type.(type) {
	case *ast.StructType:
		p.add(Struct, s.Name, Decl{Type: p.text(s.Name.End(), x.Fields.Opening)})
		for _, f := range x.Fields.List {
			d := Decl{Recv: s.Name.Name, Type: p.node(f.Type)}
			if f.Tag != nil {
				d.Tag = f.Tag.Value
			}
			for _, n := range f.Names {
				p.add(Field, n, d)
			}
			if len(f.Names) == 0 {
				d.Embedded = true
				at := *base(f.Type)
				at.NamePos = f.Type.Pos()
				p.add(Field, &at, d)
			}
		}
	case *ast.InterfaceType:
		p.add(Interface, s.Name, Decl{Type: p.text(s.Name.End(), x.Methods.Opening)})
		for _, f := range x.Methods.List {
			for _, n := range f.Names {
				p.add(InterfaceMethod, n, Decl{Recv: s.Name.Name, Type: p.text(n.End(), f.Type.End())})
			}
			if len(f.Names) == 0 && base(f.Type) != nil {
				p.add(InterfaceEmbedded, base(f.Type), Decl{Recv: s.Name.Name, Type: p.node(f.Type)})
			}
		}
	default:
		p.add(Type, s.Name, Decl{Type: p.text(s.Name.End(), s.Type.End())})
	}
}

// compare reports the first difference between the outline of a file and its
// syntax tree.
func compare(t testing.TB, name string, src []byte) {
	got, want := Of(name, src), parse(t, name, src)
	if g, w := fmt.Sprintf("%q %v %v", got.Package, got.Generated, got.Imports), fmt.Sprintf("%q %v %v", want.Package, want.Generated, want.Imports); g != w {
		t.Errorf("%s: got %s, want %s", name, g, w)
	}
	for i := range max(len(got.Decls), len(want.Decls)) {
		var g, w Decl
		if i < len(got.Decls) {
			g = got.Decls[i]
		}
		if i < len(want.Decls) {
			w = want.Decls[i]
		}
		if g != w {
			t.Errorf("%s: got %+v, want %+v", name, g, w)
			return
		}
	}
}

// TestOutlineIsThatOfTheParser compares with go/ast: every form that Go has for
// a declaration, then this module, then a checkout if the environment names one.
func TestOutlineIsThatOfTheParser(t *testing.T) {
	for name, src := range forms {
		compare(t, name+".go", []byte(src))
	}
	roots := []string{"../../.."}
	if dir := os.Getenv("KUBEVIRT"); dir != "" {
		for _, top := range []string{"pkg", "cmd", "tools", "tests", "staging"} {
			roots = append(roots, filepath.Join(dir, top))
		}
	}
	files := 0
	for _, root := range roots {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return max2(err, fs.SkipDir)
			}
			if d.IsDir() || !strings.HasSuffix(p, ".go") {
				return nil
			}
			src, err := os.ReadFile(p)
			if err == nil {
				compare(t, p, src)
				files++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Log(files, "files")
	if files < 100 {
		t.Errorf("compared %d files only", files)
	}
}

func max2(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// TestAnythingEnds: text that is no Go, and Go that is cut off anywhere, gives
// some outline.
func TestAnythingEnds(t *testing.T) {
	for name, src := range forms {
		for i := range src {
			if f := Of(name+".go", []byte(src[:i])); f == nil {
				t.Fatal("no outline")
			}
			Of(name+".go", []byte(src[i:]))
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, src := range forms {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, err := parser.ParseFile(token.NewFileSet(), "f.go", src, parser.SkipObjectResolution); err != nil {
			Of("f.go", src)
			return
		}
		if methodWithoutReceiver(src) {
			return // the parser takes it, the language does not
		}
		compare(t, "f.go", src)
	})
}

func methodWithoutReceiver(src []byte) bool {
	f, _ := parser.ParseFile(token.NewFileSet(), "f.go", src, parser.SkipObjectResolution)
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fd, ok := d.(*ast.FuncDecl)
		return ok && fd.Recv != nil && (len(fd.Recv.List) != 1 || base(fd.Recv.List[0].Type) == nil)
	})
}

// TestWithoutBodies: what is left parses and declares the same.
func TestWithoutBodies(t *testing.T) {
	for name, src := range forms {
		rest := WithoutBodies([]byte(src))
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name+".go", rest, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s: %v in %s", name, err, rest)
			continue
		}
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				t.Errorf("%s: the body of %s is left", name, fd.Name.Name)
			}
		}
		was, now := Of(name+".go", []byte(src)).Decls, Of(name+".go", rest).Decls
		for i := range was {
			was[i].Line = 0
		}
		for i := range now {
			now[i].Line = 0
		}
		if !slices.Equal(was, now) {
			t.Errorf("%s: got %+v, want %+v", name, now, was)
		}
	}
}
