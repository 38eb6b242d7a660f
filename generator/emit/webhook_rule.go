package emit

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// rule writes the statements of one rule.
func (w *body) rule(sc place, r boundRule) {
	if r.prose {
		w.prose(r.Text.Value)
		return
	}
	w.blank()
	if part := w.partFor(r); part != nil {
		w.callPart(sc, r, part)
		return
	}
	switch r.Kind {
	case feature.RuleGate:
		w.gateRule(sc, r)
	case feature.RuleRequired:
		w.required(sc, r)
	case feature.RuleOneOf:
		w.oneOf(sc, r)
	case feature.RuleRange:
		w.bounds(sc, r)
	case feature.RuleMaxCount:
		w.maxCount(sc, r)
	case feature.RulePrefix:
		w.notPrefix(sc, r)
	case feature.RuleArch:
		w.arch(sc, r)
	default:
		w.pair(sc, r)
	}
}

// prose keeps what cannot be expressed, in the plan's words: as something to
// do, or as a remark where it only says what needs no check.
func (w *body) prose(text string) {
	text = code.PlainWords(text)
	if text == "" || permits(text) && elliptic.MatchString(text) {
		return
	}
	w.blank()
	if !permits(text) {
		text = "TODO: " + text
	}
	w.b.WriteString(gosrc.Comment("", strings.TrimRight(gosrc.Sentence(text), ".")))
}

var permission = regexp.MustCompile(`(?i)\b(always|nothing (else|more|further)|no (other|further|more) checks?|deliberately|not checked|is not validated)\b`)

// elliptic matches permissions that only the sentence before completes: "nil
// always is".
var elliptic = regexp.MustCompile(`(?i)\b(is|are|may|can|does|do)( always)?$`)

// permits recognises words that ask for no check.
func permits(text string) bool { return permission.MatchString(text) }

// causeType maps the plan's word to the API's, def where it has none.
func causeType(r boundRule, def string) string {
	switch r.Cause.Value {
	case "invalid":
		return "CauseTypeFieldValueInvalid"
	case "notSupported":
		return "CauseTypeFieldValueNotSupported"
	case "forbidden":
		return "CauseTypeForbidden"
	case "required":
		return "CauseTypeFieldValueRequired"
	case "notFound":
		return "CauseTypeFieldValueNotFound"
	case "duplicate":
		return "CauseTypeFieldValueDuplicate"
	}
	return def
}

const invalid = "CauseTypeFieldValueInvalid"

// fieldOf returns the reported field: the plan's where it gives one, else that
// of the rule's path.
func (w *body) fieldOf(sc place, r boundRule) string {
	if own := r.Field.Value; own != "" && !strings.ContainsAny(own, "[ ") {
		names := strings.Split(own, ".")
		if sc.field.text {
			if names[0] != "spec" && strings.HasPrefix(sc.field.base, "spec") {
				own = "spec." + own
			}
			return strconv.Quote(own)
		}
		if names[0] == "spec" {
			names = names[1:]
		}
		if len(names) > 0 {
			return fieldRef{base: sc.field.base}.child(names...).render(w.im)
		}
	}
	if r.path.Hops == nil {
		return sc.field.render(w.im)
	}
	return sc.field.child(segments(r.path, sc.from)...).render(w.im)
}

// message returns the plan's wording where it gives one.
func (w *body) message(r boundRule, format string, args ...string) string {
	text := strings.Trim(strings.TrimSpace(r.Message.Value), "`\"")
	if text == "" || aboutMessage(text) {
		return w.sprintf(format, args...)
	}
	if r.Kind == feature.RuleGate {
		if g, ok := w.c.gateFor(r.Gate.Value); ok && !strings.Contains(text, "%") {
			word := regexp.MustCompile(`\b` + regexp.QuoteMeta(g.name) + `\b`)
			if len(word.FindAllString(text, -1)) == 1 {
				return w.sprintf(word.ReplaceAllString(text, "%s"), g.qualified(w.im))
			}
		}
	}
	if strings.Count(text, "%") == len(args) && len(args) > 0 {
		return w.sprintf(text, args...)
	}
	return strconv.Quote(text)
}

// aboutMessage recognises words that say what a message is about rather than
// how it reads: "names the missing gate", "says that …", "with both IDs".
func aboutMessage(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	return slices.Contains([]string{"says", "say", "names", "name", "tells", "tell", "mentions", "mention", "contains", "with", "states", "explains", "points", "text", "message", "error", "includes", "lists"}, first)
}

func (w *body) sprintf(format string, args ...string) string {
	if len(args) == 0 {
		return strconv.Quote(format)
	}
	return w.im.Qualify("fmt", "Sprintf") + "(" + strconv.Quote(format) + ", " + strings.Join(args, ", ") + ")"
}

// when opens an if with the conditions; a lone body needs none.
func (w *body) when(conds []string, write func()) {
	if len(conds) == 0 {
		write()
		return
	}
	w.line("if %s {", strings.Join(conds, " && "))
	write()
	w.line("}")
}

func (w *body) gateRule(sc place, r boundRule) {
	g, ok := w.c.gateFor(r.Gate.Value)
	if !ok {
		w.prose(r.Text.Value)
		return
	}
	conds := w.reach(sc, r.path, true)
	if v := value(sc, r.path); !r.When.Empty() && !w.known["when "+v] {
		conds = append(conds, v+" == "+w.literal(r.path.Last(), r.When.Value))
	}
	conds = append(conds, w.gate(g))
	w.when(conds, func() {
		w.cause(causeType(r, invalid), w.message(r, gateSays(r), g.qualified(w.im)), w.fieldOf(sc, r), !sc.elem)
	})
}

// gateSays is the message for a field whose gate is off.
func gateSays(r boundRule) string {
	subject := r.path.Last().Go
	if !r.When.Empty() {
		return subject + " cannot be set to " + strings.Trim(r.When.Value, "`\"") + " without enabling the %s feature gate"
	}
	return subject + " " + is(r.path) + " specified but the %s feature gate is not enabled"
}

func (w *body) required(sc place, r boundRule) {
	h := r.path.Last()
	conds := w.reach(sc, r.path, false)
	unset := w.unset(r.path.Expr(sc.v, sc.from, len(r.path.Hops)), h)
	if unset == "" {
		return
	}
	w.when(append(conds, unset), func() {
		w.cause(causeType(r, "CauseTypeFieldValueRequired"), w.message(r, h.JSON+" is required"), w.fieldOf(sc, r), false)
	})
}

// elementOf returns the value a rule looks at: the loop variable for elements
// of a list of plain values.
func elementOf(sc place, r boundRule) (expr string, elem bool) {
	if sc.from == len(r.path.Hops) {
		return sc.v, true
	}
	return value(sc, r.path), false
}

// conditions returns when the value a rule looks at is there.
func (w *body) conditions(sc place, r boundRule) []string {
	if sc.from >= len(r.path.Hops) {
		return nil
	}
	return w.reach(sc, r.path, true)
}

func (w *body) oneOf(sc place, r boundRule) {
	h := r.path.Last()
	v, _ := elementOf(sc, r)
	conds := w.conditions(sc, r)
	says := "invalid " + h.JSON + " '%s'"
	def := invalid
	if a := r.When.Value; a != "" {
		def = "CauseTypeFieldValueNotSupported"
		says = label(r.path) + " '%s' is not supported on " + a + " architecture"
	}
	if !strings.HasPrefix(w.m.Basic(h), "string") {
		says = strings.Replace(says, "'%s'", "%v", 1)
	}
	contains := "!" + w.im.Qualify("slices", "Contains")
	list := w.lists[TypeName(h)]
	if list == "" {
		list = w.lists[h.JSON]
	}
	if list == "" {
		list = "valid" + plural(GoName(h.JSON))
		w.line("%s := %s", list, w.listLiteral(h, r.Values))
	}
	w.when(append(conds, contains+"("+list+", "+v+")"), func() {
		w.cause(causeType(r, def), w.message(r, says, v), w.fieldOf(sc, r), false)
	})
}

// label names a field in a message by its parent and itself: video type.
func label(p FieldPath) string {
	n := len(p.Hops)
	if n < 2 {
		return p.Last().JSON
	}
	parent := p.Hops[n-2].JSON
	if p.Hops[n-2].List {
		parent = singular(parent)
	}
	return strings.ToLower(strings.Join(camelWords(parent), " ")) + " " + p.Last().JSON
}

func plural(name string) string {
	switch {
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "x"), strings.HasSuffix(name, "ch"):
		return name + "es"
	case strings.HasSuffix(name, "y") && !strings.HasSuffix(name, "ey") && !strings.HasSuffix(name, "ay"):
		return strings.TrimSuffix(name, "y") + "ies"
	}
	return name + "s"
}

// listLiteral renders the valid values as a slice of the field's type.
func (w *body) listLiteral(h checkout.Hop, values []feature.Text) string {
	typ := TypeName(h)
	if w.m.Declared(h) {
		typ = w.im.Qualify(gosrc.ImportPath(h.Owner.Dir()), typ)
	}
	var out []string
	for _, v := range values {
		out = append(out, w.literal(h, v.Value))
	}
	return "[]" + typ + "{" + strings.Join(out, ", ") + "}"
}

func (w *body) bounds(sc place, r boundRule) {
	h := r.path.Last()
	v, _ := elementOf(sc, r)
	var out []string
	low, high := r.Min.Value, r.Max.Value
	if w.m.Basic(h) == "resource.Quantity" {
		plain := strings.TrimPrefix(v, "*")
		if low != "" {
			out = append(out, fmt.Sprintf("%s.Cmp(%s) < 0", plain, w.literal(h, low)))
		}
		if high != "" {
			out = append(out, fmt.Sprintf("%s.Cmp(%s) > 0", plain, w.literal(h, high)))
		}
	} else {
		if low != "" && !(low == "0" && strings.HasPrefix(w.m.Basic(h), "uint")) {
			out = append(out, v+" < "+low)
		}
		if high != "" {
			out = append(out, v+" > "+high)
		}
	}
	if len(out) == 0 {
		return
	}
	says := "must be between " + low + " and " + high
	switch {
	case high == "" && low == "0":
		says = "must not be negative"
	case high == "":
		says = "must be greater than or equal to " + low
	case low == "":
		says = "must be less than or equal to " + high
	}
	var conds []string
	if h.Ptr || sc.from < len(r.path.Hops) {
		conds = w.reach(sc, r.path, h.Ptr && !h.List)
	}
	test := strings.Join(out, " || ")
	if len(out) > 1 && len(conds) > 0 {
		test = "(" + test + ")"
	}
	w.when(append(conds, test), func() {
		w.cause(causeType(r, invalid), w.message(r, h.JSON+" "+says), w.fieldOf(sc, r), false)
	})
}
