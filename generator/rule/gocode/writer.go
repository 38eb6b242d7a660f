package gocode

// The statements of a check: what it leaves early for, then one block a rule.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// Target is the function that the rules go into.
type Target struct {
	Vars      map[string]Var // what paths are there: "spec" → spec, "oldSelf.spec" → oldSpec; the longest wins
	Qualify   func(importPath, name string) string
	Gate      func(name string) (on string, ok bool) // the condition that a feature gate is enabled
	GateConst func(name string) string               // its constant, for messages
	ArchExpr  string                                 // the architecture, "" where nothing tells it
	Arch      string                                 // the only architecture that comes here
	Field     string                                 // variable of the *field.Path of FieldAt
	FieldAt   string                                 // JSON path of Field, as in reported fields: spec
	Taken     []string                               // names that are in use
	Cause     func(Report) string                    // statements that report a broken rule
	Stop      string                                 // what ends the function: return causes
	Empty     string                                 // what ends it before anything is found: return nil
}

// Var is a variable of the function.
type Var struct {
	Go  string
	Ptr bool // a pointer that may be nil
}

// Rule is one rule with what it reports.
type Rule struct {
	Expr    *rule.Expr
	Field   string // JSON path with [] for elements; empty: what the expression reads
	Message string // text of the message; empty: made from the expression
	Cause   string // constant of metav1.CauseType; empty: by the kind of rule
	Gate    string // what only asks for this gate comes first, and ends the check
	Note    string // comment before the rule
}

// Report is a broken rule as it is told to the user.
type Report struct {
	Cause   string // constant of metav1.CauseType
	Message string // Go expression
	Field   string // Go expression of type *field.Path
	Path    string // JSON path, where the place spells fields as text
	Last    bool   // the function is left
}

// Writer writes the rules of one function.
type Writer struct {
	to    Target
	scope map[string]variable
	alias map[string]string // short names of long expressions
	known map[string]bool   // expressions that are set
	names []string
	decls []string // package-level declarations that the rules need
	loops []*loop
	paths map[string]string // Go expressions of field paths, by JSON path
}

type variable struct {
	expr string
	ptr  bool
}

// New makes a writer for a function.
func New(to Target) *Writer {
	w := &Writer{to: to, scope: map[string]variable{}, alias: map[string]string{}, known: map[string]bool{}, paths: map[string]string{}}
	for path, v := range to.Vars {
		w.scope[path] = variable{v.Go, v.Ptr}
		if v.Ptr {
			continue
		}
		w.known[v.Go] = true
	}
	w.names = append(w.names, to.Taken...)
	for _, v := range to.Vars {
		w.names = append(w.names, v.Go)
	}
	return w
}

// Decls returns the package-level declarations that the rules need.
func (w *Writer) Decls() []string { return w.decls }

// fresh returns a name that is not in use, and takes it.
func (w *Writer) fresh(name string) string {
	for i := 0; ; i++ {
		try := name
		if i > 0 {
			try = name + strconv.Itoa(i+1)
		}
		if !slices.Contains(w.names, try) && !slices.Contains(keywords, try) {
			w.names = append(w.names, try)
			return try
		}
	}
}

var keywords = strings.Fields(`break case chan const continue default defer else fallthrough for func go goto if import
	interface map package range return select struct switch type var len string int error causes ok err i j`)

// Check is whether an expression can be written for a target at all.
func Check(to Target, x *rule.Expr) error {
	to.Qualify = func(_, name string) string { return name } // asking imports nothing
	_, err := New(to).Body([]Rule{{Expr: x}})
	return err
}

// Body writes the rules one after the other. What all of them need to be set
// is asked first, once.
func (w *Writer) Body(rules []Rule) (string, error) {
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b Rule) int { return boolInt(b.Gate != "") - boolInt(a.Gate != "") })
	head, err := w.head(rules)
	if err != nil {
		return "", err
	}
	var blocks []string
	for _, r := range rules {
		text, err := w.rule(r)
		if err != nil {
			return "", err
		}
		if r.Note != "" {
			text = r.Note + text
		}
		blocks = append(blocks, text)
	}
	return strings.TrimPrefix(head+"\n"+strings.Join(blocks, "\n"), "\n"), nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// head leaves early where the innermost thing that every rule needs is not set,
// and gives it a short name.
func (w *Writer) head(rules []Rule) (string, error) {
	var common []string
	for i, r := range rules {
		mark := len(w.names)
		f, err := w.fails(r.Expr.Root)
		w.names = w.names[:mark]
		if err != nil {
			return "", err
		}
		var needs []string
		for _, c := range f.with(w.known).conjuncts() {
			if c.op == setOf && c.object && (i == 0 || slices.Contains(common, c.text)) {
				needs = append(needs, c.text)
			}
		}
		common = needs
	}
	chain := longestChain(common)
	if len(chain) == 0 {
		return "", nil
	}
	var b strings.Builder
	for i, expr := range chain {
		name := expr
		if i == len(chain)-1 && strings.Contains(expr, ".") {
			name = w.fresh(lowerFirst(expr[strings.LastIndexByte(expr, '.')+1:]))
			b.WriteString(name + " := " + expr + "\n")
			w.alias[expr] = name
		}
		if len(chain) > 1 && i < len(chain)-1 {
			b.WriteString("if " + expr + " == nil {\n" + w.to.Empty + "\n}\n")
		} else {
			b.WriteString("if " + name + " == nil {\n" + w.to.Empty + "\n}\n")
		}
		w.known[expr], w.known[name] = true, true
	}
	return b.String(), nil
}

// longestChain returns the longest expression with those it is reached through.
func longestChain(exprs []string) []string {
	last := ""
	for _, e := range exprs {
		if len(e) > len(last) && (last == "" || strings.HasPrefix(e, last+".")) {
			last = e
		}
	}
	var out []string
	for _, e := range exprs {
		if (e == last || strings.HasPrefix(last, e+".")) && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return len(a) - len(b) })
	return out
}

func lowerFirst(s string) string {
	i := 0
	for i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && (i == 0 || i+1 == len(s) || s[i+1] < 'a') {
		i++
	}
	return strings.ToLower(s[:max(i, 1)]) + s[max(i, 1):]
}

// rule writes one rule: the conditions under which it is broken, nested where a
// loop or a statement comes between, around the cause.
func (w *Writer) rule(r Rule) (string, error) {
	mark := len(w.names)
	defer func() { // variables of the function stay taken, those of loops do not
		own := slices.DeleteFunc(slices.Clone(w.names[mark:]), func(n string) bool {
			return !strings.HasPrefix(n, "seen") && !strings.HasPrefix(n, "count")
		})
		w.names = append(w.names[:mark], own...)
	}()
	f, err := w.fails(r.Expr.Root)
	if err != nil {
		return "", err
	}
	return w.block(f.with(w.known), r)
}

// block nests the conditions of a form around the cause of its rule.
func (w *Writer) block(f *form, r Rule) (string, error) {
	if f.op == isFalse {
		return "", unsupported{"a rule that nothing can break"}
	}
	var plain []string
	var last *form
	var special []*form
	for _, c := range f.conjuncts() {
		if (c.op == search && !c.loop.none || c.op == double) && last == nil {
			last = c
			continue
		}
		if text, ok := c.expr(w.contains); ok {
			if c.op == oneOf {
				text = "(" + text + ")"
			}
			plain = append(plain, text)
			continue
		}
		special = append(special, c)
	}
	inner, err := w.innermost(last, r)
	if err != nil {
		return "", err
	}
	for _, s := range slices.Backward(special) {
		if s.op != atom {
			return "", unsupported{"this combination of quantifiers"}
		}
		cond := s.text
		if s.init != "" {
			cond = s.init + "; " + cond
		}
		inner = s.pre + "if " + cond + " {\n" + inner + "}\n"
	}
	if len(plain) > 0 {
		if len(plain) == 1 {
			plain[0] = unwrapped(plain[0])
		}
		inner = "if " + strings.Join(plain, " && ") + " {\n" + inner + "}\n"
	}
	return inner, nil
}

// unwrapped drops the parentheses around a condition that stands alone.
func unwrapped(text string) string {
	if !strings.HasPrefix(text, "(") {
		return text
	}
	depth := 0
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && i < len(text)-1 {
			return text
		}
	}
	return text[1 : len(text)-1]
}

func (w *Writer) innermost(last *form, r Rule) (string, error) {
	if last == nil {
		return w.cause(r), nil
	}
	l := last.loop
	w.loops = append(w.loops, l)
	defer func() { w.loops = w.loops[:len(w.loops)-1] }()
	var body string
	if last.op == double {
		seen := w.fresh("seen")
		body = "if " + seen + "[" + l.key + "] {\n" + w.cause(r) + "}\n" + seen + "[" + l.key + "] = true\n"
		if guards := and(l.guards...).with(w.known); guards.op != isTrue {
			text, _ := guards.expr(w.contains)
			body = "if " + text + " {\n" + body + "}\n"
		}
		return seen + " := map[" + l.keyType + "]bool{}\n" + w.loopHead(l, body) + body + "}\n", nil
	}
	body, err := w.block(last.args[0].with(w.known), r)
	if err != nil {
		return "", err
	}
	return w.loopHead(l, body) + body + "}\n", nil
}

// loopHead opens a loop over a list, with the index where its body has it.
func (w *Writer) loopHead(l *loop, body string) string {
	switch {
	case l.isMap:
		return "for " + l.name + " := range " + l.list + " {\n"
	case !mentions(body, l.name):
		return "for " + w.index() + " := range " + l.list + " {\n"
	case mentions(body, w.index()):
		return "for " + w.index() + ", " + l.name + " := range " + l.list + " {\n"
	}
	return "for _, " + l.name + " := range " + l.list + " {\n"
}

// index is the index variable of the innermost loop.
func (w *Writer) index() string {
	n := 0
	for _, l := range w.loops {
		if !l.isMap {
			n++
		}
	}
	return string(rune('i' + max(n, 1) - 1))
}

// mentions reports whether code has an identifier.
func mentions(code, name string) bool {
	for at := 0; ; {
		i := strings.Index(code[at:], name)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(name)
		if (i == 0 || !identByte(code[i-1]) && code[i-1] != '.') && (end == len(code) || !identByte(code[end])) {
			return true
		}
		at = end
	}
}

func identByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
