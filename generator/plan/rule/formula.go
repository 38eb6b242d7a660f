package rule

// Conditions while they are put together, and how they become CEL.

import (
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// formula is a condition with its contrary.
type formula struct {
	op   string // "" for a plain one, && or ||
	args []formula
	text string
	not  string
}

func plain(text, not string) formula { return formula{text: text, not: not} }

func join(op string, fs ...formula) formula {
	var out []formula
	for _, f := range fs {
		if f.op == op && len(f.args) > 0 {
			out = append(out, f.args...)
		} else if f.op != "" || f.text != "" {
			out = append(out, f)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return formula{op: op, args: out}
}

func and(fs ...formula) formula { return join("&&", fs...) }
func or(fs ...formula) formula  { return join("||", fs...) }

func negated(f formula) formula {
	if f.op == "" {
		return formula{text: f.not, not: f.text}
	}
	out := formula{op: map[string]string{"&&": "||", "||": "&&"}[f.op]}
	for _, a := range f.args {
		out.args = append(out.args, negated(a))
	}
	return out
}

func (f formula) String() string {
	if f.op == "" {
		return f.text
	}
	var parts []string
	for _, a := range f.args {
		t := a.String()
		if a.op != "" && a.op != f.op {
			t = "(" + t + ")"
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, " "+f.op+" ")
}

// Paths stand between these signs until the expression is complete.
const open, shut = "«", "»"

func (r ref) cel() string { return open + r.path + shut }

// set asks whether a field is set, with everything on the way to it that may
// be missing; what the fields of home need anyway is not asked.
func set(r ref, env *rule.Env, home string) formula {
	own := isThere(r)
	var out []formula
	names := strings.Split(r.path, ".")
	at := env.Root
	for i, name := range names[:len(names)-1] {
		name = strings.TrimSuffix(name, "[]")
		f, ok := at.Field(name)
		if !ok {
			break
		}
		at = f.Type
		if at.Kind == rule.List {
			at = at.Elem
			continue
		}
		here := strings.Join(names[:i+1], ".")
		if f.Ptr && !strings.HasPrefix(home+".", here+".") {
			out = append(out, plain("has("+open+here+shut+")", "!has("+open+here+shut+")"))
		}
	}
	return and(append(out, own)...)
}

func isThere(r ref) formula {
	p := r.cel()
	if strings.HasSuffix(r.path, "[]") || r.typ != nil && r.typ.Kind == rule.String && !r.field.Ptr {
		return plain(p+" != ''", p+" == ''")
	}
	return plain("has("+p+")", "!has("+p+")")
}

// guard makes a check silent about a field that is not set, where its zero
// value would be checked otherwise.
func guard(r ref, f formula) formula {
	if r.field == nil || r.field.Ptr || r.field.Required || strings.HasSuffix(r.path, "[]") {
		return f
	}
	switch r.typ.Kind {
	case rule.String:
		return or(plain(r.cel()+" == ''", r.cel()+" != ''"), f)
	case rule.Int, rule.Duration, rule.Quantity:
		return or(plain("!has("+r.cel()+")", "has("+r.cel()+")"), f)
	}
	return f
}

// finish turns paths into what CEL reads: fields, or variables of quantifiers
// over the lists they lead through.
func finish(f formula) string { return quantify(f.String(), 0) }

func quantify(text string, depth int) string {
	at := -1
	list := ""
	for i := 0; ; {
		j := strings.Index(text[i:], open)
		if j < 0 {
			break
		}
		i += j + len(open)
		path := text[i : i+strings.Index(text[i:], shut)]
		if k := strings.Index(path, "[]"); k >= 0 && (at < 0 || k < len(list)) {
			at, list = i, path[:k]
		}
	}
	if at < 0 {
		return fields(text)
	}
	name := variable(list, depth)
	text = strings.ReplaceAll(text, open+list+"[]"+shut, name)
	text = strings.ReplaceAll(text, open+list+"[].", open+"\x00"+name+".")
	inner := quantify(text, depth+1)
	return fields(open+list+shut) + ".all(" + name + ", " + inner + ")"
}

func variable(list string, depth int) string {
	leaf := list[strings.LastIndexByte(list, '.')+1:]
	return fmt.Sprintf("%c%s", leaf[0], strings.Repeat("x", depth))
}

// fields spells the paths that are left.
func fields(text string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, open)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		text = text[i+len(open):]
		j := strings.Index(text, shut)
		for k, name := range strings.Split(strings.TrimPrefix(text[:j], "\x00"), ".") {
			if k > 0 {
				b.WriteByte('.')
				name = rule.Escape(name)
			}
			b.WriteString(name)
		}
		text = text[j+len(shut):]
	}
}
