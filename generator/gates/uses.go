package gates

// This file counts who uses a gate: one pass over the tree for all of them.

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// tops are the directories whose code can ask for a gate.
var tops = []string{"cmd", "pkg", "tests", "tools", "staging/src/kubevirt.io"}

// uses counts the files that mention a gate's constant or one of its accessors,
// the declaring packages left out, and drops constants beside the accessors
// that nothing takes for a gate.
func (r *inventory) uses(tree *checkout.Tree, asks map[string][]string) {
	for _, p := range tree.Grep(tops) {
		src, err := tree.Read(p)
		if err != nil || checkout.IsGenerated(p) {
			continue
		}
		test := strings.HasSuffix(p, "_test.go") || strings.HasPrefix(p, "tests/")
		if !test && (strings.HasPrefix(p, registry+"/") || strings.HasPrefix(p, accessors+"/")) {
			continue
		}
		seen := map[*Gate]bool{}
		identifiers(src, func(of, word string) {
			if g := r.gates[word]; g != nil && qualifiers[of] {
				seen[g] = true
			}
			for _, c := range asks[word] {
				seen[r.gates[c]] = true
			}
		})
		for g := range seen {
			if test {
				g.Tests++
			} else {
				g.Readers++
			}
		}
	}
	for c, g := range r.gates {
		if !strings.HasPrefix(g.Declared, registry+"/") && g.State == "" && len(g.Accessors) == 0 && len(g.Stages) == 0 {
			delete(r.gates, c)
		}
	}
}

// qualifiers are the names by which KubeVirt's files import the packages that
// declare gates; other things are called Root or Template, too.
var qualifiers = map[string]bool{"featuregate": true, "virtconfig": true, "deprecation": true}

// identifiers calls f with every exported identifier of a source, and with the
// name before its dot where there is one. Accessors also stand alone, where a
// test's stub of the configuration declares them.
func identifiers(src []byte, f func(of, word string)) {
	for i := 0; i < len(src); i++ {
		if !isWord(src[i]) {
			continue
		}
		to := i
		for to < len(src) && isWord(src[to]) {
			to++
		}
		if src[i] >= 'A' && src[i] <= 'Z' {
			f(qualifier(src, i), string(src[i:to]))
		}
		i = to
	}
}

func qualifier(src []byte, at int) string {
	if at == 0 || src[at-1] != '.' {
		return ""
	}
	from := at - 1
	for from > 0 && isWord(src[from-1]) {
		from--
	}
	return string(src[from : at-1])
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}
