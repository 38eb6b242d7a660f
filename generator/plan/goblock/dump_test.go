package goblock

import (
	"fmt"
	"strings"
)

// dump renders what was read, one declaration a line, for the tests.
func dump(b Block) string {
	var w strings.Builder
	if b.Package != "" {
		fmt.Fprintf(&w, "package %s\n", b.Package)
	}
	for _, i := range b.Imports {
		fmt.Fprintf(&w, "import %s\n", i)
	}
	for _, d := range b.Decls {
		dumpDecl(&w, "", d)
	}
	for _, c := range b.Loose {
		fmt.Fprintf(&w, "loose %d %q\n", c.Line, c.Text)
	}
	for _, u := range b.Unread {
		fmt.Fprintf(&w, "unread %d-%d %q\n", u.Line, u.End, u.Text)
	}
	return w.String()
}

func dumpDecl(w *strings.Builder, indent string, d Decl) {
	fmt.Fprintf(w, "%s%s", indent, d.Kind)
	if d.Recv != nil {
		fmt.Fprintf(w, " (%s)", dumpParams([]Param{*d.Recv}))
	}
	if d.Kind == Statement {
		fmt.Fprintf(w, " %q", d.Text)
	}
	fmt.Fprintf(w, " %s", d.Name)
	if d.TypeParams != "" {
		fmt.Fprintf(w, "[%s]", d.TypeParams)
	}
	if d.HasParams {
		fmt.Fprintf(w, "(%s)", dumpParams(d.Params))
	}
	if d.HasResults {
		fmt.Fprintf(w, " -> %s", dumpParams(d.Results))
	}
	if d.Type != "" && len(d.Members) == 0 {
		fmt.Fprintf(w, " : %s", d.Type)
	}
	if d.Value != "" {
		fmt.Fprintf(w, " = %s", d.Value)
	}
	flags := []struct {
		on   bool
		name string
	}{{d.Embedded, "embedded"}, {d.Iota, "iota"}, {d.Bare, "bare"}, {d.HasBody, "body"}, {d.Complete(), "complete"}}
	for _, f := range flags {
		if f.on {
			fmt.Fprintf(w, " [%s]", f.name)
		}
	}
	if d.Tag != "" {
		fmt.Fprintf(w, " <%s>", d.Tag)
	}
	if d.Change != "" {
		fmt.Fprintf(w, " !%s", d.Change)
	}
	if d.Old != "" {
		fmt.Fprintf(w, " (old %s)", d.Old)
	}
	if d.File != "" {
		fmt.Fprintf(w, " @%s", d.File)
	}
	fmt.Fprintln(w)
	for _, g := range []struct {
		name string
		cs   []Comment
	}{{"doc", d.Doc}, {"marker", d.Markers}, {"remark", d.Remarks}, {"elided", d.Elided}, {"step", d.Steps}} {
		for _, c := range g.cs {
			fmt.Fprintf(w, "%s  %s %d %q\n", indent, g.name, c.Line, c.Text)
		}
	}
	for _, m := range d.Members {
		dumpDecl(w, indent+"  ", m)
	}
}

func dumpParams(ps []Param) string {
	var out []string
	for _, p := range ps {
		s := strings.TrimSpace(p.Name + " " + p.Type)
		if p.Shared {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}
