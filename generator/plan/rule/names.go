// Package rule reads the validation rules and defaults of a plan: which field a
// sentence is about, what is asked of it, and under which condition, and writes
// that down as an expression. A clause of which not every word has a role is no
// rule; it stays words, which are told.
package rule

// The dictionary of a feature: what names in sentences mean.

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
)

// ref is a field that a rule speaks of.
type ref struct {
	path    string // JSON path, elements of lists with []
	field   *rule.Field
	typ     *rule.Type // of the field, or of the element where the path ends in []
	planned bool
}

func (r ref) leaf() string {
	p := strings.TrimSuffix(r.path, "[]")
	return p[strings.LastIndexByte(p, '.')+1:]
}

func (r ref) parent() string {
	p := strings.TrimSuffix(r.path, "[]")
	if i := strings.LastIndexByte(p, '.'); i >= 0 {
		return p[:i]
	}
	return ""
}

// element returns the elements of a list.
func (r ref) element() ref {
	if r.typ != nil && r.typ.Kind == rule.List && !strings.HasSuffix(r.path, "[]") {
		return ref{path: r.path + "[]", field: r.field, typ: r.typ.Elem, planned: r.planned}
	}
	return r
}

// names is the dictionary.
type names struct {
	env     *rule.Env
	kind    string
	fields  []ref          // planned ones first, then what the API has, nearest first
	enums   map[string]ref // values of planned string types
	gates   []string
	said    map[string]string // patterns of fields, for "same form as"
	planned []ref             // the outermost planned fields
}

var kinds = []string{"VirtualMachineInstance", "VirtualMachine", "KubeVirt", "VirtualMachineInstanceMigration", "MigrationPolicy",
	"VirtualMachinePool", "VirtualMachineClone", "VirtualMachineSnapshot", "VirtualMachineRestore",
	"VirtualMachineExport", "VirtualMachineBackup",
	"VirtualMachineInstancetype", "VirtualMachinePreference"}

// dictionary collects the names below the first kind that has planned fields.
func dictionary(tree *checkout.Tree, f *feature.Feature) *names {
	schema := rule.NewSchema(tree, f)
	var best *names
	for _, kind := range kinds {
		root, ok := schema.Kind(kind)
		if !ok {
			continue
		}
		n := &names{kind: kind, enums: map[string]ref{}, said: map[string]string{}}
		n.collect(root)
		if len(n.planned) == 0 && best != nil {
			continue
		}
		env, err := rule.NewEnv(schema, kind)
		if err != nil {
			continue
		}
		n.env = env
		if best = n; len(n.planned) > 0 {
			break
		}
	}
	if best == nil {
		return nil
	}
	for _, g := range f.Gates {
		best.gates = append(best.gates, g.Name.Value)
	}
	return best
}

// maxDepth bounds the walk; the deepest field in use has nine names.
const maxDepth = 9

func (n *names) collect(root *rule.Type) {
	type at struct {
		path    string
		typ     *rule.Type
		planned bool
		depth   int
	}
	var api []ref
	seen := map[*rule.Type]bool{}
	for queue := []at{{"", root, false, 0}}; len(queue) > 0; queue = queue[1:] {
		here := queue[0]
		if here.typ == nil || here.depth > maxDepth || seen[here.typ] && !here.planned {
			continue
		}
		seen[here.typ] = true
		for _, f := range here.typ.Fields() {
			path := strings.TrimPrefix(here.path+"."+f.JSON, ".")
			if here.path == "" && f.JSON == "status" {
				continue
			}
			r := ref{path: path, field: f, typ: f.Type, planned: here.planned || f.Planned}
			if r.planned {
				n.fields = append(n.fields, r)
			} else {
				api = append(api, r)
			}
			if f.Planned && !here.planned {
				n.planned = append(n.planned, r)
			}
			n.values(r)
			next, in := f.Type, path
			if next.Kind == rule.List {
				next, in = next.Elem, path+"[]"
			}
			if next.Kind == rule.Struct {
				queue = append(queue, at{in, next, r.planned, here.depth + 1})
			}
		}
	}
	n.fields = append(n.fields, api...)
}

// values notes the values of a planned field's string type.
func (n *names) values(r ref) {
	t, at := r.typ, r
	if t.Kind == rule.List {
		t, at = t.Elem, r.element()
	}
	if !r.planned || t.Kind != rule.String {
		return
	}
	for _, v := range t.Enum {
		if _, taken := n.enums[v.Text]; !taken && v.Text != "" {
			n.enums[v.Text] = at
		}
	}
}

// find resolves a name as a sentence has it: a path, its end, a JSON or Go
// name; near says what was spoken of before.
func (n *names) find(text string, near []ref) (ref, bool) {
	text = strings.Trim(text, "`.,:;")
	if text == "" || strings.ContainsAny(text, " \"'") {
		return ref{}, false
	}
	for _, index := range []string{"[i]", "[*]", "[n]", "[j]"} {
		text = strings.ReplaceAll(text, index, "[]")
	}
	plain := strings.ReplaceAll(text, "[]", "")
	wanted := strings.ToLower(plain)
	var found []ref
	for _, r := range n.fields {
		have := strings.ReplaceAll(r.path, "[]", "")
		switch {
		case have == plain:
			return n.shaped(r, text), true
		case strings.HasSuffix(have, "."+plain), r.planned && r.field.Go == plain, len(wanted) > 3 && strings.ToLower(r.leaf()) == wanted && r.planned:
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return ref{}, false
	}
	return n.shaped(n.nearest(found, near), text), true
}

// shaped is the element where the name ends in [].
func (n *names) shaped(r ref, text string) ref {
	if strings.HasSuffix(text, "[]") || strings.HasSuffix(text, "[*]") {
		return r.element()
	}
	return r
}

// nearest prefers what lies in or beside what was spoken of, then planned
// fields, then the shortest path.
func (n *names) nearest(found []ref, near []ref) ref {
	score := func(r ref) int {
		s := -strings.Count(r.path, ".")
		if r.planned {
			s += 50
		}
		for i, o := range near {
			if strings.HasPrefix(r.path, strings.TrimSuffix(o.path, "[]")+".") || strings.HasPrefix(r.path, o.path+"[]") {
				s += 200 - i
			} else if r.parent() == o.parent() {
				s += 100 - i
			}
		}
		return s
	}
	best := slices.MaxFunc(found, func(a, b ref) int {
		if d := score(a) - score(b); d != 0 {
			return d
		}
		return strings.Compare(b.path, a.path)
	})
	return best
}

// bare reports whether a word that is not marked as code may name a field:
// planned ones by their JSON name, and what has the form of an identifier.
func (n *names) bare(word string, near []ref) (ref, bool) {
	for _, r := range n.fields {
		if r.planned && r.leaf() == word {
			return n.find(word, near)
		}
	}
	for _, r := range n.fields { // one of a list
		if r.planned && r.typ.Kind == rule.List && len(word) > 2 && word != "rule" && word != "field" && word != "name" &&
			strings.EqualFold(r.leaf(), word+"s") {
			return n.find(r.leaf(), near)
		}
	}
	if structWords[word] && len(n.planned) == 1 {
		return n.planned[0], true
	}
	if strings.ContainsAny(word, ".[") || word != strings.ToLower(word) && word[0] >= 'a' {
		return n.find(word, near)
	}
	for _, o := range near { // a field of what was just spoken of
		t := o.typ
		if t != nil && t.Kind == rule.List {
			t = t.Elem
		}
		if f, ok := t.Field(word); ok && !o.planned {
			return ref{path: o.path + "." + word, field: f, typ: f.Type}, true
		}
	}
	return ref{}, false
}

// structWords stand for what the feature adds as a whole.
var structWords = map[string]bool{"struct": true, "object": true, "block": true, "stanza": true}

// begins finds the only planned field beside what is spoken of whose name
// begins with a word: min for minFrequencyHz.
func (n *names) begins(word string, near []ref) (ref, bool) {
	var found []ref
	for _, r := range n.fields {
		if r.planned && len(word) >= 3 && strings.HasPrefix(r.leaf(), word) && len(r.leaf()) > len(word) && r.leaf()[len(word)] < 'a' {
			found = append(found, r)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	for _, r := range found { // max beside minFrequencyHz
		for _, o := range near {
			if o.parent() == r.parent() && len(o.leaf()) > 3 && strings.HasSuffix(r.leaf(), o.leaf()[3:]) && len(r.leaf()) == len(o.leaf()) {
				return r, true
			}
		}
	}
	return ref{}, false
}
