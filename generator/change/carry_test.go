package change

import (
	"strings"
	"testing"
)

func lines(words string) string {
	if words == "" {
		return ""
	}
	return strings.ReplaceAll(strings.ReplaceAll(words, "_", ""), " ", "\n") + "\n"
}

// TestCarry: texts as words, one line each, "_" for an empty one. What gen → next
// changes happens in have unless somebody edited it.
func TestCarry(t *testing.T) {
	for name, c := range map[string]struct{ gen, next, have, want, stays string }{
		"taken out":                {"a b c", "a c", "a b c", "a c", ""},
		"with edits elsewhere":     {"a b c d e", "a b c d", "a B c d e", "a B c d", ""},
		"edited":                   {"a b c", "a c", "a B c", "a B c", "b"},
		"already gone":             {"a b c", "a c", "a c", "a c", ""},
		"put in":                   {"a c", "a b c", "a c d", "a b c d", ""},
		"changed":                  {"a b c", "a x c", "a b c", "a x c", ""},
		"changed alike":            {"a b c", "a x c", "a x c", "a x c", ""},
		"changed twice":            {"a b c", "a x c", "a y c", "a y c", "b"},
		"lines before it":          {"a b c", "a c", "a new b c", "a new c", ""},
		"lines behind it":          {"a b c", "a c", "a b new c", "a new c", ""},
		"lines within":             {"a b1 b2 c", "a c", "a b1 new b2 c", "a b1 new b2 c", "b1"},
		"one of two declarations":  {"a _ f g _ h i _ z", "a _ z", "a _ f G _ h i _ z", "a _ f G _ z", "f"},
		"lines of others, alike":   {"a _ f", "a", "a _ mine _ f", "a _ mine", ""},
		"all of it":                {"a b", "", "a b", "", ""},
		"everything is other":      {"a b", "a c", "x y", "x y", "b"},
		"the end of it was edited": {"a b", "a", "a b c", "a c", ""},
	} {
		got, stayed := Carry(lines(c.gen), lines(c.next), lines(c.have))
		if got != lines(c.want) {
			t.Errorf("%s: got %q", name, strings.ReplaceAll(got, "\n", " "))
		}
		what := ""
		for _, s := range stayed {
			what += s.Text
		}
		if what != c.stays {
			t.Errorf("%s: %q stays", name, what)
		}
	}
}

// TestCarryKeepsUsedImports: an import that came with the plan stays as long as
// somebody's code uses it.
func TestCarryKeepsUsedImports(t *testing.T) {
	gen := "import (\n\t\"a\"\n\t\"x/fmt\"\n)\n\nfunc f() { fmt.P() }\n"
	next := "import (\n\t\"a\"\n)\n"
	got, _ := Carry(gen, next, gen+"\nfunc mine() { fmt.Q() }\n")
	if !strings.Contains(got, "x/fmt") || strings.Contains(got, "func f") || !strings.Contains(got, "mine") {
		t.Errorf("got %s", got)
	}
	if got, _ := Carry(gen, next, gen); got != next {
		t.Errorf("got %s", got)
	}
}

// FuzzCarry: without edits Carry gives next; without a change, have.
func FuzzCarry(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n")
	f.Add("\n\nx\n", "", "y")
	f.Fuzz(func(t *testing.T, gen, next, have string) {
		if strings.Contains(gen+next+have, "\"") {
			return // import lines have rules of their own
		}
		if got, stayed := Carry(gen, next, gen); got != next || len(stayed) > 0 {
			t.Errorf("without edits: %q %v", got, stayed)
		}
		if got, stayed := Carry(gen, gen, have); got != have || len(stayed) > 0 {
			t.Errorf("without a change: %q %v", got, stayed)
		}
		Carry(gen, next, have)
		Wanted(gen, next, have)
	})
}
