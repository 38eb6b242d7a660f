// Package statement defines what one place of a document says about one name:
// subject, relation, object, polarity, trust and place. A reader of a source
// (Go block, table, YAML sketch, sentence) makes statements and decides
// nothing; package resolve weighs them with the checkout.
package statement

import (
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Kind is what a place takes a name for. Unknown leaves it to the checkout and
// to the other mentions.
type Kind string

// The kinds of things that a plan talks about.
const (
	Unknown   Kind = ""
	Feature   Kind = "feature" // the plan as a whole; Name is empty
	Gate      Kind = "gate"
	Type      Kind = "type"
	Field     Kind = "field" // Owner is the struct; Name the Go name, or the JSON name where only that is known
	Const     Kind = "const" // Owner is the type whose value it is, where it is one
	Var       Kind = "var"
	Function  Kind = "function" // Owner is the receiver type, without star
	File      Kind = "file"
	Component Kind = "component"
	Rule      Kind = "rule"    // Name is empty; At tells rules apart
	Default   Kind = "default" // as Rule
	Test      Kind = "test"    // File is the test file; Name the title of the container, where one is given
	Program   Kind = "program" // Name is that of the binary
	Loop      Kind = "loop"    // steps of a controller; Name is its function, where one is named
	Words     Kind = "words"   // something promised that is none of these; Name is empty
)

// Trust says how much a place counts against others. Higher wins.
type Trust int

// The kinds of places, in rising order of trust.
const (
	Guess    Trust = iota // form or context only
	Prose                 // a sentence
	Label                 // "Key: value", bold label, item below a heading
	Sketch                // quoted YAML with a type
	TableRow              // a cell below a heading
	Go                    // a Go declaration
)

// String returns the word used in traces.
func (t Trust) String() string {
	return [...]string{"guess", "prose", "label", "sketch", "table", "go"}[t]
}

// Subject is the thing a statement is about, as the place names it. Empty
// parts are unknown there; resolve joins subjects whose known parts agree.
type Subject struct {
	Kind  Kind
	Name  string
	Owner string // see Kind
	File  string // as written: full path, suffix or base name
	Alias string // a second name said in the same breath: JSON name, constant of a gate, accessor
}

// String renders the subject as in the phrase table: "field Devices.PanicDevices".
func (s Subject) String() string {
	name := s.Name
	if s.Owner != "" {
		name = s.Owner + "." + name
	}
	if s.Kind == Unknown {
		return name
	}
	return strings.TrimSpace(string(s.Kind) + " " + name)
}

// Statement is one fact as one place says it. It never changes.
type Statement struct {
	Subject  Subject
	Relation Relation
	Object   string // value, name or words; see the table of relations
	More     string // second object of the few relations that have one
	Not      bool   // the place denies it
	Trust    Trust
	At       diag.Pos
	Words    string // the whole sentence or cell the statement was read from, for accounts
}

// String renders the statement as one line of the phrase table.
func (s Statement) String() string {
	not := ""
	if s.Not {
		not = "not "
	}
	out := fmt.Sprintf("%s | %s%s", s.Subject, not, s.Relation)
	if s.Object != "" {
		out += " | " + s.Object
	}
	if s.More != "" {
		out += " | " + s.More
	}
	return out
}

// Dictionary answers what the checkout knows of a name. A nil Dictionary
// knows nothing.
type Dictionary interface {
	// Kinds returns what the name is in the checkout: Function, Type, Field,
	// Const, Var, Gate, Component. Methods count as Function.
	Kinds(name string) []Kind
	// HasFile reports whether exactly this path, or one file with this ending,
	// is in the checkout, and returns the full path.
	HasFile(path string) (string, bool)
}

// Fate is what became of a mention.
type Fate string

// Mention is one name, path, rule, promised test or row of a section that
// promises work. Every mention ends with exactly one fate in the ledger.
type Mention struct {
	Name  string
	At    diag.Pos
	Words string // the whole sentence, item or row
}
