package emit

import (
	"go/ast"
	"go/parser"
	"regexp"
	"strings"
)

// sign completes the signature of a new function. Types the plan leaves out
// come from the neighbours; a parameter whose type nobody knows leaves the
// function to the author.
func (p *codePlan) sign(nf *placedFunc) {
	if nf.there {
		return
	}
	sig, ok := p.borrowed(nf)
	if ok && !p.allUsable(nf.file, sig) {
		ok = false
	}
	if !ok {
		var missing string
		if sig.params, missing = p.parameters(nf); missing != "" {
			p.Res.Diags.Warnf("unknown-type", nf.At(), "write the type after the parameter's name, e.g. `"+nf.Name.Value+"(vmi *v1.VirtualMachineInstance)`",
				"the type of %s in %s is neither in the plan nor in the code around %s", missing, nf.Name.Value, nf.file)
			p.Left(nf.title(), "the type of "+missing+" is not known", nf.At())
			return
		}
		if len(sig.params) == 0 && !nf.HasParams {
			sig.params = p.sharedParams(nf)
		}
		if sig.results, missing = p.results(nf); missing != "" {
			p.Res.Diags.Warnf("unknown-type", nf.At(), "write the results after the parentheses, e.g. `"+nf.Name.Value+"() (string, error)`",
				"%s, and the plan does not say as what type", missing)
			p.Left(nf.title(), missing+", type not known", nf.At())
			return
		}
	}
	nf.sig, nf.known = sig, true
}

// sharedParams returns the leading parameters that all functions have which the
// plan puts into the same new file with their parameters: helpers that it only
// names work on what the others are given.
func (p *codePlan) sharedParams(nf *placedFunc) []param {
	if p.Tree.Exists(nf.file) || nf.recv != "" || ast.IsExported(nf.Name.Value) {
		return nil
	}
	var shared []param
	seen := false
	for _, other := range p.Feature.Functions {
		if other.File.Value != nf.file || !other.HasParams || !other.Receiver.Empty() {
			continue
		}
		sig, ok := p.plannedSignature(&placedFunc{Function: other, file: nf.file})
		if !ok {
			return nil
		}
		if !seen {
			shared, seen = sig.params, true
			continue
		}
		n := 0
		for n < len(shared) && n < len(sig.params) && shared[n] == sig.params[n] {
			n++
		}
		shared = shared[:n]
	}
	return shared
}

// plannedSignature is the signature as far as the plan alone gives it; false
// where a type is missing in it.
func (p *codePlan) plannedSignature(nf *placedFunc) (signature, bool) {
	var sig signature
	for _, pr := range splitParams(nf.Params.Value) {
		if pr.typ == "" {
			return sig, false
		}
		t, ok := p.plannedType(nf.file, pr.typ)
		if !ok {
			return sig, false
		}
		sig.params = append(sig.params, param{pr.name, t})
	}
	for _, pr := range splitResults(nf.Results.Value) {
		t, ok := p.plannedType(nf.file, pr.typ)
		if !ok {
			return sig, false
		}
		sig.results = append(sig.results, param{pr.name, t})
	}
	return sig, true
}

// parameters returns the complete parameters, or the name whose type is
// missing.
func (p *codePlan) parameters(nf *placedFunc) (out []param, missing string) {
	for _, pr := range splitParams(nf.Params.Value) {
		if pr.typ == "" {
			t := p.typeOfName(nf.file, pr.name)
			if t == "" {
				return nil, pr.name
			}
			out = append(out, param{pr.name, t})
			continue
		}
		t, ok := p.plannedType(nf.file, pr.typ)
		if !ok {
			return nil, pr.name + " " + pr.typ
		}
		out = append(out, param{p.paramName(pr.name, t), t})
	}
	return out, ""
}

// paramName names a parameter for which the plan gives only a type.
func (p *codePlan) paramName(name, typ string) string {
	if name != "" {
		return name
	}
	base := regexp.MustCompile(`\w+$`).FindString(typ)
	if base == "" || builtin[base] {
		return "value"
	}
	if s := shortNames[base]; s != "" {
		return s
	}
	return lowerFirst(base)
}

// shortNames holds the names that KubeVirt uses for the objects in every signature.
var shortNames = map[string]string{"VirtualMachineInstance": "vmi", "VirtualMachine": "vm", "VirtualMachineInstanceMigration": "migration", "KubeVirt": "kv",
	"ClusterConfig": "clusterConfig", "VirtualMachineInstanceSpec": "spec", "Context": "ctx"}

func lowerFirst(s string) string {
	w := nameWords(s)
	w[0] = strings.ToLower(w[0])
	return strings.Join(w, "")
}

// splitParams reads a parameter list as plans write it: complete Go, names
// only, or a mixture. Following Go, names share the type that comes after
// them ("a, b string").
func splitParams(list string) []param {
	var out []param
	for _, part := range splitTop(list) {
		name, typ, ok := strings.Cut(part, " ")
		switch {
		case ok && isIdentifier(name) && name != "func" && name != "chan" && name != "map":
			out = append(out, param{name, strings.TrimSpace(typ)})
		case isIdentifier(part) && !builtin[part] && part != "error" && !ast.IsExported(part):
			out = append(out, param{part, ""})
		case part != "":
			out = append(out, param{"", part})
		}
	}
	if completeParams(list) {
		for i := len(out) - 2; i >= 0; i-- {
			if out[i].typ == "" {
				out[i].typ = out[i+1].typ
			}
		}
	}
	return out
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

func splitResults(results string) []param {
	results = strings.TrimSpace(results)
	if strings.HasPrefix(results, "(") && strings.HasSuffix(results, ")") {
		results = results[1 : len(results)-1]
	}
	var out []param
	for _, part := range splitTop(results) {
		if name, typ, ok := strings.Cut(part, " "); ok && isIdentifier(name) && name != "func" && name != "chan" {
			out = append(out, param{name, strings.TrimSpace(typ)})
		} else {
			out = append(out, param{"", part})
		}
	}
	for _, pr := range out {
		if pr.name == "" { // names on some results only are no Go
			for i := range out {
				out[i].name = ""
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
