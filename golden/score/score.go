package score

// This file defines the counting: which facts stand in a diff, which are named
// in the account, and what the diff has that nobody asked for.

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The kinds of facts. Built are those that stand in the diff as the plan wants
// them; a promised test file counts when it gets something, a changed function
// when the diff touches it or the account names it.
const (
	KindGate     = "gate"
	KindType     = "type"
	KindField    = "field"
	KindConst    = "const"
	KindFunction = "function"
	KindCall     = "call"
	KindChanged  = "changed"
	KindTests    = "tests"
)

// Kinds are all kinds in the order of reports, Built those that make the figure
// "built".
var (
	Kinds = []string{KindGate, KindType, KindField, KindConst, KindFunction, KindCall, KindChanged, KindTests}
	Built = Kinds[:6]
)

// Answer is what `kvscaffold diff` gave for a plan.
type Answer struct {
	Diff    string // stdout
	Account string // stderr
	Exit    int
}

// Count is how many of how many.
type Count struct{ Have, Of int }

// Row is the score of one case, or the sum of several.
type Row struct {
	Refused int // plans that the tool refused: 0 or 1 for a case
	Kinds   map[string]Count
	Silent  Count    // facts that neither diff nor account names
	Missing []string // facts that are not in the diff, with whether the account names them
	Wrong   []string // what the diff has that the plan does not ask for, or leaves alone
	Rough   []string // comments, titles and stubs that nobody would merge
}

// Sum returns the count of several kinds together.
func (r Row) Sum(kinds []string) Count {
	var c Count
	for _, k := range kinds {
		c.Have, c.Of = c.Have+r.Kinds[k].Have, c.Of+r.Kinds[k].Of
	}
	return c
}

// Total adds up the rows of several cases.
func Total(rows []Row) Row {
	t := Row{Kinds: map[string]Count{}}
	for _, r := range rows {
		t.Refused += r.Refused
		t.Silent.Have, t.Silent.Of = t.Silent.Have+r.Silent.Have, t.Silent.Of+r.Silent.Of
		for k, c := range r.Kinds {
			t.Kinds[k] = Count{t.Kinds[k].Have + c.Have, t.Kinds[k].Of + c.Of}
		}
		t.Missing = append(t.Missing, r.Missing...)
		t.Wrong = append(t.Wrong, r.Wrong...)
		t.Rough = append(t.Rough, r.Rough...)
	}
	return t
}

// counting is the work on one case.
type counting struct {
	*added
	facts   Facts
	account string
	row     Row
}

// Of counts what an answer holds of the facts.
func Of(f Facts, a Answer) Row {
	c := &counting{added: readDiff(a.Diff), facts: f, account: a.Account, row: Row{Kinds: map[string]Count{}}}
	if a.Exit != 0 {
		c.row.Refused = 1
	}
	c.api()
	c.functions()
	for _, fn := range f.Changed {
		c.mark(KindChanged, fn.Name, c.touch[fn.Name] || c.told(fn.Name), "")
	}
	for _, t := range f.Tests {
		if t.File != "" && (t.Titles == nil || *t.Titles > 0) {
			c.mark(KindTests, path.Base(t.File), len(c.files[t.File]) > 0, "")
		}
	}
	c.wrong()
	c.row.Rough = c.rough()
	return c.row
}

// told reports whether the account names a fact.
func (c *counting) told(name string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(c.account)
}

// mark books one fact.
func (c *counting) mark(kind, name string, ok bool, want string) {
	n := c.row.Kinds[kind]
	n.Of++
	c.row.Silent.Of++
	if ok {
		n.Have++
	} else {
		told := "told  "
		if !c.told(name) {
			told = "SILENT"
			c.row.Silent.Have++
		}
		c.row.Missing = append(c.row.Missing, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", told, kind, name, want)))
	}
	c.row.Kinds[kind] = n
}

// api books gates, types, fields and constants.
func (c *counting) api() {
	for _, g := range c.facts.Gates {
		c.mark(KindGate, g.Name, c.hasGate(g), "")
	}
	for _, t := range c.facts.Types {
		c.mark(KindType, t.Name, c.hasType(t), "")
	}
	for _, f := range c.facts.Fields {
		c.mark(KindField, f.Name, c.hasField(f), "wants "+f.Go)
	}
	for _, k := range c.facts.Consts {
		value := strings.Trim(k.Value, `"`)
		ok := slices.ContainsFunc(c.consts, func(d declaration) bool { return d.name == k.Name && strings.Contains(d.value, value) })
		c.mark(KindConst, k.Name, ok, "")
	}
}

// hasGate wants the constant with its value, registered, and the accessor; of a
// gate that exists a line with its new stage.
func (c *counting) hasGate(g Gate) bool {
	name := `\b` + regexp.QuoteMeta(g.constant()) + `\b`
	stage := regexp.QuoteMeta(g.Stage)
	if g.From != "" {
		return c.has(name + `.*` + stage + `|` + stage + `.*` + name)
	}
	if g.Accessor != "" && !c.has(`\) `+regexp.QuoteMeta(g.Accessor)+`\(\) bool`) {
		return false
	}
	return c.has(name+`\s+(?:\w+ )?= "`+regexp.QuoteMeta(g.Name)+`"`) && len(regexp.MustCompile(name).FindAllString(c.text, 2)) == 2
}

func (g Gate) constant() string {
	if g.Const != "" {
		return g.Const
	}
	return g.Name
}

// hasType wants the declaration and, of an enumeration, every value.
func (c *counting) hasType(t Type) bool {
	at := slices.IndexFunc(c.types, func(d declaration) bool { return d.name == t.Name })
	if at < 0 || t.Kind == "string" && !strings.Contains(c.types[at].typ, "string") {
		return false
	}
	for name, value := range t.Values {
		if !c.has(`\b` + regexp.QuoteMeta(name) + `\b\s+(?:` + regexp.QuoteMeta(t.Name) + `\s+)?= "` + regexp.QuoteMeta(value) + `"`) {
			return false
		}
	}
	return true
}

var (
	space     = regexp.MustCompile(`\s+`)
	qualifier = regexp.MustCompile(`\b\w+\.`)
)

// bare is a type without spaces and package names.
func bare(typ string) string { return qualifier.ReplaceAllString(space.ReplaceAllString(typ, ""), "") }

// hasField wants name, type and JSON name; a field without a tag is one of a
// type that is no part of the API.
func (c *counting) hasField(f Field) bool {
	for _, d := range c.fields {
		json := f.JSON == "" || strings.Contains(d.tag, `"`+f.JSON+`,`) || strings.Contains(d.tag, `"`+f.JSON+`"`) ||
			strings.Contains(d.tag, "xml") || strings.Contains(d.tag, "inline")
		if d.name == f.Name && json && bare(d.typ) == bare(f.Go) {
			return true
		}
	}
	return c.has(`(?m)^\t+(?:\w+, )*` + regexp.QuoteMeta(f.Name) + `(?:, \w+)*\s+` + regexp.QuoteMeta(f.Go) + `\s*(?://.*)?$`)
}

// functions books functions and their calls. A call counts when the name stands
// in an added line that is neither a declaration nor a comment.
func (c *counting) functions() {
	for _, f := range c.facts.Functions {
		ok := slices.ContainsFunc(c.funcs, func(d declaration) bool {
			return d.name == f.Name && (f.File == "" || d.file == f.File) &&
				(f.Receiver == "" || d.recv == strings.Trim(f.Receiver, "*"))
		})
		c.mark(KindFunction, f.Name, ok, strings.TrimSuffix(strings.TrimSpace("wants "+f.File+" "+f.Receiver), "wants"))
		if len(f.Calls) == 0 {
			continue
		}
		called := c.called(f.Name)
		for _, caller := range f.Calls {
			c.mark(KindCall, f.Name, called, "from "+caller)
		}
	}
}

func (c *counting) called(name string) bool {
	use := regexp.MustCompile(`(?:^|[^\w"])` + regexp.QuoteMeta(name) + `\b`)
	for line := range strings.SplitSeq(c.text, "\n") {
		if !strings.HasPrefix(line, "func ") && !strings.HasPrefix(strings.TrimSpace(line), "//") && use.MatchString(line) {
			return true
		}
	}
	return false
}
