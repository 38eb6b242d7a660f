// Package gocode writes rule expressions as Go statements: conditions under
// which a rule is broken, safe through every pointer on the way, in early
// returns and loops as a reviewer of KubeVirt expects them. It knows Go, not
// where admitters are.
package gocode

// Conditions as a small algebra. Each is something that can be asked in an if.

import (
	"slices"
	"strings"
)

type formOp int

const (
	isTrue formOp = iota
	isFalse
	allOf
	oneOf
	atom   // text, or negated where it does not hold
	nilOf  // text == nil
	setOf  // text != nil
	search // some element of a list meets args[0]
	double // an element of a list is there twice
)

// form is a condition.
type form struct {
	op            formOp
	args          []*form
	text, negated string
	object        bool   // of setOf: a struct, not a plain value
	init          string // statement that the atom needs before it, for an if with a short statement
	pre           string // statements that the atom needs before the if
	loop          *loop
}

// loop is what a search or a double runs over.
type loop struct {
	list    string // Go expression
	json    string // JSON path of the list with [] at its end
	name    string // variable of the elements
	elem    string // Go type of the elements
	isMap   bool
	key     string // of a double: what is compared
	keyType string
	guards  []*form // of a double: when there is something to compare
	none    bool    // the search asks that there is no such element
}

var (
	yes = &form{op: isTrue}
	no  = &form{op: isFalse}
)

func isNil(expr string) *form { return &form{op: nilOf, text: expr} }
func isSet(expr string) *form { return &form{op: setOf, text: expr} }
func isObject(expr string) *form {
	return &form{op: setOf, text: expr, object: true}
}
func is(text, not string) *form { return &form{op: atom, text: text, negated: not} }

// and joins conditions that must all hold.
func and(fs ...*form) *form {
	var out []*form
	for _, f := range fs {
		switch {
		case f.op == isFalse:
			return no
		case f.op == isTrue:
		case f.op == allOf:
			out = append(out, f.args...)
		default:
			out = append(out, f)
		}
	}
	return settle(allOf, yes, out)
}

// or joins conditions of which one must hold.
func or(fs ...*form) *form {
	var out []*form
	for _, f := range fs {
		switch {
		case f.op == isTrue:
			return yes
		case f.op == isFalse:
		case f.op == oneOf:
			out = append(out, f.args...)
		default:
			out = append(out, f)
		}
	}
	return settle(oneOf, no, out)
}

func settle(op formOp, empty *form, list []*form) *form {
	var out []*form
	for _, f := range list {
		if !slices.ContainsFunc(out, func(o *form) bool { return o.same(f) }) {
			out = append(out, f)
		}
	}
	switch len(out) {
	case 0:
		return empty
	case 1:
		return out[0]
	}
	if op == oneOf {
		return factored(out)
	}
	return &form{op: op, args: out}
}

// factored takes what all alternatives begin with out of them.
func factored(alternatives []*form) *form {
	var shared []*form
	for {
		first := alternatives[0].conjuncts()
		if len(shared) >= len(first) {
			break
		}
		next := first[len(shared)]
		if next.op != setOf || !slices.ContainsFunc(alternatives, func(a *form) bool { return a.op == allOf }) ||
			!begin(alternatives, len(shared), next) {
			break
		}
		shared = append(shared, next)
	}
	if len(shared) == 0 {
		return &form{op: oneOf, args: alternatives}
	}
	var rest []*form
	for _, a := range alternatives {
		rest = append(rest, and(a.conjuncts()[len(shared):]...))
	}
	return and(append(shared, or(rest...))...)
}

// begin reports whether all alternatives have the condition at that place.
func begin(alternatives []*form, at int, f *form) bool {
	for _, a := range alternatives {
		if c := a.conjuncts(); len(c) <= at || !c[at].same(f) {
			return false
		}
	}
	return true
}

func (f *form) same(o *form) bool {
	if f.op != o.op || f.text != o.text || f.init != o.init || f.pre != o.pre || f.loop != o.loop || len(f.args) != len(o.args) {
		return false
	}
	return slices.EqualFunc(f.args, o.args, (*form).same)
}

// not turns a condition round.
func not(f *form) *form {
	switch f.op {
	case isTrue:
		return no
	case isFalse:
		return yes
	case allOf, oneOf:
		var out []*form
		for _, a := range f.args {
			out = append(out, not(a))
		}
		if f.op == allOf {
			return or(out...)
		}
		return and(out...)
	case nilOf:
		return isSet(f.text)
	case setOf:
		return isNil(f.text)
	case search:
		l := *f.loop
		l.none = !l.none
		return &form{op: search, loop: &l, args: f.args}
	}
	return &form{op: f.op, text: f.negated, negated: f.text, init: f.init, pre: f.pre, loop: f.loop}
}

// with simplifies a condition by what is known: expressions that are set.
func (f *form) with(known map[string]bool) *form {
	switch f.op {
	case nilOf:
		if known[f.text] {
			return no
		}
	case setOf:
		if known[f.text] {
			return yes
		}
	case allOf:
		here := copyOf(known)
		var out []*form
		for _, a := range f.args {
			a = a.with(here)
			out = append(out, a)
			if a.op == setOf {
				here[a.text] = true
			}
		}
		return and(out...)
	case oneOf:
		here := copyOf(known)
		var out []*form
		for _, a := range f.args {
			a = a.with(here)
			out = append(out, a)
			if a.op == nilOf {
				here[a.text] = true
			}
		}
		return or(out...)
	case search:
		return &form{op: search, loop: f.loop, args: []*form{f.args[0].with(known)}}
	}
	return f
}

func copyOf(m map[string]bool) map[string]bool {
	out := map[string]bool{}
	for k := range m {
		out[k] = true
	}
	return out
}

// conjuncts are the conditions that must all hold.
func (f *form) conjuncts() []*form {
	switch f.op {
	case allOf:
		return f.args
	case isTrue:
		return nil
	}
	return []*form{f}
}

// expr renders a condition as a Go expression; ok is false where it needs
// statements.
func (f *form) expr(contains func(l *loop, cond string) string) (text string, ok bool) {
	switch f.op {
	case isTrue:
		return "true", true
	case isFalse:
		return "false", true
	case nilOf:
		return f.text + " == nil", true
	case setOf:
		return f.text + " != nil", true
	case atom:
		return f.text, f.init == "" && f.pre == ""
	case double:
		return "", false
	case search:
		cond, ok := f.args[0].expr(contains)
		text := contains(f.loop, cond)
		if f.loop.none {
			text = "!" + text
		}
		return text, ok
	}
	sep := " && "
	if f.op == oneOf {
		sep = " || "
	}
	var out []string
	for _, a := range f.args {
		t, good := a.expr(contains)
		if !good {
			return "", false
		}
		if f.op == allOf && a.op == oneOf {
			t = "(" + t + ")"
		}
		out = append(out, t)
	}
	return strings.Join(out, sep), true
}
