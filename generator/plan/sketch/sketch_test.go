package sketch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
)

func TestStatements(t *testing.T) {
	plantest.Check(t, "testdata/sketches.txt", func(in string) string {
		kind, in, _ := strings.Cut(in, "\n")
		c := &document.Block{Code: strings.Split(in, "\n"), CodeLine: 1}
		var w strings.Builder
		for _, s := range Statements(c, strings.TrimPrefix(kind, "kind "), "", "plan.md") {
			fmt.Fprintf(&w, "%d %s %s\n", s.At.Line, s.Trust, strings.TrimSpace(s.String()+" "+s.Subject.File))
		}
		return w.String()
	})
}

func TestIs(t *testing.T) {
	for src, want := range map[string]bool{
		"spec:\n  domain:\n    cpu: 2":           true,
		"apiVersion: v1\nkind: Pod\n# more\n":    true,
		"Note: this is so\nWhy: for that reason": false,
		"type X struct {\n}":                     false,
		"pkg/\n└── x.go":                         false,
		"spec: it says\nplain words\nmore words": false,
	} {
		if got := Is(strings.Split(src, "\n")); got != want {
			t.Errorf("Is(%q) = %v", src, got)
		}
	}
}

func FuzzDescribe(f *testing.F) {
	for _, c := range plantest.Read(f, "testdata/sketches.txt") {
		f.Add(c.In)
	}
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Split(src, "\n")
		s := Describe(lines, 5, "")
		for _, l := range s.Leaves {
			if l.Line < 5 || l.Line >= 5+len(lines) || l.Key == "" {
				t.Fatalf("leaf %q on line %d of %d", l.Key, l.Line, len(lines))
			}
		}
	})
}
