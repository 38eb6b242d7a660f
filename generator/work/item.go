package work

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file defines the lines of the account.

// Item is one line of the account: something written, found present, or left
// to the author.
type Item struct {
	ID    feature.ID // the piece of the feature, where one is known
	Kind  string     // function, method, call, field, constant, type, test …
	Name  string     // F, Recv.F, Struct.Field …
	Place string     // what it stands in: the caller of a call, the function of a change
	Words string     // what the plan says, where it is quoted
	What  string     // kind, name and place as one phrase, for people
	Why   string     // why it is left
	From  diag.Pos   // plan line
	At    diag.Pos   // place in the checkout, where there is one

	// What somebody has to settle before the piece can be made: the kind of
	// fault, what can be done, and the places that show it. Empty for what is
	// left because it is the author's work.
	Code   string
	Remedy string
	Places []diag.Place
}

// Unsettled reports whether the piece is left because of a fault that somebody
// has to settle.
func (it Item) Unsettled() bool { return it.Code != "" }

// Diagnostic returns the fault of an unsettled piece as a diagnostic.
func (it Item) Diagnostic(s diag.Severity) diag.Diagnostic {
	message := it.Why
	if it.What != "" {
		message = it.What + ": " + it.Why
	}
	return diag.Diagnostic{Severity: s, Code: it.Code, Message: message, Pos: it.From, Places: it.Places, Remedy: it.Remedy}
}

// NewItem makes a line of the account of its kind, name and place.
func NewItem(kind, name, place string, from, at diag.Pos) Item {
	what := strings.TrimSpace(kind + " " + name)
	switch {
	case kind == "call" || kind == "change":
		what = kind + " of " + name
	case place != "":
		what += " in " + place
	}
	if kind == "call" && place != "" {
		what += " in " + place
	}
	return Item{Kind: kind, Name: name, Place: place, What: what, From: from, At: at}
}
