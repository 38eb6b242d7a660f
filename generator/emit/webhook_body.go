package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
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
	parts []*check
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
	case builtin[b]:
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

// guard leaves the check early where nothing of what the rules look at is set.
func (w *body) guard(sc place, rules []boundRule) {
	p, ok := commonPath(rules)
	if !ok || len(p.Hops) <= sc.from {
		return
	}
	var conds []string
	for i := sc.from; i < len(p.Hops); i++ {
		h, expr := p.Hops[i], p.Expr(sc.v, sc.from, i+1)
		if i < len(p.Hops)-1 && !h.Ptr {
			continue
		}
		if i == len(p.Hops)-1 && (onlyRequired(rules, p) || h.List && !endsAt(rules, p)) {
			continue // a loop over nothing does nothing
		}
		if cond := w.unset(expr, h); cond != "" && !w.known[w.set(expr, h)] {
			conds = append(conds, cond)
			w.known[w.set(expr, h)] = true
		}
	}
	if extra := w.otherwise(sc, rules, p); extra != "" {
		conds = append(conds, extra)
	}
	if len(conds) == 0 {
		return
	}
	w.blank()
	w.line("if %s {", strings.Join(conds, " || "))
	w.line("%s", w.out.stop)
	w.line("}")
	w.b.WriteString("\n")
}

// otherwise returns the condition that the only gate rule, which holds for one
// value of a closed set, does not apply.
func (w *body) otherwise(sc place, rules []boundRule, p FieldPath) string {
	if len(rules) != 1 || rules[0].Kind != feature.RuleGate || rules[0].When.Empty() || rules[0].prose {
		return ""
	}
	h, v := p.Last(), value(sc, p)
	wanted := w.literal(h, rules[0].When.Value)
	w.known["when "+v] = true
	if enum := w.m.Enum(h); len(enum) == 2 {
		for _, e := range enum {
			if other := w.literal(h, e.Value); other != wanted {
				return v + " == " + other
			}
		}
	}
	if w.m.Basic(h) == "bool" {
		if wanted == "true" {
			return "!" + v
		}
		return v
	}
	return v + " != " + wanted
}

// commonPath returns the longest path that all rules go through, cut after its
// first list.
func commonPath(rules []boundRule) (FieldPath, bool) {
	var common FieldPath
	for _, r := range rules {
		if r.prose || r.Kind == feature.RuleArch && r.path.Hops == nil {
			continue
		}
		if common.Hops == nil {
			common = r.path
			continue
		}
		if common.Root != r.path.Root {
			return FieldPath{}, false
		}
		n := 0
		for n < len(common.Hops) && n < len(r.path.Hops) && common.Hops[n].JSON == r.path.Hops[n].JSON {
			n++
		}
		common.Hops = common.Hops[:n]
	}
	for i, h := range common.Hops {
		if h.List {
			common.Hops = common.Hops[:i+1]
			break
		}
	}
	return common, len(common.Hops) > 0
}

// endsAt reports whether a rule is about the very field p.
func endsAt(rules []boundRule, p FieldPath) bool {
	return slices.ContainsFunc(rules, func(r boundRule) bool { return r.path.Hops != nil && r.path.Same(p) })
}

// onlyRequired reports whether the rules demand the very field p.
func onlyRequired(rules []boundRule, p FieldPath) bool {
	return slices.ContainsFunc(rules, func(r boundRule) bool { return r.Kind == feature.RuleRequired && r.path.Same(p) })
}

// level writes rules in a scope; those below one list share a loop.
func (w *body) level(sc place, rules []boundRule) {
	looped := map[string]bool{}
	for _, r := range rules {
		i := w.listAt(sc, r)
		if i < 0 {
			w.rule(sc, r)
			continue
		}
		key := FieldPath{r.path.Root, r.path.Hops[:i+1]}.String()
		if looped[key] {
			continue
		}
		looped[key] = true
		var inner []boundRule
		for _, o := range rules {
			if j := w.listAt(sc, o); j >= 0 && (FieldPath{o.path.Root, o.path.Hops[:j+1]}).String() == key {
				inner = append(inner, o)
			}
		}
		w.loop(sc, FieldPath{r.path.Root, r.path.Hops[:i+1]}, inner)
	}
}

// listAt returns the index of the list a rule has to loop over, -1 for none.
func (w *body) listAt(sc place, r boundRule) int {
	if r.prose || r.path.Hops == nil {
		return -1
	}
	for i := sc.from; i < len(r.path.Hops); i++ {
		if !r.path.Hops[i].List {
			continue
		}
		if i < len(r.path.Hops)-1 {
			return i
		}
		switch r.Kind {
		case feature.RuleOneOf, feature.RulePrefix, feature.RuleRange:
			return i
		}
	}
	return -1
}

func (w *body) loop(sc place, list FieldPath, rules []boundRule) {
	conds := w.reach(sc, list, false)
	w.blank()
	if len(conds) > 0 {
		w.line("if %s {", strings.Join(conds, " && "))
	}
	idx, elem := "idx", singular(list.Last().JSON)
	for strings.Contains(sc.v+strings.Join(sc.field.segs, ""), idx) {
		idx += "x"
	}
	inner := place{elem, len(list.Hops), true, sc.field.child(segments(list, sc.from)...).child("[" + idx + "]")}
	saved := w.known
	w.known = map[string]bool{}
	for k, v := range saved {
		w.known[k] = v
	}
	outer := w.b.String()
	w.b.Reset()
	w.level(inner, rules)
	text := strings.TrimLeft(w.b.String(), "\n")
	w.b.Reset()
	w.b.WriteString(outer)
	switch {
	case !uses(text, elem) && !uses(text, idx):
		w.line("for range %s {", list.Expr(sc.v, sc.from, len(list.Hops)))
	case !uses(text, elem):
		w.line("for %s := range %s {", idx, list.Expr(sc.v, sc.from, len(list.Hops)))
	case !uses(text, idx):
		w.line("for _, %s := range %s {", elem, list.Expr(sc.v, sc.from, len(list.Hops)))
	default:
		w.line("for %s, %s := range %s {", idx, elem, list.Expr(sc.v, sc.from, len(list.Hops)))
	}
	w.b.WriteString(strings.TrimRight(text, "\n") + "\n")
	w.line("}")
	if len(conds) > 0 {
		w.line("}")
	}
	w.known = saved
}

// uses reports whether code mentions an identifier.
func uses(code, name string) bool {
	for rest := code; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before := i > 0 && (identByte(rest[i-1]) || rest[i-1] == '.' || rest[i-1] == '"')
		end := i + len(name)
		after := end < len(rest) && identByte(rest[end])
		if !before && !after {
			return true
		}
		rest = rest[end:]
	}
}

func identByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// segments returns the JSON names of the hops from an index on.
func segments(p FieldPath, from int) []string {
	var out []string
	for _, h := range p.Hops[from:] {
		out = append(out, h.JSON)
	}
	return out
}

// singular returns the name of one element of a list.
func singular(list string) string {
	var s string
	switch {
	case list == "interfaces":
		return "iface"
	case strings.HasSuffix(list, "ies"):
		s = strings.TrimSuffix(list, "ies") + "y"
	case strings.HasSuffix(list, "sses"), strings.HasSuffix(list, "xes"), strings.HasSuffix(list, "ches"):
		s = strings.TrimSuffix(list, "es")
	case strings.HasSuffix(list, "s") && !strings.HasSuffix(list, "ss"):
		s = strings.TrimSuffix(list, "s")
	default:
		s = list + "Item"
	}
	switch s {
	case "type", "range", "map", "func", "interface", "default", "field", "spec", "config", "causes":
		return s + "Item"
	}
	return s
}
