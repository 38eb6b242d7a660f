// This file defines how functions become parts of the model: new or existing,
// place, receiver, callers.
package resolve

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// existing returns the function of the checkout that a thing is, if any.
func (r *resolver) existing(t *thing) *checkout.Decl {
	if r.index == nil {
		return nil
	}
	var all, near []*checkout.Decl
	for _, d := range r.index.ByName(t.name, checkout.DeclFunc, checkout.DeclMethod, checkout.DeclInterfaceMethod) {
		if t.owner != "" && d.Recv != "" && d.Recv != t.owner && isUpper(t.owner) {
			continue
		}
		if t.file != "" && d.File == t.file {
			return d
		}
		if t.file != "" && dir(d.File) == dir(t.file) {
			near = append(near, d)
		}
		all = append(all, d)
	}
	switch {
	case len(near) > 0:
		return near[0]
	case t.file != "" && (t.strong || r.tree != nil && !r.tree.Exists(t.file)) && declared(t):
		return nil
	case t.file != "" && strings.HasSuffix(t.file, "_test.go") && declared(t):
		return nil
	case len(all) > 0:
		for _, d := range all {
			if !d.Test && !strings.Contains(d.File, "generated") {
				return d
			}
		}
		return all[0]
	}
	return nil
}

// declared reports whether the plan shows or calls a function new, so that one
// of the same name elsewhere is another.
func declared(t *thing) bool {
	for _, s := range t.said {
		switch s.Relation {
		case statement.IsNew, statement.MethodIn:
			return true
		case statement.IsA:
			if t.has(statement.HasParams) {
				return true
			}
		case statement.HasParams, statement.HasResults:
			if s.Trust == statement.Go || strings.Contains(s.Object, " ") || s.More == "4" {
				return true
			}
		}
	}
	return false
}

func isUpper(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// isNewFunction reports whether a function is to be written.
func (r *resolver) isNewFunction(t *thing, old *checkout.Decl) bool {
	if old == nil {
		return true
	}
	for _, s := range t.said {
		if s.Relation == statement.IsNew && (old.File == t.file || t.file == "") {
			return true
		}
	}
	s, ok := t.best(statement.HasParams)
	return ok && old.File == t.file && strings.Contains(s.Object, " ") && sameParams(old.Type, s.Object)
}

// sameParams reports whether a signature of the checkout has the parameters
// that the plan gives a function: then the plan declares what is there already,
// as it does once it has been applied.
func sameParams(signature, params string) bool {
	plain := func(s string) string {
		var b strings.Builder
		word := 0
		for _, c := range s {
			switch {
			case c == '.':
				out := b.String()
				b.Reset()
				b.WriteString(out[:word]) // the qualifier depends on the file
			case c == ' ' || c == '\t' || c == '\n':
				word = b.Len()
			default:
				b.WriteRune(c)
				if !isWordRune(c) {
					word = b.Len()
				}
			}
		}
		return b.String()
	}
	return strings.HasPrefix(plain(strings.TrimPrefix(signature, "func")), "("+plain(params)+")")
}

func isWordRune(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// promised reports whether the plan asks for a function, rather than only
// speaking of one: its form, a noun, a file said of it, callers.
func promised(t *thing) bool {
	for _, s := range t.said {
		switch s.Relation {
		case statement.HasParams:
			if s.More != "5" || s.Trust == statement.TableRow {
				return true
			}
		case statement.IsNew, statement.HasResults, statement.MethodIn, statement.Step, statement.Body:
			return true
		case statement.MethodOf:
			return true
		case statement.IsA, statement.InFile:
			if s.More != "context" && s.Object != "guess" {
				return true
			}
		case statement.CalledFrom:
			if s.More != "guess" {
				return true
			}
		case statement.Doc:
			if s.More == "" && s.Trust >= statement.Label {
				return true
			}
		}
	}
	return false
}

// functions fills the functions of the model: new ones first decided, then
// callers, since a caller may be new itself.
func (r *resolver) functions() {
	r.newFn = map[string]*thing{}
	old := map[*thing]*checkout.Decl{}
	var all []*thing
	for _, t := range r.of(statement.Function) {
		if r.isAccessor(t.name) || isSpecial(t.name) {
			continue
		}
		if r.loop(t) {
			continue
		}
		d := r.existing(t)
		old[t] = d
		if r.isNewFunction(t, d) {
			if !promised(t) || t.file == "" && d == nil && !r.placeable(t) {
				continue
			}
			r.newFn[t.name] = t
		}
		all = append(all, t)
	}
	for _, t := range all {
		if s, ok := t.best(statement.Renamed); ok && old[t] != nil && !strings.Contains(s.Object, "/") {
			r.renamed(t, s, old[t])
			continue
		}
		if r.newFn[t.name] == t || r.newFn[t.name] != nil && r.isNewFunction(t, old[t]) {
			r.f.Functions = append(r.f.Functions, r.newFunction(t))
		} else if fn, ok := r.changedFunction(t, old[t]); ok {
			r.f.Functions = append(r.f.Functions, fn)
		}
	}
}

// renamed makes a function that has a new name from now on.
func (r *resolver) renamed(t *thing, s statement.Statement, old *checkout.Decl) {
	fn := feature.Function{Name: feature.T(s.Object, s.At), Renames: t.title(), File: feature.T(old.File, s.At)}
	if old.Kind == checkout.DeclMethod {
		fn.Receiver = feature.T(old.Recv, s.At)
	}
	if n := r.find(s.Object, statement.Function, ""); n != nil {
		fn.Calls = r.calls(n)
	}
	for i, f := range r.f.Functions {
		if f.Name.Value == s.Object {
			r.f.Functions[i] = fn
			return
		}
	}
	r.f.Functions = append(r.f.Functions, fn)
}

func (r *resolver) isAccessor(name string) bool {
	for _, g := range r.f.Gates {
		if !g.Existing && g.AccessorName() == name {
			return true
		}
	}
	return false
}

func isSpecial(name string) bool {
	switch name {
	case "make", "append", "len", "nil", "func", "panic", "new", "Label", "It", "Entry", "DescribeTable", "Context", "Describe":
		return true
	}
	return false
}

// newFunction makes a function of what was said.
func (r *resolver) newFunction(t *thing) feature.Function {
	fn := feature.Function{Name: t.title(), File: t.path()}
	if s, ok := r.bestParams(t); ok {
		fn.Params, fn.HasParams = feature.T(strings.Join(strings.Fields(s.Object), " "), s.At), true
	}
	fn.Results = t.text(statement.HasResults)
	if isUpper(t.owner) || t.owner != "" && r.knownType(t.owner) {
		fn.Receiver = feature.T(t.owner, t.at)
	}
	if s, ok := t.best(statement.MethodOf); ok {
		owner := r.typeWord(strings.TrimPrefix(s.Object, "*"), s.More)
		if r.isInterface(owner, t.file) {
			fn.Interface = feature.T(owner, s.At)
		} else if fn.Receiver.Empty() && owner != "" {
			fn.Receiver = feature.T(owner, s.At)
		}
	}
	if s, ok := t.best(statement.MethodIn); ok {
		fn.Interface = feature.T(s.Object, s.At)
	}
	if t.isA("method") && fn.Receiver.Empty() && fn.Interface.Empty() {
		fn.Method = feature.T("method", t.at)
	}
	if s, ok := t.best(statement.Like); ok && len(r.kinds(s.Object)) > 0 {
		fn.Like = feature.T(s.Object, s.At)
	}
	for _, s := range t.steps() {
		fn.Steps = append(fn.Steps, feature.T(s.Object, s.At))
	}
	fn.Doc = r.doc(t)
	r.stepsOfDoc(t, &fn)
	if s, ok := t.best(statement.Body); ok && s.More == "" && len(fn.Steps) == 0 {
		fn.Body = feature.T(s.Object, s.At)
	}
	if s, ok := t.best(statement.Replaces); ok && s.More != "guess" {
		fn.Replaces = feature.T(s.Object, s.At)
	}
	fn.Calls = r.calls(t)
	return fn
}

// typeWord spells a type that the plan names with a word: "of the evaluator".
func (r *resolver) typeWord(name, more string) string {
	if more != "word" {
		return name
	}
	for _, t := range r.f.Types {
		if strings.EqualFold(t.Name.Value, name) {
			return t.Name.Value
		}
	}
	return ""
}

// bestParams prefers parameters with types, then those of the highest trust.
func (r *resolver) bestParams(t *thing) (statement.Statement, bool) {
	var out statement.Statement
	found := false
	score := func(s statement.Statement) int {
		n := int(s.Trust)
		if strings.Contains(s.Object, " ") {
			n += 10
		}
		if strings.Contains(s.Object, "(") && !strings.Contains(s.Object, " ") {
			n -= 10
		}
		if strings.ContainsAny(s.Object, "…") || strings.Contains(s.Object, "...)") || s.Object == "..." {
			n -= 20
		}
		return n
	}
	for _, s := range t.every(statement.HasParams) {
		if !found || score(s) > score(out) {
			out, found = s, true
		}
	}
	return out, found
}

func (r *resolver) knownType(name string) bool {
	for _, k := range r.kinds(name) {
		if k == statement.Type {
			return true
		}
	}
	return r.newType(name, "") != nil
}

func (r *resolver) isInterface(name, file string) bool {
	if t := r.newType(name, ""); t != nil {
		return t.Kind == feature.KindInterface
	}
	if r.index == nil {
		return false
	}
	found := false
	for _, d := range r.index.ByName(name, checkout.DeclInterface) {
		found = found || file == "" || dir(d.File) == dir(file) || len(r.index.ByName(name)) == 1
	}
	return found
}

// place is where a caller stands.
type place struct{ file string }

// changedFunction makes a function of the checkout that the plan changes.
func (r *resolver) changedFunction(t *thing, d *checkout.Decl) (feature.Function, bool) {
	if d == nil {
		return feature.Function{}, false
	}
	fn := feature.Function{Name: t.title(), File: feature.T(d.File, t.at), Modify: true}
	if d.Kind == checkout.DeclMethod {
		fn.Receiver = feature.T(d.Recv, t.at)
	}
	for _, s := range t.every(statement.GainsParam) {
		if strings.Contains(s.Object, " ") {
			fn.NewParams = append(fn.NewParams, feature.T(s.Object, s.At))
		}
	}
	for _, s := range t.said {
		switch {
		case s.Relation == statement.Removed && s.More != "guess" || s.Relation == statement.Removed && r.onlyRemoved(t):
			fn.Remove = feature.T(s.Words, s.At)
		case s.Relation == statement.Stays && len(t.every(statement.Changes)) == 0 && len(fn.NewParams) == 0:
			return fn, false
		}
	}
	if s, ok := t.best(statement.Changes); ok {
		fn.Steps = append(fn.Steps, feature.T(s.Object, s.At))
	} else if doc := r.doc(t); !doc.Empty() {
		fn.Steps = append(fn.Steps, doc)
	}
	topic := len(t.every(statement.Doc)) > 0 || len(t.every(statement.Changes)) > 0 || len(fn.NewParams) > 0 || !fn.Remove.Empty() || t.has(statement.LosesParam)
	return fn, topic
}

func (r *resolver) onlyRemoved(t *thing) bool {
	return len(t.every(statement.Changes)) == 0 && len(t.every(statement.CalledFrom)) == 0
}
