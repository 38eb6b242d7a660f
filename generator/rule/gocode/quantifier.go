package gocode

// Conditions over the elements of lists and the keys of maps.

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// quantified is all() and exists() as a condition.
func (w *Writer) quantified(n *rule.Node, want bool) (*form, error) {
	if n.Args[0].Op == rule.OpFilter { // list.filter(x, a).all(y, b) is list.all(x, !a || b)
		inner := n.Args[0]
		second := substitute(n.Args[1], n.Name, &rule.Node{Op: rule.OpVar, Name: inner.Name, Type: elementOf(inner.Args[0])})
		joined := &rule.Node{Op: rule.OpAnd, Args: []*rule.Node{inner.Args[1], second}}
		if n.Op == rule.OpAll {
			joined = &rule.Node{Op: rule.OpOr, Args: []*rule.Node{{Op: rule.OpNot, Args: inner.Args[1:2]}, second}}
		}
		return w.quantified(&rule.Node{Op: n.Op, Name: inner.Name, Args: []*rule.Node{inner.Args[0], joined}}, want)
	}
	if n.Args[0].Op == rule.OpMap { // list.map(x, f).all(y, b) is list.all(x, b[y := f])
		inner := n.Args[0]
		body := substitute(n.Args[1], n.Name, inner.Args[1])
		return w.quantified(&rule.Node{Op: n.Op, Name: inner.Name, Args: []*rule.Node{inner.Args[0], body}}, want)
	}
	// all fails, and exists holds, where some element does so
	if (n.Op == rule.OpExists) == want {
		f, err := w.quantifier(n, n.Args[1], want)
		if err != nil {
			return nil, err
		}
		return and(append(append([]*form{}, f.loop.guards...), f)...), nil
	}
	mark := len(w.names)
	f, err := w.quantifier(n, n.Args[1], !want)
	if err != nil {
		return nil, err
	}
	if certain(n.Args[1]) {
		return and(append(append([]*form{}, f.loop.guards...), not(f))...), nil
	}
	// every element has to do so certainly: none that does not
	w.names = w.names[:mark]
	g, err := w.quantifier(n, n.Args[1], want)
	if err != nil {
		return nil, err
	}
	g.args[0] = not(g.args[0])
	return and(append(append([]*form{}, g.loop.guards...), not(g))...), nil
}

// certain reports whether a condition reads nothing that may be unset, so that
// it always is true or false.
func certain(n *rule.Node) bool {
	if n.Op == rule.OpField && n.Field.Ptr {
		return false
	}
	if n.Op == rule.OpHas {
		return certain(n.Args[0].Args[0])
	}
	for _, a := range n.Args {
		if !certain(a) {
			return false
		}
	}
	return true
}

func elementOf(n *rule.Node) *rule.Type {
	if n.Type == nil {
		return nil
	}
	if n.Type.Kind == rule.Map {
		return n.Type.Key
	}
	return n.Type.Elem
}

// quantifier searches a list for an element for which a condition is what is
// wanted.
func (w *Writer) quantifier(n, cond *rule.Node, want bool) (*form, error) {
	list, err := w.value(n.Args[0])
	if err != nil {
		return nil, err
	}
	if list.typ == nil {
		return nil, unsupported{"a quantifier over what is no field"}
	}
	text, guards := list.read()
	l := &loop{list: text, json: w.jsonPath(n.Args[0]) + "[]", guards: guards, isMap: list.typ.Kind == rule.Map}
	elem := elementOf(n.Args[0])
	l.elem = w.typeName(elem, list.typ.Ptr && !l.isMap)
	l.name = w.loopName(n)
	outer, shadowed := w.scope[n.Name]
	w.scope[n.Name] = variable{l.name, list.typ.Ptr && !l.isMap}
	w.paths[varPath(n.Name)] = l.json
	f, err := w.cond(cond, want)
	delete(w.scope, n.Name)
	if shadowed {
		w.scope[n.Name] = outer
	}
	if err != nil {
		return nil, err
	}
	return &form{op: search, loop: l, args: []*form{f}}, nil
}

// varPath is the key under which the path of a loop variable is kept.
func varPath(name string) string { return "\x00" + name }

// typeName spells a type for the file.
func (w *Writer) typeName(t *rule.Type, ptr bool) string {
	name := "string"
	switch {
	case t == nil:
	case t.Pkg != "":
		name = w.to.Qualify(t.Pkg, t.Go)
	case t.Go != "":
		name = t.Go
	}
	if ptr {
		return "*" + name
	}
	return name
}

// loopName names an element: as the expression does, unless by a single letter;
// then in the singular of the list.
func (w *Writer) loopName(n *rule.Node) string {
	if len(n.Name) > 2 && !strings.Contains(n.Name, "_") {
		return w.fresh(n.Name)
	}
	if n.Args[0].Type != nil && n.Args[0].Type.Kind == rule.Map {
		return w.fresh("key")
	}
	path := w.jsonPath(n.Args[0])
	return w.fresh(singular(path[strings.LastIndexByte(path, '.')+1:]))
}

func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 4:
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"), strings.HasSuffix(name, "ches"), strings.HasSuffix(name, "shes"):
		return strings.TrimSuffix(name, "es")
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss"):
		return strings.TrimSuffix(name, "s")
	}
	return name + "Item"
}

// contains renders a search as an expression.
func (w *Writer) contains(l *loop, cond string) string {
	if l.isMap {
		keys := w.to.Qualify("slices", "Collect") + "(" + w.to.Qualify("maps", "Keys") + "(" + l.list + "))"
		return w.to.Qualify("slices", "ContainsFunc") + "(" + keys + ", func(" +
			l.name + " " + l.elem + ") bool { return " + cond + " })"
	}
	if mentions(cond, l.name) {
		if item, ok := strings.CutPrefix(cond, l.name+" == "); ok && !mentions(item, l.name) && !strings.ContainsAny(item, "&|") {
			return w.to.Qualify("slices", "Contains") + "(" + l.list + ", " + item + ")"
		}
	}
	return w.to.Qualify("slices", "ContainsFunc") + "(" + l.list + ", func(" + l.name + " " + l.elem + ") bool {\nreturn " + cond + "\n})"
}

// unique asks that nothing is in a list twice.
func (w *Writer) unique(n *rule.Node, want bool) (*form, error) {
	if want {
		return nil, unsupported{"uniqueness as a condition"}
	}
	arg := n.Args[0]
	key := &rule.Node{Op: rule.OpVar, Name: "e", Type: elementOf(arg)}
	list := arg
	if arg.Op == rule.OpMap {
		list, key = arg.Args[0], arg.Args[1]
	}
	walk := &rule.Node{Op: rule.OpExists, Name: "e", Args: []*rule.Node{list}}
	if arg.Op == rule.OpMap {
		walk.Name = arg.Name
	}
	f, err := w.quantifier(walk, &rule.Node{Op: rule.OpConst, Value: true}, true)
	if err != nil {
		return nil, err
	}
	l := f.loop
	needs := l.guards
	l.guards = nil
	w.scope[walk.Name] = variable{l.name, list.Type != nil && list.Type.Ptr}
	defer delete(w.scope, walk.Name)
	if err := w.uniqueKey(l, key); err != nil {
		return nil, err
	}
	return and(append(append([]*form{}, needs...), &form{op: double, loop: l})...), nil
}

// uniqueKey sets what is compared: one value, or several as an array.
func (w *Writer) uniqueKey(l *loop, key *rule.Node) error {
	parts := []*rule.Node{key}
	if key.Op == rule.OpList {
		parts = key.Args
	}
	var texts []string
	for _, p := range parts {
		v, err := w.value(p)
		if err != nil {
			return err
		}
		text, guards := v.read()
		if v.kind == rule.Struct || v.kind == rule.List || v.kind == rule.Map {
			return unsupported{"uniqueness of structs"}
		}
		l.guards = append(l.guards, guards...)
		l.keyType = w.typeName(v.typ, false)
		if len(parts) > 1 {
			l.keyType = "string"
			switch {
			case v.kind != rule.String:
				text = w.to.Qualify("fmt", "Sprint") + "(" + text + ")"
			case v.typ != nil && v.typ.Go != "string" && v.typ.Go != "":
				text = "string(" + text + ")"
			}
		}
		texts = append(texts, text)
	}
	l.key = texts[0]
	if len(parts) > 1 {
		l.keyType = "[" + itoa(len(parts)) + "]string"
		l.key = l.keyType + "{" + strings.Join(texts, ", ") + "}"
	}
	return nil
}
