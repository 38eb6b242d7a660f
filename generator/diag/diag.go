// Package diag defines what the tool says to its user: diagnostics with a
// severity, a stable code, a place and a remedy, and the list that decides the
// exit status.
package diag

import (
	"fmt"
	"sort"
	"strings"
)

// Severity ranks a diagnostic. Only errors make a run refuse; Left means that
// one piece is not made and everything else is.
type Severity int

// The severities, in rising order.
const (
	Note Severity = iota
	Warning
	Left
	Error
)

// String returns the word printed in messages: note, warning, left or error.
func (s Severity) String() string {
	return [...]string{"note", "warning", "left", "error"}[s]
}

// Pos is a place in the plan, the model or the checkout. Line and Col count
// from 1; a zero Line means the file as a whole.
type Pos struct {
	File string
	Line int
	Col  int
}

// String returns file:line:col with the parts that are known.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// IsZero reports whether the place is unknown.
func (p Pos) IsZero() bool { return p == Pos{} }

// Place is a secondary position with a few words on why it matters.
type Place struct {
	Pos  Pos
	Text string
}

// Diagnostic is one finding. Message is one sentence in lower case without a
// final stop; Code is public vocabulary (see Codes); Remedy says what the user
// can do.
type Diagnostic struct {
	Severity Severity
	Code     string
	Message  string
	Pos      Pos
	Places   []Place
	Remedy   string
}

// String renders the diagnostic the way it is printed: the head line, one
// indented line per place, then the remedy as a hint. Characters that cannot be
// seen are spelled out.
func (d Diagnostic) String() string {
	var b strings.Builder
	if at := d.Pos.String(); at != "" {
		b.WriteString(at + ": ")
	}
	fmt.Fprintf(&b, "%s: %s [%s]", d.Severity, d.Message, d.Code)
	for _, p := range d.Places {
		fmt.Fprintf(&b, "\n    %s: %s", p.Pos, p.Text)
	}
	if d.Remedy != "" {
		fmt.Fprintf(&b, "\n    hint: %s", d.Remedy)
	}
	return Visible(b.String())
}

// List collects diagnostics. The zero value is ready to use.
type List struct {
	items []Diagnostic
}

// Add appends diagnostics.
func (l *List) Add(ds ...Diagnostic) { l.items = append(l.items, ds...) }

// Errorf adds an error with the given code, place, remedy and message.
func (l *List) Errorf(code string, at Pos, remedy, format string, args ...any) {
	l.Add(Diagnostic{Error, code, fmt.Sprintf(format, args...), at, nil, remedy})
}

// Warnf adds a warning with the given code, place, remedy and message.
func (l *List) Warnf(code string, at Pos, remedy, format string, args ...any) {
	l.Add(Diagnostic{Warning, code, fmt.Sprintf(format, args...), at, nil, remedy})
}

// Notef adds a note with the given code, place and message.
func (l *List) Notef(code string, at Pos, format string, args ...any) {
	l.Add(Diagnostic{Note, code, fmt.Sprintf(format, args...), at, nil, ""})
}

// Merge appends all diagnostics of another list.
func (l *List) Merge(other List) { l.items = append(l.items, other.items...) }

// HasErrors reports whether any diagnostic is an error.
func (l *List) HasErrors() bool { return l.Count(Error) > 0 }

// Count returns the number of diagnostics of one severity.
func (l *List) Count(s Severity) int {
	n := 0
	for _, d := range l.items {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Len returns the number of diagnostics.
func (l *List) Len() int { return len(l.items) }

// Sorted returns the diagnostics without repeats, ordered by file, line,
// column, falling severity and code.
func (l *List) Sorted() []Diagnostic {
	seen := map[string]bool{}
	var out []Diagnostic
	for _, d := range l.items {
		if key := d.String(); !seen[key] {
			seen[key] = true
			out = append(out, d)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return before(out[i], out[j]) })
	return out
}

func before(a, b Diagnostic) bool {
	switch {
	case a.Pos.File != b.Pos.File:
		return a.Pos.File < b.Pos.File
	case a.Pos.Line != b.Pos.Line:
		return a.Pos.Line < b.Pos.Line
	case a.Pos.Col != b.Pos.Col:
		return a.Pos.Col < b.Pos.Col
	case a.Severity != b.Severity:
		return a.Severity > b.Severity
	}
	return a.Code < b.Code
}
