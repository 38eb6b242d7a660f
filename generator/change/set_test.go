package change

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

func from(line int) diag.Pos { return diag.Pos{File: "plan.md", Line: line} }

func texts(l diag.List) []string {
	var out []string
	for _, d := range l.Sorted() {
		out = append(out, d.String())
	}
	return out
}

func TestComposeAppliesEdits(t *testing.T) {
	base := tree(map[string]string{"f": "abcdef", "g": "xyz"})
	var s Set
	s.Replace("f", 2, 4, "CD", "one", from(1))
	s.Insert("f", 6, "!", "one", from(2))
	s.Insert("f", 2, "<", "two", from(3))
	s.Insert("f", 4, ">", "two", from(3))
	s.Replace("g", 0, 1, "x", "one", from(4))
	s.Create("new/h", "h\n", "one", from(5))
	got, diags := s.Compose(base)
	if diags.Len() > 0 || string(got["f"]) != "ab<CD>ef!" || string(got["new/h"]) != "h\n" {
		t.Errorf("got %q, %v", got, texts(diags))
	}
	if _, ok := got["g"]; ok {
		t.Error("a file that stays the same is reported as changed")
	}
}

func TestInsertsAtOneOffsetFollowRankThenPlan(t *testing.T) {
	var s Set
	s.Insert("f", 1, "c", "z", from(9))
	s.Insert("f", 1, "b", "z", from(3))
	s.Edits = append(s.Edits, Edit{Path: "f", Start: 1, End: 1, New: "d", Rank: 1, From: from(1)})
	got, _ := s.Compose(tree(map[string]string{"f": "ae"}))
	if string(got["f"]) != "abcde" {
		t.Errorf("got %q", got["f"])
	}
}

func TestEqualKeysCoalesce(t *testing.T) {
	base := tree(map[string]string{"f": "ab"})
	same := Edit{Path: "f", Start: 1, End: 1, New: "x", Key: "import x", Emitter: "one", From: from(1)}
	other := same
	other.Emitter, other.From = "two", from(2)
	s := Set{Edits: []Edit{other, same}}
	if got, diags := s.Compose(base); diags.Len() > 0 || string(got["f"]) != "axb" {
		t.Errorf("got %q, %v", got["f"], texts(diags))
	}
	other.New = "y"
	s = Set{Edits: []Edit{other, same}}
	got, diags := s.Compose(base)
	want := "plan.md:2: error: f: one and two want import x in different forms [edit-conflict]"
	if got != nil || !strings.HasPrefix(texts(diags)[0], want) {
		t.Errorf("got %v, %v", got, texts(diags))
	}
}

func TestComposeNamesBothOwners(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(s *Set)
		want string
	}{
		"overlap": {func(s *Set) {
			s.Replace("f", 3, 6, "x", "webhook", from(7))
			s.Replace("f", 5, 8, "y", "api", from(4))
		}, "plan.md:4: error: f:2: webhook and api change the same bytes [edit-conflict]\n    plan.md:7: the other change (webhook)\n    hint: separate the two plan lines, or leave one of them out"},
		"insert inside": {func(s *Set) {
			s.Insert("f", 5, "x", "api", from(2))
			s.Replace("f", 3, 6, "", "gate", from(1))
		}, "plan.md:2: error: f:2: gate and api change the same bytes [edit-conflict]\n    plan.md:1: the other change (gate)\n    hint: separate the two plan lines, or leave one of them out"},
		"created twice": {func(s *Set) {
			s.Create("n", "1", "tests", from(9))
			s.Create("n", "2", "api", from(3))
		}, "plan.md:9: error: n is created twice with different content (api, tests) [edit-conflict]\n    plan.md:3: the other change (api)\n    hint: separate the two plan lines, or leave one of them out"},
		"exists": {func(s *Set) { s.Create("f", "1", "tests", from(9)) },
			"plan.md:9: error: f exists with other content [file-exists]\n    f:1: is already there\n    hint: list it under modified files, or remove it from the checkout"},
		"missing": {func(s *Set) { s.Insert("no", 0, "1", "tests", from(9)) },
			"plan.md:9: error: no: cannot be read: open no: file does not exist [missing-file]\n    hint: check the path in the plan"},
	} {
		var s Set
		c.set(&s)
		got, diags := s.Compose(tree(map[string]string{"f": "ab\ncdefghi"}))
		if got != nil || len(texts(diags)) != 1 || texts(diags)[0] != c.want {
			t.Errorf("%s: got %q %v", name, texts(diags), got)
		}
	}
}

func TestCreationOfWhatIsThereChangesNothing(t *testing.T) {
	var s Set
	s.Create("f", "same", "api", from(1))
	s.Create("n", "new", "api", from(1))
	s.Create("n", "new", "tests", from(2))
	got, diags := s.Compose(tree(map[string]string{"f": "same"}))
	if diags.Len() > 0 || len(got) != 1 || string(got["n"]) != "new" {
		t.Errorf("got %q, %v", got, texts(diags))
	}
}

func TestEditOutsideItsFilePanics(t *testing.T) {
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, "plan.md:3") || !strings.Contains(r, "api") {
			t.Errorf("panic says %q", r)
		}
	}()
	var s Set
	s.Insert("f", 9, "x", "api", from(3))
	s.Compose(tree(map[string]string{"f": "ab"}))
}

// TestOrderOfAddingNeverMatters shuffles random sets, conflicting ones
// included: same bytes and same diagnostics, whatever the order.
func TestOrderOfAddingNeverMatters(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	base := tree(map[string]string{"f": strings.Repeat("0123456789", 6), "g": "abcdefghij"})
	conflicts := 0
	for range 300 {
		s := randomSet(rng)
		want, wantDiags := s.Compose(base)
		conflicts += min(1, wantDiags.Len())
		for range 4 {
			rng.Shuffle(len(s.Edits), func(i, j int) { s.Edits[i], s.Edits[j] = s.Edits[j], s.Edits[i] })
			rng.Shuffle(len(s.Creations), func(i, j int) { s.Creations[i], s.Creations[j] = s.Creations[j], s.Creations[i] })
			got, diags := s.Compose(base)
			if fmt.Sprint(got) != fmt.Sprint(want) || !slices.Equal(texts(diags), texts(wantDiags)) {
				t.Fatalf("%+v\ngot  %q %v\nwant %q %v", s, got, texts(diags), want, texts(wantDiags))
			}
		}
		if wantDiags.Len() == 0 {
			if lost := Additive(base, base.With(want), s.Edits, nil); lost.Len() > 0 {
				t.Errorf("declared edits read as losses: %v", texts(lost))
			}
		}
	}
	if conflicts < 30 || conflicts > 270 {
		t.Errorf("%d of 300 sets conflict: the generator is lopsided", conflicts)
	}
}

func randomSet(rng *rand.Rand) Set {
	var s Set
	for range rng.IntN(6) {
		p, size := "f", 60
		if rng.IntN(3) == 0 {
			p, size = "g", 10
		}
		start := rng.IntN(size + 1)
		e := Edit{Path: p, Start: start, End: start, New: string(rune('A' + rng.IntN(26))),
			Emitter: []string{"api", "gate"}[rng.IntN(2)], From: from(rng.IntN(3)), Rank: rng.IntN(2)}
		switch rng.IntN(3) {
		case 0:
			e.End = min(size, start+rng.IntN(8))
		case 1:
			e.Key, e.New = "k", "K"
		}
		s.Edits = append(s.Edits, e)
	}
	for range rng.IntN(3) {
		s.Create([]string{"n", "m"}[rng.IntN(2)], []string{"1", "2"}[rng.IntN(2)], "tests", from(rng.IntN(3)))
	}
	return s
}

func TestAdditive(t *testing.T) {
	const src = "type T struct {\n\tA int // a\n\tB string\n}\n\ncall(a)\n"
	for name, c := range map[string]struct {
		next  string
		edits []Edit
		want  string
	}{
		"pure addition":        {"type T struct {\n\tA int // a\n\tX int\n\tB string\n}\n\ncall(a)\n", nil, ""},
		"neighbours realign":   {"type T struct {\n\tA    int // a\n\tLong int\n\tB    string\n}\n\ncall(a)\n", nil, ""},
		"a line is gone":       {"type T struct {\n\tA int // a\n}\n\ncall(a)\n", nil, "f:3: error: this line would be lost or moved, though nothing asks for it: B string [line-lost]"},
		"a comment is gone":    {"type T struct {\n\tA int\n\tB string\n}\n\ncall(a)\n", nil, "f:2: error"},
		"two lines swap":       {"type T struct {\n\tB string\n\tA int // a\n}\n\ncall(a)\n", nil, "f:3: error"},
		"declared":             {"type T struct {\n\tA int // a\n}\n\ncall(a)\n", []Edit{{Path: "f", Start: 28, End: 38}}, ""},
		"insert in a line":     {strings.Replace(src, "call(a)", "call(a, b)", 1), []Edit{{Path: "f", Start: 47, End: 47, New: ", b"}}, ""},
		"insert before":        {strings.Replace(src, "\tB", "\t// b\n\tB", 1), []Edit{{Path: "f", Start: 28, End: 28, New: "\t// b\n"}}, ""},
		"edit of another file": {"type T struct {\n\tA int // a\n}\n\ncall(a)\n", []Edit{{Path: "g", Start: 28, End: 38}}, "f:3: error"},
	} {
		base := tree(map[string]string{"f": src, "skip": "x"})
		next := base.With(overlay(map[string]string{"f": c.next, "skip": "y", "new": "n"}))
		got := strings.Join(texts(Additive(base, next, c.edits, func(p string) bool { return p == "skip" })), "\n")
		if !strings.HasPrefix(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if base := tree(map[string]string{"f": src}); !strings.Contains(texts(Additive(base, base.With(overlay(nil, "f")), nil, nil))[0], "f:1:") {
		t.Error("a deleted file counts as kept")
	}
}
