package goblock

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
)

func TestBlocks(t *testing.T) {
	plantest.Check(t, "testdata/blocks.txt", func(in string) string { return dump(Read(in, 1)) })
}

func TestSpans(t *testing.T) {
	plantest.Check(t, "testdata/spans.txt", func(in string) string {
		var w strings.Builder
		for _, l := range strings.Split(strings.TrimSpace(in), "\n") {
			if d, ok := Span(l, 1); ok {
				dumpDecl(&w, "", d)
			} else {
				w.WriteString("no\n")
			}
		}
		return w.String()
	})
}

func TestIsGo(t *testing.T) {
	for src, want := range map[string]bool{
		"type X struct {\n\tA int\n}":               true,
		"func f()\nfunc g()\nand some words":        true,
		"spec:\n  domain:\n    cpu: 2":              false,
		"apiVersion: v1\nkind: Pod":                 false,
		"pkg/\n└── x.go":                            false,
		"<tlbflush state='on'/>":                    false,
		"kubectl create -f x.yaml\nmake generate\n": false,
	} {
		if got := IsGo(src); got != want {
			t.Errorf("IsGo(%q) = %v", src, got)
		}
	}
}

// FuzzRead: whatever a plan holds, every line that is no comment and no
// bracket is declared or said to be unread, and lines stay inside the block.
func FuzzRead(f *testing.F) {
	for _, c := range plantest.Read(f, "testdata/blocks.txt") {
		f.Add(c.In)
	}
	f.Fuzz(func(t *testing.T, src string) {
		const first = 7
		b := Read(src, first)
		last := first + strings.Count(src, "\n")
		covered := map[int]bool{}
		for _, d := range b.Decls {
			if d.Line < first || d.End > last || d.End < d.Line {
				t.Fatalf("%s %s on lines %d-%d of %d-%d", d.Kind, d.Name, d.Line, d.End, first, last)
			}
			for n := d.Line; n <= d.End; n++ {
				covered[n] = true
			}
		}
		for _, u := range b.Unread {
			for n := u.Line; n <= u.End; n++ {
				covered[n] = true
			}
		}
		for _, c := range b.Loose {
			covered[c.Line] = true
		}
		clean, _ := signs(src)
		for _, k := range scan(clean, first) {
			if k.kind == token.IMPORT || k.kind == token.PACKAGE {
				return // what follows may belong to it
			}
			if k.kind == token.IDENT && !covered[k.line] {
				t.Fatalf("line %d is lost: %q\n%s", k.line, src, dump(b))
			}
		}
	})
}

func TestStatements(t *testing.T) {
	plantest.Check(t, "testdata/statements.txt", func(in string) string {
		d, err := document.Parse("plan.md", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		var w strings.Builder
		for _, b := range d.Blocks {
			if b.Kind != document.Code {
				continue
			}
			for _, s := range Statements(b, "", "plan.md") {
				fmt.Fprintf(&w, "%d %s\n", s.At.Line, strings.TrimSpace(s.String()+" "+s.Subject.File))
			}
		}
		return w.String()
	})
}
