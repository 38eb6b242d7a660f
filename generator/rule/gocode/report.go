package gocode

// What a broken rule reports: field, cause and message.

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

func itoa(n int) string { return strconv.Itoa(n) }

// jsonPath spells what a node reads as a JSON path, elements with [].
func (w *Writer) jsonPath(n *rule.Node) string {
	switch n.Op {
	case rule.OpVar:
		if p, ok := w.paths[varPath(n.Name)]; ok {
			return p
		}
		return n.Name
	case rule.OpField:
		on := w.jsonPath(n.Args[0])
		if on == rule.Self {
			return n.Field.JSON
		}
		return on + "." + n.Field.JSON
	case rule.OpIndex, rule.OpHas, rule.OpMap, rule.OpFilter:
		return w.jsonPath(n.Args[0])
	}
	return ""
}

// Subject is the JSON path that a rule is about: what its last alternative
// reads first.
func Subject(x *rule.Expr) string {
	w := New(Target{})
	return w.subject(x.Root)
}

func (w *Writer) subject(n *rule.Node) string {
	switch n.Op {
	case rule.OpOr:
		if s := w.subject(n.Args[1]); s != "" {
			return s
		}
		return w.subject(n.Args[0])
	case rule.OpAnd:
		a, b := w.subject(n.Args[0]), w.subject(n.Args[1])
		if strings.HasPrefix(b, a+".") { // has(x) && has(x.y) asks for x.y
			return b
		}
		return a
	case rule.OpAll, rule.OpExists:
		list := w.subject(n.Args[0])
		if n.Op == rule.OpExists || isMap(n.Args[0]) {
			if n.Op == rule.OpExists {
				if other := w.otherThan(n.Args[1], n.Name); other != "" {
					return other
				}
			}
			return list
		}
		w.paths[varPath(n.Name)] = list + "[]"
		return w.subject(n.Args[1])
	case rule.OpMap, rule.OpFilter:
		list := w.subject(n.Args[0])
		w.paths[varPath(n.Name)] = list + "[]"
		return list
	case rule.OpVar, rule.OpField:
		if p := w.jsonPath(n); !strings.HasPrefix(p, rule.OldSelf) {
			return p
		}
		return ""
	case rule.OpCall:
		if n.Name == rule.FuncUnique {
			return w.uniqueSubject(n.Args[0])
		}
	}
	for _, a := range n.Args {
		if s := w.subject(a); s != "" {
			return s
		}
	}
	return ""
}

// uniqueSubject is the element that repeats an earlier one.
func (w *Writer) uniqueSubject(n *rule.Node) string {
	list := w.subject(n)
	if n.Op == rule.OpMap && n.Args[1].Op == rule.OpField {
		return list + "[]." + n.Args[1].Field.JSON
	}
	return list + "[]"
}

// otherThan finds what a condition over elements compares them with.
func (w *Writer) otherThan(n *rule.Node, name string) string {
	if n.Op == rule.OpVar && n.Name == name {
		return ""
	}
	if n.Op == rule.OpField {
		if root := rootVar(n); root == name {
			return ""
		}
		return w.jsonPath(n)
	}
	for _, a := range n.Args {
		if s := w.otherThan(a, name); s != "" {
			return s
		}
	}
	return ""
}

func rootVar(n *rule.Node) string {
	for n.Op == rule.OpField || n.Op == rule.OpIndex {
		n = n.Args[0]
	}
	return n.Name
}

func isMap(n *rule.Node) bool { return n.Type != nil && n.Type.Kind == rule.Map }

// Reported is the field that a rule reports, and its message.
func Reported(r Rule) (path, message string) {
	path = r.Field
	if path == "" {
		path = Subject(r.Expr)
	}
	message = r.Message
	if message == "" {
		message = Says(r.Expr, path)
	}
	return path, message
}

// cause reports a broken rule at the place that the loops around have reached.
func (w *Writer) cause(r Rule) string {
	path := r.Field
	if path == "" {
		path = Subject(r.Expr)
	}
	if path == "" {
		path = w.to.FieldAt
	}
	message := r.Message
	if message == "" {
		message = Says(r.Expr, path)
	}
	cause := r.Cause
	if cause == "" {
		cause = causeOf(r.Expr.Root)
	}
	text := strconv.Quote(message)
	if gate := r.Gate; gate != "" && w.to.Gate != nil && strings.Count(message, gate) == 1 {
		if ref := w.gateConst(gate); ref != "" {
			format := strings.Replace(strings.ReplaceAll(message, "%", "%%"), gate, "%s", 1)
			text = w.to.Qualify("fmt", "Sprintf") + "(" + strconv.Quote(format) + ", " + ref + ")"
		}
	}
	return w.to.Cause(Report{Cause: cause, Message: text, Field: w.fieldExpr(path), Path: path, Last: r.Gate != ""})
}

// GateConst is asked for the constant of a gate in messages.
func (w *Writer) gateConst(name string) string {
	if w.to.GateConst == nil {
		return ""
	}
	return w.to.GateConst(name)
}

// fieldExpr spells a JSON path below the function's field, with the indexes of
// the loops around.
func (w *Writer) fieldExpr(path string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(path, w.to.FieldAt), ".")
	expr, at := w.to.Field, w.to.FieldAt
	var names []string
	flush := func() {
		if len(names) > 0 {
			expr += ".Child(" + strings.Join(names, ", ") + ")"
			names = nil
		}
	}
	for _, name := range strings.Split(rest, ".") {
		if name == "" {
			continue
		}
		bare, elem := strings.CutSuffix(name, "[]")
		names = append(names, strconv.Quote(bare))
		at = strings.TrimPrefix(at+"."+name, ".")
		if elem {
			if i := w.indexOf(at); i != "" {
				flush()
				expr += ".Index(" + i + ")"
			}
		}
	}
	flush()
	return expr
}

// indexOf returns the index variable of the loop over a list.
func (w *Writer) indexOf(path string) string {
	n := -1
	for _, l := range w.loops {
		if l.isMap {
			continue
		}
		n++
		if l.json == path {
			return string(rune('i' + n))
		}
	}
	return ""
}

// causeOf is the type of cause that Kubernetes has for a kind of rule.
func causeOf(n *rule.Node) string {
	for n.Op == rule.OpOr {
		n = n.Args[1]
	}
	switch {
	case n.Op == rule.OpAll:
		return causeOf(n.Args[1])
	case n.Op == rule.OpHas:
		return "CauseTypeFieldValueRequired"
	case n.Op == rule.OpCall && n.Name == rule.FuncUnique:
		return "CauseTypeFieldValueDuplicate"
	case n.Op == rule.OpIn && n.Args[1].Op == rule.OpList:
		return "CauseTypeFieldValueNotSupported"
	case n.Op == rule.OpNe && isConst(n.Args[1], ""):
		return "CauseTypeFieldValueRequired"
	}
	return "CauseTypeFieldValueInvalid"
}

func isConst(n *rule.Node, v any) bool { return n.Op == rule.OpConst && n.Value == v }
