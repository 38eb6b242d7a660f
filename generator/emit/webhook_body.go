package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// Import paths that admission code uses.
const (
	metav1Path   = "k8s.io/apimachinery/pkg/apis/meta/v1"
	fieldPkg     = "k8s.io/apimachinery/pkg/util/validation/field"
	resourcePkg  = "k8s.io/apimachinery/pkg/api/resource"
	corePkg      = "kubevirt.io/api/core/v1"
	configPkg    = gosrc.Module + "/pkg/virt-config"
	hookutilsPkg = gosrc.Module + "/pkg/util/webhooks"
)

// body writes the statements of a check. Text is written without indentation;
// the formatter adds it.
type body struct {
	c     *Context
	im    *gosrc.Imports
	m     *Fields
	b     strings.Builder
	known map[string]bool // conditions that hold at this place
	out   outlet
	gate  func(gateRef) string // condition that the gate is off
	conf  string               // variable with the cluster config, "" where there is none
	only  string               // architecture the check is called for, "" where it is called for all
	parts []*check
	decls []string          // package variables that the rules need
	lists map[string]string // package variables with valid values, by type or JSON name
}

// outlet says how a violation leaves the check.
type outlet struct {
	open, close string // around the cause
	stop        string // statement that ends the check
	fieldFirst  bool   // Field before Message, as the neighbours write it
}

// place is where a rule stands in the object: a variable, and the field path that leads to it.
type place struct {
	v     string // Go variable
	from  int    // hops before it
	elem  bool   // the variable is a list element
	field fieldRef
}

// fieldRef is a field path for causes, either an expression on a k8sfield.Path
// or, with text set, a string literal.
type fieldRef struct {
	base string
	text bool
	segs []string // JSON names; "[i]" with the index variable
}

func (f fieldRef) child(segs ...string) fieldRef {
	f.segs = append(slices.Clone(f.segs), segs...)
	return f
}

// path renders the expression without the final String call.
func (f fieldRef) path() string {
	out := f.base
	for i := 0; i < len(f.segs); {
		if strings.HasPrefix(f.segs[i], "[") {
			out += ".Index(" + strings.Trim(f.segs[i], "[]") + ")"
			i++
			continue
		}
		var names []string
		for ; i < len(f.segs) && !strings.HasPrefix(f.segs[i], "["); i++ {
			names = append(names, strconv.Quote(f.segs[i]))
		}
		out += ".Child(" + strings.Join(names, ", ") + ")"
	}
	return out
}

// render returns the string expression for a cause's Field.
func (f fieldRef) render(im *gosrc.Imports) string {
	if !f.text {
		return f.path() + ".String()"
	}
	out, args := f.base, []string{}
	for _, s := range f.segs {
		if strings.HasPrefix(s, "[") {
			out += "[%d]"
			args = append(args, strings.Trim(s, "[]"))
		} else {
			out += "." + s
		}
	}
	out = strings.TrimPrefix(out, ".")
	if len(args) == 0 {
		return strconv.Quote(out)
	}
	return im.Qualify("fmt", "Sprintf") + "(" + strconv.Quote(out) + ", " + strings.Join(args, ", ") + ")"
}

func (w *body) line(format string, args ...any) {
	if len(args) == 0 {
		w.b.WriteString(format + "\n")
		return
	}
	fmt.Fprintf(&w.b, format+"\n", args...)
}

func (w *body) blank() {
	if s := w.b.String(); s != "" && !strings.HasSuffix(s, "\n\n") && !strings.HasSuffix(s, "{\n") {
		w.b.WriteString("\n")
	}
}

// cause writes one violation; stop ends the check after it.
func (w *body) cause(typ, message, field string, stop bool) {
	w.line("%s", w.out.open)
	w.line("Type: %s,", w.im.Qualify(metav1Path, typ))
	if w.out.fieldFirst && field != "" {
		w.line("Field: %s,", field)
	}
	w.line("Message: %s,", message)
	if !w.out.fieldFirst && field != "" {
		w.line("Field: %s,", field)
	}
	w.line("%s", w.out.close)
	if stop && w.out.stop != "" {
		w.line("%s", w.out.stop)
	}
}

// set returns the condition that a field has a value, "" where it always has.
func (w *body) set(expr string, h checkout.Hop) string {
	switch b := w.m.Basic(h); {
	case h.Ptr && !h.List && !h.Map:
		return expr + " != nil"
	case h.List || h.Map:
		return "len(" + expr + ") > 0"
	case b == "string":
		return expr + ` != ""`
	case b == "bool":
		return expr
	case code.Builtin[b]:
		return expr + " != 0"
	case b == "resource.Quantity":
		return "!" + expr + ".IsZero()"
	}
	return ""
}

// unset is the opposite of set.
func (w *body) unset(expr string, h checkout.Hop) string {
	s := w.set(expr, h)
	switch {
	case strings.HasPrefix(s, "len("):
		return strings.Replace(s, " > 0", " == 0", 1)
	case strings.Contains(s, " != "):
		return strings.Replace(s, " != ", " == ", 1)
	case strings.HasPrefix(s, "!"):
		return s[1:]
	case s != "":
		return "!" + s
	}
	return ""
}

// reach returns the conditions under which the parents of a field exist, as
// far as they are not known; own adds the field's own value.
func (w *body) reach(sc place, p FieldPath, own bool) []string {
	var out []string
	n := len(p.Hops) - 1
	for i := sc.from; i < n; i++ {
		if p.Hops[i].Ptr {
			out = w.need(out, w.set(p.Expr(sc.v, sc.from, i+1), p.Hops[i]))
		}
	}
	if own && n >= sc.from {
		out = w.need(out, w.set(p.Expr(sc.v, sc.from, n+1), p.Hops[n]))
	}
	return out
}

func (w *body) need(conds []string, cond string) []string {
	if cond == "" || w.known[cond] || slices.Contains(conds, cond) {
		return conds
	}
	return append(conds, cond)
}

// value returns the field's value: pointers dereferenced.
func value(sc place, p FieldPath) string {
	e := p.Expr(sc.v, sc.from, len(p.Hops))
	if p.Last().Ptr && !p.Last().List {
		return "*" + e
	}
	return e
}

// literal spells a value of the plan in the field's type: a constant of that
// name where the type has one.
func (w *body) literal(h checkout.Hop, v string) string {
	v = strings.Trim(v, "`\"")
	for _, e := range w.m.Enum(h) {
		if e.Value == v || e.Const == v {
			return w.im.Qualify(gosrc.ImportPath(h.Owner.Dir()), e.Const)
		}
	}
	switch b := w.m.Basic(h); {
	case b == "string":
		return strconv.Quote(v)
	case b == "resource.Quantity":
		return w.im.Qualify(resourcePkg, "MustParse") + "(" + strconv.Quote(v) + ")"
	}
	return v
}

// write writes the rules of a check: first what all of them presuppose, then
// each rule in the plan's order, gate checks first.
func (w *body) write(sc place, rules []boundRule) {
	rules = gatesFirst(rules)
	w.guard(sc, rules)
	w.level(sc, rules)
}

func gatesFirst(rules []boundRule) []boundRule {
	out := slices.Clone(rules)
	slices.SortStableFunc(out, func(a, b boundRule) int { return gateRank(a) - gateRank(b) })
	return out
}

func gateRank(r boundRule) int {
	if r.Kind == feature.RuleGate && !r.prose {
		return 0
	}
	return 1
}
