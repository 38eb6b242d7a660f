package emit

import (
	"fmt"
	"go/ast"
	"go/parser"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file spells signatures, receivers and zero values for a file.

// unquoted drops the back-quotes of Markdown.
func unquoted(text string) string { return strings.ReplaceAll(text, "`", "") }

// text spells a signature without "func", for a file.
func (p *codePlan) text(file string, sig signature) string {
	list := func(params []param) string {
		var out []string
		for i, pr := range params {
			t := p.spellType(file, pr.typ)
			switch {
			case pr.name == "":
				out = append(out, t)
			case i+1 < len(params) && params[i+1].typ == pr.typ && params[i+1].name != "":
				out = append(out, pr.name)
			default:
				out = append(out, pr.name+" "+t)
			}
		}
		return strings.Join(out, ", ")
	}
	s := "(" + list(sig.params) + ")"
	switch {
	case len(sig.results) == 1 && sig.results[0].name == "":
		s += " " + list(sig.results)
	case len(sig.results) > 0:
		s += " (" + list(sig.results) + ")"
	}
	return s
}

// receiverText copies name and star from the other methods of the type; the
// first method of a type gets a pointer and the type's first letter.
func (p *codePlan) receiverText(nf *placedFunc) string {
	count := map[string]int{}
	for _, f := range p.Tree.Mentioning(path.Dir(nf.file), nf.recv) {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && checkout.ReceiverName(fd) == nf.recv && len(fd.Recv.List[0].Names) > 0 {
				if t := f.Text(fd.Recv.List[0].Pos(), fd.Recv.List[0].End()); !strings.HasPrefix(t, "_") {
					count[t]++
				}
			}
		}
	}
	if best := mostFrequent(count); best != "" {
		return best
	}
	return strings.ToLower(nf.recv[:1]) + " *" + nf.recv
}

// zeros returns an expression for the zero value of every result, and the
// declarations they need.
func (p *codePlan) zeros(file string, results []param) (pre string, values []string) {
	for i, r := range results {
		v := p.zero(file, r.typ)
		if v == "" {
			name := "result"
			if i > 0 {
				name = fmt.Sprintf("result%d", i+1)
			}
			pre += "\tvar " + name + " " + p.spellType(file, r.typ) + "\n"
			v = name
		}
		values = append(values, v)
	}
	return pre, values
}

// zero returns the expression for the zero value of a canonical type, or ""
// where only a variable has it. Function types give a function that does
// nothing, because their callers call them.
func (p *codePlan) zero(file, typ string) string {
	switch {
	case typ == "string":
		return `""`
	case typ == "bool":
		return "false"
	case typ == "error", typ == "any", strings.HasPrefix(typ, "*"), strings.HasPrefix(typ, "[]"), strings.HasPrefix(typ, "map["), strings.HasPrefix(typ, "interface"), strings.HasPrefix(typ, "chan"), strings.HasPrefix(typ, "<-chan"):
		return "nil"
	case builtin[typ]:
		return "0"
	case typ == `"time".Duration`:
		return "0"
	case !strings.HasPrefix(typ, `"`):
		return ""
	}
	f, ts := p.declared(typ)
	if ts == nil {
		return p.zeroPlanned(file, typ)
	}
	return p.zeroOf(file, typ, f, ts.Type)
}

// zeroPlanned is zero for a type that the plan adds.
func (p *codePlan) zeroPlanned(file, typ string) string {
	m := qualified.FindStringSubmatch(typ)
	t := p.plannedIn(gosrc.ImportDir(m[1]), typ[strings.LastIndex(typ, ".")+1:])
	switch {
	case t == nil:
		return ""
	case t.Kind == feature.KindStruct:
		return p.spellType(file, typ) + "{}"
	case t.Kind == feature.KindInterface:
		return "nil"
	case t.Kind == feature.KindString:
		return `""`
	}
	e, err := parser.ParseExpr(t.Underlying.Value)
	ft, ok := e.(*ast.FuncType)
	if err != nil || !ok {
		return ""
	}
	w := &canonical{lookup: func(q, name string) string { return p.homeOf(file, q, name) }}
	return p.idle(file, signature{w.fields(ft.Params), w.fields(ft.Results)})
}

func (p *codePlan) zeroOf(file, typ string, f *checkout.GoFile, e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StructType:
		return p.spellType(file, typ) + "{}"
	case *ast.FuncType:
		return p.idle(file, p.signatureOf(f, x))
	case *ast.InterfaceType, *ast.MapType, *ast.ChanType:
		return "nil"
	case *ast.ArrayType:
		if x.Len == nil {
			return "nil"
		}
	case *ast.Ident:
		if builtin[x.Name] || x.Name == "error" {
			return p.zero(file, x.Name)
		}
	}
	return ""
}

// idle renders a function literal that does nothing.
func (p *codePlan) idle(file string, sig signature) string {
	for i := range sig.params {
		if sig.params[i].typ == "" {
			return "nil"
		}
		sig.params[i].name = "_"
	}
	pre, values := p.zeros(file, sig.results)
	body := ""
	if len(values) > 0 {
		body = "\n" + pre + "\treturn " + strings.Join(values, ", ") + "\n"
	}
	return "func" + p.text(file, sig) + " {" + body + "}"
}

// plainWords strips Markdown and the closing full stop.
func plainWords(text string) string {
	text = strings.NewReplacer("`", "", "**", "").Replace(text)
	return strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
}
