package emit

import (
	"go/ast"
	"regexp"
	"strings"
)

// This file chooses what a pending spec passes to the function under test and
// what it expects of the results.

// arguments makes a value for each parameter; the variables among them are
// arranged before the call.
func (a *act) arguments(params []param) ([]func() string, bool) {
	var out []func() string
	for _, pr := range params {
		if strings.HasPrefix(pr.typ, "...") {
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
func (a *act) argument(pr param) (func() string, bool) {
	switch {
	case pr.typ == "":
		return nil, false
	case pr.typ == `"context".Context`:
		return func() string { return a.Imports(a.test).Qualify("context", "Background") + "()" }, true
	case pr.typ == `*"`+configPkg+`".ClusterConfig` && a.mayImport(testutilsPkg) && declaresFunc(a.Tree, testutilsPkg, "NewFakeClusterConfigUsingKVConfig"):
		return a.clusterConfig(pr), true
	case pr.typ == `*"`+corePkg+`".VirtualMachineInstance` && a.mayImport(libvmiPkg) && declaresFunc(a.Tree, libvmiPkg, "New"):
		return a.object(pr, func() string { return a.Imports(a.test).Qualify(libvmiPkg, "New") + "()" }), true
	case strings.HasPrefix(pr.typ, "*") && a.isComposite(pr.typ[1:]) && a.spellable(pr.typ):
		return a.object(pr, func() string { return "&" + a.spellType(a.test, pr.typ[1:]) + "{}" }), true
	case strings.HasPrefix(pr.typ, "func("):
		return fixed("nil"), true
	case !a.spellable(pr.typ):
		return nil, false
	}
	if a.probe(pr.typ) == "" {
		return nil, false
	}
	return func() string { return a.zero(a.test, pr.typ) }, true
}

// probe is the zero value as it would be spelled in a file of which nothing is
// written, so that the question imports nothing.
func (a *act) probe(typ string) string {
	file, zero := a.test+".probe", ""
	a.Trial(file, func() { zero = a.zero(file, typ) })
	return zero
}

// object arranges a variable for a parameter.
func (a *act) object(pr param, value func() string) func() string {
	if !isIdentifier(pr.name) || pr.name == "_" || ast.IsExported(pr.name) {
		return value
	}
	name := a.fresh(pr.name)
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
func (a *act) assertions(results []param) []string {
	fails := promisesError.MatchString(a.words) && !promisesNone.MatchString(a.words)
	call := a.call()
	if len(results) == 0 {
		return []string{call}
	}
	if len(results) == 1 && results[0].typ == "error" {
		if fails {
			return []string{"Expect(" + call + ").ToNot(Succeed())"}
		}
		return []string{"Expect(" + call + ").To(Succeed())"}
	}
	var names, lines []string
	for _, r := range results {
		switch {
		case r.typ == "error" && fails:
			names, lines = append(names, "err"), []string{"Expect(err).To(HaveOccurred())"}
		case r.typ == "error":
			names, lines = append(names, "err"), append([]string{"Expect(err).ToNot(HaveOccurred())"}, lines...)
		case fails && results[len(results)-1].typ == "error":
			names = append(names, "_")
		default:
			name := a.resultName(r, names)
			names, lines = append(names, name), append(lines, "Expect("+name+")."+a.matcher(r.typ))
		}
	}
	return append([]string{strings.Join(names, ", ") + " := " + call}, lines...)
}

// resultName names a result: as the signature does, else got, and an answer
// that follows it ok.
func (a *act) resultName(r param, before []string) string {
	switch {
	case r.name != "" && r.name != "_":
		return a.fresh(r.name)
	case len(before) == 0:
		return "got"
	case r.typ == "bool":
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
