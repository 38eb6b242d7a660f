package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// appendTo adds an element to a list. Where the package has a function for
// that (addVolume) and factories for the elements (newContainerVolume), the
// builder goes their way and the element gets a factory of its own.
func (v *optionView) appendTo(o *option, r route, cut int, target, value string, b *optionBody) string {
	elem := elemName(r[cut-1])
	dir := path.Dir(o.file)
	if last := o.variadic(); last != "" && value == last {
		return target + " = append(" + target + ", " + value + "...)\n"
	}
	if _, fd := v.Tree.Package(dir).FindFunc("", "add"+elem); fd == nil || bareFields(fd.Type.Params) != bareExpr(o.object)+","+elem {
		return target + " = append(" + target + ", " + oneLine(value) + ")\n"
	}
	if cut == len(r) || !strings.HasSuffix(value, "}") {
		return "add" + elem + "(" + o.recv + ", " + oneLine(value) + ")\n"
	}
	home, sibling := v.factory(dir, elem)
	if sibling == nil {
		return "add" + elem + "(" + o.recv + ", " + value + ")\n"
	}
	name := "new" + r.last().Go + elem
	if _, fd := v.Tree.Package(dir).FindFunc("", name); fd == nil {
		text := "func " + name + strings.TrimSuffix(o.signature(), o.result) + v.elemType(r[cut-1], o.file) + " {\nreturn " + value + "\n}\n"
		if formatted, err := gosrc.FormatDecls(text); err == nil {
			b.factory, b.home, b.after = formatted, home, sibling
		}
	}
	return "add" + elem + "(" + o.recv + ", " + name + "(" + o.arguments() + "))\n"
}

// variadic returns the name of the last parameter if it takes many values.
func (o *option) variadic() string {
	if n := len(o.params); n > 0 && o.params[n-1].variadic {
		return o.params[n-1].name
	}
	return ""
}

func (o *option) arguments() string {
	var names []string
	for _, p := range o.params {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// oneLine folds a literal with a single value: v1.PanicDevice{Model: &model}.
func oneLine(value string) string {
	lines := strings.Split(strings.TrimSpace(value), "\n")
	if len(lines) != 3 || len(value) > 100 {
		return value
	}
	return lines[0] + strings.TrimSuffix(lines[1], ",") + lines[2]
}

// factory returns the last private function that makes a list element from
// plain values.
func (v *optionView) factory(dir, elem string) (home *checkout.GoFile, last *ast.FuncDecl) {
	for _, f := range v.Tree.Mentioning(dir, "func new") {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if ok && strings.HasPrefix(fd.Name.Name, "new") && strings.HasSuffix(fd.Name.Name, elem) && returns(fd, elem) {
				home, last = f, fd
			}
		}
	}
	return home, last
}

// shared returns the statements that all builders of a family have: those of
// WithFilesystem… also add the filesystem, named by their first parameter.
// Those that set the builder's own field are skipped. False where the family
// is unknown, since then the name promises more than can be derived.
func (v *optionView) shared(o *option, family string, own func(stmt string) bool) (string, bool) {
	if family == "" {
		return "", true
	}
	var common []string
	found := false
	for _, f := range v.Tree.Package(path.Dir(o.file)).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || !returns(fd, o.result) || !strings.HasPrefix(fd.Name.Name, "With"+family) {
				continue
			}
			stmts, ok := innerStatements(f, fd)
			if !ok {
				continue
			}
			stmts = slices.DeleteFunc(stmts, own)
			if !found {
				common, found = stmts, true
			} else {
				common = both(common, stmts)
			}
		}
	}
	if len(common) == 0 || len(o.params) == 0 || o.params[0].base != "string" {
		return "", false
	}
	return strings.ReplaceAll(strings.Join(common, "\n"), "\x00", o.params[0].name) + "\n", true
}

// innerStatements returns the statements of the function a builder returns,
// with its first parameter replaced by a place holder. Only single lines are
// taken.
func innerStatements(f *checkout.GoFile, fd *ast.FuncDecl) ([]string, bool) {
	params := fd.Type.Params.List
	if fd.Body == nil || len(fd.Body.List) != 1 || len(params) == 0 || len(params[0].Names) == 0 {
		return nil, false
	}
	lit := returnedFunc(fd)
	if lit == nil {
		return nil, false
	}
	first := params[0].Names[0].Name
	var out []string
	for _, st := range lit.Body.List {
		out = append(out, withIdent(f, st, first, "\x00"))
	}
	return out, true
}

// withIdent renders a node with an identifier exchanged.
func withIdent(f *checkout.GoFile, n ast.Node, old, with string) string {
	text, last := "", n.Pos()
	ast.Inspect(n, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && id.Name == old {
			text += f.Text(last, id.Pos()) + with
			last = id.End()
		}
		return true
	})
	return text + f.Text(last, n.End())
}

func both(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			if x == y {
				out = append(out, x)
				break
			}
		}
	}
	return out
}
