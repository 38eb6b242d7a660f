package emit

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file renders calls as their caller writes them: the arguments it has at
// hand, the condition, and what it does with the results.

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
func (s *scope) callExpr(nf *placedFunc) (expr, why string) {
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
func (s *scope) handled(nf *placedFunc, expr string) (lines, why string) {
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
