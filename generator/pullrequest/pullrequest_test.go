package pullrequest

import "testing"

const template = `<!-- Read
this first -->

### What it does
#### Before this PR:

#### After this PR:

### References
<!-- optional -->

### Special notes for your reviewer

### Release note
<!-- write it -->
` + "```release-note\n\n```\n"

func TestFillUsesThePlacesOfTheTemplate(t *testing.T) {
	got := Fill(template, Body{Summary: "Lets guests dim.", Done: []string{"gate Dim"}, Left: []string{"function dim"}, VEP: "https://example.org/7", Note: "Guests can dim."})
	want := `### What it does
#### Before this PR:

#### After this PR:

Lets guests dim.
- gate Dim

### References

- VEP: https://example.org/7

### Special notes for your reviewer

Of the plan, 1 thing is still to be written:

- function dim

### Release note
` + "```release-note\nGuests can dim.\n```\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestFillLosesNothing: a template without the places gets headings for them.
func TestFillLosesNothing(t *testing.T) {
	got := Fill("# Hello\n", Body{Summary: "Lets guests dim.", Left: []string{"a", "b"}})
	want := "# Hello\n\n### What this PR does\n\nLets guests dim.\n\n### Special notes for your reviewer\n\nOf the plan, 2 things are still to be written:\n\n- a\n- b\n\n```release-note\nNONE\n```\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
