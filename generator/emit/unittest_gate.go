package emit

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file sets up the feature gate for pending specs, in the idiom of all
// KubeVirt tests of code that takes the cluster configuration.

// table renders the spec once for each state of the feature gate.
func (a *act) table(gk, title, body string) string {
	g, _ := a.gate()
	return gk + "PDescribeTable(" + quote(title) + ", func(featureGates []string) {\n" + body + "},\n" +
		gk + "Entry(\"with the feature gate enabled\", []string{" + g.qualified(a.Imports(a.test)) + "}),\n" +
		gk + "Entry(\"with the feature gate disabled\", []string{}),\n)\n"
}

// gateTable renders a spec that the plan promises for both states of the gate
// without naming a function, where the code under test asks the cluster
// configuration: the table sets it up and checks no more than that. "" where
// there is nothing to set up.
func (a *act) gateTable(gk string, s spec) string {
	if !bothStates.MatchString(a.words) || !a.onlyOfGate() || !a.takesConfig() || !a.mayImport(testutilsPkg) || !declaresFunc(a.Tree, testutilsPkg, "NewFakeClusterConfigUsingKVConfig") {
		return ""
	}
	g, known := a.gate()
	if !known || g.accessor == "" {
		return ""
	}
	if a.external {
		a.Imports(a.test).Outside()
	}
	a.Imports(a.test).Dot(gomegaPath)
	body := ""
	if s.apart {
		for _, step := range s.steps {
			body += gosrc.Comment("", step)
		}
	}
	name := a.fresh("clusterConfig")
	return gk + "PDescribeTable(" + quote(s.title) + ", func(featureGates []string, enabled bool) {\n" +
		name + ", _, _ := " + a.fakeConfig("featureGates") + "\n\n" + body + "Expect(" + name + "." + g.accessor + "()).To(Equal(enabled))\n},\n" +
		gk + "Entry(\"with the feature gate enabled\", []string{" + g.qualified(a.Imports(a.test)) + "}, true),\n" +
		gk + "Entry(\"with the feature gate disabled\", []string{}, false),\n)\n"
}

// onlyOfGate holds for words that have nothing before the gate but what it is
// named after: a table that sets the gate and asks for it says no more than
// that, and is beside the point of specs on something else.
func (a *act) onlyOfGate() bool {
	own := map[string]bool{"the": true, "a": true, "feature": true, "gate": true, "new": true, "accessor": true, "of": true, "with": true}
	for _, g := range a.Feature.Gates {
		for _, w := range append(code.NameWords(g.Name.Value), g.Name.Value) {
			own[strings.ToLower(w)] = true
		}
	}
	before := a.words
	if loc := bothStates.FindStringIndex(a.words); loc != nil {
		before = a.words[:loc[0]]
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(before), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !own[w] {
			return false
		}
	}
	return true
}

// takesConfig reports whether the package under test uses the cluster
// configuration.
func (a *act) takesConfig() bool {
	dir := path.Dir(a.test)
	for _, name := range a.Tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if src, err := a.Tree.Read(path.Join(dir, name)); err == nil && bytes.Contains(src, []byte(`"`+configPkg+`"`)) && bytes.Contains(src, []byte("ClusterConfig")) {
			return true
		}
	}
	return false
}

var (
	bothStates  = regexp.MustCompile(`(?i)\bgates?\b.*\b(on and off|off and on|on or off|on/off|off/on|off, on|on, off|enabled and disabled|toggl\w*)|\bwith and without the (feature )?gate\b`)
	withoutGate = regexp.MustCompile(`(?i)\b(gate (is )?(off|disabled)|without (the )?(feature )?gate|disabled gate)\b`)
)

// clusterConfig arranges a cluster configuration with the feature gate in the
// state that the plan speaks of, in the idiom of all KubeVirt tests.
func (a *act) clusterConfig(pr code.Param) func() string {
	g, known := a.gate()
	a.states = known && bothStates.MatchString(a.words)
	name := pr.Name
	if !code.IsIdentifier(name) || name == "_" {
		name = "clusterConfig"
	}
	name = a.fresh(name)
	a.arrange(name, ", _, _ := ", func() string {
		if a.states {
			return a.fakeConfig("featureGates")
		}
		return a.fakeConfig("[]string{" + onlyGate(known && !withoutGate.MatchString(a.words), g, a.Imports(a.test)) + "}")
	})
	return fixed(name)
}

func (a *act) fakeConfig(gates string) string {
	return a.Imports(a.test).Qualify(testutilsPkg, "NewFakeClusterConfigUsingKVConfig") + "(" + a.configuration(gates) + ")"
}

// configuration spells a KubeVirt configuration with the given list of gates.
func (a *act) configuration(gates string) string {
	v1 := a.Imports(a.test).Name(corePkg)
	return "&" + v1 + ".KubeVirtConfiguration{\nDeveloperConfiguration: &" + v1 + ".DeveloperConfiguration{\nFeatureGates: " + gates + ",\n},\n}"
}

// gate returns the feature gate that the spec is about: the only one that the
// words name, else the only new one. It must be there for the test.
func (a *act) gate() (gateRef, bool) {
	var named, fresh []string
	for _, g := range a.Feature.Gates {
		if strings.Contains(a.words, g.Name.Value) {
			named = append(named, g.Name.Value)
		}
		if !g.Existing {
			fresh = append(fresh, g.Name.Value)
		}
	}
	if len(named) == 0 {
		named = fresh
	}
	if len(named) != 1 || !a.mayImport(a.gatesPkg()) {
		return gateRef{}, false
	}
	g, known := a.gateFor(named[0])
	if _, _, there := a.gateByString(named[0]); !there && !a.runs("gate") {
		known = false
	}
	return g, known
}

func onlyGate(on bool, g gateRef, im *gosrc.Imports) string {
	if !on {
		return ""
	}
	return g.qualified(im)
}
