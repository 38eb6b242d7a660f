package emit

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Lists of valid values, and small readers of declarations.

func bareQualifiers(typ string) string {
	var b strings.Builder
	word := ""
	flush := func() { b.WriteString(word); word = "" }
	for i := 0; i < len(typ); i++ {
		switch {
		case identByte(typ[i]):
			word += string(typ[i])
		case typ[i] == '.':
			word = ""
		default:
			flush()
			b.WriteByte(typ[i])
		}
	}
	flush()
	return b.String()
}

func paramsOf(f *checkout.GoFile, fd *ast.FuncDecl) []arg {
	var out []arg
	for _, field := range fd.Type.Params.List {
		for _, id := range field.Names {
			out = append(out, arg{id.Name, f.NodeText(field.Type)})
		}
		if len(field.Names) == 0 {
			out = append(out, arg{"", f.NodeText(field.Type)})
		}
	}
	return out
}

// validLists notes package variables that hold valid values; those the plan
// names without a value are written here, from the rule that uses them.
func (c *Context) validLists(w *body, ck *check) {
	for _, r := range ck.rules {
		if r.prose || r.Kind != feature.RuleOneOf {
			continue
		}
		h := r.path.Last()
		for _, k := range c.listNames(ck) {
			if strings.Contains(strings.ToLower(k.Name.Value), strings.ToLower(strings.TrimSuffix(TypeName(h), "s"))) {
				w.lists[TypeName(h)] = k.Name.Value
				c.validList(w, ck, k, r)
			}
		}
	}
}

var listName = regexp.MustCompile(`\bvalid[A-Z][A-Za-z0-9]*\b`)

// listNames returns the lists of valid values that the plan names: as
// variables, or in what it says about the check.
func (c *Context) listNames(ck *check) []feature.Const {
	var out []feature.Const
	for _, k := range c.Feature.Consts {
		if listName.MatchString(k.Name.Value) {
			out = append(out, k)
		}
	}
	for _, name := range listName.FindAllString(ck.words(), -1) {
		out = append(out, feature.Const{Name: feature.T(name, ck.from), Var: true})
	}
	return out
}

func (c *Context) validList(w *body, ck *check, k feature.Const, r boundRule) {
	if f, vs := c.Tree.Package(path.Dir(ck.file)).FindValue(k.Name.Value); vs != nil {
		c.Present("variable "+k.Name.Value, k.Name.At, f.Pos(vs.Pos()))
		return
	}
	if !k.Value.Empty() && !strings.HasPrefix(k.Value.Value, "[]") && k.Value.Value != "" {
		return
	}
	if c.justAdded("variable " + k.Name.Value) {
		return
	}
	text := "var " + k.Name.Value + " = " + w.listLiteral(r.path.Last(), r.Values) + "\n"
	c.Added("variable "+k.Name.Value, k.Name.At, diag.Pos{File: ck.file})
	if f, err := c.Tree.Go(ck.file); err == nil {
		if at := lastVar(f); at != nil {
			c.Insert(ck.file, f.LineEnd(f.Offset(at.End())), text, k.Name.At)
			return
		}
	}
	c.Append(ck.file, text, k.Name.At)
}

// lastVar returns the last of a file's single-line variables with valid values.
func lastVar(f *checkout.GoFile) *ast.GenDecl {
	var best *ast.GenDecl
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok.String() != "var" || gd.Lparen.IsValid() {
			continue
		}
		if vs := gd.Specs[0].(*ast.ValueSpec); strings.HasPrefix(vs.Names[0].Name, "valid") && f.Pos(gd.Pos()).Line == f.Pos(gd.End()).Line {
			best = gd
		}
	}
	return best
}

// methods returns the methods of a type in a file.
func methods(f *checkout.GoFile, recv string) []*ast.FuncDecl {
	var out []*ast.FuncDecl
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && checkout.ReceiverName(fd) == recv && fd.Body != nil {
			out = append(out, fd)
		}
	}
	return out
}

// justAdded reports whether this run has added something already.
func (c *Context) justAdded(what string) bool {
	return slices.ContainsFunc(c.Res.Added, func(it Item) bool { return it.What == what })
}
