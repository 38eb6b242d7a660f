package emit

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// emitHooks wires what a plan describes for a component without naming a
// function: reconcile hooks, settings on their way to the launcher, and domain
// configurators. Each topic is a row.
func emitHooks(c *Context) {
	p := c.codePlan()
	for _, topic := range hookTopics {
		topic(p)
	}
}

// hookTopics is the table of topics; a further component is a further row.
var hookTopics = []func(*codePlan){
	(*codePlan).controllerHooks,
	(*codePlan).launcherFlags,
	(*codePlan).launcherOptions,
	(*codePlan).domainConfigurator,
	(*codePlan).newParams,
}

// gate returns the feature's new gate, if it has exactly one with an accessor.
func (p *codePlan) gate() (feature.Gate, bool) {
	var found []feature.Gate
	for _, g := range p.Feature.Gates {
		if !g.Existing && g.NoAccessor.Empty() && !g.Name.Empty() {
			found = append(found, g)
		}
	}
	if len(found) != 1 {
		return feature.Gate{}, false
	}
	return found[0], true
}

// subjectName is the feature's name in CamelCase, for names derived from it:
// the gate string where there is one gate.
func (p *codePlan) subjectName() string {
	if g, ok := p.gate(); ok && code.IsIdentifier(g.Name.Value) {
		return g.Name.Value
	}
	var b strings.Builder
	for _, w := range regexp.MustCompile(`[A-Za-z0-9]+`).FindAllString(p.Feature.Name.Value, -1) {
		b.WriteString(upperFirst(w))
	}
	if name := b.String(); code.IsIdentifier(name) {
		return name
	}
	return ""
}
