// This file defines what is told of a function: its doc and the steps of its
// body, from the plan's words.
package resolve

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// doc returns what the plan says a function does.
func (r *resolver) doc(t *thing) feature.Text {
	var best statement.Statement
	found := false
	for _, s := range t.every(statement.Doc) {
		if s.Object == "" || s.More == "place" {
			continue
		}
		if !found || rank(s) > rank(best) {
			best, found = s, true
		}
	}
	if !found {
		return feature.Text{}
	}
	return feature.T(best.Object, best.At)
}

// stepsOfDoc gives a function whose body is not said what it is to do as steps:
// its doc, clause by clause. A doc comment of the plan's own Go stays one.
func (r *resolver) stepsOfDoc(t *thing, fn *feature.Function) {
	if len(fn.Steps) > 0 || t.has(statement.Body) {
		return
	}
	if fn.Doc.Empty() { // better what is said of its place than nothing
		for _, s := range t.every(statement.Doc) {
			if len(strings.Fields(s.Object)) > 4 {
				fn.Doc = feature.T(s.Object, s.At)
				break
			}
		}
	}
	if fn.Doc.Empty() {
		return
	}
	for _, s := range t.every(statement.Doc) {
		if s.Object == fn.Doc.Value && s.Trust == statement.Go {
			fn.Steps = append(fn.Steps, fn.Doc)
			return
		}
	}
	depth := 0
	for _, part := range strings.FieldsFunc(fn.Doc.Value, func(c rune) bool {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		return c == ';' && depth <= 0
	}) {
		if part = strings.TrimSpace(part); part != "" {
			fn.Steps = append(fn.Steps, feature.T(part, fn.Doc.At))
		}
	}
	fn.Doc = feature.Text{}
}

func rank(s statement.Statement) int {
	n := int(s.Trust) * 2
	if s.More != "" {
		n -= 3
	}
	return n
}
