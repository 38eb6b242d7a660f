package code

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

// Unquoted drops the back-quotes of Markdown.
func Unquoted(text string) string { return strings.ReplaceAll(text, "`", "") }

// Text spells a signature without "func", for a file.
func (p *Plan) Text(file string, sig Signature) string {
	list := func(params []Param) string {
		var out []string
		for i, pr := range params {
			t := p.SpellType(file, pr.Typ)
			switch {
			case pr.Name == "":
				out = append(out, t)
			case i+1 < len(params) && params[i+1].Typ == pr.Typ && params[i+1].Name != "":
				out = append(out, pr.Name)
			default:
				out = append(out, pr.Name+" "+t)
			}
		}
		return strings.Join(out, ", ")
	}
	s := "(" + list(sig.Params) + ")"
	switch {
	case len(sig.Results) == 1 && sig.Results[0].Name == "":
		s += " " + list(sig.Results)
	case len(sig.Results) > 0:
		s += " (" + list(sig.Results) + ")"
	}
	return s
}

// ReceiverText copies name and star from the other methods of the type; the
// first method of a type gets a pointer and the type's first letter.
func (p *Plan) ReceiverText(nf *PlacedFunc) string {
	count := map[string]int{}
	for _, f := range p.Tree.Mentioning(path.Dir(nf.Home), nf.Recv) {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && checkout.ReceiverName(fd) == nf.Recv && len(fd.Recv.List[0].Names) > 0 {
				if t := f.Text(fd.Recv.List[0].Pos(), fd.Recv.List[0].End()); !strings.HasPrefix(t, "_") {
					count[t]++
				}
			}
		}
	}
	if best := MostFrequent(count); best != "" {
		return best
	}
	return strings.ToLower(nf.Recv[:1]) + " *" + nf.Recv
}

// Zeros returns an expression for the zero value of every result, and the
// declarations they need.
func (p *Plan) Zeros(file string, results []Param) (pre string, values []string) {
	for i, r := range results {
		v := p.Zero(file, r.Typ)
		if v == "" {
			name := "result"
			if i > 0 {
				name = fmt.Sprintf("result%d", i+1)
			}
			pre += "\tvar " + name + " " + p.SpellType(file, r.Typ) + "\n"
			v = name
		}
		values = append(values, v)
	}
	return pre, values
}

// Zero returns the expression for the zero value of a canonical type, or ""
// where only a variable has it. Function types give a function that does
// nothing, because their callers call them.
func (p *Plan) Zero(file, typ string) string {
	switch {
	case typ == "string":
		return `""`
	case typ == "bool":
		return "false"
	case typ == "error", typ == "any", strings.HasPrefix(typ, "*"), strings.HasPrefix(typ, "[]"), strings.HasPrefix(typ, "map["), strings.HasPrefix(typ, "interface"), strings.HasPrefix(typ, "chan"), strings.HasPrefix(typ, "<-chan"):
		return "nil"
	case Builtin[typ]:
		return "0"
	case typ == `"time".Duration`:
		return "0"
	case !strings.HasPrefix(typ, `"`):
		return ""
	}
	f, ts := p.Declared(typ)
	if ts == nil {
		return p.zeroPlanned(file, typ)
	}
	return p.zeroOf(file, typ, f, ts.Type)
}

// zeroPlanned is zero for a type that the plan adds.
func (p *Plan) zeroPlanned(file, typ string) string {
	m := Qualified.FindStringSubmatch(typ)
	t := p.PlannedIn(gosrc.ImportDir(m[1]), typ[strings.LastIndex(typ, ".")+1:])
	switch {
	case t == nil:
		return ""
	case t.Kind == feature.KindStruct:
		return p.SpellType(file, typ) + "{}"
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
	w := &Canonical{Lookup: func(q, name string) string { return p.HomeOf(file, q, name) }}
	return p.idle(file, Signature{w.Fields(ft.Params), w.Fields(ft.Results)})
}

func (p *Plan) zeroOf(file, typ string, f *checkout.GoFile, e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StructType:
		return p.SpellType(file, typ) + "{}"
	case *ast.FuncType:
		return p.idle(file, p.SignatureOf(f, x))
	case *ast.InterfaceType, *ast.MapType, *ast.ChanType:
		return "nil"
	case *ast.ArrayType:
		if x.Len == nil {
			return "nil"
		}
	case *ast.Ident:
		if Builtin[x.Name] || x.Name == "error" {
			return p.Zero(file, x.Name)
		}
	}
	return ""
}

// idle renders a function literal that does nothing.
func (p *Plan) idle(file string, sig Signature) string {
	for i := range sig.Params {
		if sig.Params[i].Typ == "" {
			return "nil"
		}
		sig.Params[i].Name = "_"
	}
	pre, values := p.Zeros(file, sig.Results)
	body := ""
	if len(values) > 0 {
		body = "\n" + pre + "\treturn " + strings.Join(values, ", ") + "\n"
	}
	return "func" + p.Text(file, sig) + " {" + body + "}"
}

// PlainWords strips Markdown and the closing full stop.
func PlainWords(text string) string {
	text = strings.NewReplacer("`", "", "**", "").Replace(text)
	return strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
}
