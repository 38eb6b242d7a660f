package rule

// Rules in tables and in the comments beside fields.

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/rule"
)

var (
	headRule = regexp.MustCompile(`(?i)\b(rules?|checks?|condition|constraint|validation|requirement|(invalid|` +
		`rejected) when|rejected if|what)\b`)
	headField   = regexp.MustCompile(`(?i)\b(field|path|subject)\b`)
	headMessage = regexp.MustCompile(`(?i)\b(message|text|error)\b`)
	headCause   = regexp.MustCompile(`(?i)\b(type|cause|reason)\b`)
	headRefusal = regexp.MustCompile(`(?i)\b(conditions?|cases?|when|if|situation|violations?|invalid|rejected|refused|bad|` +
		`not allowed|forbidden)\b`)
)

// row reads a row of a table of rules.
func (r *reader) row(b *document.Block) {
	if b.Table == nil {
		return
	}
	var subject ref
	has, refusal := false, false
	var clauses []string
	message, cause := "", ""
	both := false
	for _, head := range b.Table.Head {
		both = both || headRefusal.MatchString(head.Plain())
	}
	for i, head := range b.Table.Head {
		if i >= len(b.Cells) {
			break
		}
		cell := strings.TrimSpace(b.Cells[i].String())
		title := head.Plain()
		switch {
		case cell == "" || cell == "-" || cell == "—" || cell == "–":
		case headField.MatchString(title):
			for _, t := range r.n.lex(cell, r.n.planned) {
				if t.role == isField && !has {
					subject, has = t.ref, true
				}
			}
		case headMessage.MatchString(title):
			message = strings.Trim(cell, "`\"“”")
		case headRefusal.MatchString(title) || headRule.MatchString(title) && !both:
			clauses = append(clauses, cell)
			refusal = refusal || headRefusal.MatchString(title)
		case headCause.MatchString(title):
			cause = strings.Trim(cell, "`")
		}
	}
	for _, text := range clauses {
		for _, part := range split(text) {
			if (refusal || r.contradicts(message, part, subject, has)) && r.situation(part) {
				part += " -> invalid"
			}
			r.clause(part, b.Line, subject, has, false, has, message, cause)
		}
	}
}

var (
	yamlKey  = regexp.MustCompile(`^(\s*)(- )?([A-Za-z][A-Za-z0-9]*):(\s[^#]*)?(?:#\s*(.*))?$`)
	onlyNote = regexp.MustCompile(`^\s*#\s*(.*)$`)
	anyNote  = regexp.MustCompile(`^\s*[^#\s][^#]*:[^#]*#\s*(.*)$`)
	goField  = regexp.MustCompile("^\\s*([A-Z]\\w*)\\s+\\S+\\s+`json:\"([^\",]+)[^`]*`\\s*//\\s*(.*)$")
	goStruct = regexp.MustCompile(`^\s*type (\w+) struct`)
	goType   = regexp.MustCompile(`^(\*|\[\]|map\[\w+\])*(string|bool|u?int\d*|float\d*|[A-Za-z0-9]+\.[A-Z]\w*|[A-Z]\w*)(\s*\([^)]*\))?\s*` +
		`(?:[,;:.]|-|$)\s*`)
)

// comments reads what stands beside the fields of a YAML sketch or a Go struct.
func (r *reader) comments(b *document.Block) {
	type level struct {
		indent int
		path   string
	}
	var stack []level
	var field ref
	has := false
	for i, line := range b.Code {
		r.last = nil
		at := b.CodeLine + i
		if m := goField.FindStringSubmatch(line); m != nil {
			if f, ok := r.fieldIn(r.structAbove(b.Code[:i]), m[2]); ok {
				r.comment(m[3], at, f)
			}
			continue
		}
		if m := yamlKey.FindStringSubmatch(line); m != nil {
			indent := len(m[1]) + len(m[2])
			for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
				stack = stack[:len(stack)-1]
			}
			path := m[3]
			if len(stack) > 0 {
				path = stack[len(stack)-1].path + "." + m[3]
			}
			stack = append(stack, level{indent, path})
			if f, ok := r.n.find(path, r.n.planned); ok && f.planned {
				field, has = f, true
			} else if !has || field.typ.Kind != rule.Map {
				has = false
			}
			if has {
				r.comment(m[5], at, field)
			}
			continue
		}
		if m := anyNote.FindStringSubmatch(line); m != nil && has && field.typ.Kind == rule.Map {
			r.comment(m[1], at, field)
		} else if m := onlyNote.FindStringSubmatch(line); m != nil && has {
			r.comment(m[1], at, field)
		}
	}
}

// structAbove returns the struct that the lines leave open.
func (r *reader) structAbove(lines []string) string {
	for i := len(lines) - 1; i >= 0; i-- {
		if m := goStruct.FindStringSubmatch(lines[i]); m != nil {
			return m[1]
		}
	}
	return ""
}

// fieldIn finds a planned field by its struct and JSON name.
func (r *reader) fieldIn(owner, json string) (ref, bool) {
	for _, f := range r.n.fields {
		if !f.planned || f.leaf() != json {
			continue
		}
		if owner == "" {
			return f, true
		}
		for _, p := range r.n.fields {
			t := p.typ
			in := p.path
			if t.Elem != nil && len(t.Fields()) == 0 {
				t, in = t.Elem, p.path+"[]"
			}
			if t.Go == owner && in == f.parent() {
				return f, true
			}
		}
	}
	return ref{}, false
}

// comment reads one comment: what is no rule there is documentation.
func (r *reader) comment(text string, line int, field ref) {
	text = strings.TrimSpace(text)
	if m := goType.FindString(text); m != "" && r.typeWord(m) {
		text = text[len(m):]
	}
	for _, part := range split(text) {
		r.clause(part, line, field, true, true, true, "", "")
	}
}

// typeWord holds for the Go type that a comment may begin with.
func (r *reader) typeWord(text string) bool {
	name := strings.Trim(strings.TrimSpace(text), "*[],;:.- ")
	if i := strings.IndexByte(name, '('); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	if strings.ContainsAny(text, "*[.") && !strings.Contains(text, "..") {
		return true
	}
	switch name {
	case "string", "bool", "int", "int32", "int64", "uint32", "uint64", "uint16":
		return true
	}
	for _, t := range r.f.Types {
		if t.Name.Value == name {
			return true
		}
	}
	return false
}

// situation reports whether a text only says what is the case, and not what
// has to be.
func (r *reader) situation(text string) bool {
	ts := r.n.lex(text, r.n.planned)
	if i := find(ts, isAmong); i >= 0 && find(ts[:i], isNot) < 0 {
		return false
	}
	return find(ts, isReject, isNeed, isOnly, isBoth, isNotBoth, isOne, isSome, isUnless, isUnique) < 0 && !mustBe.MatchString(text)
}

var mustBe = regexp.MustCompile(`(?i)\b(must|has to|have to|should|needs?|may only|can only|required)\b`)

// contradicts reports whether a message asks for the contrary of a text: then
// the text says what is refused.
func (r *reader) contradicts(message, text string, subject ref, has bool) bool {
	if message == "" {
		return false
	}
	read := func(s string) string {
		c := &clause{n: r.n, subject: subject, has: has, home: r.homeOf(subject, has), beside: has}
		c.tokens = r.n.lex(s, append([]ref{subject}, r.n.planned...))
		fs, ok := c.read()
		if !ok || len(fs) != 1 {
			return ""
		}
		return negated(fs[0]).String() + "\x00" + fs[0].String()
	}
	a, b := read(message), read(text)
	wanted, _, _ := strings.Cut(a, "\x00")
	_, said, _ := strings.Cut(b, "\x00")
	return wanted != "" && wanted == said
}
