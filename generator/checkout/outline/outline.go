// Package outline lists what a Go file declares, without building a syntax
// tree: the whole of KubeVirt is outlined in a tenth of a second.
package outline

import (
	"path"
	"reflect"
	"strconv"
	"strings"
)

// Kind says what a declaration declares.
type Kind uint8

// The kinds of declarations. A type is Struct or Interface where its right side
// is such a literal, Type otherwise; aliases are types.
const (
	Func Kind = iota + 1
	Method
	Type
	Struct
	Interface
	Const
	Var
	Field
	InterfaceMethod
	InterfaceEmbedded // an interface that another one embeds; unions are left out
)

var kindNames = [...]string{
	"", "func", "method", "type", "struct", "interface", "const", "var", "field", "interface method", "embedded interface",
}

// String returns the kind in words.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// IsType reports whether the kind is that of a named type.
func (k Kind) IsType() bool { return k == Type || k == Struct || k == Interface }

// Decl is one declared name at package level, or a field or method of a type
// that is declared there. All texts are as the file writes them.
type Decl struct {
	Kind     Kind
	Test     bool   // the file is a _test.go file
	Embedded bool   // of a Field: it has no name of its own; Name is that of its type
	Line     int    // of the name, from 1
	Name     string // the identifier
	Recv     string // of a Method: the receiver's type without star; of a Field or interface member: the struct or interface; of a Const: Type
	// Type is of a function: type parameters, parameters and results; of a type:
	// all after its name, up to the brace of a literal; else the type, if one is
	// written (or repeated, in a group of constants).
	Type  string
	Value string // of a Const or Var: its initialiser, up to the first brace
	Tag   string // of a Field: the tag with its quotes
	File  string // path in the checkout
}

// Dir returns the directory of the declaration.
func (d *Decl) Dir() string { return path.Dir(d.File) }

// JSON returns the name of a field in JSON and whether its own fields are
// written in its place. A field without such a name gives "".
func (d *Decl) JSON() (name string, inline bool) {
	if d.Tag == "" {
		return "", false
	}
	tag, err := strconv.Unquote(d.Tag)
	if err != nil {
		return "", false
	}
	value, ok := reflect.StructTag(tag).Lookup("json")
	if !ok {
		return "", false
	}
	name, rest, _ := strings.Cut(value, ",")
	if name == "-" {
		return "", false
	}
	return name, name == "" && strings.Contains(","+rest+",", ",inline,")
}

// Text returns the value of a constant or variable that is one string literal.
func (d *Decl) Text() (string, bool) {
	if d.Value == "" || d.Value[0] != '"' && d.Value[0] != '`' {
		return "", false
	}
	s, err := strconv.Unquote(d.Value)
	return s, err == nil
}

// Import is one import of a file. Name is "" where the file writes none.
type Import struct{ Name, Path string }

// File is the outline of a Go file.
type File struct {
	Path      string
	Package   string // as the package clause says
	Generated bool   // a "Code generated … DO NOT EDIT." line stands before the package clause
	Imports   []Import
	Decls     []Decl // in the order of the file
}

// Of outlines a file. Text that is no Go gives what could be made out.
func Of(name string, src []byte) *File {
	o := &outliner{scanner: scanner{src: src}, file: &File{Path: name}, test: strings.HasSuffix(name, "_test.go"), line: 1}
	o.run()
	o.settle()
	return o.file
}
