// This file defines who calls a function and where one stands whose file is
// not said.
package resolve

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// calls returns the callers of a new function: those that are said, else those
// that speak of it.
func (r *resolver) calls(t *thing) []feature.Call {
	var sure, guess []feature.Call
	seen := map[string]bool{}
	for _, s := range t.every(statement.CalledFrom) {
		name := s.Object
		caller := r.caller(name, t)
		if caller == nil || lastName(name) == t.name || seen[lastName(name)] && s.More == "guess" {
			continue
		}
		c := feature.Call{Func: feature.T(name, s.At), File: feature.T(caller.file, s.At)}
		if c.File.Value == "" {
			c.File = feature.Text{}
		}
		switch {
		case s.More == "guess":
			guess = append(guess, c)
			seen[lastName(name)] = true
			continue
		case s.More == "end" || s.More == "begin" || strings.HasPrefix(s.More, "after ") || strings.HasPrefix(s.More, "before "):
			c.Place = feature.T(s.More, s.At)
		}
		if !containsCall(sure, name) {
			sure = append(sure, c)
		}
	}
	for _, c := range guess {
		if !containsCall(sure, c.Func.Value) {
			sure = append(sure, c)
		}
	}
	return sure
}

func containsCall(cs []feature.Call, name string) bool {
	for _, c := range cs {
		if lastName(c.Func.Value) == lastName(name) {
			return true
		}
	}
	return false
}

// caller finds a function that calls another: a new one of the plan, or one of
// the checkout.
func (r *resolver) caller(name string, callee *thing) *place {
	if n, ok := r.newFn[lastName(name)]; ok {
		return &place{n.file}
	}
	if t := r.find(lastName(name), statement.Function, callee.file); t != nil {
		if d := r.existing(t); d != nil {
			return &place{d.File}
		}
	}
	if r.index == nil {
		return &place{}
	}
	ds := r.index.ByName(lastName(name), checkout.DeclFunc, checkout.DeclMethod)
	if len(ds) == 0 {
		return nil
	}
	for _, d := range ds {
		if dir(d.File) == dir(callee.file) {
			return &place{d.File}
		}
	}
	if len(ds) == 1 {
		return &place{ds[0].File}
	}
	return &place{}
}

// placeable reports whether a place for a function without file can be told
// from its receiver or callers.
func (r *resolver) placeable(t *thing) bool {
	t.file = r.placeOf(t)
	return t.file != ""
}

func (r *resolver) placeOf(t *thing) string {
	if isUpper(t.owner) && r.index != nil {
		for _, d := range r.index.ByName(t.owner) {
			if d.Kind.IsType() && !d.Test {
				return d.File
			}
		}
	}
	for _, s := range t.every(statement.MethodOf) {
		if r.index != nil {
			for _, d := range r.index.ByName(s.Object) {
				if d.Kind.IsType() && !d.Test {
					return d.File
				}
			}
		}
	}
	for _, s := range t.every(statement.CalledFrom) {
		if c := r.find(lastName(s.Object), statement.Function, ""); c != nil && c.file != "" && c != t {
			return c.file
		}
		if r.index != nil {
			if ds := r.index.ByName(lastName(s.Object), checkout.DeclFunc, checkout.DeclMethod); len(ds) == 1 {
				return ds[0].File
			}
		}
	}
	return ""
}

func lastName(s string) string {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return s[i+1:]
	}
	return s
}
