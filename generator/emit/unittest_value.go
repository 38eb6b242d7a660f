package emit

import (
	"go/ast"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
)

// This file chooses what a pending spec passes to the function under test and
// what it expects of the results.

// arguments makes a value for each parameter; the variables among them are
// arranged before the call.
func (a *act) arguments(params []code.Param) ([]func() string, bool) {
	var out []func() string
	for _, pr := range params {
		if strings.HasPrefix(pr.Typ, "...") {
			continue
		}
		v, ok := a.argument(pr)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

func fixed(text string) func() string { return func() string { return text } }

// argument makes the value of one parameter: objects as variables with the
// parameter's name, everything else as its zero value in place.
func (a *act) argument(pr code.Param) (func() string, bool) {
	switch {
	case pr.Typ == "":
		return nil, false
	case pr.Typ == `"context".Context`:
		return func() string { return a.Imports(a.test).Qualify("context", "Background") + "()" }, true
	case pr.Typ == `*"`+configPkg+`".ClusterConfig` && a.mayImport(testutilsPkg) && declaresFunc(a.Tree, testutilsPkg, "NewFakeClusterConfigUsingKVConfig"):
		return a.clusterConfig(pr), true
	case pr.Typ == `*"`+corePkg+`".VirtualMachineInstance` && a.mayImport(libvmiPkg) && declaresFunc(a.Tree, libvmiPkg, "New"):
		return a.object(pr, func() string { return a.Imports(a.test).Qualify(libvmiPkg, "New") + "()" }), true
	case strings.HasPrefix(pr.Typ, "*") && a.isComposite(pr.Typ[1:]) && a.spellable(pr.Typ):
		return a.object(pr, func() string { return "&" + a.SpellType(a.test, pr.Typ[1:]) + "{}" }), true
	case strings.HasPrefix(pr.Typ, "func("):
		return fixed("nil"), true
	case !a.spellable(pr.Typ):
		return nil, false
	}
	if a.probe(pr.Typ) == "" {
		return nil, false
	}
	return func() string { return a.Zero(a.test, pr.Typ) }, true
}

// probe is the zero value as it would be spelled in a file of which nothing is
// written, so that the question imports nothing.
func (a *act) probe(typ string) string {
	file, zero := a.test+".probe", ""
	a.Trial(file, func() { zero = a.Zero(file, typ) })
	return zero
}

// object arranges a variable for a parameter.
func (a *act) object(pr code.Param, value func() string) func() string {
	if !code.IsIdentifier(pr.Name) || pr.Name == "_" || ast.IsExported(pr.Name) {
		return value
	}
	name := a.fresh(pr.Name)
	a.arrange(name, " := ", value)
	return fixed(name)
}

var (
	promisesError = regexp.MustCompile(`(?i)\b(errors?|fails?|failing|failures?|reject(s|ed)?|refused?|refuses)\b`)
	promisesNone  = regexp.MustCompile(`(?i)\b(no|without( an)?) errors?\b`)
	promisesEmpty = regexp.MustCompile(`(?i)^(no|nothing|none|without|empty|nil)\b|\b(is|are|returns|gives) (empty|nil|none|nothing)\b`)
)

// assertions returns the call with what it is to give: an error where the
// plan speaks of one, something empty where it begins with "no" or says so, and
// else a value that the unfinished function does not give.
func (a *act) assertions(results []code.Param) []string {
	fails := promisesError.MatchString(a.words) && !promisesNone.MatchString(a.words)
	call := a.call()
	if len(results) == 0 {
		return []string{call}
	}
	if len(results) == 1 && results[0].Typ == "error" {
		if fails {
			return []string{"Expect(" + call + ").ToNot(Succeed())"}
		}
		return []string{"Expect(" + call + ").To(Succeed())"}
	}
	var names, lines []string
	for _, r := range results {
		switch {
		case r.Typ == "error" && fails:
			names, lines = append(names, "err"), []string{"Expect(err).To(HaveOccurred())"}
		case r.Typ == "error":
			names, lines = append(names, "err"), append([]string{"Expect(err).ToNot(HaveOccurred())"}, lines...)
		case fails && results[len(results)-1].Typ == "error":
			names = append(names, "_")
		default:
			name := a.resultName(r, names)
			names, lines = append(names, name), append(lines, "Expect("+name+")."+a.matcher(r.Typ))
		}
	}
	return append([]string{strings.Join(names, ", ") + " := " + call}, lines...)
}

// resultName names a result: as the signature does, else got, and an answer
// that follows it ok.
func (a *act) resultName(r code.Param, before []string) string {
	switch {
	case r.Name != "" && r.Name != "_":
		return a.fresh(r.Name)
	case len(before) == 0:
		return "got"
	case r.Typ == "bool":
		return a.fresh("ok")
	}
	return a.fresh("got2")
}

func (a *act) matcher(typ string) string {
	empty := promisesEmpty.MatchString(a.words)
	m, filled := "BeZero()", "ToNot("
	switch {
	case typ == "bool" && empty:
		return "To(BeFalse())"
	case typ == "bool":
		return "To(BeTrue())"
	case typ == "string", strings.HasPrefix(typ, "[]"), strings.HasPrefix(typ, "map["):
		m = "BeEmpty()"
		if empty {
			filled = "To("
		}
	case strings.HasPrefix(typ, "*"), strings.HasPrefix(typ, "func("), a.probe(typ) == "nil":
		m = "BeNil()"
	}
	return filled + m + ")"
}
