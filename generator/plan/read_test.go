package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

const planFolder = "../../testdata/plans"

func readPlan(t *testing.T, name string) *Reading {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(planFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return Read(Document{Name: name, Data: data})
}

// statements renders a model in the words of the hand-written expectations.
func statements(f *feature.Feature) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, strings.TrimSpace(fmt.Sprintf(format, args...))) }
	add("dialect %s", f.Dialect)
	add("name %s", f.Name)
	add("sig %s", f.SIG)
	for _, g := range f.Gates {
		if g.Existing {
			add("existing %s", g.Name)
			continue
		}
		add("gate %s%s%s%s%s%s%s%s", g.Name, word("const", g.Const), word("accessor", g.Accessor), word("stage", g.Stage), word("release", g.Release), word("owner", g.Owner), flag("noaccessor", g.NoAccessor), flag("e2e", g.E2E))
	}
	for _, p := range f.Paths {
		add("path %s %s", p.Root, p.Path)
	}
	field := func(fl feature.Field) {
		if strings.HasPrefix(fl.Tag.Value, "xml") {
			add("xml %s %s", fl.Name, fl.Tag)
			return
		}
		add("field %s %s", fl.JSON, fl.Type)
	}
	for _, fl := range f.Fields {
		field(fl)
	}
	for _, ty := range f.Types {
		add("type %s %s", ty.Name, ty.Kind)
		for _, fl := range ty.Fields {
			field(fl)
		}
	}
	for _, c := range f.Consts {
		add("const %s %s", c.Name, c.Value)
	}
	for _, fn := range f.Functions {
		kind := "new"
		if fn.Modify {
			kind = "modify"
		}
		add("%s %s %s", kind, fn.Name, fn.File)
		for _, c := range fn.Calls {
			add("call %s %s %s", fn.Name, c.Func, c.Where)
		}
	}
	for _, r := range f.Rules {
		add("rule %s %s", r.Kind, r.Path)
	}
	for _, c := range f.Components {
		if !c.None.Empty() {
			add("none %s", c.Name)
		}
	}
	for _, fl := range f.Files {
		add("file %s %s", fl.State, fl.Path)
	}
	for _, te := range f.Tests {
		add("test %s %s", te.Kind, te.File)
	}
	return out
}

func word(name string, t feature.Text) string {
	if t.Empty() {
		return ""
	}
	return " " + name + " " + t.Value
}

func flag(name string, t feature.Text) string {
	if t.Empty() {
		return ""
	}
	return " " + name
}

// TestPlansSayWhatTheirAuthorsMeant compares plans of very different styles
// with what a person understood when reading them.
func TestPlansSayWhatTheirAuthorsMeant(t *testing.T) {
	wants, _ := filepath.Glob(filepath.Join(planFolder, "*.want"))
	if len(wants) < 6 {
		t.Fatalf("only %d expectations", len(wants))
	}
	for _, want := range wants {
		name := strings.TrimSuffix(filepath.Base(want), ".want")
		t.Run(name, func(t *testing.T) {
			r := readPlan(t, name+".md")
			if r.Diags.HasErrors() {
				t.Fatal(r.Diags.Sorted())
			}
			got := map[string]bool{}
			for _, s := range statements(r.Feature) {
				got[s] = true
			}
			data, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
				if !got[line] {
					t.Errorf("not understood: %s", line)
				}
			}
			if t.Failed() {
				t.Log("understood:\n" + strings.Join(statements(r.Feature), "\n"))
			}
		})
	}
}
