package gocode

// Predicates over strings, and feature gates.

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

func (w *Writer) callCond(n *rule.Node, want bool) (*form, error) {
	switch n.Name {
	case rule.FuncGate:
		return w.gate(n, want)
	case rule.FuncUnique:
		return w.unique(n, want)
	case "isGreaterThan", "isLessThan":
		op := map[string]rule.Op{"isGreaterThan": rule.OpGt, "isLessThan": rule.OpLt}[n.Name]
		return w.comparison(&rule.Node{Op: op, Args: n.Args}, want)
	case "startsWith", "endsWith", "contains":
		name := map[string]string{"startsWith": "HasPrefix", "endsWith": "HasSuffix", "contains": "Contains"}[n.Name]
		return w.textCond(n, want, func(args []string) *form {
			return truth(w.to.Qualify("strings", name) + "(" + strings.Join(args, ", ") + ")")
		})
	case "matches":
		if len(n.Args) != 2 || n.Args[1].Op != rule.OpConst {
			return nil, unsupported{"a pattern that is no constant"}
		}
		pattern := w.pattern(n)
		return w.textCond(&rule.Node{Args: n.Args[:1]}, want, func(args []string) *form {
			return truth(pattern + ".MatchString(" + args[0] + ")")
		})
	}
	if go_, ok := formats[n.Name]; ok {
		return w.textCond(n, want, func(args []string) *form { return go_(w, args[0]) })
	}
	return nil, unsupported{"the function " + n.Name}
}

// textCond is a condition over strings.
func (w *Writer) textCond(n *rule.Node, want bool, f func(args []string) *form) (*form, error) {
	var args []string
	var guards []*form
	for _, a := range n.Args {
		v, err := w.value(a)
		if err != nil {
			return nil, err
		}
		text, more := w.text(v)
		args, guards = append(args, text), append(guards, more...)
	}
	return guarded(guards, f(args), want), nil
}

const validationPkg = "k8s.io/apimachinery/pkg/util/validation"

// formats are the Go forms of rule.Formats.
var formats = map[string]func(w *Writer, arg string) *form{
	"isDNS1123Label":     validator("IsDNS1123Label"),
	"isDNS1123Subdomain": validator("IsDNS1123Subdomain"),
	"isDNS1035Label":     validator("IsDNS1035Label"),
	"isQualifiedName":    validator("IsQualifiedName"),
	"isLabelValue":       validator("IsValidLabelValue"),
	"isIP":               failing("net/netip", "ParseAddr"),
	"isCIDR":             failing("net/netip", "ParsePrefix"),
	"isURL":              failing("net/url", "ParseRequestURI"),
	"isQuantity":         failing(resourcePkg, "ParseQuantity"),
	"isAbsolutePath": func(w *Writer, arg string) *form {
		return truth(w.to.Qualify("path/filepath", "IsAbs") + "(" + arg + ")")
	},
}

func validator(name string) func(*Writer, string) *form {
	return func(w *Writer, arg string) *form {
		call := "len(" + w.to.Qualify(validationPkg, name) + "(" + arg + "))"
		return is(call+" == 0", call+" > 0")
	}
}

func failing(pkg, name string) func(*Writer, string) *form {
	return func(w *Writer, arg string) *form {
		return &form{op: atom, text: "err == nil", negated: "err != nil", init: "_, err := " + w.to.Qualify(pkg, name) + "(" + arg + ")"}
	}
}

func (w *Writer) gate(n *rule.Node, want bool) (*form, error) {
	name, ok := n.Args[0].Value.(string)
	if !ok || w.to.Gate == nil {
		return nil, unsupported{"a feature gate, which nothing there answers for,"}
	}
	on, ok := w.to.Gate(name)
	if !ok {
		return nil, unsupported{"the feature gate " + strconv.Quote(name) + ", which is not known,"}
	}
	return guarded(nil, truth(on), want), nil
}
