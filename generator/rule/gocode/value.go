package gocode

// Values that conditions compare, as Go expressions.

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// value is a Go expression with what must be set before it may be read.
type value struct {
	expr   string
	ptr    bool    // expr is a pointer
	guards []*form // for expr to be reached, without expr itself
	typ    *rule.Type
	kind   rule.Kind
	lit    any // of constants
	pre    string
}

// read returns the value itself and everything that must be set for that.
func (v value) read() (string, []*form) {
	if !v.ptr {
		return v.expr, v.guards
	}
	guards := append(append([]*form{}, v.guards...), isSet(v.expr))
	if v.kind == rule.Struct {
		guards[len(guards)-1] = isObject(v.expr)
		return v.expr, guards
	}
	if v.kind == rule.Quantity || v.kind == rule.Duration || v.kind == rule.Time {
		return v.expr, guards // selectors and methods look through the pointer
	}
	return "*" + v.expr, guards
}

// deref returns a value that can be passed on.
func (v value) deref() string {
	if v.ptr {
		return "*" + v.expr
	}
	return v.expr
}

// unsupported is an expression that is valid CEL but has no Go form here.
type unsupported struct{ what string }

func (u unsupported) Error() string { return u.what + " cannot be written as Go" }

func (w *Writer) value(n *rule.Node) (value, error) {
	switch n.Op {
	case rule.OpConst:
		return constant(n.Value)
	case rule.OpVar:
		return w.variable(n)
	case rule.OpField:
		return w.fieldValue(n)
	case rule.OpIndex:
		return w.element(n)
	case rule.OpCall:
		return w.callValue(n)
	case rule.OpAdd, rule.OpSub, rule.OpMul, rule.OpDiv, rule.OpMod:
		return w.arithmetic(n)
	case rule.OpNeg:
		v, err := w.value(n.Args[0])
		text, guards := v.read()
		return value{expr: "-" + text, guards: guards, kind: v.kind, typ: v.typ}, err
	}
	return value{}, unsupported{"the operation " + string(n.Op) + " at this place"}
}

func constant(v any) (value, error) {
	switch x := v.(type) {
	case string:
		return value{expr: strconv.Quote(x), kind: rule.String, lit: x}, nil
	case int64:
		return value{expr: strconv.FormatInt(x, 10), kind: rule.Int, lit: x}, nil
	case bool:
		return value{expr: strconv.FormatBool(x), kind: rule.Bool, lit: x}, nil
	case float64:
		return value{expr: strconv.FormatFloat(x, 'g', -1, 64), kind: rule.Double, lit: x}, nil
	}
	return value{}, unsupported{fmt.Sprintf("the constant %v", v)}
}

func (w *Writer) variable(n *rule.Node) (value, error) {
	if name, ok := w.scope[n.Name]; ok {
		return value{expr: name.expr, ptr: name.ptr, typ: n.Type, kind: kindOf(n.Type)}, nil
	}
	return value{}, unsupported{n.Name + ", which is not at hand there,"}
}

func kindOf(t *rule.Type) rule.Kind {
	if t == nil {
		return rule.Any
	}
	return t.Kind
}

func (w *Writer) fieldValue(n *rule.Node) (value, error) {
	if own, ok := w.scope[pathText(n)]; ok {
		return value{expr: own.expr, ptr: own.ptr, typ: n.Type, kind: kindOf(n.Type)}, nil
	}
	on, err := w.value(n.Args[0])
	if err != nil {
		return value{}, err
	}
	base, guards := on.read()
	out := value{expr: base + "." + n.Field.Go, ptr: n.Field.Ptr, guards: guards, typ: n.Type, kind: kindOf(n.Type)}
	if short, ok := w.alias[out.expr]; ok {
		out.expr, out.guards = short, nil
	}
	return out, nil
}

// pathText spells a path of fields as expressions do, with self left out.
func pathText(n *rule.Node) string {
	if n.Op == rule.OpVar {
		return n.Name
	}
	if n.Op != rule.OpField {
		return ""
	}
	on := pathText(n.Args[0])
	if on == "" {
		return ""
	}
	return strings.TrimPrefix(on+"."+n.Field.JSON, rule.Self+".")
}

func (w *Writer) element(n *rule.Node) (value, error) {
	on, err := w.value(n.Args[0])
	if err != nil {
		return value{}, err
	}
	at, err := w.value(n.Args[1])
	if err != nil {
		return value{}, err
	}
	base, guards := on.read()
	index, more := at.read()
	guards = append(append([]*form{}, guards...), more...)
	if on.kind == rule.List {
		guards = append(guards, is("len("+base+") > "+index, "len("+base+") <= "+index))
	}
	return value{expr: base + "[" + index + "]", guards: guards, typ: n.Type, kind: kindOf(n.Type)}, nil
}

func (w *Writer) callValue(n *rule.Node) (value, error) {
	switch n.Name {
	case rule.FuncArch:
		return w.archValue()
	case "quantity", "duration", "string":
		return w.conversion(n)
	case "size":
		return w.size(n)
	case "asInteger", "sign":
		v, err := w.value(n.Args[0])
		text, guards := v.read()
		method := map[string]string{"asInteger": "Value", "sign": "Sign"}[n.Name]
		return value{expr: text + "." + method + "()", guards: guards, kind: rule.Int, typ: &rule.Type{Kind: rule.Int, Go: "int64"}}, err
	case "math.bitAnd", "math.bitOr":
		return w.binary(n, map[string]string{"math.bitAnd": "&", "math.bitOr": "|"}[n.Name])
	case "lowerAscii", "upperAscii", "trim":
		v, err := w.value(n.Args[0])
		if err != nil {
			return v, err
		}
		name := map[string]string{"lowerAscii": "ToLower", "upperAscii": "ToUpper", "trim": "TrimSpace"}[n.Name]
		text, guards := w.text(v)
		return value{expr: w.to.Qualify("strings", name) + "(" + text + ")", guards: guards, kind: rule.String}, nil
	}
	return value{}, unsupported{"the function " + n.Name}
}

func (w *Writer) archValue() (value, error) {
	if w.to.Arch != "" {
		return value{expr: strconv.Quote(w.to.Arch), kind: rule.String, lit: w.to.Arch}, nil
	}
	if w.to.ArchExpr == "" {
		return value{}, unsupported{"the architecture, which is not at hand there,"}
	}
	return value{expr: w.to.ArchExpr, kind: rule.String}, nil
}

func (w *Writer) conversion(n *rule.Node) (value, error) {
	arg := n.Args[0]
	if arg.Op != rule.OpConst {
		if n.Name != "string" {
			return value{}, unsupported{n.Name + " of a field"}
		}
		v, err := w.value(arg)
		if err != nil {
			return value{}, err
		}
		text, guards := v.read()
		if v.kind != rule.String {
			text = w.to.Qualify("fmt", "Sprint") + "(" + text + ")"
		}
		return value{expr: text, guards: guards, kind: rule.String}, nil
	}
	text := fmt.Sprint(arg.Value)
	switch n.Name {
	case "quantity":
		return value{expr: w.to.Qualify(resourcePkg, "MustParse") + "(" + strconv.Quote(text) + ")", kind: rule.Quantity, lit: text}, nil
	case "duration":
		d, err := time.ParseDuration(text)
		return value{expr: w.duration(d), kind: rule.Duration, lit: text}, err
	}
	return value{expr: strconv.Quote(text), kind: rule.String, lit: text}, nil
}

const resourcePkg = "k8s.io/apimachinery/pkg/api/resource"

func (w *Writer) duration(d time.Duration) string { return Duration(w.to.Qualify, d) }

// Duration spells a duration in the largest unit that divides it.
func Duration(qualify func(importPath, name string) string, d time.Duration) string {
	if d == 0 {
		return "0"
	}
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"},
		{time.Microsecond, "Microsecond"}} {
		if d%u.unit == 0 {
			name := qualify("time", u.name)
			if d == u.unit {
				return name
			}
			return strconv.FormatInt(int64(d/u.unit), 10) + "*" + name
		}
	}
	return strconv.FormatInt(int64(d), 10)
}

func (w *Writer) size(n *rule.Node) (value, error) {
	arg := n.Args[0]
	if arg.Op == rule.OpFilter {
		return w.count(arg)
	}
	v, err := w.value(arg)
	if err != nil {
		return v, err
	}
	text, guards := v.read()
	return value{expr: "len(" + text + ")", guards: guards, kind: rule.Int, typ: &rule.Type{Kind: rule.Int, Go: "int"}}, nil
}

// count counts the elements that pass a filter, in statements before the if.
func (w *Writer) count(n *rule.Node) (value, error) {
	name := w.fresh("count")
	out := value{expr: name, kind: rule.Int, typ: &rule.Type{Kind: rule.Int, Go: "int"}}
	var b strings.Builder
	b.WriteString(name + " := 0\n")
	if n.Args[0].Op == rule.OpList {
		for _, e := range n.Args[0].Args {
			cond, err := w.holds(substitute(n.Args[1], n.Name, e))
			if err != nil {
				return out, err
			}
			text, ok := cond.with(w.known).expr(w.contains)
			if !ok {
				return out, unsupported{"counting what needs statements"}
			}
			b.WriteString("if " + text + " {\n" + name + "++\n}\n")
		}
		out.pre = b.String()
		return out, nil
	}
	f, err := w.quantifier(n, n.Args[1], true)
	if err != nil {
		return out, err
	}
	cond, ok := f.args[0].with(w.known).expr(w.contains)
	if !ok {
		return out, unsupported{"counting what needs statements"}
	}
	b.WriteString("for _, " + f.loop.name + " := range " + f.loop.list + " {\nif " + cond + " {\n" + name + "++\n}\n}\n")
	out.pre, out.guards = b.String(), f.loop.guards
	return out, nil
}

// substitute puts an expression in the place of a variable.
func substitute(n *rule.Node, name string, by *rule.Node) *rule.Node {
	if n.Op == rule.OpVar && n.Name == name {
		return by
	}
	out := *n
	out.Args = nil
	for _, a := range n.Args {
		out.Args = append(out.Args, substitute(a, name, by))
	}
	return &out
}

func (w *Writer) arithmetic(n *rule.Node) (value, error) { return w.binary(n, string(n.Op)) }

func (w *Writer) binary(n *rule.Node, op string) (value, error) {
	a, err := w.value(n.Args[0])
	if err != nil {
		return a, err
	}
	b, err := w.value(n.Args[1])
	if err != nil {
		return b, err
	}
	if a.kind == rule.Duration || b.kind == rule.Duration || a.kind == rule.Quantity || b.kind == rule.Quantity {
		return a, unsupported{"arithmetic with quantities and durations"}
	}
	left, right, guards := w.alike(a, b)
	if strings.ContainsAny(right, " ") {
		right = "(" + right + ")"
	}
	typ := a.typ
	if typ == nil || a.lit != nil {
		typ = b.typ
	}
	if strings.HasPrefix(left, "int64(") {
		typ = &rule.Type{Kind: rule.Int, Go: "int64"}
	}
	if op == "%" || op == "*" || op == "/" || op == "&" {
		return value{expr: left + op + right, guards: guards, kind: a.kind, typ: typ}, nil
	}
	return value{expr: left + " " + op + " " + right, guards: guards, kind: a.kind, typ: typ}, nil
}

// alike reads two values as ones of the same Go type.
func (w *Writer) alike(a, b value) (left, right string, guards []*form) {
	left, ga := a.read()
	right, gb := b.read()
	guards = append(append([]*form{}, ga...), gb...)
	if a.lit != nil || b.lit != nil || a.typ == nil || b.typ == nil || a.typ.Go == b.typ.Go {
		return w.named(a, b, left), w.named(b, a, right), guards
	}
	conv := map[rule.Kind]string{rule.Int: "int64", rule.String: "string", rule.Double: "float64"}[a.kind]
	if conv == "" {
		return left, right, guards
	}
	return convert(conv, a.typ.Go, left), convert(conv, b.typ.Go, right), guards
}

func convert(to, have, text string) string {
	if have == to {
		return text
	}
	return to + "(" + text + ")"
}

// named spells a text as the constant that the API has for it.
func (w *Writer) named(v, other value, text string) string {
	lit, ok := v.lit.(string)
	if !ok || v.kind != rule.String || other.typ == nil {
		return text
	}
	for _, e := range other.typ.Enum {
		if e.Text == lit {
			return w.to.Qualify(e.Pkg, e.Name)
		}
	}
	return text
}

// text reads a string as a plain one.
func (w *Writer) text(v value) (string, []*form) {
	text, guards := v.read()
	if v.typ != nil && v.typ.Go != "" && v.typ.Go != "string" && v.lit == nil {
		text = "string(" + text + ")"
	}
	return text, guards
}
