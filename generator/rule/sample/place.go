package sample

// The places that rules look at, with the values that are worth trying there:
// those the rules compare with, and their neighbours.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

type place struct {
	path   string
	typ    *rule.Type
	values []any
	rules  []int
}

type collector struct {
	env   *rule.Env
	order []string
	at    map[string]*place
	vars  map[string]string // loop variables to paths
	rule  int
	keys  map[string][]string // keys of maps by path
}

func (s *Set) places() []place {
	c := &collector{env: s.Env, at: map[string]*place{}, vars: map[string]string{}, keys: map[string][]string{}}
	for i, x := range s.Rules {
		c.rule = i
		c.walk(x.Root)
	}
	for i, x := range s.Rules { // values of one field are candidates of those it is compared with
		c.rule = i
		c.walk(x.Root)
		c.relate(x.Root)
	}
	var out []place
	for _, p := range c.order {
		at := c.at[p]
		at.values = unique(append(at.values, c.usual(at)...))
		out = append(out, *at)
	}
	return out
}

func unique(vs []any) []any {
	var out []any
	for _, v := range vs {
		if !slices.ContainsFunc(out, func(o any) bool { return fmt.Sprintf("%T%v", o, o) == fmt.Sprintf("%T%v", v, v) }) {
			out = append(out, v)
		}
	}
	return out
}

// path spells what a node reads, elements with [].
func (c *collector) path(n *rule.Node) string {
	switch n.Op {
	case rule.OpVar:
		if n.Name == rule.Self {
			return ""
		}
		return c.vars[n.Name]
	case rule.OpField:
		if on := c.path(n.Args[0]); on != "" || n.Args[0].Op == rule.OpVar && n.Args[0].Name == rule.Self {
			return strings.TrimPrefix(on+"."+n.Field.JSON, ".")
		}
	}
	return ""
}

func (c *collector) place(n *rule.Node) *place {
	p := c.path(n)
	if p == "" || n.Type == nil || strings.HasPrefix(p, "?") {
		return nil
	}
	at := c.at[p]
	if at == nil {
		at = &place{path: p, typ: n.Type}
		c.at[p] = at
		c.order = append(c.order, p)
	}
	if !slices.Contains(at.rules, c.rule) {
		at.rules = append(at.rules, c.rule)
	}
	return at
}

func (c *collector) walk(n *rule.Node) {
	switch n.Op {
	case rule.OpField, rule.OpVar:
		c.place(n)
	case rule.OpAll, rule.OpExists, rule.OpMap, rule.OpFilter:
		list := c.path(n.Args[0])
		c.place(n.Args[0])
		outer := c.vars[n.Name]
		c.vars[n.Name] = list + "[]"
		if n.Args[0].Type != nil && n.Args[0].Type.Kind == rule.Map {
			c.vars[n.Name] = "?" + list
			c.keysOf(list, n.Args[1], n.Name)
		}
		c.walk(n.Args[1])
		c.relate(n.Args[1])
		c.vars[n.Name] = outer
		return
	}
	c.consts(n)
	for _, a := range n.Args {
		c.walk(a)
	}
}

// consts notes the constants that a field is compared with.
func (c *collector) consts(n *rule.Node) {
	if len(n.Args) < 2 {
		if n.Op == rule.OpCall && len(n.Args) == 1 {
			if at := c.place(n.Args[0]); at != nil {
				at.values = append(at.values, format(n.Name)...)
			}
		}
		return
	}
	a, b := n.Args[0], n.Args[1]
	if a.Op == rule.OpConst {
		a, b = b, a
	}
	if a.Op == rule.OpCall && a.Name == "size" {
		if at := c.place(a.Args[0]); at != nil && b.Op == rule.OpConst {
			if k, ok := b.Value.(int64); ok {
				at.values = append(at.values, sized(at.typ, k)...)
			}
		}
		return
	}
	if a.Op == rule.OpCall && a.Name == "asInteger" || a.Op == rule.OpMod || a.Op == rule.OpCall && a.Name == "math.bitAnd" {
		c.arithmetic(a)
		return
	}
	at := c.place(a)
	if at == nil {
		return
	}
	switch {
	case n.Op == rule.OpCall:
		if text, ok := b.Value.(string); ok {
			at.values = append(at.values, texts(n.Name, text)...)
		}
	case b.Op == rule.OpList:
		for _, e := range b.Args {
			at.values = append(at.values, around(e)...)
		}
	default:
		at.values = append(at.values, around(b)...)
	}
}

func (c *collector) arithmetic(n *rule.Node) {
	inner := n
	for len(inner.Args) > 0 && inner.Op != rule.OpField {
		inner = inner.Args[0]
	}
	at := c.place(inner)
	if at == nil {
		return
	}
	switch {
	case at.typ.Kind == rule.Quantity && n.Op == rule.OpMod:
		k, _ := n.Args[1].Value.(int64)
		for _, v := range []int64{k, k * 2, k * 16, k*16 + 1, k + 1} {
			at.values = append(at.values, resource.NewQuantity(v, resource.BinarySI).String())
		}
	case n.Op == rule.OpMod:
		k, _ := n.Args[1].Value.(int64)
		at.values = append(at.values, k, k*2, k*2+1)
	default:
		at.values = append(at.values, int64(8), int64(6), int64(16), int64(12), int64(64), int64(24), int64(48))
	}
}

// around are a constant and the values beside it.
func around(n *rule.Node) []any {
	if n.Op == rule.OpCall && len(n.Args) == 1 {
		text, _ := n.Args[0].Value.(string)
		switch n.Name {
		case "quantity":
			q, err := resource.ParseQuantity(text)
			if err != nil {
				return nil
			}
			v := q.Value()
			out := []any{text}
			for _, k := range []int64{v * 2, v / 2, v + 1, v - 1} {
				if k > 0 {
					out = append(out, resource.NewQuantity(k, resource.BinarySI).String())
				}
			}
			return out
		case "duration":
			d, err := time.ParseDuration(text)
			if err != nil {
				return nil
			}
			out := []any{text, (d + time.Second).String()}
			if d > time.Second {
				out = append(out, (d - time.Second).String())
			}
			return out
		}
	}
	switch v := n.Value.(type) {
	case int64:
		return []any{v, v - 1, v + 1}
	case string:
		return []any{v, "other"}
	case bool:
		return []any{v, !v}
	}
	return nil
}

// relate makes the values of fields that are compared candidates of each other.
func (c *collector) relate(n *rule.Node) {
	switch n.Op {
	case rule.OpLt, rule.OpLe, rule.OpGt, rule.OpGe, rule.OpEq, rule.OpNe:
		if a, b := c.place(n.Args[0]), c.place(n.Args[1]); a != nil && b != nil {
			both := append(slices.Clone(a.values), b.values...)
			a.values, b.values = both, slices.Clone(both)
		}
	}
	for _, x := range n.Args {
		c.relate(x)
	}
}

// keysOf notes keys of a map that are asked for.
func (c *collector) keysOf(path string, n *rule.Node, name string) {
	if len(n.Args) > 1 && n.Args[0].Op == rule.OpVar && n.Args[0].Name == name {
		switch {
		case n.Args[1].Op == rule.OpList:
			for _, e := range n.Args[1].Args {
				if s, ok := e.Value.(string); ok {
					c.keys[path] = append(c.keys[path], s)
				}
			}
		default:
			if s, ok := n.Args[1].Value.(string); ok {
				for _, v := range texts(n.Name, s) {
					c.keys[path] = append(c.keys[path], fmt.Sprint(v))
				}
			}
		}
	}
	for _, a := range n.Args {
		c.keysOf(path, a, name)
	}
}

// usual are values that are always worth trying.
func (c *collector) usual(p *place) []any {
	out := []any{}
	switch p.typ.Kind {
	case rule.String:
		for _, v := range p.typ.Enum {
			out = append(out, v.Text)
		}
		out = append(out, "a", "b", "NOT_valid!")
	case rule.List:
		if p.typ.Elem.Kind == rule.String {
			out = append(out, []any{"a"}, []any{"a", "a"})
		} else {
			one := c.element(p.path)
			out = append(out, []any{one}, []any{one, deep(one)})
		}
	case rule.Map:
		for _, k := range append(c.keys[p.path], "a", "x") {
			out = append(out, map[string]any{k: "a"})
		}
	case rule.Bool:
		out = append(out, true, false)
	case rule.Int:
		out = append(out, int64(1), int64(0), int64(2))
	case rule.Quantity:
		out = append(out, "1Mi", "1Gi")
	case rule.Duration:
		out = append(out, "10s", "1m0s")
	case rule.Struct:
		out = append(out, map[string]any{})
	}
	return append(out, absent{})
}

// element is an element of a list with its required texts filled.
func (c *collector) element(list string) map[string]any {
	out := map[string]any{}
	for p, at := range c.at {
		name, ok := strings.CutPrefix(p, list+"[].")
		if ok && !strings.Contains(name, ".") && at.typ.Kind == rule.String {
			out[name] = "a"
		}
	}
	return out
}

// sized are lists, maps and texts of a length and of one more.
func sized(t *rule.Type, k int64) []any {
	var out []any
	for _, n := range []int64{k, k + 1, k - 1} {
		if n < 0 || n > 300 {
			continue
		}
		switch t.Kind {
		case rule.String:
			out = append(out, strings.Repeat("a", int(n)))
		case rule.Map:
			m := map[string]any{}
			for i := range n {
				m[fmt.Sprintf("key%d", i)] = "a"
			}
			out = append(out, m)
		case rule.List:
			var l, words []any
			for i := range n {
				switch t.Elem.Kind {
				case rule.String:
					l = append(l, fmt.Sprintf("%02x", i))
					words = append(words, strings.Repeat("a", int(i)+1))
				case rule.Struct:
					e := map[string]any{}
					if f, ok := t.Elem.Field("name"); ok && f.Type.Kind == rule.String {
						e["name"] = fmt.Sprintf("e%d", i)
					}
					l = append(l, e)
				default:
					l = append(l, least(t.Elem))
				}
			}
			out = append(out, l)
			if words != nil {
				out = append(out, words)
			}
		}
	}
	return out
}
