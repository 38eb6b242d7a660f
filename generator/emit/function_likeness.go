package emit

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
func (p *codePlan) borrowed(nf *placedFunc) (signature, bool) {
	if nf.HasParams {
		return signature{}, false
	}
	pkg := p.Tree.Package(path.Dir(nf.file))
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
		return signature{}, false
	}
	if nf.recv != "" {
		if sig, ok := p.sameMethod(nf, pkg); ok {
			return sig, true
		}
	} else if sig, ok := p.parentForm(nf); ok {
		return sig, true
	}
	if sig, ok := p.neighbourForm(nf); ok {
		return sig, true
	}
	return signature{}, false
}

// signatureNamed finds a function by its name in the package or in those that
// the plan touches.
func (p *codePlan) signatureNamed(nf *placedFunc, name string) (signature, bool) {
	if name == "" {
		return signature{}, false
	}
	for _, dir := range append([]string{path.Dir(nf.file)}, p.planDirs(nf.Component.Value)...) {
		for _, f := range p.Tree.Mentioning(dir, name) {
			for _, d := range f.AST.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Name.Name != name {
					continue
				}
				if sig := p.signatureOf(f, fd.Type); p.allUsable(nf.file, sig) {
					return sig, true
				}
			}
		}
	}
	return signature{}, false
}

func (p *codePlan) allUsable(file string, sig signature) bool {
	for _, pr := range append(slices.Clone(sig.params), sig.results...) {
		if pr.typ == "" || !p.usable(file, pr.typ) {
			return false
		}
	}
	return true
}

// sameMethod is for methods that the other types of the package have by the
// same name, all with one signature: then there is an interface to satisfy.
func (p *codePlan) sameMethod(nf *placedFunc, pkg *checkout.Package) (signature, bool) {
	var found []signature
	for _, f := range pkg.Files {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil && fd.Name.Name == nf.Name.Value {
				found = append(found, p.signatureOf(f, fd.Type))
			}
		}
	}
	if len(found) == 0 {
		return signature{}, false
	}
	params, ok := agreed(found, func(s signature) []param { return s.params })
	results, same := agreed(found, func(s signature) []param { return s.results })
	sig := signature{params, results}
	return sig, ok && same && p.allUsable(nf.file, sig)
}

// parentForm is for functions of plug-in packages: where the parent directory
// declares function types, the sibling packages export functions of one of
// them.
func (p *codePlan) parentForm(nf *placedFunc) (signature, bool) {
	if !ast.IsExported(nf.Name.Value) || len(p.Tree.Package(path.Dir(nf.file)).Files) > 0 {
		return signature{}, false
	}
	parent := path.Dir(path.Dir(nf.file))
	var found []signature
	for _, f := range p.Tree.Package(parent).Files {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range gd.Specs {
				if ts, ok := s.(*ast.TypeSpec); ok && ast.IsExported(ts.Name.Name) {
					if ft, ok := ts.Type.(*ast.FuncType); ok {
						found = append(found, p.named(p.signatureOf(f, ft), parent))
					}
				}
			}
		}
	}
	if len(found) != 1 {
		return signature{}, false
	}
	return found[0], true
}

// named gives names to the parameters of a function type: those that the
// functions of the sibling packages with the same types use.
func (p *codePlan) named(sig signature, parent string) signature {
	for _, d := range p.Tree.Dirs(parent) {
		for _, f := range p.Tree.Package(parent + "/" + d).Files {
			for _, decl := range f.AST.Decls {
				if fd, ok := decl.(*ast.FuncDecl); ok && fd.Recv == nil && ast.IsExported(fd.Name.Name) {
					if have := p.signatureOf(f, fd.Type); sameTypes(have.params, sig.params) && !blankNames(have.params) {
						return signature{have.params, sig.results}
					}
				}
			}
		}
	}
	for i := range sig.params {
		if sig.params[i].name == "" {
			sig.params[i].name = p.paramName("", sig.params[i].typ)
		}
	}
	return sig
}

func blankNames(params []param) bool {
	return slices.ContainsFunc(params, func(pr param) bool { return pr.name == "" || pr.name == "_" })
}

func sameTypes(a, b []param) bool {
	return slices.EqualFunc(a, b, func(x, y param) bool { return x.typ == y.typ })
}

// fewLikes is how many functions with the same first word make a form.
const fewLikes = 3

// neighbourForm takes what the functions whose names are most alike have in
// common: those that share the first word and the longest ending, else at
// least three that share the first word. The file is asked first, then its
// package.
func (p *codePlan) neighbourForm(nf *placedFunc) (signature, bool) {
	pkg := p.Tree.Package(path.Dir(nf.file))
	for _, f := range pkg.Files {
		if f.Path == nf.file {
			if sig, ok := p.formOf(nf, []*checkout.GoFile{f}); ok {
				return sig, true
			}
		}
	}
	return p.formOf(nf, pkg.Files)
}

func (p *codePlan) formOf(nf *placedFunc, files []*checkout.GoFile) (signature, bool) {
	byEnd := map[int][]signature{}
	var closest []signature // those that share the most leading words, two at least
	longest, total, start := 0, 0, 2
	for _, f := range files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || checkout.ReceiverName(fd) != nf.recv || !sameStart(fd.Name.Name, nf.Name.Value) {
				continue
			}
			n := sharedEnd(fd.Name.Name, nf.Name.Value)
			byEnd[n] = append(byEnd[n], p.signatureOf(f, fd.Type))
			longest, total = max(longest, n), total+1
			if n := sharedWords(fd.Name.Name, nf.Name.Value); n > start {
				start, closest = n, nil
			}
			if sharedWords(fd.Name.Name, nf.Name.Value) == start {
				closest = append(closest, p.signatureOf(f, fd.Type))
			}
		}
	}
	if longest >= 2 {
		if sig, ok := common(byEnd[longest]); ok {
			return sig, p.allUsable(nf.file, sig)
		}
	}
	if n := len(byEnd[longest]); longest > 0 && n >= fewLikes { // applyXPreferences, applyYPreferences …
		if sig, ok := common(byEnd[longest]); ok {
			return sig, p.allUsable(nf.file, sig)
		}
	}
	if len(closest) >= fewLikes {
		if sig, ok := common(closest); ok {
			return sig, p.allUsable(nf.file, sig)
		}
	}
	if total < fewLikes {
		return signature{}, false
	}
	var all []signature
	for n := range longest + 1 {
		all = append(all, byEnd[n]...)
	}
	sig, ok := common(all)
	return sig, ok && p.allUsable(nf.file, sig)
}

func sameStart(a, b string) bool {
	wa, wb := nameWords(a), nameWords(b)
	return len(wa) > 1 && len(wb) > 1 && wa[0] == wb[0]
}

// sharedEnd counts the trailing words two names have in common.
func sharedEnd(a, b string) int {
	wa, wb := nameWords(a), nameWords(b)
	n := 0
	for n < len(wa) && n < len(wb) && wa[len(wa)-1-n] == wb[len(wb)-1-n] {
		n++
	}
	return n
}

// common returns what signatures have in common: the results, if nine in ten
// agree, and the parameters, likewise, or else the leading ones that all have
// by name and type.
func common(sigs []signature) (signature, bool) {
	results, ok := agreed(sigs, func(s signature) []param { return s.results })
	if !ok {
		return signature{}, false
	}
	if params, ok := agreed(sigs, func(s signature) []param { return s.params }); ok {
		return signature{params, results}, true
	}
	params := sigs[0].params
	for _, s := range sigs[1:] {
		n := 0
		for n < len(params) && n < len(s.params) && params[n] == s.params[n] {
			n++
		}
		params = params[:n]
	}
	return signature{params, results}, true
}

func agreed(sigs []signature, part func(signature) []param) ([]param, bool) {
	for _, s := range sigs {
		n := 0
		for _, o := range sigs {
			if sameTypes(part(s), part(o)) {
				n++
			}
		}
		if n*10 >= len(sigs)*9 {
			return part(s), true
		}
	}
	return nil, false
}
