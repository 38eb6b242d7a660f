// Package goblock reads Go the way plans write it: declarations with members
// left out, several structs in one block, fields and constants without their
// frame, signatures with names only, remarks behind a line. It reads the text
// alone; what a name means is settled later, with the checkout.
package goblock

import (
	"strings"
	"unicode"
)

// Kind says what a declaration declares.
type Kind string

// The kinds of declarations.
const (
	Struct    Kind = "struct"
	Interface Kind = "interface"
	Defined   Kind = "defined" // any other defined type: type X string
	Alias     Kind = "alias"
	Func      Kind = "func" // function or method
	Const     Kind = "const"
	Var       Kind = "var"
	Field     Kind = "field"     // a struct field without its struct
	Statement Kind = "statement" // code that declares nothing: where a function is called
)

// Comment is the text of one comment line without its slashes, with the line
// of the plan it stands on.
type Comment struct {
	Line int
	Text string
}

// Param is a parameter, result or receiver. Type is empty where the plan gives
// only a name, Name where it gives only a type. Shared says that the type
// stands behind a later name (a, b int): Go reads the name as of that type, an
// author who lists names may not have meant it.
type Param struct {
	Name   string
	Type   string
	Shared bool
}

// Change says what a remark tells about the state of a declaration.
type Change string

// The states a remark can name; empty means that none is named.
const (
	New     Change = "new"
	Changed Change = "changed"
	Same    Change = "same" // exists and stays as it is
	Removed Change = "removed"
)

// Notes is what comments say about a declaration.
type Notes struct {
	Doc     []Comment // sentences meant for the code
	Markers []Comment // +optional, +listType=atomic; without slashes
	Remarks []Comment // words to the reader of the plan: "was *FeatureState", "right after IOThreads"
	Change  Change    // from a remark, or from the + and - of a diff
	Old     string    // what it replaces or was before, as the remark names it
}

// Decl is one declaration. Text is the source as the plan wrote it, without
// the comments before it.
type Decl struct {
	Notes
	Kind       Kind
	Name       string
	TypeParams string  // between the brackets
	Recv       *Param  // of a method
	Params     []Param // of a function
	Results    []Param
	HasParams  bool // parentheses were written, even empty ones
	HasResults bool
	Type       string // of a constant, variable or field; underlying type of a Defined or Alias
	Value      string // of a constant or variable
	Tag        string // of a field, without the back-quotes
	Embedded   bool   // a field without a name: Name is the last part of its type
	Members    []Decl // fields of a struct or of an inline struct, methods of an interface
	Body       string // of a function, between the braces, verbatim
	HasBody    bool
	Steps      []Comment // comments of a body that holds nothing else
	Iota       bool      // the value is counted by iota, here or in the line above it
	Bare       bool      // written without the keyword or frame that Go wants
	Elided     []Comment // "// ..." and the like: there is more than the plan shows
	File       string    // path named by a comment before it
	Text       string
	Line       int // first and last line in the plan
	End        int
}

// Complete reports whether the declaration is Go that needs nothing added.
func (d Decl) Complete() bool {
	if len(d.Elided) > 0 || d.Bare && d.Kind != Field {
		return false
	}
	for _, m := range d.Members {
		if !m.Complete() && m.Kind != Func {
			return false
		}
	}
	switch d.Kind {
	case Func:
		return d.HasParams && typed(d.Params) && typed(d.Results) && (!d.HasBody || len(d.Steps) == 0)
	case Field, Defined, Alias:
		return d.Type != ""
	case Const, Var:
		return d.Value != "" || d.Iota || d.Kind == Var && d.Type != ""
	}
	return true
}

func typed(ps []Param) bool {
	for _, p := range ps {
		if p.Type == "" && !p.Shared {
			return false
		}
	}
	return true
}

// Unread is a stretch of a block that is no Go to this package.
type Unread struct {
	Line, End int
	Text      string
}

// Block is what a Go block of a plan says.
type Block struct {
	Package string
	Imports []string // as written: "fmt", vap "k8s.io/x"
	Decls   []Decl
	Loose   []Comment // comments that belong to no declaration
	Unread  []Unread
}

// Read reads a block; line is the line of the plan that its first line stands
// on. It reads any text and never fails: what is no Go is in Unread.
func Read(src string, line int) Block {
	p := newReader(src, line)
	p.block()
	p.finish()
	return p.out
}

// Span reads one piece of Go written in a sentence or a cell: a signature
// (validateX(field, spec) []Cause), a field (tdxEnabled bool), a constant
// (Foo = "bar"), a declaration. ok is false where the span is a plain name, a
// literal, an expression or no Go at all.
func Span(src string, line int) (d Decl, ok bool) {
	if strings.HasPrefix(strings.TrimSpace(src), "+") {
		return Decl{}, false
	}
	b := Read(src, line)
	if len(b.Decls) != 1 || len(b.Unread) > 0 {
		return Decl{}, false
	}
	d = b.Decls[0]
	switch {
	case d.Kind == Statement, d.Kind == Field && d.Type == "":
		return Decl{}, false
	case d.Bare && (d.Value == "true" || d.Value == "false" || d.Value == "nil") && !unicode.IsUpper(rune(d.Name[0])):
		return Decl{}, false // changed = true: an assignment
	}
	return d, true
}

// IsGo reports whether a block whose language is not known is Go: more of its
// lines are declared than unread.
func IsGo(src string) bool {
	b := Read(src, 1)
	read, unread := len(b.Imports), 0
	for _, d := range b.Decls {
		if d.Kind != Statement {
			read += d.End - d.Line + 1
		}
	}
	for _, u := range b.Unread {
		unread += u.End - u.Line + 1
	}
	return read > unread
}
