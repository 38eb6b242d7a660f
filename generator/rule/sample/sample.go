// Package sample finds objects that keep or break rules: one that every rule
// accepts, and for each rule one that breaks it alone. What it gives has been
// judged by the rules themselves.
package sample

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// Set is the rules of one function with what is known of their surroundings.
type Set struct {
	Env   *rule.Env
	Rules []*rule.Expr
	Gates []string // enabled
	Home  string   // path of the field that all of them are about; it is set in the accepted sample
	paths []place
	tries int
}

// maxTries bounds how many objects are judged for one answer.
const maxTries = 4000

// Accepted returns an object that all rules accept and that has the home field.
func (s *Set) Accepted() (map[string]any, bool) {
	s.paths = s.places()
	start := map[string]any{"spec": map[string]any{}}
	if s.Home != "" {
		set(s.Env.Root, start, s.Home, s.smallest(s.Home))
	}
	s.tries = 0
	return s.mend(start, -1)
}

// Keeps reports whether an object breaks no rule.
func (s *Set) Keeps(o map[string]any) bool { return len(s.broken(o, -1)) == 0 }

// Breaking returns an object near an accepted one that breaks one rule only.
func (s *Set) Breaking(good map[string]any, i int) (map[string]any, bool) {
	s.tries = 0
	var own []place
	for _, p := range s.paths {
		if slices.Contains(p.rules, i) {
			own = append(own, p)
		}
	}
	first := s.moves(good, own)
	for _, m := range first {
		if s.breaks(m, i) && s.only(m, i) {
			return m, true
		}
	}
	for _, m := range first {
		if s.tries > maxTries {
			break
		}
		if s.breaks(m, i) {
			if out, ok := s.mend(m, i); ok {
				return out, true
			}
			continue
		}
		for _, n := range s.moves(m, own) {
			if s.breaks(n, i) {
				if s.only(n, i) {
					return n, true
				}
				if out, ok := s.mend(n, i); ok {
					return out, true
				}
			}
		}
	}
	return nil, false
}

func (s *Set) judge(o map[string]any, i int) rule.Verdict {
	s.tries++
	v, err := s.Rules[i].Judge(rule.Sample{Object: o, Gates: s.Gates})
	if err != nil {
		return rule.Broken
	}
	return v
}

func (s *Set) breaks(o map[string]any, i int) bool { return s.judge(o, i) == rule.Broken }

func (s *Set) only(o map[string]any, i int) bool {
	for j := range s.Rules {
		if j != i && s.breaks(o, j) {
			return false
		}
	}
	return true
}

// broken lists the rules that an object breaks, one apart.
func (s *Set) broken(o map[string]any, but int) []int {
	var out []int
	for j := range s.Rules {
		if j != but && s.breaks(o, j) {
			out = append(out, j)
		}
	}
	return out
}

// mend changes an object until it breaks no rule, one apart, which it has to
// go on breaking; -1 for none.
func (s *Set) mend(o map[string]any, keep int) (map[string]any, bool) {
	seen := map[string]bool{text(o): true}
	broken := s.broken(o, keep)
	for len(broken) > 0 && s.tries < maxTries {
		var own []place
		for _, p := range s.paths {
			if slices.ContainsFunc(p.rules, func(r int) bool { return slices.Contains(broken, r) }) {
				own = append(own, p)
			}
		}
		var best map[string]any
		var left []int
		for _, m := range s.moves(o, own) {
			if seen[text(m)] || keep >= 0 && !s.breaks(m, keep) {
				continue
			}
			if b := s.broken(m, keep); best == nil || len(b) < len(left) {
				best, left = m, b
			}
			if len(left) == 0 && best != nil {
				break
			}
		}
		if best == nil {
			return nil, false
		}
		seen[text(best)] = true
		o, broken = best, left
	}
	return o, len(broken) == 0
}

func text(o map[string]any) string {
	b, _ := json.Marshal(o)
	return string(b)
}

// moves are the objects that differ in one of some places.
func (s *Set) moves(o map[string]any, at []place) []map[string]any {
	var out []map[string]any
	for _, p := range at {
		if s.Home != "" && strings.HasPrefix(s.Home+".", p.path+".") {
			continue
		}
		for _, v := range p.values {
			m := clone(o)
			if set(s.Env.Root, m, p.path, v) {
				out = append(out, m)
			}
		}
	}
	return out
}

func clone(o map[string]any) map[string]any {
	return deep(o).(map[string]any)
}

func deep(v any) any {
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = deep(e)
		}
		return out
	case []any:
		out := make([]any, 0, len(x))
		for _, e := range x {
			out = append(out, deep(e))
		}
		return out
	}
	return v
}

// absent is the value of a move that takes a field away.
type absent struct{}

// set gives a field a value, with everything on the way to it. Elements of a
// list are reached in the last one; a list that is empty gets one.
func set(root *rule.Type, o map[string]any, path string, v any) bool {
	names := strings.Split(path, ".")
	at, t := o, root
	for i, name := range names {
		bare, elem := strings.CutSuffix(name, "[]")
		f, ok := t.Field(bare)
		if !ok {
			return false
		}
		last := i == len(names)-1
		if last && !elem {
			if _, gone := v.(absent); gone {
				delete(at, bare)
			} else {
				at[bare] = deep(v)
			}
			return true
		}
		t = f.Type
		if !elem {
			next, ok := at[bare].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[bare] = next
			}
			at = next
			continue
		}
		list, _ := at[bare].([]any)
		if len(list) == 0 {
			list = []any{map[string]any{}}
		}
		t = t.Elem
		if last {
			list[len(list)-1] = deep(v)
			at[bare] = list
			return true
		}
		next, ok := list[len(list)-1].(map[string]any)
		if !ok {
			next = map[string]any{}
			list[len(list)-1] = next
		}
		at[bare] = list
		at = next
	}
	return true
}

// smallest is the least value of a field that counts as set.
func (s *Set) smallest(path string) any {
	steps, rest := s.Env.Root.Path(strings.Split(path, "."))
	if len(rest) > 0 {
		return nil
	}
	return least(steps[len(steps)-1].Type)
}

func least(t *rule.Type) any {
	switch t.Kind {
	case rule.Struct, rule.Map:
		return map[string]any{}
	case rule.List:
		return []any{least(t.Elem)}
	case rule.Bool:
		return true
	case rule.Int:
		return int64(1)
	case rule.Quantity:
		return "1Gi"
	case rule.Duration:
		return "10s"
	}
	return "a"
}
