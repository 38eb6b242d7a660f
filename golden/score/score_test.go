package score_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/golden/score"
)

// diffOf makes a diff that adds lines to one file, in a hunk that lies in the
// function grow.
func diffOf(file, lines string) string {
	var b strings.Builder
	b.WriteString("diff --git a/" + file + " b/" + file + "\n--- a/" + file + "\n+++ b/" + file +
		"\n@@ -3,2 +3,9 @@ func grow() error {\n \tkept\n-\tgone\n")
	for line := range strings.Lines(lines) {
		b.WriteString("+" + line)
	}
	return b.String()
}

// TestFacts has for every kind of fact what counts as built and what does not,
// and which facts are silent.
func TestFacts(t *testing.T) {
	for _, c := range []struct {
		name    string
		facts   string
		diff    string
		account string
		want    map[string]score.Count
		silent  int
	}{
		{name: "gate, registered and asked by its accessor",
			facts: "gates: [{name: Foo, const: FooGate, accessor: FooEnabled}]",
			diff: diffOf("pkg/gates.go", "\tFooGate = \"Foo\"\n\tregister(FooGate)\n") +
				diffOf("pkg/config.go", "func (c *Config) FooEnabled() bool {\n"),
			want: map[string]score.Count{"gate": {1, 1}}},
		{name: "gate that nothing registers",
			facts:  "gates: [{name: Foo, const: FooGate}]",
			diff:   diffOf("pkg/gates.go", "\tFooGate = \"Foo\"\n"),
			want:   map[string]score.Count{"gate": {0, 1}},
			silent: 1},
		{name: "gate without its accessor",
			facts:  "gates: [{name: Foo, accessor: FooEnabled}]",
			diff:   diffOf("pkg/gates.go", "\tFoo = \"Foo\"\n\tregister(Foo)\n"),
			want:   map[string]score.Count{"gate": {0, 1}},
			silent: 1},
		{name: "gate that moves on",
			facts: "gates: [{name: Foo, from: Alpha, stage: Beta}, {name: Bar, from: Alpha, stage: GA}]",
			diff:  diffOf("pkg/gates.go", "\tregister(Gate{Name: Foo, State: Beta})\n\tregister(Gate{Name: Bar, State: Beta})\n"),
			want:  map[string]score.Count{"gate": {1, 2}}, account: "left: the move of Bar"},
		{name: "types, one an enumeration without one of its values",
			facts: "types: [{name: A, kind: struct}, {name: B, kind: string, values: {BOn: \"On\"}}," +
				" {name: C, kind: string, values: {COff: \"Off\"}}, {name: D, kind: string}]",
			diff: diffOf("pkg/api.go", "type A struct {\ntype B string\n\tBOn B = \"On\"\ntype C string\n\tCOff C = \"off\"\ntype D struct {\n"),
			want: map[string]score.Count{"type": {2, 4}}, silent: 2},
		{name: "fields: by type, by JSON name, embedded, without tag",
			facts: "fields: [{name: A, json: a, go: '*v1.A'}, {name: B, json: b, go: string}, {name: C, go: C}," +
				" {name: D, go: 'map[string]bool'}, {name: E, json: e, go: int}]",
			diff: diffOf("pkg/api.go", "\tA *A `json:\"a,omitempty\"`\n\tB string `json:\"bee\"`\n"+
				"\tC `json:\",inline\"`\n\tD map[string]bool // kept\n"+
				"\tE string `json:\"e\"`\n"),
			want: map[string]score.Count{"field": {3, 5}}, account: "left: B and E"},
		{name: "constants with and without a wanted value",
			facts: "consts: [{name: A, value: '\"a\"'}, {name: B, value: b}, {name: C}]",
			diff:  diffOf("pkg/a.go", "const A = \"a\"\n\tB = \"c\"\nvar C Kind = iota\n"),
			want:  map[string]score.Count{"const": {2, 3}}, silent: 1},
		{name: "functions: in their file, of their receiver",
			facts: "functions: [{name: a, file: pkg/a.go}, {name: b, file: pkg/b.go}, {name: c, file: pkg/a.go, receiver: '*Host'}," +
				" {name: d, receiver: Guest}]",
			diff: diffOf("pkg/a.go", "func a(x int) {\nfunc b() {\nfunc (h *Host) c() {\nfunc (h *Host) d() {\n"),
			want: map[string]score.Count{"function": {2, 4}}, silent: 2},
		{name: "calls stand in code alone",
			facts: "functions: [{name: a, calls: [grow, shrink]}, {name: b, calls: [grow]}]",
			diff:  diffOf("pkg/a.go", "\tif a(1) {\n\t// b is called here\n\tlog(\"b\")\nfunc b() {\nfunc a(n int) bool {\n"),
			want:  map[string]score.Count{"function": {2, 2}, "call": {2, 3}}, silent: 1},
		{name: "changed functions: a hunk, a line, the account, nothing",
			facts:   "changed: [{name: grow}, {name: shrink}, {name: trim}, {name: cut}]",
			diff:    diffOf("pkg/a.go", "func (h *Host) shrink(by int) {\n"),
			account: "left: trim",
			want:    map[string]score.Count{"changed": {3, 4}}, silent: 1},
		{name: "test files that get something; one without titles is not counted",
			facts:   "tests: [{file: pkg/a_test.go, titles: 2}, {file: pkg/b_test.go}, {file: pkg/c_test.go, titles: 0}]",
			diff:    diffOf("pkg/a_test.go", "\tIt(\"grows a lot\", func() {\n"),
			account: "left: b_test.go",
			want:    map[string]score.Count{"tests": {1, 2}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := score.Of(facts(t, c.facts), score.Answer{Diff: c.diff, Account: c.account})
			if !reflect.DeepEqual(row.Kinds, c.want) {
				t.Errorf("got %v, want %v", row.Kinds, c.want)
			}
			of := 0
			for _, n := range c.want {
				of += n.Of
			}
			if want := (score.Count{Have: c.silent, Of: of}); row.Silent != want {
				t.Errorf("silent: got %v, want %v; missing: %q", row.Silent, want, row.Missing)
			}
		})
	}
}

func facts(t *testing.T, text string) score.Facts {
	t.Helper()
	var f score.Facts
	if err := yaml.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestWrong: what the plan names, and the means that follow from it, are no
// surprise; all else is.
func TestWrong(t *testing.T) {
	const named = `
gates: [{name: Foo}]
types: [{name: T, values: {TOn: "On"}}]
fields: [{name: F, go: int}]
functions: [{name: f}]
rules: [anything]
modified_files: [pkg/virt-handler/listed.go]
no_change: [virt-handler, nobody]
`
	for _, c := range []struct {
		name, file, lines string
		want              []string
	}{
		{"all named", "pkg/a.go", "type T string\n\tTOn T = \"On\"\n\tF int `json:\"f\"`\n" +
			"func f() {\nfunc (c *C) FooEnabled() bool {\n\tFoo = \"Foo\"\n", nil},
		{"means", "pkg/a.go", "func validateFoo() {\n", nil},
		{"builders", "pkg/libvmi/a.go", "func WithF() Option {\n", nil},
		{"helpers of tests", "tests/a.go", "func newFoo() {\nconst timeout = 5\n", nil},
		{"strangers", "pkg/a.go", "type U string\n\tG int `json:\"g\"`\nfunc g() {\n\tK = 5\n", []string{
			"func g in pkg/a.go", "type U in pkg/a.go", "field G int in pkg/a.go", "const K in pkg/a.go"}},
		{"a component left alone", "pkg/virt-handler/a.go", "\tf()\n", []string{"virt-handler is left alone by the plan: pkg/virt-handler/a.go"}},
		{"a listed file of it", "pkg/virt-handler/listed.go", "\tf()\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := score.Of(facts(t, named), score.Answer{Diff: diffOf(c.file, c.lines)}).Wrong; !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := score.Of(score.Facts{}, score.Answer{Diff: diffOf("pkg/a.go", "func validateFoo() {\n")}).Wrong; len(got) != 1 {
		t.Errorf("a validator of a plan without rules: got %q", got)
	}
}

// TestRough: what is torn out of its sentence, or says nothing.
func TestRough(t *testing.T) {
	for _, c := range []struct {
		lines string
		rough bool
	}{
		{"\t// grow adds what is asked for (twice).\n", false},
		{"\t// grow adds what is asked for (twice\n\t// or more).\n", false},
		{"\t// grow adds what is asked for (twice\n", true},
		{"\t// ) and shrinks (\n", true},
		{"\t// , and shrinks\n", true},
		{"\t// grow adds the\n", true},
		{"\t// grow adds the\n\t// rest.\n", false},
		{"\t// grow adds the\n\t// +optional\n", true},
		{"\t// TODO: implement\n", true},
		{"\t// TODO: implement the growth of hosts\n", false},
		{"// Copyright of the\n", false},
		{"//go:build with\n", false},
		{"\tIt(\"grows when asked\", func() {\n", false},
		{"\tIt(\"grows (when asked\", func() {\n", true},
		{"\tContext(\", when asked\", func() {\n", true},
		{"\tEntry(\"grows with\", 1),\n", true},
		{"\tPIt(\"grows\")\n", true},
		{"\tIt(\"grows\", func() {\n", false},
		{"\tIt(\"\", func() {\n", true},
	} {
		if got := score.Of(score.Facts{}, score.Answer{Diff: diffOf("pkg/a_test.go", c.lines)}).Rough; (len(got) == 1) != c.rough {
			t.Errorf("%q: got %q, want rough: %v", c.lines, got, c.rough)
		}
	}
	if got := score.Of(score.Facts{}, score.Answer{Diff: diffOf("docs/a.md", "// grow adds the\n")}).Rough; got != nil {
		t.Errorf("a document is no code: %q", got)
	}
}

// TestSums: rows add up, and refused plans are counted and named.
func TestSums(t *testing.T) {
	f := facts(t, "consts: [{name: A}, {name: B}]\nchanged: [{name: cut}]")
	rows := []score.Row{
		score.Of(f, score.Answer{Diff: diffOf("pkg/a.go", "const A = 1\nconst C = 2\n\t// A is the\n")}),
		score.Of(f, score.Answer{Exit: 1, Account: "error: A"}),
	}
	total := score.Total(rows)
	const want = "const 1/4 = 25%  changed 0/2 = 0%\n2 plans: refused 1, built 1/4 = 25%, silent 4/6 = 67%, wrong 1, rough 1\n"
	if got := total.Summary(len(rows)); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
	const line = "one                             terse    exit 1  1.50 s  built   0/  2  silent   2/  3" +
		"  wrong  0  rough  0   const 0/2  changed 0/1\n"
	if got := rows[1].Line(score.Case{ID: "one", Style: "terse"}, score.Answer{Exit: 1}, 1500e6); got != line {
		t.Errorf("got  %swant %s", got, line)
	}
	const detail = "       SILENT const B\n       SILENT changed cut\n       WRONG  const C in pkg/a.go\n       ROUGH  pkg/a.go: // A is the\n"
	if got := rows[0].Detail(); got != detail {
		t.Errorf("got\n%swant\n%s", got, detail)
	}
}
