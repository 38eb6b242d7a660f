package code

import (
	"go/ast"
	"path"
	"regexp"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

var siblingWords = regexp.MustCompile("(?i)\\b(?:like|as|signature of)\\s+(?:its sibling |the sibling |the existing |in )?`?([A-Za-z_]\\w*)`?")

// borrowed returns the signature of another function where the plan or the
// place says that the new one has the same: the function it replaces, a
// sibling named in its words, a method of the same name on the types beside
// it, the function type of the parent package that all functions of its kind
// have, or the common form of the neighbours whose names are alike.
func (p *Plan) borrowed(nf *PlacedFunc) (Signature, bool) {
	if nf.HasParams {
		return Signature{}, false
	}
	pkg := p.Tree.Package(path.Dir(nf.Home))
	names := []string{nf.Replaces.Value}
	for _, m := range siblingWords.FindAllStringSubmatch(nf.Doc.Value, -1) {
		names = append(names, m[1])
	}
	for _, name := range names {
		if sig, ok := p.signatureNamed(nf, name); ok {
			return sig, true
		}
	}
	if !nf.Results.Empty() {
		return Signature{}, false
	}
	if nf.Recv != "" {
		if sig, ok := p.sameMethod(nf, pkg); ok {
			return sig, true
		}
	} else if sig, ok := p.parentForm(nf); ok {
		return sig, true
	}
	if sig, ok := p.neighbourForm(nf); ok {
		return sig, true
	}
	return Signature{}, false
}

// signatureNamed finds a function by its name in the package or in those that
// the plan touches.
func (p *Plan) signatureNamed(nf *PlacedFunc, name string) (Signature, bool) {
	if name == "" {
		return Signature{}, false
	}
	for _, dir := range append([]string{path.Dir(nf.Home)}, p.PlanDirs(nf.Component.Value)...) {
		for _, f := range p.Tree.Mentioning(dir, name) {
			for _, d := range f.AST.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Name.Name != name {
					continue
				}
				if sig := p.SignatureOf(f, fd.Type); p.allUsable(nf.Home, sig) {
					return sig, true
				}
			}
		}
	}
	return Signature{}, false
}

func (p *Plan) allUsable(file string, sig Signature) bool {
	for _, pr := range append(slices.Clone(sig.Params), sig.Results...) {
		if pr.Typ == "" || !p.Usable(file, pr.Typ) {
			return false
		}
	}
	return true
}

// sameMethod is for methods that the other types of the package have by the
// same name, all with one signature: then there is an interface to satisfy.
func (p *Plan) sameMethod(nf *PlacedFunc, pkg *checkout.Package) (Signature, bool) {
	var found []Signature
	for _, f := range pkg.Files {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil && fd.Name.Name == nf.Name.Value {
				found = append(found, p.SignatureOf(f, fd.Type))
			}
		}
	}
	if len(found) == 0 {
		return Signature{}, false
	}
	params, ok := Agreed(found, func(s Signature) []Param { return s.Params })
	results, same := Agreed(found, func(s Signature) []Param { return s.Results })
	sig := Signature{params, results}
	return sig, ok && same && p.allUsable(nf.Home, sig)
}

// parentForm is for functions of plug-in packages: where the parent directory
// declares function types, the sibling packages export functions of one of
// them.
func (p *Plan) parentForm(nf *PlacedFunc) (Signature, bool) {
	if !ast.IsExported(nf.Name.Value) || len(p.Tree.Package(path.Dir(nf.Home)).Files) > 0 {
		return Signature{}, false
	}
	parent := path.Dir(path.Dir(nf.Home))
	var found []Signature
	for _, f := range p.Tree.Package(parent).Files {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range gd.Specs {
				if ts, ok := s.(*ast.TypeSpec); ok && ast.IsExported(ts.Name.Name) {
					if ft, ok := ts.Type.(*ast.FuncType); ok {
						found = append(found, p.named(p.SignatureOf(f, ft), parent))
					}
				}
			}
		}
	}
	if len(found) != 1 {
		return Signature{}, false
	}
	return found[0], true
}

// named gives names to the parameters of a function type: those that the
// functions of the sibling packages with the same types use.
func (p *Plan) named(sig Signature, parent string) Signature {
	for _, d := range p.Tree.Dirs(parent) {
		for _, f := range p.Tree.Package(parent + "/" + d).Files {
			for _, decl := range f.AST.Decls {
				if fd, ok := decl.(*ast.FuncDecl); ok && fd.Recv == nil && ast.IsExported(fd.Name.Name) {
					if have := p.SignatureOf(f, fd.Type); SameTypes(have.Params, sig.Params) && !blankNames(have.Params) {
						return Signature{have.Params, sig.Results}
					}
				}
			}
		}
	}
	for i := range sig.Params {
		if sig.Params[i].Name == "" {
			sig.Params[i].Name = p.paramName("", sig.Params[i].Typ)
		}
	}
	return sig
}

func blankNames(params []Param) bool {
	return slices.ContainsFunc(params, func(pr Param) bool { return pr.Name == "" || pr.Name == "_" })
}

// SameTypes reports whether two lists have the same types in the same order.
func SameTypes(a, b []Param) bool {
	return slices.EqualFunc(a, b, func(x, y Param) bool { return x.Typ == y.Typ })
}

// FewLikes is how many functions with the same first word make a form.
const FewLikes = 3

// neighbourForm takes what the functions whose names are most alike have in
// common: those that share the first word and the longest ending, else at
// least three that share the first word. The file is asked first, then its
// package.
func (p *Plan) neighbourForm(nf *PlacedFunc) (Signature, bool) {
	pkg := p.Tree.Package(path.Dir(nf.Home))
	for _, f := range pkg.Files {
		if f.Path == nf.Home {
			if sig, ok := p.formOf(nf, []*checkout.GoFile{f}); ok {
				return sig, true
			}
		}
	}
	return p.formOf(nf, pkg.Files)
}

func (p *Plan) formOf(nf *PlacedFunc, files []*checkout.GoFile) (Signature, bool) {
	byEnd := map[int][]Signature{}
	closest := map[int][]Signature{} // by the letters that they share from the first on
	longest, total := 0, 0
	for _, f := range files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || checkout.ReceiverName(fd) != nf.Recv || !sameStart(fd.Name.Name, nf.Name.Value) {
				continue
			}
			n := sharedEnd(fd.Name.Name, nf.Name.Value)
			byEnd[n] = append(byEnd[n], p.SignatureOf(f, fd.Type))
			longest, total = max(longest, n), total+1
			for n := sharedStart(fd.Name.Name, nf.Name.Value); n >= len(NameWords(nf.Name.Value)[0])+FewLikes; n-- {
				closest[n] = append(closest[n], p.SignatureOf(f, fd.Type))
			}
		}
	}
	if longest >= 2 {
		if sig, ok := common(byEnd[longest]); ok {
			return sig, p.allUsable(nf.Home, sig)
		}
	}
	if n := len(byEnd[longest]); longest > 0 && n >= FewLikes { // applyXPreferences, applyYPreferences …
		if sig, ok := common(byEnd[longest]); ok {
			return sig, p.allUsable(nf.Home, sig)
		}
	}
	for n := len(nf.Name.Value); n > 0; n-- {
		if len(closest[n]) >= FewLikes {
			if sig, ok := common(closest[n]); ok {
				return sig, p.allUsable(nf.Home, sig)
			}
			break
		}
	}
	if total < FewLikes {
		return Signature{}, false
	}
	var all []Signature
	for n := range longest + 1 {
		all = append(all, byEnd[n]...)
	}
	sig, ok := common(all)
	return sig, ok && p.allUsable(nf.Home, sig)
}

func sameStart(a, b string) bool {
	wa, wb := NameWords(a), NameWords(b)
	return len(wa) > 1 && len(wb) > 1 && wa[0] == wb[0]
}

// sharedStart counts the leading letters two names have in common.
func sharedStart(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// sharedEnd counts the trailing words two names have in common.
func sharedEnd(a, b string) int {
	wa, wb := NameWords(a), NameWords(b)
	n := 0
	for n < len(wa) && n < len(wb) && wa[len(wa)-1-n] == wb[len(wb)-1-n] {
		n++
	}
	return n
}

// common returns what signatures have in common: the results, if nine in ten
// agree, and the parameters, likewise, or else the leading ones that all have
// by name and type.
func common(sigs []Signature) (Signature, bool) {
	results, ok := Agreed(sigs, func(s Signature) []Param { return s.Results })
	if !ok {
		return Signature{}, false
	}
	if params, ok := Agreed(sigs, func(s Signature) []Param { return s.Params }); ok {
		return Signature{params, results}, true
	}
	params := sigs[0].Params
	for _, s := range sigs[1:] {
		n := 0
		for n < len(params) && n < len(s.Params) && params[n] == s.Params[n] {
			n++
		}
		params = params[:n]
	}
	return Signature{params, results}, true
}

// Agreed returns the part that nine in ten signatures have.
func Agreed(sigs []Signature, part func(Signature) []Param) ([]Param, bool) {
	for _, s := range sigs {
		n := 0
		for _, o := range sigs {
			if SameTypes(part(s), part(o)) {
				n++
			}
		}
		if n*10 >= len(sigs)*9 {
			return part(s), true
		}
	}
	return nil, false
}
