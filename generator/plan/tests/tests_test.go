package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
)

func about(titles []string) bool {
	for _, t := range titles {
		if strings.Contains(strings.ToLower(t), "test") {
			return true
		}
	}
	return false
}

func dump(gs []Group) string {
	var w strings.Builder
	for _, g := range gs {
		fmt.Fprintf(&w, "%s %q\n", g.File, g.Title)
		for _, c := range g.Cases {
			fmt.Fprintf(&w, "  case %d %q", c.Line, c.Text)
			if c.Table != "" {
				fmt.Fprintf(&w, " of table %q", c.Table)
			}
			fmt.Fprintln(&w)
			for _, s := range c.Steps {
				fmt.Fprintf(&w, "    step %q\n", s.Text)
			}
		}
		for _, o := range g.Orders {
			fmt.Fprintf(&w, "  order %d %q\n", o.Line, o.Text)
		}
		if g.Serial != nil {
			fmt.Fprintf(&w, "  serial %d\n", g.Serial.Line)
		}
	}
	return w.String()
}

func TestPromises(t *testing.T) {
	plantest.Check(t, "testdata/promises.txt", func(in string) string {
		d, err := document.Parse("plan.md", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		return dump(Find(d, about))
	})
}

func TestStatements(t *testing.T) {
	d, err := document.Parse("plan.md", []byte("## Tests\n\n- `pkg/x/y_test.go`, context \"with a pool\":\n  - should grow\n    - adds a VM; waits\n- `pkg/x/z_test.go`: existing literals\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range Statements(d, about) {
		got = append(got, s.String()+" "+s.Subject.File)
	}
	want := []string{
		"test with a pool | promises | should grow pkg/x/y_test.go",
		"test with a pool | test step | adds a VM | should grow pkg/x/y_test.go",
		"test with a pool | test step | waits | should grow pkg/x/y_test.go",
		"test  | instruction | pkg/x/z_test.go: existing literals pkg/x/z_test.go",
		"test  | changes | pkg/x/z_test.go: existing literals pkg/x/z_test.go",
	}
	for i := range want {
		want[i] = strings.Replace(want[i], "test  |", "test |", 1)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range plantest.Read(f, "testdata/promises.txt") {
		f.Add(c.In)
	}
	f.Fuzz(func(t *testing.T, src string) {
		d, err := document.Parse("plan.md", []byte(src))
		if err != nil {
			return
		}
		for _, g := range Find(d, about) {
			for _, c := range g.Cases {
				if c.Line < 1 || c.Line > len(d.Lines) || c.Text == "" {
					t.Fatalf("case %q on line %d of %d", c.Text, c.Line, len(d.Lines))
				}
			}
		}
	})
}
