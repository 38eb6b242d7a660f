package emit

import (
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

// add writes a constant or variable of a package outside the API.
func (p *valueBlocks) add(k feature.Const) {
	kind := "constant"
	if k.Var {
		kind = "variable"
	}
	what := kind + " " + k.Name.Value
	file, why := p.homeFile(k.File, k.Name.Value)
	if file == "" {
		p.Left(what, why, k.Name.At)
		return
	}
	if !code.IsIdentifier(k.Name.Value) {
		p.Res.Diags.Warnf("bad-identifier", k.Name.At, "write the bare name in back-quotes", "%q is no Go identifier", k.Name.Value)
		return
	}
	pkg := p.Tree.Package(path.Dir(file))
	if f, vs := pkg.FindValue(k.Name.Value); vs != nil {
		p.existingValueOf(k, kind, f, vs)
		return
	}
	if f, ts := pkg.FindType(k.Name.Value); ts != nil {
		p.Conflict(what, "a type of that name", k.Value.Value, k.Name.At, f.Pos(ts.Pos()))
		return
	}
	if k.Value.Empty() && (!k.Var || k.Type.Empty()) {
		p.Left(what, "the plan gives no value", k.Name.At)
		return
	}
	line, bad := p.valueLine(k, file)
	if bad != "" {
		p.Left(what, bad+" is not known", k.Name.At)
		return
	}
	p.placeValue(k, file, line)
	p.Added(what, k.Name.At, diag.Pos{File: file})
}

// existingValueOf notes an equal declaration; a constant that is to become a
// variable is turned into one where nothing needs it to be constant.
func (p *codePlan) existingValueOf(k feature.Const, kind string, f *checkout.GoFile, vs *ast.ValueSpec) {
	if k.Var && isConst(f, vs) {
		p.Left("variable "+k.Name.Value, "it is a constant in "+f.Path+"; whether it can become a variable depends on its uses", k.Name.At)
		return
	}
	for i, id := range vs.Names {
		if id.Name == k.Name.Value && i < len(vs.Values) && !k.Value.Empty() && !k.Var {
			if have := f.NodeText(vs.Values[i]); have != k.Value.Value {
				p.Conflict(kind+" "+id.Name, have, k.Value.Value, k.Name.At, f.Pos(vs.Pos()))
				return
			}
		}
	}
	p.Present(kind+" "+k.Name.Value, k.Name.At, f.Pos(vs.Pos()))
}

func isConst(f *checkout.GoFile, vs *ast.ValueSpec) bool {
	_, gd := f.Value(vs.Names[0].Name)
	return gd != nil && gd.Tok == token.CONST
}

// valueLine renders "Name Type = value" with the file's own qualifiers.
func (p *codePlan) valueLine(k feature.Const, file string) (line, bad string) {
	line = k.Name.Value
	if !k.Type.Empty() {
		typ, ok := p.PlannedType(file, k.Type.Value)
		if !ok {
			return "", k.Type.Value
		}
		line += " " + p.SpellType(file, typ)
	}
	if k.Value.Empty() {
		return line, ""
	}
	e, err := parser.ParseExpr(k.Value.Value)
	if err != nil {
		return "", k.Value.Value
	}
	value, bad := p.valueText(e, k.Value.Value, file)
	return line + " = " + value, bad
}

// valueText replaces the qualifiers in an expression by those of the file.
func (p *codePlan) valueText(e ast.Expr, source, file string) (text, bad string) {
	type cut struct {
		from, to int
		text     string
	}
	var cuts []cut
	ast.Inspect(e, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if q, ok := sel.X.(*ast.Ident); ok {
			im, found := p.Imports(file).Find(q.Name)
			if home := p.plannedValueHome(q.Name, sel.Sel.Name); home != "" {
				im, found = home, true
			}
			if !found {
				bad = q.Name + "." + sel.Sel.Name
				return false
			}
			cuts = append(cuts, cut{int(sel.Pos()) - 1, int(sel.End()) - 1, p.Imports(file).Qualify(im, sel.Sel.Name)})
		}
		return false
	})
	for i := len(cuts) - 1; i >= 0; i-- {
		source = source[:cuts[i].from] + cuts[i].text + source[cuts[i].to:]
	}
	return source, bad
}

// plannedValueHome returns the import path of a package of that name which gets
// a constant or variable of the plan.
func (p *codePlan) plannedValueHome(q, name string) string {
	for _, k := range p.Feature.Consts {
		if home := code.ImportPathOf(k.File.Value); k.Name.Value == name && strings.Contains(k.File.Value, "/") && gosrc.DefaultName(home) == q {
			return home
		}
	}
	return ""
}

// valueBlocks collects neighbouring declarations that find no block of their
// likes, so that they share a new one.
type valueBlocks struct {
	*codePlan
	file  string
	word  string
	from  diag.Pos
	lines []string
}

// placeValue inserts a line into the block of its likes, or keeps it for a new
// block.
func (p *valueBlocks) placeValue(k feature.Const, file, line string) {
	tok, word := token.CONST, "const"
	if k.Var {
		tok, word = token.VAR, "var"
	}
	doc := ""
	if !k.Doc.Empty() {
		doc = named(k.Name.Value, k.Name.Value, code.Unquoted(k.Doc.Value))
	}
	f, err := p.Tree.Go(file)
	if err == nil {
		if gd, after := valueBlockFor(f, k, tok); gd != nil {
			off := f.LineStart(f.Offset(gd.Rparen))
			if after != nil {
				off = f.LineEnd(f.Offset(after.End()))
			}
			lead := ""
			if doc != "" && after == nil && spaced(f, gd) {
				lead = "\n"
			}
			p.Insert(file, off, gosrc.Apart(f, off, lead+gosrc.Comment("\t", doc)+"\t"+line+"\n"), k.Name.At)
			return
		}
	}
	if p.file != file || p.word != word {
		p.flush()
		p.file, p.word, p.from = file, word, k.Name.At
	}
	p.lines = append(p.lines, gosrc.Comment("\t", doc)+"\t"+line+"\n")
}

// flush writes the collected declarations: after the last declaration of their
// kind (or the imports) before the first function, else at the end.
func (p *valueBlocks) flush() {
	if len(p.lines) == 0 {
		return
	}
	text := p.word + " (\n" + strings.Join(p.lines, "") + ")\n"
	if len(p.lines) == 1 && strings.Count(p.lines[0], "\n") == 1 {
		text = p.word + " " + strings.TrimPrefix(p.lines[0], "\t")
	}
	p.lines = nil
	tok := token.CONST
	if p.word == "var" {
		tok = token.VAR
	}
	if f, err := p.Tree.Go(p.file); err == nil {
		if d := lastValueDecl(f, tok); d != nil {
			p.Insert(p.file, f.LineEnd(f.Offset(d.End())), "\n"+text, p.from)
			return
		}
	}
	if f, err := p.Tree.Go(p.file); err == nil {
		p.insertRanked(p.file, len(f.Src), "\n"+text, p.from, -2)
		return
	}
	p.NewFile(p.file, p.from).First(text, p.from)
}

// valueBlockFor finds the block of similar declarations: the one with Near,
// else the one with most names that begin with the same words. The second
// result is the last of those names, if it is not the block's last.
func valueBlockFor(f *checkout.GoFile, k feature.Const, tok token.Token) (*ast.GenDecl, *ast.ValueSpec) {
	if vs, gd := f.Value(k.Near.Value); gd != nil && gd.Tok == tok && gd.Lparen.IsValid() {
		return gd, vs
	}
	var best *ast.GenDecl
	var bestAfter *ast.ValueSpec
	bestShared, bestCount := 0, 0
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != tok || !gd.Lparen.IsValid() || len(gd.Specs) == 0 || usesIota(gd) {
			continue
		}
		shared, count := 0, 0
		var last *ast.ValueSpec
		for _, s := range gd.Specs {
			vs := s.(*ast.ValueSpec)
			n := code.SharedWords(vs.Names[0].Name, k.Name.Value)
			switch {
			case n > shared:
				shared, count, last = n, 1, vs
			case n == shared && n > 0:
				count++
				last = vs
			}
		}
		if shared == 1 && count < code.FewLikes {
			continue // one common word is no family
		}
		if shared > bestShared || shared == bestShared && count > bestCount && shared > 0 {
			best, bestAfter, bestShared, bestCount = gd, last, shared, count
		}
	}
	if best != nil && bestAfter == best.Specs[len(best.Specs)-1] {
		bestAfter = nil
	}
	return best, bestAfter
}

func usesIota(gd *ast.GenDecl) bool {
	iota := false
	ast.Inspect(gd, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "iota" {
			iota = true
		}
		return !iota
	})
	return iota
}

// lastValueDecl is the last constant (or variable) declaration before the
// first function.
func lastValueDecl(f *checkout.GoFile, tok token.Token) ast.Decl {
	var last ast.Decl
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok {
			break
		}
		if gd.Tok == tok || gd.Tok == token.IMPORT && last == nil {
			last = d
		}
	}
	if last != nil && last.End() == f.AST.Decls[len(f.AST.Decls)-1].End() {
		return nil
	}
	return last
}
