// This file defines the ledger: what became of every name that a plan mentions
// where it promises work.
package resolve

import (
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// The fates of mentions.
const (
	Taken         statement.Fate = "taken"          // it is in the model: written, or there already
	Known         statement.Fate = "there already"  // the checkout has it, the plan only speaks of it
	Left          statement.Fate = "left"           // understood, not made
	NotUnderstood statement.Fate = "not understood" // nothing could be made of it
)

// Entry says what became of one mention.
type Entry struct {
	Mention statement.Mention
	Kind    statement.Kind
	Fate    statement.Fate
	Why     string
}

// Ledger lists every mention once for each line it stands on.
type Ledger struct {
	Entries []Entry
	seen    map[string]bool
}

// Add books a mention, unless the name is booked for this line.
func (l *Ledger) Add(name string, kind statement.Kind, at diag.Pos, words string, fate statement.Fate, why string) {
	key := name + "@" + at.String()
	if l.seen[key] {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[key] = true
	l.Entries = append(l.Entries, Entry{statement.Mention{Name: name, At: at, Words: words}, kind, fate, why})
}
