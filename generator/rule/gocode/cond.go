package gocode

// From expressions to conditions: when an expression certainly holds, and when
// it certainly does not. What is not set makes it neither.

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// holds returns when a node is certainly true.
func (w *Writer) holds(n *rule.Node) (*form, error) { return w.cond(n, true) }

// fails returns when a node is certainly false.
func (w *Writer) fails(n *rule.Node) (*form, error) { return w.cond(n, false) }

func (w *Writer) cond(n *rule.Node, want bool) (*form, error) {
	switch n.Op {
	case rule.OpNot:
		return w.cond(n.Args[0], !want)
	case rule.OpAnd, rule.OpOr:
		a, err := w.cond(n.Args[0], want)
		if err != nil {
			return nil, err
		}
		b, err := w.cond(n.Args[1], want)
		if err != nil {
			return nil, err
		}
		if (n.Op == rule.OpAnd) == want {
			return and(a, b), nil
		}
		return or(a, b), nil
	case rule.OpCond:
		return w.choice(n.Args[0], n.Args[1], n.Args[2], want)
	case rule.OpHas:
		return w.has(n.Args[0], want)
	case rule.OpAll, rule.OpExists:
		return w.quantified(n, want)
	case rule.OpConst:
		if n.Value == want {
			return yes, nil
		}
		return no, nil
	case rule.OpCall:
		return w.callCond(n, want)
	case rule.OpIn:
		return w.in(n, want)
	case rule.OpEq, rule.OpNe, rule.OpLt, rule.OpLe, rule.OpGt, rule.OpGe:
		return w.comparison(n, want)
	case rule.OpField, rule.OpVar, rule.OpIndex:
		v, err := w.value(n)
		if err != nil {
			return nil, err
		}
		text, guards := v.read()
		return guarded(guards, truth(text), want), nil
	}
	return nil, unsupported{"the operation " + string(n.Op) + " as a condition"}
}

func truth(text string) *form { return is(text, "!"+text) }

// guarded is a condition, or its contrary, behind what it reads.
func guarded(guards []*form, f *form, want bool) *form {
	if !want {
		f = not(f)
	}
	return and(append(append([]*form{}, guards...), f)...)
}

func (w *Writer) choice(c, a, b *rule.Node, want bool) (*form, error) {
	var parts [4]*form
	for i, ask := range []struct {
		n    *rule.Node
		want bool
	}{{c, true}, {a, want}, {c, false}, {b, want}} {
		f, err := w.cond(ask.n, ask.want)
		if err != nil {
			return nil, err
		}
		parts[i] = f
	}
	return or(and(parts[0], parts[1]), and(parts[2], parts[3])), nil
}

// has asks whether a field is set.
func (w *Writer) has(n *rule.Node, want bool) (*form, error) {
	v, err := w.value(n)
	if err != nil {
		return nil, err
	}
	if n.Op == rule.OpIndex {
		base, guards := v.expr, v.guards
		return guarded(guards, &form{op: atom, text: "ok", negated: "!ok", init: "_, ok := " + base}, want), nil
	}
	return guarded(v.guards, present(v), want), nil
}

// present is the condition that a value is there.
func present(v value) *form {
	if v.ptr && v.kind == rule.Struct {
		return isObject(v.expr)
	}
	if v.ptr {
		return isSet(v.expr)
	}
	switch v.kind {
	case rule.String:
		return is(v.expr+` != ""`, v.expr+` == ""`)
	case rule.Int, rule.Double:
		return is(v.expr+" != 0", v.expr+" == 0")
	case rule.Bool:
		return truth(v.expr)
	case rule.List, rule.Map:
		return is("len("+v.expr+") > 0", "len("+v.expr+") == 0")
	case rule.Quantity, rule.Time:
		return is("!"+v.expr+".IsZero()", v.expr+".IsZero()")
	case rule.Duration:
		return is(v.expr+".Duration != 0", v.expr+".Duration == 0")
	}
	return yes
}

var opposite = map[rule.Op]rule.Op{
	rule.OpEq: rule.OpNe, rule.OpNe: rule.OpEq, rule.OpLt: rule.OpGe, rule.OpGe: rule.OpLt, rule.OpGt: rule.OpLe, rule.OpLe: rule.OpGt,
}

var mirrored = map[rule.Op]rule.Op{
	rule.OpEq: rule.OpEq, rule.OpNe: rule.OpNe, rule.OpLt: rule.OpGt, rule.OpGt: rule.OpLt, rule.OpLe: rule.OpGe, rule.OpGe: rule.OpLe,
}

func (w *Writer) comparison(n *rule.Node, want bool) (*form, error) {
	for i, a := range n.Args { // a choice between values is one between comparisons
		if a.Op == rule.OpCond {
			yes, no := *n, *n
			yes.Args, no.Args = replaced(n.Args, i, a.Args[1]), replaced(n.Args, i, a.Args[2])
			return w.choice(a.Args[0], &yes, &no, want)
		}
	}
	if n.Op == rule.OpEq || n.Op == rule.OpNe {
		if f, done, err := w.equality(n, want == (n.Op == rule.OpEq)); done || err != nil {
			return f, err
		}
	}
	a, err := w.value(n.Args[0])
	if err != nil {
		return nil, err
	}
	b, err := w.value(n.Args[1])
	if err != nil {
		return nil, err
	}
	op := n.Op
	if a.lit != nil && b.lit == nil {
		a, b, op = b, a, mirrored[op]
	}
	f, guards := w.compare(a, b, op)
	f.pre = a.pre + b.pre
	return guarded(guards, f, want), nil
}

func replaced(args []*rule.Node, i int, by *rule.Node) []*rule.Node {
	out := append([]*rule.Node{}, args...)
	out[i] = by
	return out
}

// equality handles what == means for truth values and for whole structs.
func (w *Writer) equality(n *rule.Node, equal bool) (f *form, done bool, err error) {
	a, b := n.Args[0], n.Args[1]
	if boolean(a) && boolean(b) {
		var fs [4]*form
		for i, ask := range []struct {
			n    *rule.Node
			want bool
		}{{a, true}, {a, false}, {b, true}, {b, false}} {
			if fs[i], err = w.cond(ask.n, ask.want); err != nil {
				return nil, true, err
			}
		}
		if equal {
			return or(and(fs[0], fs[2]), and(fs[1], fs[3])), true, nil
		}
		return or(and(fs[0], fs[3]), and(fs[1], fs[2])), true, nil
	}
	for _, x := range []*rule.Node{a, b} {
		if k := kindOf(x.Type); k != rule.Struct && k != rule.List && k != rule.Map {
			return nil, false, nil
		}
	}
	va, err := w.value(a)
	if err != nil {
		return nil, true, err
	}
	vb, err := w.value(b)
	if err != nil {
		return nil, true, err
	}
	call := w.to.Qualify("k8s.io/apimachinery/pkg/api/equality", "Semantic") + ".DeepEqual(" + va.expr + ", " + vb.expr + ")"
	return guarded(append(append([]*form{}, va.guards...), vb.guards...), truth(call), equal), true, nil
}

// boolean reports whether a node is a condition rather than a value.
func boolean(n *rule.Node) bool {
	switch n.Op {
	case rule.OpHas, rule.OpAnd, rule.OpOr, rule.OpNot, rule.OpAll, rule.OpExists, rule.OpIn,
		rule.OpEq, rule.OpNe, rule.OpLt, rule.OpLe, rule.OpGt, rule.OpGe:
		return true
	case rule.OpCall:
		return n.Name == rule.FuncGate
	}
	return false
}

func (w *Writer) compare(a, b value, op rule.Op) (*form, []*form) {
	switch {
	case a.kind == rule.Quantity || b.kind == rule.Quantity:
		left, ga := a.read()
		_, gb := b.read()
		text := func(op rule.Op) string { return left + ".Cmp(" + b.deref() + ") " + string(op) + " 0" }
		if zero, ok := b.lit.(string); ok && zero == "0" {
			text = func(op rule.Op) string { return left + ".Sign() " + string(op) + " 0" }
		}
		return is(text(op), text(opposite[op])), append(append([]*form{}, ga...), gb...)
	case a.kind == rule.Duration || b.kind == rule.Duration:
		left, ga := seconds(a)
		right, gb := seconds(b)
		return is(left+" "+string(op)+" "+right, left+" "+string(opposite[op])+" "+right), append(append([]*form{}, ga...), gb...)
	}
	left, right, guards := w.alike(a, b)
	if v, ok := b.lit.(bool); ok && (op == rule.OpEq || op == rule.OpNe) {
		if v == (op == rule.OpEq) {
			return truth(left), guards
		}
		return not(truth(left)), guards
	}
	if never := unsignedBelowZero(a, b, op); never != nil {
		return never, guards
	}
	return is(left+" "+string(op)+" "+right, left+" "+string(opposite[op])+" "+right), guards
}

// unsignedBelowZero settles what can't be otherwise, which linters object to.
func unsignedBelowZero(a, b value, op rule.Op) *form {
	if a.typ == nil || !strings.HasPrefix(a.typ.Go, "uint") || b.lit != int64(0) {
		return nil
	}
	switch op {
	case rule.OpGe:
		return yes
	case rule.OpLt:
		return no
	}
	return nil
}

func seconds(v value) (string, []*form) {
	text, guards := v.read()
	if v.lit == nil && (v.typ == nil || v.typ.Pkg != "time") {
		text += ".Duration"
	}
	return text, guards
}

// in asks whether a value is among others.
func (w *Writer) in(n *rule.Node, want bool) (*form, error) {
	v, err := w.value(n.Args[0])
	if err != nil {
		return nil, err
	}
	list := n.Args[1]
	text, guards := v.read()
	switch {
	case list.Op == rule.OpList:
		return w.amongConstants(v, list.Args, want)
	case list.Op == rule.OpMap: // x in list.map(e, e.name)
		same := &rule.Node{Op: rule.OpEq, Args: []*rule.Node{list.Args[1], n.Args[0]}}
		found := &rule.Node{Op: rule.OpExists, Name: list.Name, Args: []*rule.Node{list.Args[0], same}}
		f, err := w.quantified(found, want)
		return and(append(append([]*form{}, guards...), orNo(f))...), err
	case kindOf(list.Type) == rule.Map:
		m, err := w.value(list)
		if err != nil {
			return nil, err
		}
		base, more := m.read()
		guards = append(append([]*form{}, guards...), more...)
		return guarded(guards, &form{op: atom, text: "ok", negated: "!ok", init: "_, ok := " + base + "[" + text + "]"}, want), nil
	}
	l, err := w.value(list)
	if err != nil {
		return nil, err
	}
	base, more := l.read()
	guards = append(append([]*form{}, guards...), more...)
	if l.typ != nil && l.typ.Elem != nil && v.typ != nil && l.typ.Elem.Go != v.typ.Go && v.lit == nil {
		text = l.typ.Elem.Go + "(" + text + ")"
	}
	return guarded(guards, truth(w.to.Qualify("slices", "Contains")+"("+base+", "+text+")"), want), nil
}

func orNo(f *form) *form {
	if f == nil {
		return no
	}
	return f
}

func (w *Writer) amongConstants(v value, among []*rule.Node, want bool) (*form, error) {
	text, guards := v.read()
	var items []string
	for _, a := range among {
		c, err := w.value(a)
		if err != nil {
			return nil, err
		}
		if c.lit == nil {
			return nil, unsupported{"a list of fields"}
		}
		items = append(items, w.named(c, v, c.expr))
	}
	if len(items) == 1 {
		return guarded(guards, is(text+" == "+items[0], text+" != "+items[0]), want), nil
	}
	typ := "string"
	switch {
	case v.typ != nil && v.typ.Pkg != "":
		typ = w.to.Qualify(v.typ.Pkg, v.typ.Go)
	case v.typ != nil && v.typ.Go != "":
		typ = v.typ.Go
	}
	call := w.to.Qualify("slices", "Contains") + "([]" + typ + "{" + strings.Join(items, ", ") + "}, " + text + ")"
	return guarded(guards, truth(call), want), nil
}
