package words

import "testing"

// TestSectionRole: titles, the outermost first, and what the section is for.
func TestSectionRole(t *testing.T) {
	for _, c := range []struct {
		titles []string
		want   Role
	}{
		{[]string{"Out of scope"}, Idle},
		{[]string{"Non-goals"}, Idle},
		{[]string{"Feature gates"}, Gate},
		{[]string{"Validation rules"}, Validation},
		{[]string{"Unit testing"}, Tests},
		{[]string{"Files to create"}, Files},
		{[]string{"API changes"}, API},
		{[]string{"virt-handler"}, Component},
		{[]string{"Implementation details"}, Work},
		{[]string{"Risks", "API"}, Idle},
		{[]string{"Testing", "API"}, Tests},
	} {
		if got := SectionRole(c.titles); got != c.want {
			t.Errorf("%q: got %q, want %q", c.titles, got, c.want)
		}
	}
}

// TestLabelOf: labels and column headings as plans write them.
func TestLabelOf(t *testing.T) {
	for text, want := range map[string]Label{
		"File": LFile, "in": LFile, "**Location**:": LFile, "New function": LFunction, "Called from": LCalledBy,
		"Go type": LType, "JSON (name)": LJSON, "Status": LStage, "Object": LStruct, "colour": LNone,
	} {
		if got := LabelOf(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestCells: cells that say nothing, repeat the one above, affirm or deny.
func TestCells(t *testing.T) {
	type is struct{ nothing, ditto, yes, no bool }
	for text, want := range map[string]is{
		"": {nothing: true}, "–": {nothing: true, no: true}, "none": {nothing: true}, "No change": {nothing: true, no: true},
		"ditto": {ditto: true}, `"`: {ditto: true}, "see above": {ditto: true},
		"yes": {yes: true}, "✅": {yes: true}, "optional, default 5": {yes: true},
		"required": {no: true}, "`Lamp`": {}, "nothingness": {}, "dim": {},
	} {
		if got := (is{IsNothing(text), IsDitto(text), IsYes(text), IsNo(text)}); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}
