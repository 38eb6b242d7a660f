package rule

// Which places of a document say rules, and what is made of each.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// What was made of a clause.
const (
	AsRule   = "rule"   // it became an expression
	AsRemark = "remark" // it says that nothing is checked
	AsWords  = "words"  // it stays as it is
)

// Heard is one clause and what became of it.
type Heard struct {
	At   diag.Pos
	As   string
	Text string
}

// Result is what a document says about validation.
type Result struct {
	Rules []feature.Rule
	Heard []Heard
}

// Read reads the rules of a document. The feature has the fields, types and
// gates of the plan; without a checkout nothing is typed, and there is no rule.
func Read(d *document.Document, f *feature.Feature, tree *checkout.Tree) Result {
	var n *names
	if tree != nil {
		n = dictionary(tree, f)
	}
	r := &reader{n: n, f: f, file: d.File, seen: map[string]bool{}}
	if n == nil {
		return r.out
	}
	told := false
	for _, b := range d.Blocks {
		if b.Kind != document.Code && aboutRules(b.Section) {
			r.block(b)
			told = true
		}
	}
	if told || r.validator() {
		for _, b := range d.Blocks {
			if b.Kind == document.Code {
				r.comments(b)
			}
		}
	}
	return r.out
}

type reader struct {
	n    *names
	f    *feature.Feature
	file string
	out  Result
	seen map[string]bool // expressions
	last *feature.Rule   // of the same block
}

var ruleTitle = regexp.MustCompile(`(?i)\b(validat\w*|rules?|` +
	`admission|admitters?|webhooks?|checks?|constraints?|restrictions?|invariants?|limits)\b`)
var otherTitle = regexp.MustCompile(`(?i)\b(tests?|testing|files?|` +
	`risks?|migration plan|deliverables?|out of scope|non-goals|alternatives|rollout|structure|organization)\b`)

// aboutRules reports whether a section or one around it is about validation.
func aboutRules(s *document.Section) bool {
	about := false
	for _, t := range s.Titles() {
		if otherTitle.MatchString(t) {
			return false
		}
		about = about || ruleTitle.MatchString(t)
	}
	return about
}

// validator reports whether the plan has a validating function.
func (r *reader) validator() bool {
	for _, fn := range r.f.Functions {
		if strings.HasPrefix(strings.ToLower(fn.Name.Value), "validate") {
			return true
		}
	}
	return false
}

func (r *reader) block(b *document.Block) {
	r.last = nil
	switch b.Kind {
	case document.Row:
		r.row(b)
	default:
		subject, has := r.lead(b)
		text := r.unlabelled(b.Text)
		if b.Kind == document.Item && strings.HasSuffix(strings.TrimSpace(text), ":") && len(b.Children) > 0 {
			return
		}
		r.text(text, b.Line, subject, has, b.Kind == document.Paragraph)
	}
}

// unlabelled is a text without the bold label before it, which only names the
// rule; a field in bold stays, it is the subject.
func (r *reader) unlabelled(text document.Rich) string {
	n := 0
	for n < len(text) && text[n].Strong {
		n++
	}
	if n == 0 || n >= len(text) {
		return text.String()
	}
	label := text[:n]
	rest := text[n:]
	if _, ok := r.onlyField(strings.TrimSuffix(strings.TrimSpace(label.String()), ":")); ok {
		return text.String()
	}
	if label[n-1].Is(":") || rest[0].Is(":", "—", "–", "-") {
		for len(rest) > 0 && rest[0].Is(":", "—", "–", "-") {
			rest = rest[1:]
		}
		return strings.TrimSpace(rest.String())
	}
	return text.String()
}

// lead finds the field that the items above or the heading speak of.
func (r *reader) lead(b *document.Block) (ref, bool) {
	for up := b.Parent; up != nil; up = up.Parent {
		label := strings.TrimSuffix(strings.TrimSpace(up.Text.String()), ":")
		if f, ok := r.onlyField(label); ok {
			return f, true
		}
	}
	if b.Lead != nil && b.Lead.Kind == document.Paragraph {
		if label, ok := strings.CutSuffix(strings.TrimSpace(b.Lead.Text.String()), ":"); ok {
			if f, ok := r.onlyField(label); ok {
				return f, true
			}
		}
	}
	if b.Section != nil {
		return r.onlyField(b.Section.Title.String())
	}
	return ref{}, false
}

// onlyField returns the field that a label names, if it names one and nothing
// else.
func (r *reader) onlyField(label string) (ref, bool) {
	label = strings.Trim(label, "*_ ")
	if label != "" && !strings.Contains(label, " ") && label[0] >= 'A' && label[0] <= 'Z' { // as a title
		for _, f := range r.n.fields {
			if f.planned && strings.EqualFold(f.leaf(), label) {
				return f, true
			}
		}
	}
	if strings.Contains(label, " ") && !strings.HasPrefix(label, "`") {
		return ref{}, false
	}
	var found ref
	n := 0
	for _, t := range r.n.lex(label, nil) {
		if t.role == isField && (t.code || t.ref.planned) {
			found = t.ref
			n++
		} else if t.role != isFiller {
			return ref{}, false
		}
	}
	return found, n == 1
}

// text reads the clauses of a text.
func (r *reader) text(text string, line int, subject ref, has, prose bool) {
	for _, part := range split(text) {
		r.clause(part, line, subject, has, prose, false, "", "")
	}
}

func split(text string) []string {
	var out []string
	quoted, start := false, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '`' || text[i] == '"':
			quoted = !quoted
		case quoted:
		case text[i] == ';', (text[i] == '.' || text[i] == '!') && (i+1 == len(text) || text[i+1] == ' ' &&
			i+2 < len(text) && startsSentence(text[i+2])):
			out = append(out, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(text[start:]))
}

func startsSentence(c byte) bool { return c >= 'A' && c <= 'Z' || c == '`' || c == '"' || c == '(' }

var paren = regexp.MustCompile(`\s*\([^()]*\)`)

// clause reads one clause; words that stay words are told.
func (r *reader) clause(text string, line int, subject ref, has, prose, beside bool, message, cause string) bool {
	if strings.TrimSpace(text) == "" {
		return false
	}
	at := diag.Pos{File: r.file, Line: line}
	for _, t := range r.variants(text) {
		c := &clause{n: r.n, subject: subject, has: has, home: r.homeOf(subject, has), beside: beside}
		var near []ref
		if has {
			near = append(near, subject)
		}
		c.tokens = r.n.lex(t, append(near, r.n.planned...))
		if find(r.n.lex(paren.ReplaceAllString(t, ""), near), isPermit) >= 0 && find(c.tokens, isReject) < 0 {
			r.heard(at, AsRemark, text)
			return false
		}
		if r.elaborates(c) {
			r.heard(at, AsRule, text)
			return true
		}
		fs, ok := c.read()
		if !ok {
			continue
		}
		for i := range fs {
			fs[i] = r.counted(fs[i], text)
		}
		if message != "" {
			c.message = message
		}
		if cause != "" {
			c.cause = cause
		}
		if r.add(c, fs, text, at) {
			r.heard(at, AsRule, text)
			return true
		}
	}
	if !prose {
		r.heard(at, AsWords, text)
	}
	return false
}

func (r *reader) heard(at diag.Pos, as, text string) {
	r.out.Heard = append(r.out.Heard, Heard{At: at, As: as, Text: text})
}

// homeOf is the planned field around a subject.
func (r *reader) homeOf(subject ref, has bool) string {
	for _, p := range r.n.planned {
		if !has || strings.HasPrefix(subject.path+".", p.path+".") || strings.HasPrefix(subject.path, p.path+"[]") {
			return p.path
		}
	}
	return ""
}

// elaborates reads a clause that says more about the rule before it: its cause
// or field, or what holds otherwise.
func (r *reader) elaborates(c *clause) bool {
	if r.last == nil {
		return false
	}
	if len(c.tokens) == 1 && c.tokens[0].role == isValue && strings.Count(c.tokens[0].text, " ") >= 2 {
		r.last.Message = feature.T(c.tokens[0].text, r.last.Text.At)
		return true
	}
	cause, other, arch := "", false, false
	var field ref
	for _, t := range c.tokens {
		switch t.role {
		case isCause:
			cause = t.text
		case isElse:
			other = true
		case isArch:
			arch = true
		case isField:
			field = t.ref
		case isFiller, isComma, isArrow, isOn, isSame, isReject, isColon:
		default:
			return false
		}
	}
	if arch && !strings.Contains(r.last.Expr.Value, "arch()") {
		return false
	}
	if cause == "" && !other && !arch {
		return false
	}
	if cause != "" {
		r.last.Cause = feature.T(cause, r.last.Text.At)
	}
	if field.path != "" {
		r.last.Field = feature.T(field.path, r.last.Text.At)
	}
	return true
}

// ordered is an expression with its alternatives in order, to tell equal
// rules.
func ordered(expr string) string {
	if strings.ContainsAny(expr, "&?") || strings.Contains(expr, ".all(") {
		return expr
	}
	parts := strings.Split(expr, " || ")
	slices.Sort(parts)
	return strings.Join(parts, " || ")
}

// add checks the expressions of a clause and keeps them as rules.
func (r *reader) add(c *clause, fs []formula, text string, at diag.Pos) bool {
	var rules []feature.Rule
	for _, f := range fs {
		expr := finish(f)
		if _, problems := r.n.env.Parse(expr); len(problems) > 0 {
			return false
		}
		rule := feature.Rule{Kind: feature.RuleExpr, Text: feature.T(text, at), Expr: feature.T(expr, at), Root: feature.T(r.n.kind, at)}
		if c.hasField {
			rule.Field = feature.T(c.field.path, at)
		}
		if c.cause != "" {
			rule.Cause = feature.T(c.cause, at)
		}
		if c.message != "" {
			rule.Message = feature.T(c.message, at)
		}
		rules = append(rules, rule)
	}
	for _, rule := range rules {
		key := ordered(rule.Expr.Value)
		if r.seen[key] {
			continue
		}
		r.seen[key] = true
		r.out.Rules = append(r.out.Rules, rule)
		r.last = &r.out.Rules[len(r.out.Rules)-1]
	}
	return len(rules) > 0
}
