package diag

import "testing"

func TestStringShowsPlaceCodePlacesAndRemedy(t *testing.T) {
	d := Diagnostic{Error, "missing-site", "no such site", Pos{"plan.md", 41, 3}, []Place{{Pos{"a.go", 7, 0}, "near miss"}}, "look again"}
	want := "plan.md:41:3: error: no such site [missing-site]\n    a.go:7: near miss\n    hint: look again"
	if got := d.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSortedOrdersByPlaceAndDropsRepeats(t *testing.T) {
	var l List
	l.Warnf("b", Pos{"p", 2, 0}, "", "later")
	l.Notef("n", Pos{"p", 1, 0}, "note")
	l.Errorf("a", Pos{"p", 1, 0}, "", "first")
	l.Warnf("b", Pos{"p", 2, 0}, "", "later")
	got := l.Sorted()
	if len(got) != 3 || got[0].Code != "a" || got[1].Code != "n" || got[2].Code != "b" {
		t.Errorf("order or repeats wrong: %v", got)
	}
	if !l.HasErrors() || l.Count(Warning) != 2 {
		t.Errorf("counts wrong: %d errors, %d warnings", l.Count(Error), l.Count(Warning))
	}
}
