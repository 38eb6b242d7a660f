package emit

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// wire adds the calls of a new function that can be added safely: every
// argument is in scope with the right type, the result is handled as the
// caller's other results are, and a gated call stands behind the accessor.
// Everything else is left to the author with the reason.
func (p *codePlan) wire(nf *newFunc) {
	if !nf.known {
		return
	}
	for _, call := range nf.Calls {
		what := "call of " + nf.Name.Value + " in " + call.Func.Value
		at := call.Func.At
		if at.IsZero() {
			at = nf.At()
		}
		_, caller := splitMethod(call.Func.Value)
		if file := p.inner[nf.Name.Value+" in "+caller]; file != "" {
			p.Added(what, at, diag.Pos{File: file})
			continue
		}
		f, fd, why := p.caller(nf, call)
		if fd == nil {
			p.Left(what, why, at)
			continue
		}
		if pos := mentions(f, fd, nf.Name.Value); pos.IsValid() {
			p.Present(what, at, f.Pos(pos))
			continue
		}
		if nf.there {
			p.Left(what, "the function is there already, so its author decides where it is called", at)
			continue
		}
		if why := p.insertCall(nf, call, f, fd); why != "" && !p.asked[nf.Name.Value+" in "+caller] {
			p.Left(what, why, at)
			continue
		}
		p.Added(what, at, diag.Pos{File: f.Path})
	}
}

// caller finds the function that is to make a call.
func (p *codePlan) caller(nf *newFunc, call feature.Call) (*checkout.GoFile, *ast.FuncDecl, string) {
	recv, name := splitMethod(call.Func.Value)
	if name == "" {
		return nil, nil, "the plan does not say who calls it"
	}
	var dirs []string
	if !call.File.Empty() {
		file, why := p.completePath(call.File.Value, nf.Component.Value)
		if file == "" {
			return nil, nil, why
		}
		dirs = []string{path.Dir(file)}
	} else {
		dirs = append([]string{path.Dir(nf.file)}, p.planDirs(nf.Component.Value)...)
	}
	for _, dir := range dirs {
		var f *checkout.GoFile
		var fd *ast.FuncDecl
		n := 0
		for _, g := range p.Tree.Mentioning(dir, name) {
			for _, d := range g.AST.Decls {
				if x, ok := d.(*ast.FuncDecl); ok && x.Name.Name == name && x.Body != nil && (recv == "" || checkout.ReceiverName(x) == recv) &&
					(call.File.Empty() || !strings.HasSuffix(call.File.Value, ".go") || path.Base(g.Path) == path.Base(call.File.Value)) {
					f, fd = g, x
					n++
				}
			}
		}
		if n == 1 {
			return f, fd, ""
		}
		if n > 1 {
			return nil, nil, "several functions in " + dir + " are called " + name
		}
	}
	if p.isPlanned(name) {
		return nil, nil, "its caller is new, too"
	}
	return nil, nil, "no function " + name + " in " + dirs[0]
}

func (p *codePlan) isPlanned(name string) bool {
	for _, fn := range p.Feature.Functions {
		if fn.Name.Value == name && !fn.Modify {
			return true
		}
	}
	return false
}

// mentions returns where a function uses a name.
func mentions(f *checkout.GoFile, fd *ast.FuncDecl, name string) token.Pos {
	var at token.Pos
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name && !at.IsValid() {
			at = id.Pos()
		}
		return true
	})
	return at
}

// insertCall writes one call; the answer is why it cannot be written, or "".
func (p *codePlan) insertCall(nf *newFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl) string {
	if p.likeSibling(nf, call, f, fd) {
		return ""
	}
	spot, why := p.spot(nf, call, f, fd)
	if why != "" {
		return why
	}
	return p.insertCallAt(nf, call, spot, f, fd)
}

// insertCallAt writes one call at a place that is found already.
func (p *codePlan) insertCallAt(nf *newFunc, call feature.Call, spot spot, f *checkout.GoFile, fd *ast.FuncDecl) string {
	s := p.scopeAt(f, fd, spot.off)
	expr, why := s.callExpr(nf)
	if why != "" {
		return why
	}
	guard, why := s.guard(call, expr)
	if why != "" {
		return why
	}
	lines, why := s.handled(nf, expr)
	if why != "" {
		return why
	}
	if guard != "" {
		lines = "if " + guard + " {\n" + lines + "}\n"
	}
	p.Insert(f.Path, spot.off, spot.frame(indentLines(lines, spot.indent)), nf.At())
	return ""
}

func indentLines(lines, indent string) string {
	var b strings.Builder
	for _, l := range strings.SplitAfter(lines, "\n") {
		if l != "" {
			b.WriteString(indent + l)
		}
	}
	return b.String()
}

// callExpr renders the call as the caller writes it, with all arguments taken
// from the scope.
func (s *scope) callExpr(nf *newFunc) (expr, why string) {
	name := nf.Name.Value
	dir := path.Dir(nf.file)
	switch {
	case nf.recv != "":
		want := `"` + gosrc.ImportPath(dir) + `".` + nf.recv
		r := s.reach("*" + want)
		if r == "" {
			if r = s.reach(want); r == "" {
				return "", "no " + nf.recv + " is in scope there"
			}
		}
		name = r + "." + name
	case dir != path.Dir(s.f.Path):
		if !ast.IsExported(name) {
			return "", "it is not exported, but the caller is in another package"
		}
		if im := gosrc.ImportPath(dir); !s.p.acyclic(s.f.Path, im) {
			return "", "the call would make an import cycle"
		}
	}
	var args []string
	for _, pr := range nf.sig.params {
		arg := s.argument(pr)
		if arg == "" {
			return "", "no value for its parameter " + pr.name + " is in scope there"
		}
		args = append(args, arg)
	}
	if nf.recv == "" && dir != path.Dir(s.f.Path) {
		name = s.p.Imports(s.f.Path).Qualify(gosrc.ImportPath(dir), name)
	}
	return name + "(" + strings.Join(args, ", ") + ")", ""
}

// argument finds a value for a parameter: a deep copy that the caller works
// on, the variable of the same name, the only variable of the type, or a field
// of the receiver. Types have to be equal.
func (s *scope) argument(pr param) string {
	if pr.typ == "" || strings.HasPrefix(pr.typ, "...") {
		return ""
	}
	var of []string
	for _, name := range s.order {
		if s.names[name] == pr.typ && !slices.Contains(of, name) {
			of = append(of, name)
		}
	}
	for _, name := range of {
		if s.copies[name] && strings.HasPrefix(strings.ToLower(name), strings.ToLower(pr.name)) {
			return name
		}
	}
	for _, name := range of {
		if name == pr.name {
			return name
		}
	}
	if len(of) == 1 && !builtin[pr.typ] {
		return of[0]
	}
	if len(of) > 0 || builtin[pr.typ] {
		return ""
	}
	if pr.typ == `*"kubevirt.io/api/core/v1".KubeVirtConfiguration` {
		if cc := s.clusterConfig(); cc != "" {
			return cc + ".GetConfig()"
		}
	}
	return s.reach(pr.typ)
}

var presentWords = regexp.MustCompile(`(?i)\b([a-z]\w*)(?: of \w+)? (?:exists|is there|is set|is present|is not nil)\b`)

// guard renders the condition of a call: the feature gate, and that a value
// the plan wants to exist is not nil.
func (s *scope) guard(call feature.Call, expr string) (cond, why string) {
	var parts []string
	if call.Gated {
		gate, why := s.gate()
		if why != "" {
			return "", why
		}
		parts = append(parts, gate)
	}
	for _, m := range presentWords.FindAllStringSubmatch(call.When.Value, -1) {
		if name := strings.ToLower(m[1]); strings.HasPrefix(s.names[name], "*") && strings.Contains(expr, name) {
			parts = append(parts, name+" != nil")
		}
	}
	return strings.Join(parts, " && "), ""
}

// gate renders the check of the feature's gate.
func (s *scope) gate() (cond, why string) {
	for _, g := range s.p.Feature.Gates {
		if g.Existing || !g.NoAccessor.Empty() {
			continue
		}
		if cc := s.clusterConfig(); cc != "" {
			return cc + "." + g.AccessorName() + "()", ""
		}
		return "", "the cluster configuration with the gate's accessor is not in scope there"
	}
	return "", "the feature has no gate with an accessor"
}

// handled renders the statement that calls and handles the results: nothing to
// handle, or an error that the caller returns or logs.
func (s *scope) handled(nf *newFunc, expr string) (lines, why string) {
	results := nf.sig.results
	if len(results) == 0 {
		return expr + "\n", ""
	}
	if len(results) > 1 || results[0].typ != "error" && !isSyncError(results[0].typ) {
		return "", "what becomes of its result is not in the plan"
	}
	err := "err"
	if isSyncError(results[0].typ) {
		err = "syncErr"
	}
	ret, why := s.returning(err, results[0].typ)
	if why != "" {
		return "", why
	}
	return "if " + err + " := " + expr + "; " + err + " != nil {\n\t" + ret + "\n}\n", ""
}

func isSyncError(typ string) bool { return strings.HasSuffix(typ, ".SyncError") }

// returning renders the return statement for an error in the caller: the error
// in its place, the other results as the caller's nearest return has them.
func (s *scope) returning(err, typ string) (stmt, why string) {
	results := typesIn(s.p.signatureOf(s.f, s.fd.Type).results)
	at := -1
	for i, t := range results {
		if t == typ {
			at = i
		}
	}
	if at < 0 {
		return "", "its caller returns no error of that kind"
	}
	values := make([]string, len(results))
	for i, t := range results {
		switch {
		case i == at:
			values[i] = err
		case s.usualResult(i, len(results)) != "":
			values[i] = s.usualResult(i, len(results))
		default:
			values[i] = s.p.zero(s.f.Path, t)
			if values[i] == "" {
				return "", "what its caller returns besides the error is not clear"
			}
		}
	}
	return "return " + strings.Join(values, ", "), ""
}

// usualResult is the name or nil that most returns of the caller have at a
// position, if it is in scope.
func (s *scope) usualResult(i, n int) string {
	count := map[string]int{}
	ast.Inspect(s.fd.Body, func(node ast.Node) bool {
		if _, lit := node.(*ast.FuncLit); lit {
			return false
		}
		if r, ok := node.(*ast.ReturnStmt); ok && len(r.Results) == n {
			if id, ok := r.Results[i].(*ast.Ident); ok {
				if _, known := s.names[id.Name]; known && id.Name != "err" || id.Name == "nil" || id.Name == "false" {
					count[id.Name]++
				}
			}
		}
		return true
	})
	return mostFrequent(count)
}
