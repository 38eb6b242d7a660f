// This file defines how fields that stand at a path of an API object find
// their struct and their Go name.
package resolve

import (
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// roots are the kinds tried for a path without one, likeliest first.
var roots = []string{"VirtualMachineInstance", "VirtualMachine", "KubeVirt", "VirtualMachineInstanceMigration"}

// atPaths settles the struct of every field that is known by its path.
func (r *resolver) atPaths() {
	var at []*thing
	for _, t := range r.things {
		if t.kind == statement.Field && t.has(statement.AtPath) {
			at = append(at, t)
		}
	}
	sort.SliceStable(at, func(i, j int) bool {
		return strings.Count(pathOf(at[i]), ".") < strings.Count(pathOf(at[j]), ".")
	})
	types := map[string]string{} // path -> type of a new field
	for _, t := range at {
		r.atPath(t, types)
	}
	for _, t := range at {
		r.goName(t)
	}
	for _, t := range at {
		r.join(t)
	}
}

func pathOf(t *thing) string {
	s, _ := t.best(statement.AtPath)
	return s.Object
}

// atPath finds the struct that a field at a path belongs to.
func (r *resolver) atPath(t *thing, types map[string]string) {
	p, _ := t.best(statement.AtPath)
	defer func() { r.typeAtPath(t, p, types) }()
	if typ, ok := t.best(statement.HasType); ok && typ.Trust > statement.Guess {
		types[p.More+"|"+p.Object] = baseOf(typ.Object)
	}
	if r.tree == nil {
		return
	}
	if p.More == "" && p.Trust == statement.Guess && (t.isA("object") || t.isA("list")) && len(r.index.ByJSON(t.name)) > 0 {
		t.exists = true // an example of an object that the plan does not name
		return
	}
	kinds := roots
	if p.More != "" {
		kinds = []string{p.More}
	}
	for _, k := range kinds {
		w, err := r.tree.Walk(k, strings.TrimSuffix(p.Object, "[]"))
		if err != nil || len(w.Hops) == 0 {
			continue
		}
		switch {
		case len(w.Missing) == 0:
			typ, ok := t.best(statement.HasType)
			hop := w.Hops[len(w.Hops)-1]
			// What the plan declares is planned, also where it is there already.
			t.exists = (!ok || typ.Trust == statement.Guess) && !r.declares(hop)
			t.owner, t.file = hop.Owner.Name, hop.Owner.File.Path
		case w.Last.Node == nil:
			t.exists = true // below a type of another module, or a map
		case len(w.Missing) == 1:
			t.owner, t.file = w.Last.Name, w.Last.File.Path
		case len(w.Missing) > 1:
			if i := strings.LastIndexByte(p.Object, '.'); i > 0 {
				up := p.Object[:i]
				typ := types[p.More+"|"+up]
				if typ == "" {
					typ = types[p.More+"|"+strings.TrimSuffix(up, "[]")]
				}
				if typ != "" {
					t.owner = typ
					if w.Last.File != nil {
						t.file = w.Last.File.Path
					}
				}
			}
		default:
			continue
		}
		return
	}
}

// declares reports whether the plan declares the type of a field, or the struct
// that the field stands in.
func (r *resolver) declares(hop checkout.Hop) bool {
	elem := ""
	if hop.Elem != nil {
		elem = baseOf(hop.Owner.File.NodeText(hop.Elem))
	}
	for _, o := range r.things {
		if o.kind == statement.Type && (o.name == hop.Owner.Name || o.name == elem) && r.isNewType(o) {
			return true
		}
	}
	return false
}

// typeAtPath gives a new field without type the one that the plan declares
// under its name, or the struct that its members need.
func (r *resolver) typeAtPath(t *thing, p statement.Statement, types map[string]string) {
	typ, ok := t.best(statement.HasType)
	if t.exists || ok && typ.Trust > statement.Guess && typ.Object != "string" || t.owner == "" {
		return
	}
	name := ""
	for _, o := range r.things {
		if o.kind == statement.Type && (strings.EqualFold(o.name, t.owner+t.name) || strings.EqualFold(o.name, t.name)) {
			name = o.name
		}
	}
	object := t.isA("object") || t.isA("list")
	if name == "" && object && (p.Trust > statement.Guess || r.hasMembers(p)) {
		name = strings.ToUpper(t.name[:1]) + t.name[1:]
		if t.isA("list") {
			name = strings.TrimSuffix(name, "s")
		}
		if r.hasType(name, t.file) {
			name = t.owner + name
		}
	}
	if name == "" {
		return
	}
	full := "*" + name
	if t.isA("list") {
		full = "[]" + name
	} else if !object && t.required() {
		full = name
	}
	t.said = append(t.said, statement.Statement{Subject: p.Subject, Relation: statement.HasType, Object: full, More: "exact", Trust: statement.Go, At: p.At, Words: p.Words})
	types[p.More+"|"+p.Object] = name
}

// required reports whether the plan says that a field has to be set.
func (t *thing) required() bool {
	for _, s := range t.said {
		if s.Relation == statement.Optional && s.Not {
			return true
		}
	}
	return false
}

// hasMembers reports whether the plan gives types to fields below a path.
func (r *resolver) hasMembers(p statement.Statement) bool {
	for _, o := range r.things {
		if s, ok := o.best(statement.AtPath); ok && s.Trust > statement.Guess && s.More == p.More && (strings.HasPrefix(s.Object, p.Object+".") || strings.HasPrefix(s.Object, p.Object+"[].")) {
			return true
		}
	}
	return false
}

func baseOf(typ string) string {
	typ = strings.TrimLeft(typ, "*[]")
	return typ[strings.LastIndexByte(typ, '.')+1:]
}

// goName gives a field known by its JSON name the Go name that the plan
// mentions, that the checkout has for this JSON name, or that follows from it.
func (r *resolver) goName(t *thing) {
	key := t.name
	if isUpper(key) {
		return
	}
	t.said = append(t.said, statement.Statement{Subject: statement.Subject{Kind: statement.Field, Name: key}, Relation: statement.HasJSON, Object: key, Trust: statement.Guess, At: t.at})
	for _, o := range r.things {
		if o != t && strings.EqualFold(o.name, key) && isUpper(o.name) && (o.kind == statement.Unknown || o.kind == statement.Field) {
			t.name = o.name
			return
		}
	}
	if r.index != nil {
		count := map[string]int{}
		best := ""
		for _, d := range r.index.ByJSON(key) {
			count[d.Name]++
			if count[d.Name] > count[best] || best == "" {
				best = d.Name
			}
		}
		if best != "" && strings.EqualFold(best, key) {
			t.name = best
			return
		}
	}
	t.name = strings.ToUpper(key[:1]) + key[1:]
}

// join lets two things that turned out to be one field become one.
func (r *resolver) join(t *thing) {
	for i, o := range r.things {
		if o == t || o.name != t.name || o.kind != statement.Field && o.kind != statement.Unknown {
			continue
		}
		if pathOf(o) != "" && pathOf(o) != pathOf(t) {
			continue
		}
		if o.kind == statement.Field && o.owner != "" && t.owner != "" && (o.owner != t.owner || o.file != "" && t.file != "" && dir(o.file) != dir(t.file)) {
			continue
		}
		if t.owner == "" {
			t.owner, t.file, t.strong = o.owner, o.file, o.strong
		}
		t.said = append(t.said, o.said...)
		r.things = append(r.things[:i:i], r.things[i+1:]...)
		r.join(t)
		return
	}
}
