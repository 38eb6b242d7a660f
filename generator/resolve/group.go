// This file defines how statements are gathered into things: one for each name
// and kind, or for each file where the plan names several.
package resolve

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/statement"
)

// grouped are the kinds of which things are made.
func grouped(k statement.Kind) bool {
	switch k {
	case statement.Unknown, statement.Gate, statement.Type, statement.Field, statement.Const, statement.Var, statement.Function:
		return true
	}
	return false
}

// group gathers all statements into things.
func (r *resolver) group(all []statement.Statement) {
	byName := map[string][]statement.Statement{}
	var order []string
	for _, s := range all {
		if !grouped(s.Subject.Kind) || s.Subject.Name == "" {
			continue
		}
		if _, ok := byName[s.Subject.Name]; !ok {
			order = append(order, s.Subject.Name)
		}
		byName[s.Subject.Name] = append(byName[s.Subject.Name], s)
	}
	r.byName = map[string][]*thing{}
	for _, name := range order {
		r.name(name, byName[name])
	}
}

// name makes the things of one name.
func (r *resolver) name(name string, said []statement.Statement) {
	kinds := map[statement.Kind][]statement.Statement{}
	var order []statement.Kind
	put := func(k statement.Kind, s statement.Statement) {
		if _, ok := kinds[k]; !ok {
			order = append(order, k)
		}
		kinds[k] = append(kinds[k], s)
	}
	for _, s := range said {
		if s.Subject.Kind != statement.Unknown {
			put(s.Subject.Kind, s)
		}
	}
	unknown := r.kindOfUnknown(name, said, order)
	for _, s := range said {
		if s.Subject.Kind == statement.Unknown {
			put(unknown, s)
		}
	}
	if len(kinds[statement.Var]) > 0 && len(kinds[statement.Const]) > 0 {
		kinds[statement.Var] = append(kinds[statement.Var], kinds[statement.Const]...)
		delete(kinds, statement.Const)
	}
	for _, k := range order {
		if len(kinds[k]) == 0 {
			continue
		}
		if k == statement.Field {
			r.byOwner(name, kinds[k])
			continue
		}
		r.byFile(k, name, kinds[k])
	}
}

// kindOfUnknown decides what a name is that some places leave open: what other
// places say, what the checkout says, what was said of it.
func (r *resolver) kindOfUnknown(name string, said []statement.Statement, known []statement.Kind) statement.Kind {
	for _, k := range []statement.Kind{statement.Function, statement.Type, statement.Const, statement.Var, statement.Gate} {
		if slices.Contains(known, k) {
			return k
		}
	}
	if ks := r.kinds(name); len(ks) > 0 {
		for _, k := range []statement.Kind{statement.Function, statement.Type, statement.Const, statement.Var} {
			if slices.Contains(ks, k) {
				return k
			}
		}
		return ks[0]
	}
	if slices.Contains(known, statement.Field) {
		return statement.Field
	}
	for _, s := range said {
		switch s.Relation {
		case statement.HasParams:
			return statement.Function
		case statement.IsA:
			switch s.Object {
			case "struct", "interface", "string":
				if s.More != "guess" {
					return statement.Type
				}
			}
		case statement.HasValue:
			return statement.Const
		}
	}
	return statement.Unknown
}

// byOwner makes a thing for each struct, or path of an API object, of which a
// field is said. Statements with neither belong to the first.
func (r *resolver) byOwner(name string, said []statement.Statement) {
	paths := map[int][]string{} // by line
	for _, s := range said {
		if s.Relation == statement.AtPath {
			paths[s.At.Line] = append(paths[s.At.Line], s.More+"|"+s.Object)
		}
	}
	var keys []string
	byKey := map[string][]statement.Statement{}
	seen := map[statement.Statement]bool{}
	put := func(k string, s statement.Statement) {
		if _, ok := byKey[k]; !ok {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], s)
	}
	var loose []statement.Statement
	owned := map[string]string{} // path -> struct that one place names for it
	for _, s := range said {
		if s.Relation == statement.AtPath && s.Subject.Owner != "" {
			owned[s.More+"|"+s.Object] = s.Subject.Owner
		}
	}
	key := func(p string) string {
		if o := owned[p]; o != "" {
			return "." + o
		}
		return p
	}
	for _, s := range said {
		switch {
		case s.Subject.Owner != "":
			put("."+s.Subject.Owner, s)
		case s.Relation == statement.AtPath:
			put(key(s.More+"|"+s.Object), s)
		case len(paths[s.At.Line]) > 0 && s.Trust != statement.Go:
			if !seen[s] {
				for _, p := range paths[s.At.Line] {
					put(key(p), s)
				}
			}
			seen[s] = true
		default:
			loose = append(loose, s)
		}
	}
	if len(keys) == 0 {
		keys = []string{""}
	}
	byKey[keys[0]] = append(byKey[keys[0]], loose...)
	for _, k := range keys {
		before := len(r.things)
		r.byFile(statement.Field, name, byKey[k])
		for _, t := range r.things[before:] {
			t.owner, _ = strings.CutPrefix(k, ".")
			if !strings.HasPrefix(k, ".") {
				t.owner = ""
			}
		}
	}
}

// byFile makes a thing for each file that was said of a name.
func (r *resolver) byFile(kind statement.Kind, name string, said []statement.Statement) {
	type where struct {
		file   string
		strong bool
	}
	places := make([]where, len(said))
	line := map[int]where{}
	for i, s := range said {
		switch {
		case s.Subject.File != "":
			places[i] = where{r.goFile(s.Subject.File, ""), s.Trust == statement.Go || s.Trust == statement.Sketch}
		case s.Relation == statement.InFile:
			places[i] = where{r.goFile(s.Object, ""), s.More != "context"}
		}
		if w := places[i]; w.file != "" && (w.strong || line[s.At.Line].file == "") {
			line[s.At.Line] = w
		}
	}
	var strong []string
	weak := map[string]int{}
	for i := range said {
		if places[i].file == "" {
			places[i] = line[said[i].At.Line]
		}
		if w := places[i]; w.strong && !slices.Contains(strong, w.file) {
			strong = append(strong, w.file)
		} else if w.file != "" && !w.strong {
			weak[w.file]++
		}
	}
	files := strong
	if len(files) == 0 {
		files = []string{r.weakFile(kind, name, weak)}
	} else if len(files) > 1 && kind != statement.Type && kind != statement.Field && kind != statement.Function {
		files = files[:1]
	} else if len(files) > 1 && kind == statement.Function {
		files = r.homes(name, files, said)
	}
	for i, f := range files {
		t := &thing{kind: kind, name: name, file: f, strong: len(strong) > 0}
		for j, s := range said {
			w := places[j]
			mine := w.file == f || len(files) == 1 || i == 0 && !slices.Contains(files, w.file)
			if mine {
				t.said = append(t.said, s)
				if s.Subject.Owner != "" && t.owner == "" {
					t.owner = s.Subject.Owner
				}
				if t.at.IsZero() || s.Trust > statement.Guess && s.At.Line < t.at.Line {
					t.at = s.At
				}
			}
		}
		if len(t.said) > 0 {
			r.things = append(r.things, t)
			r.byName[name] = append(r.byName[name], t)
		}
	}
}

// homes keeps of several files those that can be meant: where a function of
// the name stands, or where a declaration was shown.
func (r *resolver) homes(name string, files []string, said []statement.Statement) []string {
	var shown, has []string
	for _, f := range files {
		for _, s := range said {
			if s.Trust == statement.Go && r.goFile(s.Subject.File, "") == f && s.Relation != statement.CalledWith && !slices.Contains(shown, f) {
				shown = append(shown, f)
			}
		}
		if r.index != nil {
			for _, d := range r.index.ByName(name) {
				if d.File == f && !slices.Contains(has, f) {
					has = append(has, f)
				}
			}
		}
	}
	if len(shown) > 0 {
		return shown
	}
	if len(has) > 0 {
		return has
	}
	return files[:1]
}

// weakFile chooses among the files that were only spoken of around a name: the
// one that has it, else the one spoken of most.
func (r *resolver) weakFile(kind statement.Kind, name string, weak map[string]int) string {
	best, n := "", 0
	for f, c := range weak {
		if r.index != nil {
			for _, d := range r.index.ByName(name) {
				if d.File == f {
					return f
				}
			}
		}
		if c > n || c == n && f < best {
			best, n = f, c
		}
	}
	return best
}
