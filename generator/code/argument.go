package code

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

// IndentLines puts white space before every line.
func IndentLines(lines, indent string) string {
	var b strings.Builder
	for _, l := range strings.SplitAfter(lines, "\n") {
		if l != "" {
			b.WriteString(indent + l)
		}
	}
	return b.String()
}

// CallExpr renders the call as the caller writes it, with all arguments taken
// from the scope.
func (s *Scope) CallExpr(nf *PlacedFunc) (expr, why string) {
	name := nf.Name.Value
	dir := path.Dir(nf.Home)
	switch {
	case nf.Recv != "":
		want := `"` + gosrc.ImportPath(dir) + `".` + nf.Recv
		r := s.reach("*" + want)
		if r == "" {
			if r = s.reach(want); r == "" {
				return "", "no " + nf.Recv + " is in scope there"
			}
		}
		name = r + "." + name
	case dir != path.Dir(s.F.Path):
		if !ast.IsExported(name) {
			return "", "it is not exported, but the caller is in another package"
		}
		if im := gosrc.ImportPath(dir); !s.P.Acyclic(s.F.Path, im) {
			return "", "the call would make an import cycle"
		}
	}
	var args []string
	for _, pr := range nf.Sig.Params {
		arg := s.Argument(pr)
		if arg == "" {
			return "", "no value for its parameter " + pr.Name + " is in scope there"
		}
		args = append(args, arg)
	}
	if nf.Recv == "" && dir != path.Dir(s.F.Path) {
		name = s.P.Imports(s.F.Path).Qualify(gosrc.ImportPath(dir), name)
	}
	return name + "(" + strings.Join(args, ", ") + ")", ""
}

// Argument finds a value for a parameter: a deep copy that the caller works
// on, the variable of the same name, the only variable of the type, or a field
// of the receiver. Types have to be equal.
func (s *Scope) Argument(pr Param) string {
	if pr.Typ == "" || strings.HasPrefix(pr.Typ, "...") {
		return ""
	}
	var of []string
	for _, name := range s.order {
		if s.Names[name] == pr.Typ && !slices.Contains(of, name) {
			of = append(of, name)
		}
	}
	for _, name := range of {
		if s.Copies[name] && strings.HasPrefix(strings.ToLower(name), strings.ToLower(pr.Name)) {
			return name
		}
	}
	for _, name := range of {
		if name == pr.Name {
			return name
		}
	}
	if len(of) == 1 && !Builtin[pr.Typ] {
		return of[0]
	}
	if len(of) > 0 || Builtin[pr.Typ] {
		return ""
	}
	if pr.Typ == `*"kubevirt.io/api/core/v1".KubeVirtConfiguration` {
		if cc := s.ClusterConfig(); cc != "" {
			return cc + ".GetConfig()"
		}
	}
	return s.reach(pr.Typ)
}

var presentWords = regexp.MustCompile(`(?i)\b([a-z]\w*)(?: of \w+)? (?:exists|is there|is set|is present|is not nil)\b`)

// Guard renders the condition of a call: the feature gate, and that a value
// the plan wants to exist is not nil.
func (s *Scope) Guard(call feature.Call, expr string) (cond, why string) {
	var parts []string
	if call.Gated {
		gate, why := s.gate()
		if why != "" {
			return "", why
		}
		parts = append(parts, gate)
	}
	for _, m := range presentWords.FindAllStringSubmatch(call.When.Value, -1) {
		if name := strings.ToLower(m[1]); strings.HasPrefix(s.Names[name], "*") && strings.Contains(expr, name) {
			parts = append(parts, name+" != nil")
		}
	}
	return strings.Join(parts, " && "), ""
}

// gate renders the check of the feature's gate.
func (s *Scope) gate() (cond, why string) {
	for _, g := range s.P.Feature.Gates {
		if g.Existing || !g.NoAccessor.Empty() {
			continue
		}
		if cc := s.ClusterConfig(); cc != "" {
			return cc + "." + g.AccessorName() + "()", ""
		}
		return "", "the cluster configuration with the gate's accessor is not in scope there"
	}
	return "", "the feature has no gate with an accessor"
}

// Handled renders the statement that calls and handles the results: nothing to
// handle, or an error that the caller returns or logs.
func (s *Scope) Handled(nf *PlacedFunc, expr string) (lines, why string) {
	results := nf.Sig.Results
	if len(results) == 0 {
		return expr + "\n", ""
	}
	if len(results) > 1 || results[0].Typ != "error" && !IsSyncError(results[0].Typ) {
		return "", "what becomes of its result is not in the plan"
	}
	err := "err"
	if IsSyncError(results[0].Typ) {
		err = "syncErr"
	}
	ret, why := s.returning(err, results[0].Typ)
	if why != "" {
		return "", why
	}
	return "if " + err + " := " + expr + "; " + err + " != nil {\n\t" + ret + "\n}\n", ""
}

// IsSyncError holds for the error type of controllers.
func IsSyncError(typ string) bool { return strings.HasSuffix(typ, ".SyncError") }

// returning renders the return statement for an error in the caller: the error
// in its place, the other results as the caller's nearest return has them.
func (s *Scope) returning(err, typ string) (stmt, why string) {
	results := TypesIn(s.P.SignatureOf(s.F, s.Fd.Type).Results)
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
			values[i] = s.P.Zero(s.F.Path, t)
			if values[i] == "" {
				return "", "what its caller returns besides the error is not clear"
			}
		}
	}
	return "return " + strings.Join(values, ", "), ""
}

// usualResult is the name or nil that most returns of the caller have at a
// position, if it is in scope.
func (s *Scope) usualResult(i, n int) string {
	count := map[string]int{}
	ast.Inspect(s.Fd.Body, func(node ast.Node) bool {
		if _, lit := node.(*ast.FuncLit); lit {
			return false
		}
		if r, ok := node.(*ast.ReturnStmt); ok && len(r.Results) == n {
			if id, ok := r.Results[i].(*ast.Ident); ok {
				if _, known := s.Names[id.Name]; known && id.Name != "err" || id.Name == "nil" || id.Name == "false" {
					count[id.Name]++
				}
			}
		}
		return true
	})
	return MostFrequent(count)
}

// Mentions returns where a function uses a name.
func Mentions(f *checkout.GoFile, fd *ast.FuncDecl, name string) token.Pos {
	var at token.Pos
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name && !at.IsValid() {
			at = id.Pos()
		}
		return true
	})
	return at
}
