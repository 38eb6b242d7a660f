package emit

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// emitInternal adds what the plan declares outside the KubeVirt API: types,
// constants, variables, and fields of existing structs.
func emitInternal(c *Context) {
	p := c.codePlan()
	p.dropUnknown(true)
	for i := range c.Feature.Types {
		if t := &c.Feature.Types[i]; !t.API && !code.IsAPIFile(t.File.Value) {
			p.internalType(t)
		} else if home := c.strayHome(t); home != "" {
			p.internalType(atHome(t, home))
		}
	}
	blocks := &valueBlocks{codePlan: p}
	for _, k := range c.Feature.Consts {
		if !code.IsAPIFile(c.amongKin(k).File.Value) {
			blocks.add(k)
		}
	}
	blocks.flush()
	for _, f := range c.Feature.Fields {
		if !f.File.Empty() && !code.IsAPIFile(f.File.Value) {
			p.internalField(f)
		} else if c.ofComponent(f) {
			p.componentField(f)
		}
	}
}

// internalType adds a struct, function or interface type.
func (p *codePlan) internalType(t *feature.Type) {
	what := "type " + t.Name.Value
	if !code.IsIdentifier(t.Name.Value) {
		p.Res.Diags.Warnf("bad-identifier", t.Name.At, "write the bare type name in back-quotes", "%q is no Go identifier", t.Name.Value)
		return
	}
	file, why := p.homeFile(t.File, t.Name.Value)
	if file == "" {
		p.Left(what, why, t.Name.At)
		return
	}
	if f, ts := p.Tree.Package(path.Dir(file)).FindType(t.Name.Value); ts != nil {
		p.existingInternal(t, f, ts)
		return
	}
	if !writable(t) {
		p.Left(what, "the plan does not give its form", t.Name.At)
		return
	}
	text, bad := p.internalTypeText(t, file)
	if bad != "" {
		p.Res.Diags.Warnf("unknown-type", t.Name.At, "declare the type in the plan, or use one the checkout has", "type %s uses %s, which is neither in the checkout nor in the plan", t.Name.Value, bad)
		p.Left(what, bad+" is not known", t.Name.At)
		return
	}
	p.insertTypeDecl(file, t.Name.Value, text, t.Name.At)
	p.Added(what, t.Name.At, diag.Pos{File: file})
}

// homeFile completes the file of a declaration; without one it goes where the
// functions that use the name go.
func (p *codePlan) homeFile(file feature.Text, name string) (string, string) {
	if !file.Empty() {
		return p.CompletePath(strings.TrimSuffix(file.Value, "/"), "")
	}
	for _, nf := range p.Funcs {
		if nf.Home != "" && (nf.Recv == name || strings.Contains(nf.Results.Value+nf.Params.Value, name) || strings.EqualFold(nf.Name.Value, "new"+name)) {
			return nf.Home, ""
		}
	}
	return "", "the plan does not say in which file"
}

// existingInternal adds missing fields to a struct that is there already.
func (p *codePlan) existingInternal(t *feature.Type, f *checkout.GoFile, ts *ast.TypeSpec) {
	st, ok := ts.Type.(*ast.StructType)
	if !ok || len(t.Fields) == 0 {
		p.Present("type "+t.Name.Value, t.Name.At, f.Pos(ts.Pos()))
		return
	}
	missing := 0
	for _, fld := range t.Fields {
		if code.FieldNamed(st, fld.Name.Value) == nil {
			missing++
			p.addInternalField(fld, f, t.Name.Value, st)
		}
	}
	if missing == 0 {
		p.Present("type "+t.Name.Value, t.Name.At, f.Pos(ts.Pos()))
	}
}

// internalTypeText renders the declaration; bad names what could not be
// resolved.
func (p *codePlan) internalTypeText(t *feature.Type, file string) (text, bad string) {
	var b strings.Builder
	if !t.Doc.Empty() {
		b.WriteString(gosrc.Comment("", named(t.Name.Value, t.Name.Value, code.Unquoted(t.Doc.Value))))
	}
	b.WriteString("type " + t.Name.Value + " ")
	switch {
	case t.Kind == feature.KindStruct:
		b.WriteString("struct {\n")
		for _, f := range p.structFields(t) {
			line, missing := p.internalFieldText(f, file)
			if missing != "" {
				return "", missing
			}
			b.WriteString(line)
		}
		b.WriteString("}\n")
	case t.Kind == feature.KindInterface:
		b.WriteString("interface {\n")
		for _, m := range t.Methods {
			line, ok := p.methodText(m.Value, file)
			if !ok {
				return "", "a type in the method " + m.Value
			}
			b.WriteString("\t" + line + "\n")
		}
		b.WriteString("}\n")
	default:
		under := t.Underlying.Value
		if under == "" {
			under = "string"
		}
		typ, ok := p.PlannedType(file, under)
		if !ok {
			return "", under
		}
		b.WriteString(p.spellNamed(file, under, typ) + "\n")
		b.WriteString(p.valueBlock(t))
	}
	out, err := gosrc.FormatDecls(b.String())
	if err != nil {
		return "", "no Go (" + err.Error() + ")"
	}
	return out, ""
}

// structFields returns the planned fields of a struct; one that has none but a
// planned constructor holds what the constructor is given.
func (p *codePlan) structFields(t *feature.Type) []feature.Field {
	if nf := p.constructorOf(t.Name.Value); nf != nil && len(t.Fields) == 0 {
		var out []feature.Field
		for _, pr := range nf.Sig.Params {
			typ := pr.Typ
			if rest, variadic := strings.CutPrefix(typ, "..."); variadic {
				typ = "[]" + rest
			}
			out = append(out, feature.Field{Name: feature.T(pr.Name, nf.At()), Type: feature.T(typ, nf.At())})
		}
		return out
	}
	return t.Fields
}

// constructorOf finds the new function that makes values of a planned struct.
func (p *codePlan) constructorOf(name string) *code.PlacedFunc {
	for _, nf := range p.Funcs {
		if nf.Known && !nf.There && strings.EqualFold(nf.Name.Value, "new"+name) && len(nf.Sig.Results) == 1 && strings.HasSuffix(nf.Sig.Results[0].Typ, "."+name) {
			return nf
		}
	}
	return nil
}

// spellNamed keeps the parameter names of a function type, which canonical
// types do not have.
func (p *codePlan) spellNamed(file, source, typ string) string {
	e, err := parser.ParseExpr(source)
	ft, ok := e.(*ast.FuncType)
	if err != nil || !ok {
		return p.SpellType(file, typ)
	}
	w := &code.Canonical{Lookup: func(q, name string) string { return p.HomeOf(file, q, name) }}
	return "func" + p.Text(file, code.Signature{Params: w.Fields(ft.Params), Results: w.Fields(ft.Results)})
}

func (p *codePlan) methodText(method, file string) (string, bool) {
	name, rest, ok := strings.Cut(method, "(")
	if !ok || !code.IsIdentifier(strings.TrimSpace(name)) {
		return "", false
	}
	e, err := parser.ParseExpr("func(" + rest)
	ft, isFunc := e.(*ast.FuncType)
	if err != nil || !isFunc {
		return "", false
	}
	w := &code.Canonical{Lookup: func(q, n string) string { return p.HomeOf(file, q, n) }}
	sig := code.Signature{Params: w.Fields(ft.Params), Results: w.Fields(ft.Results)}
	if w.Failed {
		return "", false
	}
	return strings.TrimSpace(name) + p.Text(file, sig), true
}

func (p *codePlan) valueBlock(t *feature.Type) string {
	if len(t.Values) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nconst (\n")
	for _, v := range t.Values {
		if !v.Doc.Empty() {
			b.WriteString(gosrc.Comment("\t", upperFirst(gosrc.Sentence(v.Doc.Value))))
		}
		fmt.Fprintf(&b, "\t%s %s = %s\n", v.Name.Value, t.Name.Value, v.Value.Value)
	}
	b.WriteString(")\n")
	return b.String()
}

func (p *codePlan) internalFieldText(f feature.Field, file string) (line, missing string) {
	typ, ok := f.Type.Value, true
	if !code.Qualified.MatchString(typ) { // canonical already where a constructor gives it
		typ, ok = p.PlannedType(file, f.Type.Value)
	}
	if !ok {
		return "", f.Type.Value
	}
	text := gosrc.Comment("\t", code.Unquoted(f.Doc.Value)) + "\t"
	if !f.Embedded {
		text += f.Name.Value + " "
	}
	text += p.spellNamed(file, f.Type.Value, typ)
	if tag := f.Tag.Value; tag != "" {
		text += " `" + tag + "`"
	} else if !f.JSON.Empty() && f.JSON.Value != "-" {
		text += " `json:\"" + f.JSON.Value + ",omitempty\"`"
	}
	return text + "\n", ""
}

// insertTypeDecl puts a type after its nearest relative by name, else after
// the last type before the first function, else at the end.
func (p *codePlan) insertTypeDecl(file, name, text string, from diag.Pos) {
	f, err := p.Tree.Go(file)
	if err != nil {
		p.NewFile(file, from).First(text, from)
		return
	}
	if d := typeRelative(f, name); d != nil && d != f.AST.Decls[len(f.AST.Decls)-1] {
		p.Insert(file, f.LineEnd(f.Offset(d.End())), "\n"+text, from)
		return
	}
	p.insertRanked(file, len(f.Src), "\n"+text, from, -1)
}

func typeRelative(f *checkout.GoFile, name string) ast.Decl {
	var best, early ast.Decl
	bestLen, funcs := 0, false
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok {
			funcs = true
			continue
		}
		if gd.Tok != token.TYPE {
			continue
		}
		if !funcs {
			early = d
		}
		for _, s := range gd.Specs {
			if n := code.SharedWords(s.(*ast.TypeSpec).Name.Name, name); n > bestLen {
				best, bestLen = d, n
			} else if n == bestLen && n > 0 {
				best = d
			}
		}
	}
	if best != nil {
		return best
	}
	return early
}
