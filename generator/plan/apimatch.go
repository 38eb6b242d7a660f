package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file ties the keys of a sketch to the structs and types that code,
// tables and prose name. Two structs can have fields of one JSON name.

// candidate finds the field that a key of the sketch is, among the fields the
// plan adds to existing structs, where the key's struct is not known. Of
// several the one whose struct is named like the key's parent is meant, else
// the first whose type does not differ from the sketch's.
func (r *reader) candidate(n *apiNode) *feature.Field {
	var found []*feature.Field
	for _, t := range r.book.types {
		if n.elsewhere(t.Name.Value) {
			continue
		}
		f := r.fieldFor(t, n)
		if f == nil {
			continue
		}
		if strings.EqualFold(t.Name.Value, n.parentName()) {
			return f
		}
		n.rooted(t.Name.Value)
		found = append(found, f)
	}
	for _, f := range found {
		if n.phrase.typ == "" || f.Type.Empty() || baseType(n.phrase.typ) == baseType(f.Type.Value) {
			return f
		}
	}
	if len(found) > 0 {
		return found[0]
	}
	return nil
}

// fieldFor finds the key in an extension of an existing struct, or in a struct
// that a Go block shows with nothing but its new fields: no other struct of the
// plan uses it, so it is the one of the checkout. A struct outside the API is
// no candidate.
func (r *reader) fieldFor(t *typeFact, n *apiNode) *feature.Field {
	api := t.API || isAPIFile(t.File.Value)
	if t.declared {
		if t.rank < rankGo || t.Kind != feature.KindStruct || !api || r.usedByPlan(t) {
			return nil
		}
	} else if !t.File.Empty() && !isAPIFile(t.File.Value) {
		return nil
	}
	if f := r.fieldOf(t, n.key, 0); f != nil && (f.Path.Empty() || f.Path.Value == n.path) && (!t.declared || f.JSON.Value == n.key) {
		return f
	}
	return nil
}

// elsewhere holds for structs that cannot have the key by what KubeVirt calls
// the spec and the status of a kind: spec.x is in KindSpec and nowhere else,
// and nothing deeper is. Where the root is not said, any kind's will do.
func (n *apiNode) elsewhere(strct string) bool {
	part, rest, _ := strings.Cut(n.path, ".")
	if n.afloat || strings.EqualFold(strct, n.root+part) && !strings.Contains(rest, ".") {
		return false
	}
	kind := ""
	for _, k := range apiKinds {
		if strings.EqualFold(strct, k.kind+part) {
			kind = k.kind
		} else if strings.EqualFold(strct, k.kind+"spec") || strings.EqualFold(strct, k.kind+"status") {
			return true // of the other part
		}
	}
	switch {
	case part != "spec" && part != "status":
		return false
	case strings.Contains(rest, "."):
		return kind != ""
	}
	return kind == "" || !n.rootless
}

// rooted gives a key of a sketch whose kind is not said the kind whose spec or
// status the struct is.
func (n *apiNode) rooted(strct string) {
	for _, k := range apiKinds {
		part, _, _ := strings.Cut(n.path, ".")
		if n.rootless && strings.EqualFold(strct, k.kind+part) {
			n.setRoot(k.kind)
			return
		}
	}
}

func (n *apiNode) setRoot(kind string) {
	n.root, n.rootless = kind, false
	for _, k := range n.kids {
		k.setRoot(kind)
	}
}

// parentName is what the struct of a key is called if it is called like the
// key: disks[].x is in Disk.
func (n *apiNode) parentName() string {
	parts := strings.Split(n.path, ".")
	if len(parts) < 2 {
		return ""
	}
	name, isList := strings.CutSuffix(parts[len(parts)-2], "[]")
	if isList {
		name = oneOf(name)
	}
	return name
}

// oneOf is the name of one of a list.
func oneOf(list string) string {
	if rest, ok := strings.CutSuffix(list, "ies"); ok {
		return rest + "y"
	}
	return strings.TrimSuffix(list, "s")
}

// named gives a key without a type the one that the prose says it has: "`T` is
// the type of `key`".
func (m *merger) named(n *apiNode, f *feature.Field) {
	name, ok := m.r.book.typeOf[n.key]
	if !ok {
		name, ok = m.r.book.typeOf[n.path]
	}
	if !ok || !f.Type.Empty() {
		return
	}
	lead := ""
	switch {
	case n.list:
		lead = "[]"
	case len(n.kids) > 0:
		lead = "*"
	}
	f.Type = feature.T(lead+name.Value, name.At)
	if t := m.r.book.find(name.Value); t != nil {
		n.typ = t
	}
}

// closeString keeps the type of a field that the plan spells string: its
// values close the set in the CRD and make no type.
func closeString(f *feature.Field, at diag.Pos) {
	if !f.Exact || strings.TrimLeft(f.Type.Value, "*") != "string" || len(f.Values) == 0 {
		return
	}
	var values []string
	for _, v := range f.Values {
		values = append(values, v.Value)
	}
	markEnum(f, values, at)
	f.Values = nil
}

func markEnum(f *feature.Field, values []string, at diag.Pos) {
	for _, m := range f.Markers {
		if strings.HasPrefix(m.Value, "+kubebuilder:validation:Enum") {
			return
		}
	}
	f.Markers = append(f.Markers, feature.T("+kubebuilder:validation:Enum="+strings.Join(values, ";"), at))
}
