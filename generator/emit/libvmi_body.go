package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// optionBody is the derived body of a builder.
type optionBody struct {
	stmts   string
	factory string           // private function that makes a list element
	home    *checkout.GoFile // where the factory's sibling is
	after   *ast.FuncDecl    // the sibling
}

// body derives what a builder does: it sets, or appends to, the API field its
// name stands for, creating parents that may be nil. False where the name
// means no field, or a parameter has no place.
func (v *optionView) body(o *option) (optionBody, bool) {
	r, prefix := v.find(o)
	if r == nil {
		return optionBody{}, false
	}
	v.completeParams(o, r)
	cut := len(r)
	for i, h := range r {
		if h.List {
			cut = i + 1
			break
		}
	}
	value, ok := v.value(o, r[cut-1], r[cut:])
	if !ok {
		return optionBody{}, false
	}
	target := fieldExpr(o.recv, r[:cut])
	common, ok := v.shared(o, prefix, func(stmt string) bool {
		return strings.HasPrefix(stmt, "add"+elemName(r[cut-1])+"(") || strings.HasPrefix(stmt, target+" = ")
	})
	if !ok {
		return optionBody{}, false
	}
	var b optionBody
	b.stmts = v.parents(o, r[:cut-1]) + common
	if r[cut-1].List {
		b.stmts += v.appendTo(o, r, cut, target, value, &b)
	} else {
		b.stmts += v.assign(o, r.last(), target, value)
	}
	return b, true
}

// completeParams gives parameters that the plan leaves out: one for the field.
func (v *optionView) completeParams(o *option, r route) {
	h := r.last()
	if len(o.params) == 0 && !o.fn.HasParams && v.structOf(h).Node == nil {
		o.params = []optionParam{{name: jsonName(h.Go)}}
	} else if len(o.params) == 0 && !o.fn.HasParams && len(v.fields(v.structOf(h))) > 0 {
		o.params = []optionParam{{name: jsonName(strings.TrimSuffix(h.Go, "s"))}}
	}
	if len(o.params) == 1 && o.params[0].typ == "" {
		o.params[0].typ, o.params[0].base = v.elemType(h, o.file), elemName(h)
	}
}

// fieldExpr is the Go selector of a route.
func fieldExpr(recv string, r route) string {
	parts := []string{recv}
	for _, h := range r {
		parts = append(parts, h.Go)
	}
	return strings.Join(parts, ".")
}

// parents creates the pointers on the way to a field, unless the package
// already relies on one being set, as it does for the template of a VM.
func (v *optionView) parents(o *option, r route) string {
	var b strings.Builder
	for i, h := range r {
		expr := fieldExpr(o.recv, r[:i+1])
		if !h.Ptr || v.reliedOn(path.Dir(o.file), expr) {
			continue
		}
		b.WriteString("if " + expr + " == nil {\n" + expr + " = &" + v.elemType(h, o.file) + "{}\n}\n")
	}
	return b.String()
}

// reliedOn reports whether the package's functions use the pointer and never
// test it.
func (v *optionView) reliedOn(dir, expr string) bool {
	used := false
	for _, f := range v.Tree.Mentioning(dir, expr+".") {
		used = true
		if strings.Contains(string(f.Src), expr+" == nil") || strings.Contains(string(f.Src), expr+" = ") {
			return false
		}
	}
	return used
}

// placed tells which parameters have found their field.
type placed map[string]bool

// value builds what a field is set to: a parameter, or a literal that holds
// the parameters. rest leads from the field to the one the builder is about.
func (v *optionView) value(o *option, h checkout.Hop, rest route) (string, bool) {
	used := placed{}
	text, ok := v.literal(o, h, rest, used)
	return text, ok && len(used) == len(o.params)
}

func (v *optionView) literal(o *option, h checkout.Hop, rest route, used placed) (string, bool) {
	s := v.structOf(h)
	if len(rest) == 0 {
		for _, p := range o.params {
			if p.base == elemName(h) && !used[p.name] && (len(o.params) == 1 || s.Node != nil) {
				used[p.name] = true
				if p.variadic {
					return p.name, true
				}
				return p.value(), true
			}
		}
	}
	if s.Node == nil {
		return v.scalar(o, h, used)
	}
	set := map[string]string{}
	if len(rest) > 0 {
		inner, ok := v.literal(o, rest[0], rest[1:], used)
		if !ok {
			return "", false
		}
		if rest[0].Ptr {
			inner = address(inner)
		}
		set[rest[0].JSON] = inner
	}
	v.fill(o, s, set, used)
	return v.elemType(h, o.file) + v.keyed(s, set, o.file), true
}

func address(expr string) string {
	return "&" + expr
}

// scalar is the value of a field that is no struct: the one parameter, true
// for a switch without parameter.
func (v *optionView) scalar(o *option, h checkout.Hop, used placed) (string, bool) {
	if len(o.params) == 0 && elemName(h) == "bool" {
		return "true", true
	}
	for _, p := range o.params {
		if used[p.name] || !strings.EqualFold(p.name, h.JSON) && len(o.params) > 1 {
			continue
		}
		switch same := p.base == elemName(h); {
		case same:
			used[p.name] = true
			return p.value(), true
		case p.base == "string" && !code.Builtin[elemName(h)] && elemName(h) != "":
			used[p.name] = true
			return v.converted(o, h, p), true
		}
		return "", false
	}
	return "", false
}

// fill puts parameters into the fields of a struct: by name, by a name that
// ends like the field's (videoType → type), or as the only field of its type.
func (v *optionView) fill(o *option, s checkout.StructRef, set map[string]string, used placed) {
	fields := v.fields(s)
	for _, p := range o.params {
		if used[p.name] {
			continue
		}
		h, ok := fieldFor(fields, p)
		if !ok || set[h.JSON] != "" {
			continue
		}
		if value, ok := v.fieldValue(o, h, p); ok {
			used[p.name] = true
			set[h.JSON] = value
		}
	}
}

// fieldValue is a parameter as the value of a field: in a list, behind a
// pointer, converted from a plain string.
func (v *optionView) fieldValue(o *option, h checkout.Hop, p optionParam) (string, bool) {
	switch same := p.base == elemName(h); {
	case h.List && same && !p.variadic:
		return "[]" + v.elemType(h, o.file) + "{" + p.value() + "}", true
	case h.List:
		return p.name, same
	case same && h.Ptr:
		return p.pointer(), true
	case same:
		return p.value(), true
	case p.base != "string" || v.structOf(h).Node != nil || code.Builtin[elemName(h)]:
		return "", false
	}
	value := v.converted(o, h, p)
	if h.Ptr {
		value = v.Imports(o.file).Qualify(gosrc.Module+"/pkg/pointer", "P") + "(" + value + ")"
	}
	return value, true
}

// converted turns a string parameter into a quantity or a named string.
func (v *optionView) converted(o *option, h checkout.Hop, p optionParam) string {
	if elemName(h) == "Quantity" {
		return v.Imports(o.file).Qualify(code.Well["resource"], "MustParse") + "(" + p.name + ")"
	}
	return v.elemType(h, o.file) + "(" + p.name + ")"
}

func fieldFor(fields []checkout.Hop, p optionParam) (checkout.Hop, bool) {
	for _, h := range fields {
		if strings.EqualFold(h.JSON, p.name) {
			return h, true
		}
	}
	var found []checkout.Hop
	for _, h := range fields {
		if elemName(h) == p.base && strings.HasSuffix(strings.ToLower(p.name), strings.ToLower(h.JSON)) {
			return h, true
		}
		if elemName(h) == p.base {
			found = append(found, h)
		}
	}
	if len(found) == 1 && !code.Builtin[p.base] {
		return found[0], true
	}
	return checkout.Hop{}, false
}

// keyed renders the values of a struct literal in the order of the fields,
// with inlined structs spelled out.
func (v *optionView) keyed(s checkout.StructRef, set map[string]string, file string) string {
	var b strings.Builder
	inlined := ""
	closing := ""
	for _, h := range v.fields(s) {
		value, ok := set[h.JSON]
		if !ok {
			continue
		}
		open := ""
		for _, via := range h.Via {
			open += via + ": " + v.Imports(file).Qualify(gosrc.ImportPath(h.Owner.Dir()), via) + "{\n"
		}
		if open != inlined {
			b.WriteString(closing + open)
			inlined, closing = open, strings.Repeat("},\n", len(h.Via))
		}
		b.WriteString(h.Go + ": " + value + ",\n")
	}
	if b.Len() == 0 {
		return "{}"
	}
	return "{\n" + b.String() + closing + "}"
}

// assign sets a field that is no list.
func (v *optionView) assign(o *option, h checkout.Hop, target, value string) string {
	switch {
	case !h.Ptr:
		return target + " = " + value + "\n"
	case strings.HasPrefix(value, "*"):
		return target + " = " + value[1:] + "\n"
	case v.structOf(h).Node != nil && strings.HasSuffix(value, "}"), value == o.first():
		return target + " = " + address(value) + "\n"
	}
	return target + " = " + v.Imports(o.file).Qualify(gosrc.Module+"/pkg/pointer", "P") + "(" + value + ")\n"
}

func (o *option) first() string {
	if len(o.params) == 0 {
		return ""
	}
	return o.params[0].name
}
