package emit

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// FieldPath is a JSON path below a root kind, resolved to Go fields.
type FieldPath struct {
	Root string
	Hops []checkout.Hop
}

// String returns the JSON path; lists that are passed through carry [].
func (p FieldPath) String() string {
	var parts []string
	for i, h := range p.Hops {
		if h.List && i < len(p.Hops)-1 {
			parts = append(parts, h.JSON+"[]")
		} else {
			parts = append(parts, h.JSON)
		}
	}
	return strings.Join(parts, ".")
}

// Last returns the last hop.
func (p FieldPath) Last() checkout.Hop { return p.Hops[len(p.Hops)-1] }

// Same reports whether both are the same field.
func (p FieldPath) Same(o FieldPath) bool { return p.Root == o.Root && p.String() == o.String() }

// Expr returns the Go expression of the hops [from, to) below a variable.
// Lists on the way are not indexed; callers loop over those.
func (p FieldPath) Expr(v string, from, to int) string {
	for _, h := range p.Hops[from:to] {
		v += "." + h.Go
	}
	return v
}

// Fields is the API as it will be: the checkout's with the planned types and
// fields in it. It answers where a JSON path leads in Go.
type Fields struct {
	Tree    *checkout.Tree
	Planned []FieldPath // the plan's fields with a known place, in plan order
	types   map[string]bool
}

// Fields returns the API as it will be. It is computed once per run; the
// plan's own types are copied, not changed.
func (c *Context) Fields() *Fields {
	if c.fields == nil {
		c.fields = &Fields{Tree: plannedAPI(c), types: map[string]bool{}}
		for _, t := range c.Feature.Types {
			c.fields.types[t.Name.Value] = true
		}
		for _, f := range c.Feature.Fields {
			c.fields.note(f)
		}
	}
	return c.fields
}

// searchRoots are the kinds below which a field is looked for whose plan names
// only the struct or only the leaf.
var searchRoots = []string{"VirtualMachineInstance", "VirtualMachineInstanceMigration", "KubeVirt", "MigrationPolicy", "VirtualMachine", "VirtualMachinePreference", "VirtualMachineInstancetype"}

// note records the path of a planned field; where the plan names only the
// struct, the nearest use of that struct counts.
func (m *Fields) note(f feature.Field) {
	if !f.Root.Empty() && !f.Path.Empty() {
		if p, ok := m.Resolve(f.Root.Value, f.Path.Value); ok {
			m.Planned = append(m.Planned, p)
		}
		return
	}
	name := f.JSON.Or(f.Name).Value
	for _, root := range searchRoots {
		if at, ok := m.pathTo(root, f.Struct.Value); ok {
			if p, ok := m.below(at, name); ok {
				m.Planned = append(m.Planned, p)
				return
			}
		}
	}
}

// pathTo finds a struct below a root kind, nearest first.
func (m *Fields) pathTo(root, name string) (FieldPath, bool) {
	start, ok := m.Tree.Kind(root)
	if !ok || name == "" {
		return FieldPath{}, false
	}
	type place struct {
		p  FieldPath
		in checkout.StructRef
	}
	seen := map[string]bool{}
	for queue := []place{{FieldPath{Root: root}, start}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at.in.Name == name && len(at.p.Hops) > 0 {
			return at.p, true
		}
		if key := at.in.Dir() + "." + at.in.Name; seen[key] || len(at.p.Hops) > 6 {
			continue
		} else {
			seen[key] = true
		}
		for _, json := range m.Tree.FieldNames(at.in) {
			h, ok := m.Tree.Hop(at.in, json)
			if ok && h.Owner.Name == name && len(at.p.Hops) > 0 {
				return at.p, true // inlined there
			}
			if ok && !h.Map {
				if s := m.structOf(h); s.Node != nil {
					queue = append(queue, place{FieldPath{root, append(slices.Clone(at.p.Hops), h)}, s})
				}
			}
		}
	}
	return FieldPath{}, false
}

// structOf returns the struct a hop leads into, zero where it is none.
func (m *Fields) structOf(h checkout.Hop) checkout.StructRef {
	if h.Map {
		return checkout.StructRef{}
	}
	s, _ := m.Tree.ResolveStruct(h.Owner.File, h.Elem)
	return s
}

// hop finds a field by JSON name, or by Go name.
func (m *Fields) hop(s checkout.StructRef, name string) (checkout.Hop, bool) {
	if s.Node == nil {
		return checkout.Hop{}, false
	}
	if h, ok := m.Tree.Hop(s, name); ok {
		return h, true
	}
	for _, json := range m.Tree.FieldNames(s) {
		if h, ok := m.Tree.Hop(s, json); ok && h.Go == name {
			return h, true
		}
	}
	return checkout.Hop{}, false
}

// below continues a path by one or more names.
func (m *Fields) below(p FieldPath, names string) (FieldPath, bool) {
	out := FieldPath{p.Root, slices.Clone(p.Hops)}
	s, _ := m.Tree.Kind(p.Root)
	if len(p.Hops) > 0 {
		s = m.structOf(p.Last())
	}
	for _, part := range strings.Split(names, ".") {
		h, ok := m.hop(s, strings.TrimSuffix(part, "[]"))
		if !ok {
			return FieldPath{}, false
		}
		out.Hops = append(out.Hops, h)
		s = m.structOf(h)
	}
	return out, true
}

// Resolve resolves a whole path below a root kind, of JSON or Go names.
func (m *Fields) Resolve(root, path string) (FieldPath, bool) {
	if _, ok := m.Tree.Kind(root); !ok || path == "" {
		return FieldPath{}, false
	}
	return m.below(FieldPath{Root: root}, path)
}

// Find resolves a path as people write it: whole, from spec on, from domain
// on, or only the leaf. Planned fields come first, then the siblings of the
// fields in near, of the planned fields, and of their parents.
func (m *Fields) Find(written string, near []FieldPath) (FieldPath, bool) {
	written = strings.Trim(strings.TrimSpace(written), "`.")
	if written == "" {
		return FieldPath{}, false
	}
	if p, ok := m.planned(written); ok {
		return p, true
	}
	for _, p := range slices.Concat(near, m.Planned) {
		for n := len(p.Hops); n > 0; n-- {
			if q, ok := m.below(FieldPath{p.Root, p.Hops[:n]}, written); ok {
				return q, true
			}
		}
	}
	for _, root := range m.roots(near) {
		for _, prefix := range []string{"", "spec.", "spec.domain.", "spec.domain.devices.", "spec.configuration.", "spec.template.spec."} {
			if p, ok := m.Resolve(root, prefix+written); ok {
				return p, true
			}
		}
	}
	return FieldPath{}, false
}

// roots lists the kinds to search, those in use before the others.
func (m *Fields) roots(near []FieldPath) []string {
	var out []string
	for _, p := range slices.Concat(near, m.Planned) {
		if !slices.Contains(out, p.Root) {
			out = append(out, p.Root)
		}
	}
	return append(out, searchRoots...)
}

// planned finds the shortest planned field whose path ends in what was
// written, fields of planned types included.
func (m *Fields) planned(written string) (FieldPath, bool) {
	want := strings.Split(strings.ReplaceAll(written, "[]", ""), ".")
	var best FieldPath
	var try func(p FieldPath, depth int)
	try = func(p FieldPath, depth int) {
		if endsIn(p, want) && (best.Hops == nil || len(p.Hops) < len(best.Hops)) {
			best = p
		}
		s := m.structOf(p.Last())
		if s.Node == nil || depth > 5 || !m.types[s.Name] {
			return
		}
		for _, json := range m.Tree.FieldNames(s) {
			if h, ok := m.Tree.Hop(s, json); ok {
				try(FieldPath{p.Root, append(slices.Clone(p.Hops), h)}, depth+1)
			}
		}
	}
	for _, p := range m.Planned {
		try(p, 0)
	}
	return best, best.Hops != nil
}

// endsIn compares path elements from the end, by JSON or Go name.
func endsIn(p FieldPath, want []string) bool {
	if len(want) > len(p.Hops) {
		return false
	}
	for i := range want {
		h := p.Hops[len(p.Hops)-len(want)+i]
		if !strings.EqualFold(h.JSON, want[i]) && h.Go != want[i] {
			return false
		}
	}
	return true
}

// TypeName returns the element type of a hop as its package spells it:
// RebootPolicy, string, resource.Quantity.
func TypeName(h checkout.Hop) string { return h.Owner.File.NodeText(h.Elem) }

// Basic returns the basic type of a hop's element: that below a declared
// string or number type, or the type's own name.
func (m *Fields) Basic(h checkout.Hop) string {
	id, ok := h.Elem.(*ast.Ident)
	if !ok || code.Builtin[id.Name] {
		return TypeName(h)
	}
	for _, f := range m.Tree.Mentioning(h.Owner.Dir(), "type "+id.Name) {
		if ts, _ := f.Type(id.Name); ts != nil {
			if u, ok := ts.Type.(*ast.Ident); ok {
				return u.Name
			}
		}
	}
	return id.Name
}

// Declared reports whether a hop's element is a declared string or number type.
func (m *Fields) Declared(h checkout.Hop) bool {
	id, ok := h.Elem.(*ast.Ident)
	return ok && !code.Builtin[id.Name] && code.Builtin[m.Basic(h)]
}

// EnumValue is one named value of a declared type.
type EnumValue struct{ Const, Value string }

// Enum returns the constants of a hop's type in the order of declaration.
func (m *Fields) Enum(h checkout.Hop) []EnumValue {
	if !m.Declared(h) {
		return nil
	}
	name := TypeName(h)
	var out []EnumValue
	for _, f := range m.Tree.Mentioning(h.Owner.Dir(), name) {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok || gd.Tok != token.CONST {
				continue
			}
			for _, s := range gd.Specs {
				vs := s.(*ast.ValueSpec)
				if id, ok := vs.Type.(*ast.Ident); !ok || id.Name != name || len(vs.Values) != 1 {
					continue
				}
				if lit, ok := vs.Values[0].(*ast.BasicLit); ok {
					out = append(out, EnumValue{vs.Names[0].Name, plainValue(lit.Value)})
				}
			}
		}
	}
	return out
}

func plainValue(s string) string {
	if u, err := strconv.Unquote(s); err == nil {
		return u
	}
	return s
}
