package emit

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// declaration renders a new function: the plan's words as doc comment, its
// steps as ordered comments, zero values as results.
func (p *codePlan) declaration(nf *code.PlacedFunc) string {
	var b strings.Builder
	fn := nf.Function
	if !readsAfterName(code.Unquoted(fn.Doc.Value)) && p.saidBefore(nf) {
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
	if nf.Recv != "" {
		b.WriteString("(" + p.ReceiverText(nf) + ") ")
	}
	b.WriteString(nf.Name.Value + p.Text(nf.Home, nf.Sig) + " {\n")
	b.WriteString(p.body(nf, steps))
	b.WriteString("}\n")
	return b.String()
}

// saidBefore reports whether an earlier planned function has the same words:
// a sentence on a group of functions is no description of each.
func (p *codePlan) saidBefore(nf *code.PlacedFunc) bool {
	i := slices.IndexFunc(p.Funcs, func(o *code.PlacedFunc) bool { return o.Doc.Value == nf.Doc.Value })
	return nf.Doc.Value != "" && i >= 0 && p.Funcs[i] != nf
}

// saidElsewhere reports whether another planned function has the same words.
func (p *codePlan) saidElsewhere(nf *code.PlacedFunc) bool {
	return slices.ContainsFunc(p.Funcs, func(o *code.PlacedFunc) bool { return o != nf && o.Doc.Value == nf.Doc.Value })
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

// body returns the lines between the braces.
func (p *codePlan) body(nf *code.PlacedFunc, steps []feature.Text) string {
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
	if len(nf.Sig.Results) > 0 {
		pre, values := p.Zeros(nf.Home, nf.Sig.Results)
		b.WriteString(pre + "\treturn " + strings.Join(values, ", ") + "\n")
	}
	return b.String()
}

// constructorBody is complete code where there is nothing to think about: a
// constructor of a struct keeps what it is given in the fields of that name.
func (p *codePlan) constructorBody(nf *code.PlacedFunc) string {
	if nf.Recv != "" || len(nf.Sig.Results) != 1 {
		return ""
	}
	typ := nf.Sig.Results[0].Typ
	name := typ[strings.LastIndex(typ, ".")+1:]
	if !strings.HasPrefix(typ, `*"`+gosrc.ImportPath(path.Dir(nf.Home))) || !strings.EqualFold(nf.Name.Value, "new"+name) {
		return ""
	}
	keep, ok := p.kept(nf, typ, name)
	if !ok {
		return ""
	}
	var b strings.Builder
	b.WriteString("\treturn &" + p.SpellType(nf.Home, typ[1:]) + "{")
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
func (p *codePlan) kept(nf *code.PlacedFunc, typ, name string) (keep []string, ok bool) {
	if t := p.PlannedIn(path.Dir(nf.Home), name); t != nil && !p.DeclaredIn(path.Dir(nf.Home), name) {
		if t.Kind == feature.KindStruct && len(t.Fields) == 0 {
			for _, pr := range nf.Sig.Params {
				keep = append(keep, pr.Name)
			}
		}
		return keep, t.Kind == feature.KindStruct
	}
	_, ts := p.Declared(typ[1:])
	if ts == nil {
		return nil, false
	}
	if _, ok := ts.Type.(*ast.StructType); !ok {
		return nil, false
	}
	for _, pr := range nf.Sig.Params {
		if p.FieldType(typ, pr.Name, code.MaxEmbedding) == pr.Typ {
			keep = append(keep, pr.Name)
		}
	}
	return keep, true
}

// stepComments renders steps as numbered comments; one step needs no number.
func stepComments(indent string, steps []feature.Text) string {
	var b strings.Builder
	for i, s := range steps {
		text := strings.Join(strings.Fields(code.Unquoted(s.Value)), " ")
		if len(steps) > 1 {
			text = fmt.Sprintf("%d. %s", i+1, text)
		}
		b.WriteString(gosrc.Comment(indent, text))
	}
	return b.String()
}
