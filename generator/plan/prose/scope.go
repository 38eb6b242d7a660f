// This file defines the scope of a text: what headings, labels and the items
// around it have settled before it is read.
package prose

import (
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Scope is what the surroundings of a text say about everything in it.
type Scope struct {
	Role      words.Role
	File      string              // the file that is spoken of
	Weak      bool                // File was only mentioned, not set for what follows
	Component string              // virt-api …
	Topic     []statement.Subject // what is spoken of
	Owner     string              // struct, interface or type whose members are listed
	Noun      words.Noun          // kind of the things that are listed
	Pending   words.Link          // what an open sentence ("`X` gets") says of the items below it
	Type      string              // Go type that the text gives to what is listed
	Results   string              // what the listed functions return
	DocFile   string
	Gate      string
}

// At gives a place in the document.
func (s Scope) At(line int) diag.Pos { return diag.Pos{File: s.DocFile, Line: line} }

// Result is what reading a text gave: statements, and the scope for what hangs
// below or follows it.
type Result struct {
	Statements []statement.Statement
	Below      Scope // for nested items and code
	After      Scope // for the next sentence or paragraph
}

// maker collects the statements of one text.
type maker struct {
	scope Scope
	dict  statement.Dictionary
	trust statement.Trust
	text  document.Rich
	words string
	line  int // of the clause being read
	out   []statement.Statement
}

func (k *maker) say(s statement.Subject, line int, rel statement.Relation, object, more string) {
	if line == 0 {
		line = k.line
	}
	k.out = append(k.out, statement.Statement{Subject: s, Relation: rel, Object: object, More: more, Trust: k.trust, At: k.scope.At(line), Words: k.words})
}

// kinds asks the dictionary.
func (k *maker) kinds(name string) []statement.Kind {
	if k.dict == nil {
		return nil
	}
	return k.dict.Kinds(name)
}

func (k *maker) is(name string, kind statement.Kind) bool {
	for _, x := range k.kinds(name) {
		if x == kind {
			return true
		}
	}
	return false
}
