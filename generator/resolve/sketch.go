// This file defines how fields that stand at a path of an API object find
// their struct and their Go name.
package resolve

import (
	"sort"
	"strings"

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
	if typ, ok := t.best(statement.HasType); ok && typ.Trust > statement.Guess {
		types[p.More+"|"+p.Object] = baseOf(typ.Object)
	}
	if r.tree == nil {
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
			t.exists = true
			hop := w.Hops[len(w.Hops)-1]
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
