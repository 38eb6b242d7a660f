package feature

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// This file defines the identity of every single thing that a feature asks for,
// so that each can be accounted for: written, there already, or left.

// ID names one thing that a feature asks for, its kind first:
//
//	gate Name              type Name               field Struct.Name
//	const Name             func [Recv.]Name        param Func: name type
//	call Func in Caller    change [Recv.]Name      remove [Recv.]Name
//	rule path              default path            command Name
//	metric name            permission component    flag --name
//	decorator Name         loop controller         test file: title
//	file path
//
// Things outside the API carry their file, where it is known, behind the kind:
// "func pkg/a/b.go Recv.Name". Things that would share a name are numbered.
type ID string

// Kind returns the first word of an identity.
func (id ID) Kind() string {
	kind, _, _ := strings.Cut(string(id), " ")
	return kind
}

// Fact is one thing that a feature asks for.
type Fact struct {
	ID    ID
	Name  string   // the bare name: Recv.Name, Struct.Name, path of a rule, title of a test
	Words string   // what the plan says of it
	At    diag.Pos // where it says so
	File  string   // file that it lies in, where the feature says so
	Root  string   // kind of the API object that a field is in, with its path there
	Path  string
}

// Facts lists every single thing that a feature asks for, in the order of the
// model. Each has an identity of its own.
func (f *Feature) Facts() []Fact {
	l := &lister{taken: map[ID]int{}}
	for _, g := range f.Gates {
		if !g.Existing {
			l.add("gate", "", g.Name.Value, g.Doc.Value, g.Name.At)
		}
	}
	for _, t := range f.Types {
		l.add("type", outside(t.API, t.File), t.Name.Value, t.Doc.Value, t.Name.At)
		l.in(t.File)
		for _, c := range t.Values {
			l.add("const", outside(t.API, t.File), c.Name.Value, c.Doc.Value, c.Name.At)
			l.in(t.File)
		}
		for _, fd := range t.Fields {
			l.add("field", "", t.Name.Value+"."+fd.GoName(), fd.Doc.Value, fd.At())
			l.in(fd.File.Or(t.File))
		}
	}
	for _, fd := range f.Fields {
		l.add("field", "", fd.Struct.Or(fd.Path).Value+"."+fd.GoName(), fd.Doc.Value, fd.At())
		l.in(fd.File)
		l.facts[len(l.facts)-1].Root, l.facts[len(l.facts)-1].Path = fd.Root.Value, fd.Path.Value
	}
	for _, c := range f.Consts {
		l.add("const", c.File.Value, c.Name.Value, c.Doc.Value, c.Name.At)
	}
	for _, fn := range f.Functions {
		l.function(fn)
	}
	l.rest(f)
	return l.facts
}

// GoName returns the Go name of a field, or the one its JSON name or path
// gives.
func (f Field) GoName() string {
	if !f.Name.Empty() {
		return f.Name.Value
	}
	name := f.JSON.Or(f.Path).Value
	name = strings.TrimSuffix(name[strings.LastIndex(name, ".")+1:], "[]")
	if name == "" {
		return strings.Trim(f.Type.Value, "*[]")
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// QualifiedName returns the name of a function with its receiver, if any.
func (f Function) QualifiedName() string {
	if f.Receiver.Empty() || strings.Contains(f.Name.Value, ".") {
		return f.Name.Value
	}
	return f.Receiver.Value + "." + f.Name.Value
}

type lister struct {
	facts []Fact
	taken map[ID]int
}

func (l *lister) add(kind, file, name, words string, at diag.Pos) {
	id := ID(strings.Join(strings.Fields(kind+" "+file+" "+name), " "))
	l.taken[id]++
	if n := l.taken[id]; n > 1 {
		id += ID(fmt.Sprintf(" (%d)", n))
	}
	l.facts = append(l.facts, Fact{ID: id, Name: name, Words: words, At: at, File: file})
}

// in says which file the last fact lies in, where that is no part of its
// identity.
func (l *lister) in(file Text) { l.facts[len(l.facts)-1].File = file.Value }

func (l *lister) function(fn Function) {
	name := fn.QualifiedName()
	words := fn.Doc.Value
	if words == "" && len(fn.Steps) > 0 {
		words = fn.Steps[0].Value
	}
	switch {
	case !fn.Remove.Empty():
		l.add("remove", fn.File.Value, name, fn.Remove.Value, fn.At())
	case fn.Modify:
		if len(fn.NewParams)+len(fn.NewResults) == 0 || len(fn.Steps) > 0 {
			l.add("change", fn.File.Value, name, words, fn.At())
		}
	default:
		l.add("func", fn.File.Value, name, words, fn.At())
	}
	for _, p := range append(append([]Text(nil), fn.NewParams...), fn.NewResults...) {
		l.add("param", "", name+": "+p.Value, p.Value, p.At)
	}
	for _, c := range fn.Calls {
		l.add("call", "", name+" in "+c.Func.Value, c.When.Or(c.Where).Value, c.Func.At)
		l.in(c.File.Or(fn.File))
	}
}

func (l *lister) rest(f *Feature) {
	for _, r := range f.Rules {
		l.add("rule", "", r.Path.Or(r.Text).Value, r.Text.Value, r.Text.At)
	}
	for _, r := range f.Defaults {
		l.add("default", "", r.Path.Or(r.Text).Value, r.Text.Value, r.Text.At)
	}
	for _, c := range f.Commands {
		l.add("command", "", c.BinaryName(), c.Doc.Value, c.File.At)
	}
	for _, m := range f.Metrics {
		l.add("metric", "", m.Name.Value, m.Help.Value, m.Name.At)
	}
	for _, p := range f.Permissions {
		l.add("permission", "", p.Component.Value, p.Component.Value, p.Component.At)
	}
	for _, g := range f.Flags {
		l.add("flag", "", "--"+g.Name.Value, g.Usage.Value, g.Name.At)
	}
	for _, d := range f.Decorators {
		l.add("decorator", "", d.Name.Value, d.Label.Value, d.Name.At)
	}
	for _, lp := range f.Loops {
		l.add("loop", "", lp.Controller.Or(lp.Func).Value, lp.New.Value, firstPos(slices.Concat(lp.Steps, []Text{lp.Controller, lp.Func, lp.New})...))
	}
	for _, t := range f.Tests {
		l.test(t)
	}
	for _, file := range f.Files {
		l.add("file", "", file.Path.Value, file.Note.Value, file.Path.At)
	}
}

func (l *lister) test(t Test) {
	if len(t.Items)+len(t.Cases) == 0 {
		l.add("test", "", t.File.Or(t.Title).Value, t.Title.Value, firstPos(t.File, t.Title))
		l.in(t.File)
	}
	for _, it := range t.Items {
		l.add("test", "", t.File.Value+": "+it.Value, it.Value, it.At)
		l.in(t.File)
	}
	for _, c := range t.Cases {
		l.add("test", "", t.File.Value+": "+c.Title.Value, c.Title.Value, c.Title.At)
		l.in(t.File)
	}
}

// Generates reports whether the feature lists a file as one that generators
// write.
func (f *Feature) Generates(p string) bool {
	for _, file := range f.Files {
		if file.Path.Value == p && file.State == FileGenerated {
			return true
		}
	}
	return false
}

// outside returns the file of a declaration that is not part of the API.
func outside(api bool, file Text) string {
	if api {
		return ""
	}
	return file.Value
}
