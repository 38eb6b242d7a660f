package emit

import (
	"fmt"
	"go/ast"
	"go/parser"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// declaration renders a new function: the plan's words as doc comment, its
// steps as ordered comments, zero values as results.
func (p *codePlan) declaration(nf *newFunc) string {
	var b strings.Builder
	fn := nf.Function
	if !readsAfterName(unquoted(fn.Doc.Value)) && p.saidBefore(nf) {
		fn.Doc = feature.Text{}
		fn.Steps = slices.DeleteFunc(slices.Clone(fn.Steps), func(s feature.Text) bool { return strings.Contains(nf.Doc.Value, s.Value) })
	}
	doc, steps := docAndSteps(fn)
	if p.constructorBody(nf) != "" && p.saidElsewhere(nf) {
		doc = "" // the words are on what the type does
	}
	if doc != "" {
		b.WriteString(gosrc.Comment("", docSentence(nf.Name.Value, doc)))
	}
	b.WriteString("func ")
	if nf.recv != "" {
		b.WriteString("(" + p.receiverText(nf) + ") ")
	}
	b.WriteString(nf.Name.Value + p.text(nf.file, nf.sig) + " {\n")
	b.WriteString(p.body(nf, steps))
	b.WriteString("}\n")
	return b.String()
}

// saidBefore reports whether an earlier planned function has the same words:
// a sentence on a group of functions is no description of each.
func (p *codePlan) saidBefore(nf *newFunc) bool {
	i := slices.IndexFunc(p.funcs, func(o *newFunc) bool { return o.Doc.Value == nf.Doc.Value })
	return nf.Doc.Value != "" && i >= 0 && p.funcs[i] != nf
}

// saidElsewhere reports whether another planned function has the same words.
func (p *codePlan) saidElsewhere(nf *newFunc) bool {
	return slices.ContainsFunc(p.funcs, func(o *newFunc) bool { return o != nf && o.Doc.Value == nf.Doc.Value })
}

func calledBy(sentence string) bool {
	low := strings.ToLower(strings.TrimSpace(sentence))
	return strings.HasPrefix(low, "that return") || strings.HasPrefix(low, "used by") || strings.HasPrefix(low, "called ") || strings.HasPrefix(low, "in the ") || strings.HasPrefix(low, "in `")
}

// sentencesBut drops sentences from a text.
func sentencesBut(text string, drop func(string) bool) string {
	var out []string
	for _, s := range strings.SplitAfter(text, ". ") {
		if strings.TrimSpace(s) != "" && !drop(s) {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return strings.Join(out, " ")
}

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
func (p *codePlan) receiverText(nf *newFunc) string {
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

// body returns the lines between the braces.
func (p *codePlan) body(nf *newFunc, steps []feature.Text) string {
	for _, whole := range []string{p.constructorBody(nf), p.knownBody(nf)} {
		if whole != "" {
			return whole
		}
	}
	var b strings.Builder
	b.WriteString(stepComments("\t", steps))
	calls := p.innerCalls(nf)
	b.WriteString(calls)
	if len(steps) == 0 && calls == "" {
		b.WriteString("\t// TODO: implement\n")
	}
	if len(nf.sig.results) > 0 {
		pre, values := p.zeros(nf.file, nf.sig.results)
		b.WriteString(pre + "\treturn " + strings.Join(values, ", ") + "\n")
	}
	return b.String()
}

// constructorBody is complete code where there is nothing to think about: a
// constructor of a struct keeps what it is given in the fields of that name.
func (p *codePlan) constructorBody(nf *newFunc) string {
	if nf.recv != "" || len(nf.sig.results) != 1 {
		return ""
	}
	typ := nf.sig.results[0].typ
	name := typ[strings.LastIndex(typ, ".")+1:]
	if !strings.HasPrefix(typ, `*"`+gosrc.ImportPath(path.Dir(nf.file))) || !strings.EqualFold(nf.Name.Value, "new"+name) {
		return ""
	}
	keep, ok := p.kept(nf, typ, name)
	if !ok {
		return ""
	}
	var b strings.Builder
	b.WriteString("\treturn &" + p.spellType(nf.file, typ[1:]) + "{")
	if len(keep) > 0 {
		b.WriteString("\n")
		for _, k := range keep {
			b.WriteString("\t\t" + k + ": " + k + ",\n")
		}
		b.WriteString("\t")
	}
	return b.String() + "}\n"
}

// kept lists the parameters for which the struct has (or gets) a field of the
// same name and type; false where the type is no struct.
func (p *codePlan) kept(nf *newFunc, typ, name string) (keep []string, ok bool) {
	if t := p.plannedIn(path.Dir(nf.file), name); t != nil && !p.declaredIn(path.Dir(nf.file), name) {
		if t.Kind == feature.KindStruct && len(t.Fields) == 0 {
			for _, pr := range nf.sig.params {
				keep = append(keep, pr.name)
			}
		}
		return keep, t.Kind == feature.KindStruct
	}
	_, ts := p.declared(typ[1:])
	if ts == nil {
		return nil, false
	}
	if _, ok := ts.Type.(*ast.StructType); !ok {
		return nil, false
	}
	for _, pr := range nf.sig.params {
		if p.fieldType(typ, pr.name, maxEmbedding) == pr.typ {
			keep = append(keep, pr.name)
		}
	}
	return keep, true
}

// stepComments renders steps as numbered comments; one step needs no number.
func stepComments(indent string, steps []feature.Text) string {
	var b strings.Builder
	for i, s := range steps {
		text := strings.Join(strings.Fields(unquoted(s.Value)), " ")
		if len(steps) > 1 {
			text = fmt.Sprintf("%d. %s", i+1, text)
		}
		b.WriteString(gosrc.Comment(indent, text))
	}
	return b.String()
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
