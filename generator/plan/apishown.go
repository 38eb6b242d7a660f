package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file is about what a sketch only shows: examples of use, structs of the
// checkout around the feature, and structs that nothing else declares.

// usedByPlan holds for types that a field of the plan has.
func (r *reader) usedByPlan(t *typeFact) bool {
	for _, f := range r.apiFields() {
		if baseType(f.Type.Value) == t.Name.Value {
			return true
		}
	}
	return false
}

// structNamed finds the new API struct that has the name of a key, whatever
// the case of its letters: `tdx` and TDX.
func (r *reader) structNamed(key string) *typeFact {
	for _, t := range r.book.types {
		if t.declared && t.Kind == feature.KindStruct && strings.EqualFold(t.Name.Value, key) && (t.File.Empty() || t.API || isAPIFile(t.File.Value)) {
			return t
		}
	}
	return nil
}

// shown declares a type that only the sketch shows: the type of a key is named,
// and what is below the key is explained, or its values are.
func (m *merger) shown(n *apiNode, typ string, file feature.Text) {
	base := baseType(typ)
	if m.r.book.find(base) != nil || strings.Contains(typ, ".") || !identRE.MatchString(base) || !isUpper(base) || !explicitKids(n) && len(n.phrase.values) == 0 {
		return
	}
	t := m.r.book.typ(feature.T(base, n.at), file)
	t.declared, t.API, t.Kind = true, true, feature.KindStruct
	if len(n.phrase.values) > 0 {
		t.Kind = feature.KindString
	}
}

// explicitKids holds where the sketch says the types of what is below a key.
func explicitKids(n *apiNode) bool {
	for _, k := range n.kids {
		if k.phrase.typ != "" || k.phrase.closed {
			return true
		}
	}
	return false
}

// introducesExample holds for a line such as "Example:" before a block.
func introducesExample(b block) bool {
	ws := plainWords(b.text.text)
	return b.kind == blockText && len(ws) > 0 && len(ws) < 8 && (ws[0] == "example" || ws[0] == "usage" || ws[len(ws)-1] == "example")
}

func markShown(nodes []*apiNode, shows bool) {
	for _, n := range nodes {
		n.shows = shows
		markShown(n.kids, shows)
	}
}
