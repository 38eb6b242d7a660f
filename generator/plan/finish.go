package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// finish puts the book into the model and looks over the whole.
func (r *reader) finish() {
	r.leaveMetrics()
	r.leaveUntyped()
	r.leaveConditions()
	r.putTypes()
	r.putConsts()
	r.putFunctions()
	r.unread()
}

// putTypes writes declared types, and the fields added to existing structs.
func (r *reader) putTypes() {
	for _, t := range r.book.types {
		if t.File.Value == apiFolder {
			t.File, t.API = feature.Text{}, true
		}
		if t.declared {
			if t.File.Empty() {
				t.File = r.fileNoting(t.Name)
			}
			t.API = t.API || isAPIFile(t.File.Value)
			for i := range t.Fields {
				f := &t.Fields[i]
				finishField(f, t.API)
				if f.Name.Empty() {
					f.Name = feature.T(goName(f.JSON.Value), f.JSON.At)
				}
			}
			if t.Kind == "" {
				t.Kind = feature.KindStruct
			}
			if t.Kind == feature.KindString {
				deriveValues(&t.Type)
			}
			r.f.Types = append(r.f.Types, t.Type)
			continue
		}
		for _, f := range t.Fields {
			f.Struct = f.Struct.Or(t.Name)
			f.File = f.File.Or(t.File)
			if f.Component.Value == "" || !f.File.Empty() {
				f.Component = feature.Text{}
			}
			finishField(&f, t.API || isAPIFile(f.File.Value) || !f.Path.Empty())
			r.f.Fields = append(r.f.Fields, f)
		}
	}
	sortFields(r.f.Fields)
}

// finishField derives the JSON name, which the plan need not spell out.
func finishField(f *feature.Field, api bool) {
	if api && f.JSON.Empty() && !f.Embedded && f.Tag.Empty() && !f.Name.Empty() {
		f.JSON = feature.T(jsonName(f.Name.Value), f.Name.At)
	}
	if f.Name.Empty() && !f.JSON.Empty() && f.Root.Empty() {
		f.Name = feature.T(goName(f.JSON.Value), f.JSON.At)
	}
}

// goName is the Go name of a JSON name as KubeVirt spells it.
func goName(json string) string {
	hs := humps(json)
	for i, h := range hs {
		switch h {
		case "id", "uid", "url", "uri", "cpu", "vm", "vmi", "pvc", "uuid", "ip", "mac", "tpm", "api", "tls", "gpu", "numa", "pci", "json", "xml", "dns", "os":
			hs[i] = strings.ToUpper(h)
		default:
			hs[i] = strings.ToUpper(h[:1]) + h[1:]
		}
	}
	return strings.Join(hs, "")
}

// sortFields puts parents before children.
func sortFields(fs []feature.Field) {
	slices.SortStableFunc(fs, func(a, b feature.Field) int {
		if a.Root.Value == b.Root.Value && strings.HasPrefix(b.Path.Value, a.Path.Value+".") {
			return -1
		}
		if a.Root.Value == b.Root.Value && strings.HasPrefix(a.Path.Value, b.Path.Value+".") {
			return 1
		}
		return 0
	})
}

// pathsBelow gives the fields of declared structs the paths they get through
// the fields that use the structs.
func (r *reader) pathsBelow() {
	var walk func(root, at feature.Text, typ string, depth int)
	walk = func(root, at feature.Text, typ string, depth int) {
		t := r.book.find(baseType(typ))
		if t == nil || depth > 8 || !t.declared {
			return
		}
		if strings.HasPrefix(strings.TrimLeft(typ, "*"), "[]") {
			at.Value += "[]"
		}
		for i := range t.Fields {
			f := &t.Fields[i]
			if f.Embedded {
				walk(root, feature.T(at.Value, at.At), f.Type.Value, depth+1)
				continue
			}
			key := f.JSON.Value
			if key == "" {
				key = jsonName(f.Name.Value)
			}
			p := feature.T(at.Value+"."+key, f.At())
			if f.Path.Empty() {
				f.Root, f.Path = root, p
			}
			r.addPath(root, p)
			walk(root, p, f.Type.Value, depth+1)
		}
	}
	for _, t := range r.book.types {
		if t.declared && r.usedByPlan(t) {
			continue
		}
		for _, f := range t.Fields {
			if !f.Path.Empty() {
				r.addPath(f.Root, f.Path)
				walk(f.Root, f.Path, f.Type.Value, 0)
			}
		}
	}
	for _, f := range slices.Clone(r.f.Fields) {
		r.addPath(f.Root, f.Path)
		walk(f.Root, f.Path, f.Type.Value, 0)
	}
}

func (r *reader) addPath(root, p feature.Text) {
	for _, have := range r.f.Paths {
		if have.Root.Value == root.Value && have.Path.Value == p.Value {
			return
		}
	}
	if !p.Empty() {
		r.f.Paths = append(r.f.Paths, feature.Path{Root: root, Path: p})
	}
}

func (r *reader) putConsts() {
	for _, c := range r.book.consts {
		if c.File.Value != "" && !strings.Contains(c.File.Value, "/") {
			c.File.Value = r.completePath(c.File.Value)
		}
		if c.File.Empty() {
			c.File = r.fileNoting(c.Name)
		}
		r.f.Consts = append(r.f.Consts, *c)
	}
}

// putFunctions decides new or existing and writes the functions in the order
// of their first mention.
func (r *reader) putFunctions() {
	for _, f := range r.book.funcs {
		for _, t := range f.twins {
			t.desc, t.isNew, t.isOld = append(t.desc, f.desc...), f.isNew, f.isOld
		}
	}
	for _, f := range r.book.funcs {
		if r.isAccessor(f.Name.Value) && f.Receiver.Empty() {
			continue
		}
		if strings.HasPrefix(strings.ToLower(f.Name.Value), "new") && f.isOld == 0 {
			f.isNew++
		}
		f.Modify = f.isOld > 0 && f.isNew < 2 && !r.namedAfterFeature(f.Name.Value) || f.isOld > f.isNew
		if f.isNew == 0 && f.isOld == 0 && !r.namedAfterFeature(f.Name.Value) && len(f.desc) > 0 {
			f.Modify = true
		}
		if !f.Modify {
			f.File = r.fileOf(f)
		}
		if !strings.Contains(f.File.Value, "/") && f.File.Value != "" {
			f.File.Value = r.completePath(f.File.Value)
		}
		if path.Ext(f.File.Value) == "" && f.File.Value != "" {
			f.File.Value = r.fileInFolder(f.File.Value)
		}
		if strings.HasSuffix(f.File.Value, ".proto") {
			r.leave(f.Name, "protobuf messages and RPCs are edited by hand")
			continue
		}
		r.tell(f)
		if f.Component.Empty() {
			f.Component = feature.T(componentOfPath(f.File.Value), f.File.At)
		}
		r.f.Functions = append(r.f.Functions, f.Function)
	}
}

// tell spreads the description over doc and steps.
func (r *reader) tell(f *funcFact) {
	if f.Modify {
		f.Steps = append(f.Steps, f.desc...)
		return
	}
	f.NewParams = nil
	var words []string
	for _, d := range f.desc {
		if len(words) == 0 {
			f.Doc.At = d.At
		}
		words = append(words, d.Value)
	}
	f.Doc.Value = strings.Join(words, " ")
	if len(f.desc) > 1 {
		f.Steps = append(f.Steps, f.desc...)
	}
}

// namedAfterFeature reports whether a name contains a distinctive identifier
// of the feature: a gate, a new type, a new field.
func (r *reader) namedAfterFeature(name string) bool {
	l := strings.ToLower(name)
	has := func(s string) bool {
		s = strings.ToLower(strings.TrimSuffix(s, "s"))
		return len(s) > 4 && strings.Contains(l, s)
	}
	for _, g := range r.f.Gates {
		if !g.Existing && has(g.Name.Value) {
			return true
		}
	}
	for _, t := range r.book.types {
		if t.declared && has(t.Name.Value) {
			return true
		}
		for _, f := range t.Fields {
			if !t.declared && has(f.Name.Value) {
				return true
			}
		}
	}
	return false
}

// completePath finds the full path the plan gives for a base name elsewhere.
func (r *reader) completePath(base string) string {
	found := ""
	for _, f := range r.f.Files {
		if path.Base(f.Path.Value) == base || strings.HasSuffix(f.Path.Value, "/"+base) {
			if found != "" && found != f.Path.Value {
				return base
			}
			found = f.Path.Value
		}
	}
	for p := range r.book.paths {
		if strings.HasSuffix(p, "/"+base) {
			if found != "" && found != p {
				return base
			}
			found = p
		}
	}
	if found == "" {
		return base
	}
	return found
}

// fileInFolder is the one new source file that the plan lists in a folder.
func (r *reader) fileInFolder(dir string) string {
	found := ""
	for _, f := range r.f.Files {
		p := f.Path.Value
		if path.Dir(p) != strings.TrimSuffix(dir, "/") || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || f.State != feature.FileNew {
			continue
		}
		if found != "" {
			return dir
		}
		found = p
	}
	if found == "" {
		return dir
	}
	return found
}

func componentOfPath(p string) string {
	for _, c := range componentNames {
		if strings.HasPrefix(p, "pkg/"+c+"/") || strings.HasPrefix(p, "cmd/"+c+"/") {
			return c
		}
	}
	return ""
}

// leaveMetrics notes promised metrics.
func (r *reader) leaveMetrics() {
	r.every(func(s *section) {
		s.eachItem(func(it *item) {
			if hasWords(plainTitle(it.key), "metrics") && !saysNone(it.rest.flat()) && !strings.HasPrefix(strings.ToLower(it.rest.flat()), "no ") {
				r.leave(it.rest.value(), "metrics are defined and registered by hand")
				r.usePhrase(it.text)
			}
		})
	}, topicMetrics)
}

// leave records something understood and not scaffolded.
func (r *reader) leave(what feature.Text, reason string) {
	for _, l := range r.f.Left {
		if l.What.Value == what.Value {
			return
		}
	}
	r.f.Left = append(r.f.Left, feature.Left{What: what, Reason: reason})
}
