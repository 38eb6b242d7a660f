package code

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// asking are first words of names that ask a question: the answer is a bool.
var asking = []string{"is", "has", "needs", "need", "should", "can", "requires", "require", "supports", "contains", "wants", "was", "are", "must", "allows", "uses"}

// giving are first words of names that promise a result.
var giving = []string{"get", "find", "list", "lookup", "expected", "missing", "build", "calculate", "compute", "generate", "filter", "parse", "new", "convert", "render"}

// doing are first words of names that do something to what they are given.
var doing = []string{"set", "update", "add", "remove", "delete", "create", "link", "write", "sync", "handle", "apply", "ensure", "reset", "clear", "check", "patch",
	"mark", "mount", "unmount", "place", "move", "copy", "start", "stop", "disable", "enable", "register", "serve", "mutate", "enqueue", "re", "notify", "process", "adjust", "append", "inject", "replace", "rename"}

var (
	returnsType = regexp.MustCompile("(?i)\\breturns?\\s+(?:an?\\s+|the\\s+)?`?([*\\[\\]]*[A-Za-z_][\\w.]*(?:\\[[\\w.]+\\][\\w.*]+)?)`?")
	returnsErr  = regexp.MustCompile(`(?i)\breturns?\b[^.;]*\berrors?\b|\ban error (is returned|if|when|for|unless)\b|\bfails\b`)
)

// results returns the results: as written, as the name or the plan's words
// say, or none. missing tells that something is returned whose type cannot be
// told.
func (p *Plan) results(nf *PlacedFunc) (out []Param, missing string) {
	if !nf.Results.Empty() {
		for _, pr := range splitResults(nf.Results.Value) {
			t, ok := p.PlannedType(nf.Home, pr.Typ)
			if !ok {
				return nil, nf.Name.Value + " returns " + pr.Typ
			}
			out = append(out, Param{pr.Name, t})
		}
		return out, ""
	}
	w := NameWords(nf.Name.Value)
	first := strings.ToLower(w[0])
	if t := p.byWords(nf); t != "" {
		out = append(out, Param{"", t})
	} else if t := p.byName(nf, w, first); t != "" {
		out = append(out, Param{"", t})
	}
	if returnsErr.MatchString(nf.Doc.Value) {
		out = append(out, Param{"", "error"})
	}
	if len(out) == 0 || out[0].Typ == "error" && slices.Contains(giving, first) {
		if like, ok := p.neighbourForm(nf); ok {
			out = like.Results
		}
	}
	if slices.Contains(giving, first) && len(w) > 1 && (len(out) == 0 || out[0].Typ == "error") {
		return nil, nf.Name.Value + " must return something"
	}
	return out, ""
}

// byWords reads "returns a *safepath.Path" in what the plan says on a function.
func (p *Plan) byWords(nf *PlacedFunc) string {
	m := returnsType.FindStringSubmatch(nf.Doc.Value)
	if m == nil {
		return ""
	}
	t, ok := p.PlannedType(nf.Home, strings.TrimSuffix(m[1], "."))
	if !ok || t == "error" {
		return ""
	}
	return t
}

// byName tells the result from the name: questions, predicates of a setting,
// constructors, and nouns.
func (p *Plan) byName(nf *PlacedFunc, w []string, first string) string {
	last := w[len(w)-1]
	switch {
	case len(w) == 1 || slices.Contains(doing, first):
		return ""
	case slices.Contains(asking, first), last == "Enabled", last == "Disabled":
		return "bool"
	case first == "new":
		return p.constructed(nf, strings.Join(w[1:], ""))
	}
	head := headNoun(w)
	if t := ByWord(head[len(head)-1]); t != "" && t != "bool" {
		return t
	}
	if slices.Contains(giving, first) {
		return p.noun(nf, head)
	}
	return ""
}

// headNoun cuts a name before its first preposition: FindVolumeByName →
// Find Volume.
func headNoun(w []string) []string {
	for i := 1; i < len(w); i++ {
		switch w[i] {
		case "By", "From", "For", "With", "In", "Of", "On", "To":
			return w[:i]
		}
	}
	return w
}

// noun resolves the last words of a name to a type of a package that the
// parameters come from: FindPodVolumeByName(pod *k8sv1.Pod) gives a
// *k8sv1.Volume, the plural a slice.
func (p *Plan) noun(nf *PlacedFunc, w []string) string {
	if t := p.plannedNoun(nf, strings.Join(w[1:], "")); t != "" {
		return t
	}
	params, missing := p.parameters(nf)
	if missing != "" {
		return ""
	}
	params = append(params, p.siblingResults(nf)...)
	for i := 1; i < len(w); i++ {
		name := strings.Join(w[i:], "")
		for _, pr := range params {
			m := Qualified.FindStringSubmatch(pr.Typ)
			if m == nil || !strings.Contains(m[1], ".") {
				continue
			}
			if p.IsStruct(m[1], name) {
				return `*"` + m[1] + `".` + name
			}
			if one, ok := strings.CutSuffix(name, "s"); ok && p.IsStruct(m[1], one) {
				return `[]"` + m[1] + `".` + one
			}
		}
	}
	return ""
}

// plannedNoun resolves a whole name to a type that the plan declares, a pointer
// for structs; the plural of one is a slice.
func (p *Plan) plannedNoun(nf *PlacedFunc, name string) string {
	for _, n := range []string{name, strings.TrimSuffix(name, "s")} {
		for _, t := range p.Types[n] {
			typ, ok := p.PlannedType(nf.Home, n)
			switch {
			case !ok || n == "":
			case n != name:
				return "[]" + typ
			case t.Kind == feature.KindStruct:
				return "*" + typ
			default:
				return typ
			}
		}
	}
	return ""
}

// siblingResults returns what the functions give that the plan puts into the
// same new file.
func (p *Plan) siblingResults(nf *PlacedFunc) []Param {
	var out []Param
	for _, other := range p.Feature.Functions {
		if other.File.Value != nf.Home || other.Results.Empty() || p.Tree.Exists(nf.Home) {
			continue
		}
		if sig, ok := p.PlannedSignature(&PlacedFunc{Function: other, Home: nf.Home}); ok {
			for _, r := range sig.Results {
				r.Typ = strings.TrimLeft(r.Typ, "*[]")
				out = append(out, r)
			}
		}
	}
	return out
}

// IsStruct reports whether a package declares a struct of a name.
func (p *Plan) IsStruct(importPath, name string) bool {
	if !p.typeExists(importPath, name) {
		return false
	}
	_, ts := p.Declared(`"` + importPath + `".` + name)
	if ts == nil {
		return false
	}
	_, ok := ts.Type.(*ast.StructType)
	return ok
}

// constructed returns what a constructor of the named type returns: a pointer
// for structs, else the type itself.
func (p *Plan) constructed(nf *PlacedFunc, name string) string {
	for _, n := range []string{name, LowerFirst(name), strings.ToLower(name[:1]) + name[1:]} {
		own := `"` + gosrc.ImportPath(path.Dir(nf.Home)) + `".` + n
		if t := p.PlannedIn(path.Dir(nf.Home), n); t != nil {
			if t.Kind == feature.KindStruct {
				return "*" + own
			}
			return own
		}
		if _, ts := p.Tree.Package(path.Dir(nf.Home)).FindType(n); ts != nil {
			if _, ok := ts.Type.(*ast.StructType); ok {
				return "*" + own
			}
			return own
		}
	}
	return ""
}
