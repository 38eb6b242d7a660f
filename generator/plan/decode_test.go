package plan

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestModelsAreReadBack writes every plan of the collection as YAML and JSON
// and reads it back: the statements are the same.
func TestModelsAreReadBack(t *testing.T) {
	plans, _ := filepath.Glob(filepath.Join(planFolder, "*.md"))
	for _, p := range plans {
		r := readPlan(t, filepath.Base(p))
		asYAML, err := yaml.Marshal(r.Feature)
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(r.Feature)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"model.yaml": asYAML, "model.json": asJSON} {
			back := Read(Document{Name: name, Data: data})
			if back.Diags.HasErrors() {
				t.Fatalf("%s as %s: %v", p, name, back.Diags.Sorted())
			}
			want, got := statements(r.Feature)[1:], statements(back.Feature)[1:]
			if strings.Join(want, "\n") != strings.Join(got, "\n") {
				t.Errorf("%s as %s: want\n%s\ngot\n%s", p, name, strings.Join(want, "\n"), strings.Join(got, "\n"))
			}
		}
	}
}

func TestBadModelsAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct {
		name, file, text, code string
		line                   int
	}{
		{"unknown key", "m.yaml", "schema: kvscaffold.feature/v1\ntitle: x\nname: x\ngates:\n  - nmae: Foo\n", "model-unknown-key", 5},
		{"unknown key in JSON", "m.json", "{\"schema\": \"kvscaffold.feature/v1\",\n\"titel\": \"x\"}", "model-unknown-key", 2},
		{"other schema", "m.yaml", "schema: other/v9\ntitle: x\nname: x\n", "model-schema", 0},
		{"no YAML", "m.yaml", "schema: a\n  b: [\n", "model-unreadable", 2},
		{"deep", "m.json", strings.Repeat("[", 200000), "plan-too-complex", 1},
		{"deep YAML", "m.yaml", strings.Repeat("{a: ", 200000), "plan-too-complex", 1},
	} {
		f, diags := Decode(c.file, []byte(c.text))
		ds := diags.Sorted()
		if f != nil || len(ds) == 0 || ds[0].Code != c.code || c.line > 0 && ds[0].Pos.Line != c.line {
			t.Errorf("%s: got %v", c.name, ds)
		}
	}
}

// TestTraceNamesEveryValuesLine follows values to the plan and back.
func TestTraceNamesEveryValuesLine(t *testing.T) {
	r := readPlan(t, goodPlan)
	lines := r.pages[0].lines
	seen := map[string]bool{}
	for _, o := range r.Trace() {
		if o.Pos.Line < 1 || o.Pos.Line > len(lines) {
			t.Errorf("%s = %q is at %s", o.Path, o.Value, o.Pos)
		}
		seen[o.Path] = true
	}
	for _, p := range []string{"title", "gates[0].name", "functions[0].name", "tests[0].items[0]"} {
		if !seen[p] {
			t.Errorf("no origin for %s", p)
		}
	}
}

// TestUnreadLinesAreThoseWithoutUse wants remarks nobody understands to be
// listed and facts not to be.
func TestUnreadLinesAreThoseWithoutUse(t *testing.T) {
	text := "# Implementation Plan: x\n\n## Technology Stack\n- **Feature Gates**: `FooBar`, Alpha in v1.9.0, owner @a\n- **Weather**: fine\n"
	r := Read(Document{Name: "plan.md", Data: []byte(text)})
	if len(r.Unread) != 1 || r.Unread[0].Pos.Line != 5 {
		t.Errorf("got %v", r.Unread)
	}
}

// TestBlankPlansAreRefusedUntilFilled reads a blank plan back: its flags are
// understood, its placeholders are named, and filled in it passes.
func TestBlankPlansAreRefusedUntilFilled(t *testing.T) {
	text := Blank{Name: "foo-bar", SIG: "storage", Owner: "@a", Release: "v1.9.0", Components: []string{"virt-api"}, Fields: []string{"spec.volumes[].fooBar=*FooBarSource"}}.Write()
	r := Read(Document{Name: "plan.md", Data: text})
	if !r.Diags.HasErrors() {
		t.Error("a blank plan was accepted")
	}
	filled := placeholder.ReplaceAllString(string(text), "something")
	r = Read(Document{Name: "plan.md", Data: []byte(filled)})
	if r.Diags.HasErrors() {
		t.Fatal(r.Diags.Sorted())
	}
	got := strings.Join(statements(r.Feature), "\n")
	for _, want := range []string{"gate FooBar accessor FooBarEnabled stage Alpha release v1.9.0 owner sig-storage / @a", "path VirtualMachineInstance spec.volumes[].fooBar", "field fooBar *FooBarSource", "none virt-handler"} {
		if !strings.Contains(got, want) {
			t.Errorf("not understood: %s in\n%s", want, got)
		}
	}
}

// FuzzRead wants no panic and positions inside the document, whatever is read.
func FuzzRead(f *testing.F) {
	plans, _ := filepath.Glob(filepath.Join(planFolder, "*.md"))
	for _, p := range plans {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, false)
	}
	for _, text := range hostileDocuments(2000) {
		f.Add([]byte(text), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, model bool) {
		name := "plan.md"
		if model {
			name = "plan.yaml"
		}
		r := Read(Document{Name: name, Data: data, Linked: func(string) ([]byte, error) { return data, nil }})
		found := Check(r, nil)
		found.Merge(r.Diags)
		last := strings.Count(string(data), "\n") + 1
		for _, d := range found.Sorted() {
			if d.Pos.Line < 0 || d.Pos.Line > last {
				t.Errorf("%s is outside of %d lines", d, last)
			}
		}
		if model {
			return // a model names the places of its plan
		}
		eachText(r.Feature, func(path string, v *feature.Text) {
			if v.At.Line < 0 || v.At.Line > last {
				t.Errorf("%s at %s is outside of %d lines", path, v.At, last)
			}
		})
	})
}
