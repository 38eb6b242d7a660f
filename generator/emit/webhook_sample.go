package emit

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// sampler spells objects for tests that satisfy the rules of a check.
type sampler struct {
	c     *Context
	m     *Fields
	im    *gosrc.Imports
	rules []boundRule
}

// setting is a field and the Go expression it is set to; an empty expression
// stands for a sample.
type setting struct {
	path FieldPath
	expr string
}

// sampleNode is a field with the settings below it.
type sampleNode struct {
	hop  checkout.Hop
	path FieldPath
	expr string
	kids []*sampleNode
}

// assign returns the statements that set fields of the variable v, which is
// from hops below the root; false where a type has no sample.
func (s *sampler) assign(v string, from int, settings []setting) ([]string, bool) {
	root := &sampleNode{}
	for _, st := range settings {
		root.add(st, from)
	}
	return s.statements(v, root)
}

func (n *sampleNode) add(st setting, from int) {
	at := n
	for i := from; i < len(st.path.Hops); i++ {
		h := st.path.Hops[i]
		j := slices.IndexFunc(at.kids, func(k *sampleNode) bool { return k.hop.JSON == h.JSON })
		if j < 0 {
			at.kids = append(at.kids, &sampleNode{hop: h, path: FieldPath{st.path.Root, st.path.Hops[:i+1]}})
			j = len(at.kids) - 1
		}
		at = at.kids[j]
	}
	if st.expr != "" {
		at.expr = st.expr
	}
}

func (s *sampler) statements(v string, n *sampleNode) ([]string, bool) {
	var out []string
	for _, k := range n.kids {
		expr := v + "." + k.hop.Go
		if len(k.kids) > 0 && !k.hop.Ptr && !k.hop.List && k.expr == "" {
			inner, ok := s.statements(expr, k)
			if !ok {
				return nil, false
			}
			out = append(out, inner...)
			continue
		}
		lit, ok := s.literal(k)
		if !ok {
			return nil, false
		}
		out = append(out, expr+" = "+lit)
	}
	return out, true
}

// literal spells the value of a field with its settings.
func (s *sampler) literal(n *sampleNode) (string, bool) {
	if n.expr != "" {
		return n.expr, true
	}
	h := n.hop
	if h.Map {
		e, ok := h.Elem.(*ast.Ident)
		if !ok || e.Name != "string" {
			return "", false
		}
		return `map[string]string{"key": "value"}`, true
	}
	st := s.m.structOf(h)
	if st.Node == nil {
		return s.scalar(n)
	}
	fields, ok := s.fieldsOf(n, st)
	typ, known := s.typ(h)
	if !ok || !known {
		return "", false
	}
	switch {
	case h.List:
		return "[]" + typ + "{{" + fields + "}}", true
	case h.Ptr:
		return "&" + typ + "{" + fields + "}", true
	}
	return typ + "{" + fields + "}", true
}

// fieldsOf spells the fields of a struct literal: those that are set, and those
// the API demands.
func (s *sampler) fieldsOf(n *sampleNode, st checkout.StructRef) (string, bool) {
	kids := slices.Clone(n.kids)
	for _, json := range s.m.Tree.FieldNames(st) {
		h, ok := s.m.Tree.Hop(st, json)
		if !ok || h.Field.Tag == nil || strings.Contains(h.Field.Tag.Value, "omitempty") || strings.Contains(h.Field.Tag.Value, ",inline") {
			continue
		}
		if slices.ContainsFunc(kids, func(k *sampleNode) bool { return k.hop.JSON == json }) || s.m.structOf(h).Node != nil || h.List || h.Map || h.Ptr {
			continue
		}
		if _, isBasic := h.Elem.(*ast.Ident); isBasic && s.m.Basic(h) == "string" {
			kids = append(kids, &sampleNode{hop: h, path: FieldPath{n.path.Root, append(slices.Clone(n.path.Hops), h)}})
		}
	}
	var out []string
	for _, k := range kids {
		lit, ok := s.literal(k)
		if !ok {
			return "", false
		}
		text := k.hop.Go + ": " + lit
		for i := len(k.hop.Via) - 1; i >= 0; i-- {
			text = k.hop.Via[i] + ": " + s.im.Qualify(gosrc.ImportPath(k.hop.Owner.Dir()), k.hop.Via[i]) + "{" + text + "}"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", "), true
}

// typ spells a hop's element type for the file.
func (s *sampler) typ(h checkout.Hop) (string, bool) {
	switch x := h.Elem.(type) {
	case *ast.Ident:
		if code.Builtin[x.Name] {
			return x.Name, true
		}
		return s.im.Qualify(gosrc.ImportPath(h.Owner.Dir()), x.Name), true
	case *ast.SelectorExpr:
		q, ok := x.X.(*ast.Ident)
		if !ok {
			return "", false
		}
		for p, alias := range gosrc.Aliases(h.Owner.File) {
			if alias == q.Name {
				return s.im.Qualify(p, x.Sel.Name), true
			}
		}
	}
	return "", false
}

// scalar samples a field that is no struct.
func (s *sampler) scalar(n *sampleNode) (string, bool) {
	h := n.hop
	lit, ok := s.plain(n.path)
	if !ok {
		return "", false
	}
	switch {
	case h.List:
		typ, ok := s.typ(h)
		return "[]" + typ + "{" + lit + "}", ok
	case h.Ptr:
		return s.pointerTo(h, lit)
	}
	return lit, true
}

// pointerTo takes the address of a literal as the tests of the tree do.
func (s *sampler) pointerTo(h checkout.Hop, lit string) (string, bool) {
	typ, ok := s.typ(h)
	if !ok {
		return "", false
	}
	if typ != "string" && typ != "bool" && typ != "int" && !strings.Contains(lit, ".") {
		lit = typ + "(" + lit + ")"
	}
	if _, fd := s.c.Tree.Package("pkg/pointer").FindFunc("", "P"); fd != nil {
		return s.im.Qualify(gosrc.Module+"/pkg/pointer", "P") + "(" + lit + ")", true
	}
	return s.im.Qualify("k8s.io/utils/ptr", "To") + "(" + lit + ")", true
}

// plain samples a plain value that the rules accept.
func (s *sampler) plain(p FieldPath) (string, bool) {
	h := p.Last()
	w := &body{c: s.c, im: s.im, m: s.m}
	for _, r := range s.rules {
		if r.prose || !r.path.Same(p) {
			continue
		}
		switch {
		case r.Kind == feature.RuleGate && !r.When.Empty():
			return w.literal(h, r.When.Value), true
		case r.Kind == feature.RuleOneOf:
			return w.literal(h, r.Values[0].Value), true
		case r.Kind == feature.RuleRange:
			return w.literal(h, r.Min.Or(r.Max).Value), true
		}
	}
	if enum := s.m.Enum(h); len(enum) > 0 {
		return s.im.Qualify(gosrc.ImportPath(h.Owner.Dir()), enum[len(enum)-1].Const), true
	}
	switch b := s.m.Basic(h); {
	case b == "string":
		return strconv.Quote("test"), true
	case b == "bool":
		return "true", true
	case code.Builtin[b] && b != "any" && b != "error":
		return "1", true
	case b == "resource.Quantity":
		return s.im.Qualify(resourcePkg, "MustParse") + `("1Gi")`, true
	}
	return "", false
}
