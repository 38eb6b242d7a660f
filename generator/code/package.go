package code

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file finds packages that no file around imports yet: those the plan
// makes, and those that are vendored.

// plannedPackage returns the import path of a package that the plan gives a
// type to: the one that goes by the qualifier, or the only one with that type.
func (p *Plan) plannedPackage(q, name string) string {
	only := ""
	for _, t := range p.Types[name] {
		home := p.plannedHome(t, "")
		if home == "" {
			continue
		}
		if gosrc.DefaultName(home) == q || path.Base(path.Dir(home))+path.Base(home) == q {
			return home
		}
		if only != "" && only != home {
			return ""
		}
		only = home
	}
	if only != "" && len(p.vendoredAs(q)) == 0 {
		return only
	}
	return ""
}

// vendored returns the import path of the only vendored package of a name that
// declares a type.
func (p *Plan) vendored(q, name string) string {
	found := ""
	for _, im := range p.vendoredAs(q) {
		if p.typeExists(im, name) {
			if found != "" {
				return ""
			}
			found = im
		}
	}
	return found
}

// vendoredAs lists the vendored packages that go by a name.
func (p *Plan) vendoredAs(q string) []string {
	if p.vendor == nil {
		p.vendor = map[string][]string{}
		src, _ := p.Tree.Read("vendor/modules.txt")
		for line := range strings.SplitSeq(string(src), "\n") {
			if line != "" && !strings.HasPrefix(line, "#") {
				name := gosrc.DefaultName(line)
				p.vendor[name] = append(p.vendor[name], line)
			}
		}
	}
	return p.vendor[q]
}
