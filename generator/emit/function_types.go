package emit

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
var qualified = regexp.MustCompile(`"([^"]+)"\.`)

// param is one parameter or result; results may have no name.
type param struct{ name, typ string }

// signature is a complete function signature with canonical types.
type signature struct{ params, results []param }

// canon returns the canonical form of a type expression of a file, or "" where
// something in it cannot be told.
func (p *codePlan) canon(f *checkout.GoFile, e ast.Expr) string {
	w := &canonical{lookup: func(q, _ string) string {
		if q == "" {
			return gosrc.ImportPath(path.Dir(f.Path))
		}
		return p.importsOf(f.Path)[q]
	}}
	return w.text(e)
}

// importsOf returns the import paths of a file by the name it uses for them.
// Only the import block is parsed.
func (p *codePlan) importsOf(file string) map[string]string {
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

// canonical writes canonical types; lookup gives the import path of a
// qualified name.
type canonical struct {
	lookup func(qualifier, name string) string
	failed bool
}

func (w *canonical) text(e ast.Expr) string {
	s := w.write(e)
	if w.failed {
		return ""
	}
	return s
}

func (w *canonical) write(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		if builtin[x.Name] || x.Name == "error" || x.Name == "any" || x.Name == "uintptr" {
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
	w.failed = true
	return ""
}

func (w *canonical) array(x *ast.ArrayType) string {
	if lit, ok := x.Len.(*ast.BasicLit); ok {
		return "[" + lit.Value + "]" + w.write(x.Elt)
	}
	if x.Len != nil {
		w.failed = true
	}
	return "[]" + w.write(x.Elt)
}

func (w *canonical) channel(x *ast.ChanType) string {
	switch x.Dir {
	case ast.RECV:
		return "<-chan " + w.write(x.Value)
	case ast.SEND:
		return "chan<- " + w.write(x.Value)
	}
	return "chan " + w.write(x.Value)
}

func (w *canonical) function(x *ast.FuncType) string {
	list := func(fl *ast.FieldList) string {
		var out []string
		for _, pr := range w.fields(fl) {
			out = append(out, pr.typ)
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

// fields flattens a field list: one entry per name, unnamed ones included.
func (w *canonical) fields(fl *ast.FieldList) []param {
	var out []param
	if fl == nil {
		return nil
	}
	for _, fd := range fl.List {
		typ := w.write(fd.Type)
		if len(fd.Names) == 0 {
			out = append(out, param{"", typ})
		}
		for _, id := range fd.Names {
			out = append(out, param{id.Name, typ})
		}
	}
	return out
}

func (w *canonical) name(q, name string) string {
	importPath := w.lookup(q, name)
	if importPath == "" {
		w.failed = true
		return name
	}
	return strconv.Quote(importPath) + "." + name
}

// signatureOf returns the canonical signature of an existing function; a type
// that cannot be told is "".
func (p *codePlan) signatureOf(f *checkout.GoFile, ft *ast.FuncType) signature {
	list := func(fl *ast.FieldList) []param {
		var out []param
		if fl == nil {
			return nil
		}
		for _, fd := range fl.List {
			typ := p.canon(f, fd.Type)
			if len(fd.Names) == 0 {
				out = append(out, param{"", typ})
			}
			for _, id := range fd.Names {
				out = append(out, param{id.Name, typ})
			}
		}
		return out
	}
	return signature{list(ft.Params), list(ft.Results)}
}

// spellType writes a canonical type the way the file spells it and asks for
// the imports.
func (p *codePlan) spellType(file, typ string) string {
	return qualified.ReplaceAllStringFunc(typ, func(m string) string {
		importPath := qualified.FindStringSubmatch(m)[1]
		if q := p.Imports(file).Name(importPath); q != "" && q != "." {
			return q + "."
		}
		return ""
	})
}

// plannedType reads a type as the plan writes it for use in a file. The second
// result is false where a name in it is neither in the checkout nor planned.
func (p *codePlan) plannedType(file, text string) (string, bool) {
	e, err := parser.ParseExpr(strings.TrimPrefix(text, "..."))
	if err != nil {
		return "", false
	}
	w := &canonical{lookup: func(q, name string) string { return p.homeOf(file, q, name) }}
	s := w.text(e)
	if strings.HasPrefix(text, "...") && s != "" {
		s = "..." + s
	}
	return s, s != ""
}

// homeOf finds the import path of a type that the plan names: with a
// qualifier, the package it stands for that really has (or will have) the
// type; without, the file's own package, that of the planned type, or the only
// imported package of the neighbours that declares it.
func (p *codePlan) homeOf(file, q, name string) string {
	own := gosrc.ImportPath(path.Dir(file))
	if q == "" {
		if p.typeExists(own, name) {
			return own
		}
		if ts := p.types[name]; len(ts) > 0 {
			return p.plannedHome(ts[0], own)
		}
		return p.importedHome(file, name)
	}
	var candidates []string
	if im, ok := p.Imports(file).Find(q); ok {
		candidates = append(candidates, im)
	}
	if im, ok := well[q]; ok {
		candidates = append(candidates, im)
	}
	candidates = append(candidates, gosrc.ImportPath(checkout.APIRoot+"/core/v1"))
	for _, im := range candidates {
		if p.typeExists(im, name) && p.acyclic(file, im) {
			return im
		}
	}
	if path.Base(own) == q && (p.typeExists(own, name) || p.plannedIn(path.Dir(file), name) != nil) {
		return own
	}
	if home := p.plannedPackage(q, name); home != "" && p.acyclic(file, home) {
		return home
	}
	return p.vendored(q, name)
}

func (p *codePlan) plannedHome(t *feature.Type, own string) string {
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
func (p *codePlan) importedHome(file, name string) string {
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

func (p *codePlan) neighbourImports(dir string) []string {
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
func (p *codePlan) typeExists(importPath, name string) bool {
	key := importPath + "." + name
	if v, ok := p.exists[key]; ok {
		return v
	}
	v := p.lookForType(importPath, name)
	p.exists[key] = v
	return v
}

func (p *codePlan) lookForType(importPath, name string) bool {
	for _, t := range p.types[name] {
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

// declared returns the type specification behind a canonical named type.
func (p *codePlan) declared(typ string) (*checkout.GoFile, *ast.TypeSpec) {
	m := qualified.FindStringSubmatchIndex(typ)
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

// well holds import paths of qualifiers that plans use for API types.
var well = map[string]string{
	"metav1": "k8s.io/apimachinery/pkg/apis/meta/v1", "resource": "k8s.io/apimachinery/pkg/api/resource",
	"types": "k8s.io/apimachinery/pkg/types", "intstr": "k8s.io/apimachinery/pkg/util/intstr",
	"k8sv1": "k8s.io/api/core/v1", "corev1": "k8s.io/api/core/v1", "runtime": "k8s.io/apimachinery/pkg/runtime",
}

var builtin = map[string]bool{"string": true, "bool": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true,
	"byte": true, "rune": true, "any": true, "error": true}
