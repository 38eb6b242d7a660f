package plan

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// gatesFromYAML reads the featureGates lists of configuration examples. A gate
// that only appears there is one that has to be on as well, not a new one,
// unless the plan names no gate anywhere else.
func (r *reader) gatesFromYAML() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			for _, b := range s.blocks {
				if b.kind == blockCode && isYAML(b) {
					r.gatesOfFence(pg.name, b)
				}
			}
		}
	}
}

func isYAML(b block) bool { return b.lang == "yaml" || b.lang == "yml" }

func (r *reader) gatesOfFence(file string, b block) {
	if !strings.Contains(strings.Join(b.code, "\n"), "featureGates") {
		return
	}
	doc, err := parseYAML(b)
	if err != nil {
		return
	}
	list := findKey(doc, "featureGates", 0)
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	known := len(r.f.Gates) > 0
	for i, n := range list.Content {
		if n.Kind != yaml.ScalarNode || !gateIdent.MatchString(n.Value) {
			continue
		}
		at := diag.Pos{File: file, Line: b.line + n.Line - 1}
		r.use(file, at.Line, at.Line)
		found := false
		for _, g := range r.f.Gates {
			found = found || g.Name.Value == n.Value
		}
		if !found {
			r.addGate(feature.Gate{Name: feature.T(n.Value, at), Existing: known || i > 0})
		}
	}
}

// findKey returns the value of the first mapping key of that name.
func findKey(n *yaml.Node, key string, depth int) *yaml.Node {
	if n == nil || depth > maxYAMLDeep {
		return nil
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	}
	for _, c := range n.Content {
		if v := findKey(c, key, depth+1); v != nil {
			return v
		}
	}
	return nil
}

// gatesForTests finds the words that put the gate into the list the functional
// test suite enables.
func (r *reader) gatesForTests() {
	var words feature.Text
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			if s.topic == topicNarrative || s.topic == topicInstructions {
				continue
			}
			for _, b := range s.blocks {
				for _, p := range b.phrases() {
					for _, sent := range p.sentences() {
						if words.Empty() && enablesForTests(sent) {
							words = sent.value()
							r.usePhrase(sent)
						}
					}
				}
			}
		}
	}
	for i := range r.f.Gates {
		if !r.f.Gates[i].Existing {
			r.f.Gates[i].E2E = words
		}
	}
}

func enablesForTests(p phrase) bool {
	l := strings.ToLower(p.flat())
	if strings.Contains(l, " not ") || strings.Contains(l, "itself") || strings.Contains(l, "no longer") {
		return false
	}
	if strings.Contains(l, "kubevirtresource.go") || strings.Contains(l, "adjustkubevirtresource") {
		return true
	}
	e2e := strings.Contains(l, "e2e") || strings.Contains(l, "functional test") || strings.Contains(l, "end-to-end") || strings.Contains(l, "test suite")
	list := strings.Contains(l, "config") || strings.Contains(l, "gate list") || strings.Contains(l, "list of gates")
	on := strings.Contains(l, "enabled in") || strings.Contains(l, "added to") || strings.Contains(l, "enable the gate") || strings.Contains(l, "add the gate") || strings.Contains(l, "gate enabled")
	return e2e && list && on
}
