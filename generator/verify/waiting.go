// This file tells what does not compile only because the checkout's generators
// have not run yet: a mock lacks the method that its interface gained.
package verify

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// incomplete matches the compiler's words for a type that lacks a method.
var incomplete = regexp.MustCompile(`(?:\*|\b)(?:[\w/.-]+\.)?(\w+) does not implement \S+ \(missing method (\w+)\)`)

// awaits returns the generated type that a compiler message is about and the
// method it lacks, and false for all other messages.
func (v *verification) awaits(msg string) (typ, method string, ok bool) {
	m := incomplete.FindStringSubmatch(msg)
	if m == nil || !v.isGeneratedType(m[1]) {
		return "", "", false
	}
	return m[1], m[2], true
}

// isGeneratedType reports whether a generated file beside a changed one, which
// did not change itself, declares a type.
func (v *verification) isGeneratedType(name string) bool {
	word := []byte("\ntype " + name + " ")
	seen := map[string]bool{}
	for _, p := range v.changed {
		dir := path.Dir(p)
		if seen[dir] || !strings.HasSuffix(p, ".go") {
			continue
		}
		seen[dir] = true
		for _, file := range v.next.Files(dir) {
			p := path.Join(dir, file)
			if !strings.HasSuffix(file, ".go") || !checkout.IsGenerated(p) {
				continue
			}
			was, _ := v.base.Read(p)
			now, err := v.next.Read(p)
			if err == nil && bytes.Equal(was, now) && bytes.Contains(now, word) {
				return true
			}
		}
	}
	return false
}

// await records that a directory waits for the generators.
func (v *verification) await(dir, typ, method string) {
	if slices.Contains(v.report.Waiting, dir) {
		return
	}
	v.report.Waiting = append(v.report.Waiting, dir)
	v.add("types", NotRun, "%s: waits for the generators, %s has no method %s yet", dir, typ, method)
}
