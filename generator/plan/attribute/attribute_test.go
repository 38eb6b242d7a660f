package attribute

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
)

func TestWords(t *testing.T) {
	plantest.Check(t, "testdata/words.txt", func(in string) string {
		var out []string
		for _, l := range strings.Split(strings.TrimSpace(in), "\n") {
			out = append(out, dump(Parse(l)))
		}
		return strings.Join(out, "\n")
	})
}

func dump(a Attributes) string {
	var w []string
	add := func(on bool, format string, args ...any) {
		if on {
			w = append(w, fmt.Sprintf(format, args...))
		}
	}
	add(a.Type != "", "type %s", a.Type)
	add(a.Weak, "weak")
	add(a.Loose, "loose")
	add(a.Optional, "optional")
	add(a.Required, "required")
	add(a.Default != "", "default %s", a.Default)
	add(len(a.Enum) > 0, "enum %v", a.Enum)
	add(a.JSON != "", "json %s", a.JSON)
	add(a.XML != "", "xml %s", a.XML)
	add(len(a.Markers) > 0, "markers %v", a.Markers)
	add(len(a.Without) > 0, "without %v", a.Without)
	add(a.Change != "", "%s", a.Change)
	add(a.Old != "", "old %s", a.Old)
	add(a.None, "none")
	add(a.Purpose != "", "purpose %q", a.Purpose)
	return strings.Join(w, " | ")
}

func FuzzParse(f *testing.F) {
	for _, c := range plantest.Read(f, "testdata/words.txt") {
		for _, l := range strings.Split(c.In, "\n") {
			f.Add(l)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a := Parse(s); !strings.Contains(s, a.Purpose) && !strings.Contains(s, "(") {
			t.Errorf("the purpose %q is not in %q", a.Purpose, s)
		}
	})
}
