package code

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// A canonical type is a Go type expression in which every named type that is
// not built in is written with its quoted import path:
//
//	map[string]*"kubevirt.io/api/core/v1".VirtualMachineInstance
//
// Canonical types compare as strings whatever the files call their imports.
var Qualified = regexp.MustCompile(`"([^"]+)"\.`)

// Param is one parameter or result; results may have no name.
type Param struct{ Name, Typ string }

// Signature is a complete function signature with canonical types.
type Signature struct{ Params, Results []Param }

// Canon returns the canonical form of a type expression of a file, or "" where
// something in it cannot be told.
func (p *Plan) Canon(f *checkout.GoFile, e ast.Expr) string {
	w := &Canonical{Lookup: func(q, _ string) string {
		if q == "" {
			return gosrc.ImportPath(path.Dir(f.Path))
		}
		return p.ImportsOf(f.Path)[q]
	}}
	return w.text(e)
}

// ImportsOf returns the import paths of a file by the name it uses for them.
// Only the import block is parsed.
func (p *Plan) ImportsOf(file string) map[string]string {
	if m, ok := p.aliases[file]; ok {
		return m
	}
	m := map[string]string{}
	p.aliases[file] = m
	src, err := p.Tree.Read(file)
	if err != nil {
		return m
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
	if err != nil {
		return m
	}
	aliases := gosrc.Aliases(&checkout.GoFile{AST: f})
	for _, im := range slices.Sorted(maps.Keys(aliases)) {
		m[aliases[im]] = im
	}
	return m
}

// Canonical writes canonical types; lookup gives the import path of a
// qualified name.
type Canonical struct {
	Lookup func(qualifier, name string) string
	Failed bool
}

func (w *Canonical) text(e ast.Expr) string {
	s := w.write(e)
	if w.Failed {
		return ""
	}
	return s
}

func (w *Canonical) write(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		if Builtin[x.Name] || x.Name == "error" || x.Name == "any" || x.Name == "uintptr" {
			return x.Name
		}
		return w.name("", x.Name)
	case *ast.SelectorExpr:
		if q, ok := x.X.(*ast.Ident); ok {
			return w.name(q.Name, x.Sel.Name)
		}
	case *ast.StarExpr:
		return "*" + w.write(x.X)
	case *ast.ParenExpr:
		return w.write(x.X)
	case *ast.ArrayType:
		return w.array(x)
	case *ast.MapType:
		return "map[" + w.write(x.Key) + "]" + w.write(x.Value)
	case *ast.Ellipsis:
		return "..." + w.write(x.Elt)
	case *ast.ChanType:
		return w.channel(x)
	case *ast.FuncType:
		return "func" + w.function(x)
	case *ast.StructType:
		if x.Fields.NumFields() == 0 {
			return "struct{}"
		}
	case *ast.InterfaceType:
		if x.Methods.NumFields() == 0 {
			return "interface{}"
		}
	case *ast.IndexExpr:
		return w.write(x.X) + "[" + w.write(x.Index) + "]"
	}
	w.Failed = true
	return ""
}

func (w *Canonical) array(x *ast.ArrayType) string {
	if lit, ok := x.Len.(*ast.BasicLit); ok {
		return "[" + lit.Value + "]" + w.write(x.Elt)
	}
	if x.Len != nil {
		w.Failed = true
	}
	return "[]" + w.write(x.Elt)
}

func (w *Canonical) channel(x *ast.ChanType) string {
	switch x.Dir {
	case ast.RECV:
		return "<-chan " + w.write(x.Value)
	case ast.SEND:
		return "chan<- " + w.write(x.Value)
	}
	return "chan " + w.write(x.Value)
}

func (w *Canonical) function(x *ast.FuncType) string {
	list := func(fl *ast.FieldList) string {
		var out []string
		for _, pr := range w.Fields(fl) {
			out = append(out, pr.Typ)
		}
		return strings.Join(out, ", ")
	}
	s := "(" + list(x.Params) + ")"
	switch n := x.Results.NumFields(); {
	case n == 1:
		s += " " + list(x.Results)
	case n > 1:
		s += " (" + list(x.Results) + ")"
	}
	return s
}

// Fields flattens a field list: one entry per name, unnamed ones included.
func (w *Canonical) Fields(fl *ast.FieldList) []Param {
	var out []Param
	if fl == nil {
		return nil
	}
	for _, fd := range fl.List {
		typ := w.write(fd.Type)
		if len(fd.Names) == 0 {
			out = append(out, Param{"", typ})
		}
		for _, id := range fd.Names {
			out = append(out, Param{id.Name, typ})
		}
	}
	return out
}

func (w *Canonical) name(q, name string) string {
	importPath := w.Lookup(q, name)
	if importPath == "" {
		w.Failed = true
		return name
	}
	return strconv.Quote(importPath) + "." + name
}

// SignatureOf returns the canonical signature of an existing function; a type
// that cannot be told is "".
func (p *Plan) SignatureOf(f *checkout.GoFile, ft *ast.FuncType) Signature {
	list := func(fl *ast.FieldList) []Param {
		var out []Param
		if fl == nil {
			return nil
		}
		for _, fd := range fl.List {
			typ := p.Canon(f, fd.Type)
			if len(fd.Names) == 0 {
				out = append(out, Param{"", typ})
			}
			for _, id := range fd.Names {
				out = append(out, Param{id.Name, typ})
			}
		}
		return out
	}
	return Signature{list(ft.Params), list(ft.Results)}
}

// SpellType writes a canonical type the way the file spells it and asks for
// the imports.
func (p *Plan) SpellType(file, typ string) string {
	return Qualified.ReplaceAllStringFunc(typ, func(m string) string {
		importPath := Qualified.FindStringSubmatch(m)[1]
		if q := p.Imports(file).Name(importPath); q != "" && q != "." {
			return q + "."
		}
		return ""
	})
}

// PlannedType reads a type as the plan writes it for use in a file. The second
// result is false where a name in it is neither in the checkout nor planned.
func (p *Plan) PlannedType(file, text string) (string, bool) {
	e, err := parser.ParseExpr(strings.TrimPrefix(text, "..."))
	if err != nil {
		return "", false
	}
	w := &Canonical{Lookup: func(q, name string) string { return p.HomeOf(file, q, name) }}
	s := w.text(e)
	if strings.HasPrefix(text, "...") && s != "" {
		s = "..." + s
	}
	return s, s != ""
}

// HomeOf finds the import path of a type that the plan names: with a
// qualifier, the package it stands for that really has (or will have) the
// type; without, the file's own package, that of the planned type, or the only
// imported package of the neighbours that declares it.
func (p *Plan) HomeOf(file, q, name string) string {
	own := gosrc.ImportPath(path.Dir(file))
	if q == "" {
		if p.typeExists(own, name) {
			return own
		}
		if ts := p.Types[name]; len(ts) > 0 {
			return p.plannedHome(ts[0], own)
		}
		return p.importedHome(file, name)
	}
	var candidates []string
	if im, ok := p.Imports(file).Find(q); ok {
		candidates = append(candidates, im)
	}
	if im, ok := Well[q]; ok {
		candidates = append(candidates, im)
	}
	candidates = append(candidates, gosrc.ImportPath(checkout.APIRoot+"/core/v1"))
	for _, im := range candidates {
		if p.typeExists(im, name) && p.Acyclic(file, im) {
			return im
		}
	}
	if path.Base(own) == q && (p.typeExists(own, name) || p.PlannedIn(path.Dir(file), name) != nil) {
		return own
	}
	if home := p.plannedPackage(q, name); home != "" && p.Acyclic(file, home) {
		return home
	}
	return p.vendored(q, name)
}

func (p *Plan) plannedHome(t *feature.Type, own string) string {
	if t.File.Empty() || !strings.Contains(t.File.Value, "/") {
		if t.API {
			return gosrc.ImportPath(checkout.APIRoot + "/core/v1")
		}
		return own
	}
	return gosrc.ImportPath(path.Dir(t.File.Value))
}

// importedHome looks for an unqualified type among the packages that the
// file's neighbours import.
func (p *Plan) importedHome(file, name string) string {
	found := map[string]bool{}
	for _, im := range p.neighbourImports(path.Dir(file)) {
		if strings.Contains(im, "kubevirt") && p.typeExists(im, name) {
			found[im] = true
		}
	}
	if core := gosrc.ImportPath(checkout.APIRoot + "/core/v1"); found[core] || len(found) == 0 && p.typeExists(core, name) {
		return core
	}
	if len(found) == 1 {
		return slices.Sorted(maps.Keys(found))[0]
	}
	return ""
}

func (p *Plan) neighbourImports(dir string) []string {
	set := map[string]bool{}
	for _, d := range []string{dir, path.Dir(dir)} {
		for _, f := range p.Tree.Package(d).Files {
			for im := range gosrc.Aliases(f) {
				set[im] = true
			}
		}
		if len(set) > 0 {
			break
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// typeExists reports whether a package of the checkout declares a type,
// generated files included, or the plan adds it there. Packages whose source
// is not in the tree (the standard library) are believed.
func (p *Plan) typeExists(importPath, name string) bool {
	key := importPath + "." + name
	if v, ok := p.Exists[key]; ok {
		return v
	}
	v := p.lookForType(importPath, name)
	p.Exists[key] = v
	return v
}

func (p *Plan) lookForType(importPath, name string) bool {
	for _, t := range p.Types[name] {
		if p.plannedHome(t, "") == importPath {
			return true
		}
	}
	dir := gosrc.ImportDir(importPath)
	if !strings.Contains(strings.Split(importPath, "/")[0], ".") {
		return ast.IsExported(name)
	}
	for _, file := range p.Tree.Files(dir) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		if src, err := p.Tree.Read(path.Join(dir, file)); err == nil && declaresType(src, name) {
			return true
		}
	}
	return false
}

// declaresType reports whether source declares a type, alone or in a group. It
// reads text: some packages have generated files too large to parse for this.
func declaresType(src []byte, name string) bool {
	for rest, word := src, []byte(name); ; {
		i := bytes.Index(rest, word)
		if i < 0 || i+len(word) >= len(rest) {
			return false
		}
		before, after := src[:len(src)-len(rest)+i], rest[i+len(word)]
		rest = rest[i+len(word):]
		if after != ' ' && after != '[' {
			continue
		}
		if bytes.HasSuffix(before, []byte("\ntype ")) || bytes.HasSuffix(before, []byte("\n\t")) && bytes.Contains(src, []byte("\ntype (\n")) {
			return true
		}
	}
}

// Declared returns the type specification behind a canonical named type.
func (p *Plan) Declared(typ string) (*checkout.GoFile, *ast.TypeSpec) {
	m := Qualified.FindStringSubmatchIndex(typ)
	if m == nil || m[0] != 0 {
		return nil, nil
	}
	name := typ[m[1]:]
	for _, f := range p.Tree.Mentioning(gosrc.ImportDir(typ[m[2]:m[3]]), name) {
		if ts, _ := f.Type(name); ts != nil {
			return f, ts
		}
	}
	return nil, nil
}

// Well holds import paths of qualifiers that plans use for API types.
var Well = map[string]string{
	"metav1": "k8s.io/apimachinery/pkg/apis/meta/v1", "resource": "k8s.io/apimachinery/pkg/api/resource",
	"types": "k8s.io/apimachinery/pkg/types", "intstr": "k8s.io/apimachinery/pkg/util/intstr",
	"k8sv1": "k8s.io/api/core/v1", "corev1": "k8s.io/api/core/v1", "runtime": "k8s.io/apimachinery/pkg/runtime",
}

// Builtin holds the types that Go declares itself.
var Builtin = map[string]bool{"string": true, "bool": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true,
	"byte": true, "rune": true, "any": true, "error": true}
