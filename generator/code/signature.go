package code

import (
	"go/ast"
	"go/parser"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// sign completes the signature of a new function. Types the plan leaves out
// come from the neighbours; a parameter whose type nobody knows leaves the
// function to the author.
func (p *Plan) sign(nf *PlacedFunc) {
	if nf.There {
		return
	}
	sig, ok := p.borrowed(nf)
	if ok && !p.allUsable(nf.Home, sig) {
		ok = false
	}
	if !ok {
		var missing string
		if sig.Params, missing = p.parameters(nf); missing != "" {
			p.Res.Diags.Warnf("unknown-type", nf.At(), "write the type after the parameter's name, e.g. `"+nf.Name.Value+"(vmi *v1.VirtualMachineInstance)`",
				"the type of %s in %s is neither in the plan nor in the code around %s", missing, nf.Name.Value, nf.Home)
			p.Left(nf.Title(), "the type of "+missing+" is not known", nf.At())
			return
		}
		if len(sig.Params) == 0 && !nf.HasParams {
			sig.Params = p.sharedParams(nf)
		}
		if sig.Results, missing = p.results(nf); missing != "" {
			p.Res.Diags.Warnf("unknown-type", nf.At(), "write the results after the parentheses, e.g. `"+nf.Name.Value+"() (string, error)`",
				"%s, and the plan does not say as what type", missing)
			p.Left(nf.Title(), missing+", type not known", nf.At())
			return
		}
	}
	nf.Sig, nf.Known = sig, true
}

// sharedParams returns the leading parameters that all functions have which the
// plan puts into the same new file with their parameters: helpers that it only
// names work on what the others are given.
func (p *Plan) sharedParams(nf *PlacedFunc) []Param {
	if p.Tree.Exists(nf.Home) || nf.Recv != "" || ast.IsExported(nf.Name.Value) {
		return nil
	}
	var shared []Param
	seen := false
	for _, other := range p.Feature.Functions {
		if other.File.Value != nf.Home || !other.HasParams || !other.Receiver.Empty() {
			continue
		}
		sig, ok := p.PlannedSignature(&PlacedFunc{Function: other, Home: nf.Home})
		if !ok {
			return nil
		}
		if !seen {
			shared, seen = sig.Params, true
			continue
		}
		n := 0
		for n < len(shared) && n < len(sig.Params) && shared[n] == sig.Params[n] {
			n++
		}
		shared = shared[:n]
	}
	return shared
}

// PlannedSignature is the signature as far as the plan alone gives it; false
// where a type is missing in it.
func (p *Plan) PlannedSignature(nf *PlacedFunc) (Signature, bool) {
	var sig Signature
	for _, pr := range SplitParams(nf.Params.Value) {
		if pr.Typ == "" {
			return sig, false
		}
		t, ok := p.PlannedType(nf.Home, pr.Typ)
		if !ok {
			return sig, false
		}
		sig.Params = append(sig.Params, Param{pr.Name, t})
	}
	for _, pr := range splitResults(nf.Results.Value) {
		t, ok := p.PlannedType(nf.Home, pr.Typ)
		if !ok {
			return sig, false
		}
		sig.Results = append(sig.Results, Param{pr.Name, t})
	}
	return sig, true
}

// parameters returns the complete parameters, or the name whose type is
// missing.
func (p *Plan) parameters(nf *PlacedFunc) (out []Param, missing string) {
	for _, pr := range SplitParams(nf.Params.Value) {
		if pr.Typ == "" {
			t := p.TypeOfName(nf.Home, pr.Name)
			if t == "" {
				return nil, pr.Name
			}
			out = append(out, Param{pr.Name, t})
			continue
		}
		if t := p.SettledType(nf.Home, nf.Params.Value, pr.Name); t != "" {
			out = append(out, Param{pr.Name, t})
			continue
		}
		t, ok := p.PlannedType(nf.Home, pr.Typ)
		if !ok {
			return nil, pr.Name + " " + pr.Typ
		}
		out = append(out, Param{p.paramName(pr.Name, t), t})
	}
	return out, ""
}

// paramName names a parameter for which the plan gives only a type.
func (p *Plan) paramName(name, typ string) string {
	if name != "" {
		return name
	}
	base := regexp.MustCompile(`\w+$`).FindString(typ)
	if base == "" || Builtin[base] {
		return "value"
	}
	if s := shortNames[base]; s != "" {
		return s
	}
	return LowerFirst(base)
}

// shortNames holds the names that KubeVirt uses for the objects in every signature.
var shortNames = map[string]string{"VirtualMachineInstance": "vmi", "VirtualMachine": "vm", "VirtualMachineInstanceMigration": "migration", "KubeVirt": "kv",
	"ClusterConfig": "clusterConfig", "VirtualMachineInstanceSpec": "spec", "Context": "ctx"}

// LowerFirst returns a name with its first word in lower case: VMISpec → vmiSpec.
func LowerFirst(s string) string {
	w := NameWords(s)
	w[0] = strings.ToLower(w[0])
	return strings.Join(w, "")
}

// SplitParams reads a parameter list as plans write it: complete Go, names
// only, or a mixture. Following Go, names share the type that comes after
// them ("a, b string").
func SplitParams(list string) []Param {
	var out []Param
	for _, part := range splitTop(list) {
		name, typ, ok := strings.Cut(part, " ")
		switch {
		case ok && IsIdentifier(name) && name != "func" && name != "chan" && name != "map":
			out = append(out, Param{name, strings.TrimSpace(typ)})
		case IsIdentifier(part) && !Builtin[part] && part != "error" && !ast.IsExported(part):
			out = append(out, Param{part, ""})
		case part != "":
			out = append(out, Param{"", part})
		}
	}
	if completeParams(list) {
		for i := len(out) - 2; i >= 0; i-- {
			if out[i].Typ == "" {
				out[i].Typ = out[i+1].Typ
			}
		}
	}
	return out
}

// namedOnly returns the parameters of a list that have no type beside them.
func namedOnly(list string) []string {
	var out []string
	for _, part := range splitTop(list) {
		if IsIdentifier(part) && !Builtin[part] && part != "error" && !ast.IsExported(part) {
			out = append(out, part)
		}
	}
	return out
}

// SettledType is the type of a parameter that has none beside it, where the code
// leaves no doubt: in Go such a name shares the next type, but plans also write
// "field, spec, config *T" and mean the usual types of field and spec.
func (p *Plan) SettledType(file, list, name string) string {
	if !slices.Contains(namedOnly(list), name) {
		return ""
	}
	if t := p.plannedParam(file, name); t != "" {
		return t
	}
	f, err := p.Tree.Go(file)
	if err != nil {
		return ""
	}
	for t, n := range p.usual([]*checkout.GoFile{f}, name) {
		if n >= FewLikes && len(p.usual([]*checkout.GoFile{f}, name)) == 1 && p.Usable(file, t) {
			return t
		}
	}
	return ""
}

// completeParams reports whether a list is Go with a type for its last name.
func completeParams(list string) bool {
	e, err := parser.ParseExpr("func(" + list + ")")
	if err != nil {
		return false
	}
	ft, ok := e.(*ast.FuncType)
	if !ok || ft.Params.NumFields() == 0 {
		return false
	}
	last := ft.Params.List[len(ft.Params.List)-1]
	return len(last.Names) > 0
}

func splitResults(results string) []Param {
	results = strings.TrimSpace(results)
	if strings.HasPrefix(results, "(") && strings.HasSuffix(results, ")") {
		results = results[1 : len(results)-1]
	}
	var out []Param
	for _, part := range splitTop(results) {
		if name, typ, ok := strings.Cut(part, " "); ok && IsIdentifier(name) && name != "func" && name != "chan" {
			out = append(out, Param{name, strings.TrimSpace(typ)})
		} else {
			out = append(out, Param{"", part})
		}
	}
	for _, pr := range out {
		if pr.Name == "" { // names on some results only are no Go
			for i := range out {
				out[i].Name = ""
			}
			break
		}
	}
	return out
}

// splitTop splits at commas outside brackets.
func splitTop(list string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range list {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(list[start:i]))
				start = i + 1
			}
		}
	}
	if last := strings.TrimSpace(list[start:]); last != "" {
		out = append(out, last)
	}
	return out
}
