package emit

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
)

// find returns the field that a builder's name stands for: the route whose
// last names read like the builder's, planned fields first. Words before them
// are returned apart: WithFilesystemContainerPath → containerPath, Filesystem.
// Where the name says nothing, a planned type of a parameter may.
func (v *optionView) find(o *option) (route, string) {
	words := camelWords(strings.TrimPrefix(o.fn.Name.Value, "With"))
	if len(words) > 1 && words[0] == o.root.Name {
		words = words[1:] // WithDiskBus over a Disk
	}
	for drop := range words {
		match := readsOneOf(names(words[drop:], o))
		if r := v.only(o, match, true); r != nil {
			return r, strings.Join(words[:drop], "")
		}
		if drop > 0 {
			continue
		}
		if r := v.only(o, match, false); r != nil {
			return r, ""
		}
	}
	for _, p := range o.params {
		if p.base == "" || code.Builtin[p.base] {
			continue
		}
		if r := v.only(o, func(r route) bool { return elemName(r.last()) == p.base }, true); r != nil {
			return r, ""
		}
	}
	return nil, ""
}

// names returns the field names that a builder's words may stand for: as they
// are, and with what the parameter adds (TerminationGracePeriod with seconds,
// Mac with macAddress).
func names(words []string, o *option) []string {
	name := strings.Join(words, "")
	out := []string{name}
	if len(o.params) == 1 {
		param := o.params[0].name
		out = append(out, name+param)
		if strings.HasPrefix(strings.ToLower(param), strings.ToLower(name)) {
			out = append(out, param)
		}
	}
	return out
}

func readsOneOf(names []string) func(route) bool {
	return func(r route) bool {
		return slices.ContainsFunc(names, func(n string) bool { return reads(r, n) })
	}
}

// only returns the shortest route that matches, or nil where two are as short.
func (v *optionView) only(o *option, match func(route) bool, planned bool) route {
	var best route
	tie := false
	v.routes(o.root, nil, func(r route) {
		if best != nil && len(r) > len(best) || !match(r) || planned && !v.isPlanned(r.last()) {
			return
		}
		tie = best != nil && len(r) == len(best)
		best = r
	})
	if tie {
		return nil
	}
	return best
}

// reads reports whether the last names of a route, put together, are name; a
// list may be named by its element.
func reads(r route, name string) bool {
	got := ""
	for i := len(r) - 1; i >= 0; i-- {
		word := r[i].Go
		if got == "" && r[i].List && strings.EqualFold(strings.TrimSuffix(word, "s"), name) {
			return true
		}
		got = word + got
		if strings.EqualFold(got, name) {
			return true
		}
		if len(got) > len(name) {
			return false
		}
	}
	return false
}

// elemName returns the type name of a field without pointer, list, qualifier.
func elemName(h checkout.Hop) string {
	switch x := h.Elem.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// camelWords splits a CamelCase name; runs of capitals stay together.
func camelWords(name string) []string {
	var out []string
	start := 0
	for i := 1; i < len(name); i++ {
		upper := func(j int) bool { return j < len(name) && name[j] >= 'A' && name[j] <= 'Z' }
		if upper(i) && (!upper(i-1) || i+1 < len(name) && !upper(i+1)) {
			out = append(out, name[start:i])
			start = i
		}
	}
	return append(out, name[start:])
}
