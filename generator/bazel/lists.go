// This file defines edits of list attributes: srcs, embed, and deps with the
// select() part that gazelle writes for imports of single platforms.
package bazel

import (
	"maps"
	"slices"

	"github.com/bazelbuild/buildtools/build"
)

// constraintPrefix leads to the platform settings of the Go rules.
const constraintPrefix = "@io_bazel_rules_go//go/platform:"

// amend adds values to a list attribute and drops others; what is marked with
// keep stays. An attribute that ends up empty goes. One that is no list, such
// as a glob, is left alone.
func amend(r *build.Rule, attr string, add, drop []string) {
	def := r.AttrDefn(attr)
	if def != nil && (isKept(def) || isKept(def.RHS)) || len(add)+len(drop) == 0 {
		return
	}
	if def == nil {
		if len(add) > 0 {
			r.SetAttr(attr, texts(add))
		}
		return
	}
	list, hold := plainPart(def)
	if list == nil {
		if len(add) > 0 && isSelect(def.RHS) {
			def.RHS = plus(multiline(texts(add)), def.RHS)
		}
		return
	}
	revise(list, add, drop)
	if len(list.List) > 0 {
		return
	}
	if hold == nil {
		r.DelAttr(attr)
		return
	}
	def.RHS = withoutLeft(def.RHS, list)
}

// plainPart returns the list of an attribute that is a list or a list plus
// selects, and the innermost sum that holds it.
func plainPart(def *build.AssignExpr) (*build.ListExpr, *build.BinaryExpr) {
	var hold *build.BinaryExpr
	x := def.RHS
	for {
		sum, ok := x.(*build.BinaryExpr)
		if !ok || sum.Op != "+" {
			break
		}
		hold, x = sum, sum.X
	}
	list, _ := x.(*build.ListExpr)
	return list, hold
}

func withoutLeft(x build.Expr, list *build.ListExpr) build.Expr {
	sum, ok := x.(*build.BinaryExpr)
	switch {
	case !ok:
		return x
	case sum.X == build.Expr(list):
		return sum.Y
	}
	sum.X = withoutLeft(sum.X, list)
	return sum
}

func revise(list *build.ListExpr, add, drop []string) {
	have := map[string]bool{}
	list.List = slices.DeleteFunc(list.List, func(x build.Expr) bool {
		s, ok := x.(*build.StringExpr)
		if !ok {
			return false
		}
		gone := slices.Contains(drop, s.Value) && !isKept(x)
		have[s.Value] = !gone
		return gone
	})
	for _, v := range add {
		if !have[v] {
			list.List = append(list.List, text(v))
		}
	}
}

// scope sorts labels by where they are needed.
type scope struct {
	any                    []string
	systems, archs, paired map[string][]string
}

func scopeOf(deps map[string]reach) scope {
	s := scope{systems: map[string][]string{}, archs: map[string][]string{}, paired: map[string][]string{}}
	for _, l := range slices.Sorted(maps.Keys(deps)) {
		r := deps[l]
		if r.any {
			s.any = append(s.any, l)
		}
		for _, k := range r.systems {
			s.systems[k] = append(s.systems[k], l)
		}
		for _, k := range r.archs {
			s.archs[k] = append(s.archs[k], l)
		}
		for _, k := range r.pairs {
			s.paired[k] = append(s.paired[k], l)
		}
	}
	return s
}

// selects returns the select() terms of a scope.
func (s scope) selects() []build.Expr {
	var out []build.Expr
	for _, part := range []map[string][]string{s.systems, s.archs, s.paired} {
		if len(part) == 0 {
			continue
		}
		dict := &build.DictExpr{ForceMultiLine: true}
		for _, key := range slices.Sorted(maps.Keys(part)) {
			dict.List = append(dict.List, &build.KeyValueExpr{Key: text(constraintPrefix + key), Value: multiline(texts(part[key]))})
		}
		dict.List = append(dict.List, &build.KeyValueExpr{Key: text("//conditions:default"), Value: &build.ListExpr{}})
		out = append(out, &build.CallExpr{X: &build.Ident{Name: "select"}, List: []build.Expr{dict}})
	}
	return out
}

// setSelects replaces the select() terms of an attribute.
func setSelects(r *build.Rule, attr string, terms []build.Expr) {
	def := r.AttrDefn(attr)
	var sum build.Expr
	if def != nil {
		if isKept(def) || isKept(def.RHS) {
			return
		}
		if list, _ := plainPart(def); list != nil {
			if sum = list; len(terms) > 0 {
				multiline(list)
			}
		} else if !isSelect(def.RHS) {
			return
		}
	}
	for _, t := range terms {
		sum = plus(sum, t)
	}
	if sum != nil {
		r.SetAttr(attr, sum)
	} else if def != nil {
		r.DelAttr(attr)
	}
}

func plus(x, y build.Expr) build.Expr {
	if x == nil {
		return y
	}
	return &build.BinaryExpr{X: x, Op: "+", Y: y}
}

func multiline(l *build.ListExpr) *build.ListExpr {
	l.ForceMultiLine = true
	return l
}

// isSelect reports whether an expression is a select() or a sum of them.
func isSelect(x build.Expr) bool {
	switch x := x.(type) {
	case *build.CallExpr:
		id, ok := x.X.(*build.Ident)
		return ok && id.Name == "select"
	case *build.BinaryExpr:
		return isSelect(x.X) && isSelect(x.Y)
	}
	return false
}
