package score

// This file defines what counts as wrong in a diff: declarations that the plan
// does not ask for, and changes to components that it leaves alone.

import (
	"slices"
	"strings"
)

// components are the directories of KubeVirt's components, by their names.
var components = map[string]string{
	"virt-handler":    "pkg/virt-handler/",
	"virt-controller": "pkg/virt-controller/",
	"virt-launcher":   "pkg/virt-launcher/",
	"virt-operator":   "pkg/virt-operator/",
	"virt-api":        "pkg/virt-api/",
}

// libvmi holds builders of objects for tests; they follow from fields.
const libvmi = "pkg/libvmi/"

// wrong books what nobody asked for. Functions of tests, builders and, where
// the plan has rules, validators are means that the plan need not name.
func (c *counting) wrong() {
	known, enum := c.known()
	say := func(what string) { c.row.Wrong = append(c.row.Wrong, what) }
	for _, d := range c.funcs {
		means := isTest(d.file) || strings.HasPrefix(d.file, libvmi) ||
			strings.HasPrefix(strings.ToLower(d.name), "validate") && len(c.facts.Rules) > 0
		if !known[d.name] && !means {
			say("func " + d.name + " in " + d.file)
		}
	}
	for _, d := range c.types {
		if !known[d.name] {
			say("type " + d.name + " in " + d.file)
		}
	}
	for _, d := range c.fields {
		if !known[d.name] {
			say("field " + d.name + " " + d.typ + " in " + d.file)
		}
	}
	for _, d := range c.consts {
		if !known[d.name] && !enum[d.name] && !isTest(d.file) {
			say("const " + d.name + " in " + d.file)
		}
	}
	for _, component := range c.facts.NoChange {
		for _, p := range c.paths() {
			dir, ok := components[component]
			if ok && strings.HasPrefix(p, dir) && strings.HasSuffix(p, ".go") && !c.listed(p) {
				say(component + " is left alone by the plan: " + p)
			}
		}
	}
}

// known are the names that the plan gives, enum those of enumerations' values.
func (c *counting) known() (known, enum map[string]bool) {
	known, enum = map[string]bool{}, map[string]bool{}
	for _, t := range c.facts.Types {
		known[t.Name] = true
		for name := range t.Values {
			enum[name] = true
		}
	}
	for _, f := range c.facts.Fields {
		known[f.Name] = true
	}
	for _, k := range c.facts.Consts {
		known[k.Name] = true
	}
	for _, f := range c.facts.Functions {
		known[f.Name] = true
	}
	for _, f := range c.facts.Changed {
		known[f.Name], known[f.Renamed] = true, true
	}
	for _, g := range c.facts.Gates {
		known[g.constant()] = true
		if g.Accessor != "" {
			known[g.Accessor] = true
		} else {
			known[g.Name+"Enabled"] = true
		}
	}
	return known, enum
}

func (c *counting) listed(file string) bool {
	return slices.Contains(c.facts.NewFiles, file) || slices.Contains(c.facts.Modified, file)
}

func isTest(file string) bool {
	return strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "tests/")
}
