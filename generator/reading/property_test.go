package reading_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/reading"
	"github.com/kubevirt/kvscaffold/generator/resolve"
)

// seeds are texts with every form that the readers of the sources know.
func seeds(t testing.TB) []string {
	t.Helper()
	out := []string{
		"# Implementation Plan: Lid\n\n## API\n\n`Devices` gets `Lid *Lid` in `staging/src/kubevirt.io/api/core/v1/schema.go`.\n\n```go\ntype Lid struct {\n\tOpen *bool `json:\"open,omitempty\"`\n}\n```\n\n```yaml\nspec:\n  domain:\n    devices:\n      lid:\n        open: true # bool, optional\n```\n\n## Functions\n\n- `validateLid(field, spec)` in `pkg/x/admitter.go`, called by `ValidateSpec`\n\n## Validation\n\n- `lid.open` must be set\n\n## Tests\n\n- `pkg/x/admitter_test.go`: should reject a lid; should accept none\n\n## Files\n\n- `pkg/x/admitter.go`\n",
		"| field | type | doc |\n|---|---|---|\n| `Lid` | `*Lid` | `x|y` |\n",
		"Gate: `LidSensor`, Alpha, v1.9.0, @user\n\n> quoted `Name`\n\n1. one\n   - two `A/B.go`\n",
	}
	files, err := filepath.Glob("../plan/*/testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no tables of examples", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range strings.Split(string(data), "\n### ") {
			out = append(out, "## Design\n"+example)
		}
	}
	return out
}

// TestLedgerSums: every name, path and literal of a section that promises work
// has an entry of one of the four fates on its line, and no name two on one.
func TestLedgerSums(t *testing.T) {
	for _, text := range seeds(t) {
		sums(t, text)
	}
}

func sums(t *testing.T, text string) {
	t.Helper()
	r := reading.Read(reading.Document{Name: "plan.md", Data: []byte(text)}, nil)
	if r.Diags.HasErrors() {
		return
	}
	byLine := map[int][]string{}
	twice := map[string]bool{}
	for _, e := range r.Ledger.Entries {
		switch e.Fate {
		case resolve.Taken, resolve.Known, resolve.Left, resolve.NotUnderstood:
		default:
			t.Fatalf("%s has the fate %q", e.Mention.Name, e.Fate)
		}
		key := e.Mention.Name + "@" + e.Mention.At.String()
		if twice[key] {
			t.Errorf("%s is booked twice", key)
		}
		twice[key] = true
		byLine[e.Mention.At.Line] = append(byLine[e.Mention.At.Line], e.Mention.Name)
	}
	for _, d := range r.Documents {
		for _, b := range d.Blocks {
			if role := words.SectionRole(b.Section.Titles()); role == words.Idle || role == words.Head || b.Quoted {
				continue
			}
			for _, rich := range append([]document.Rich{b.Text}, b.Cells...) {
				for _, tok := range rich {
					if tok.IsMention() && !covered(byLine[tok.Line], strings.Trim(tok.Text, ".,;:")) {
						t.Errorf("line %d: %q is in no entry of %q", tok.Line, tok.Text, byLine[tok.Line])
					}
				}
			}
		}
	}
}

func covered(names []string, mention string) bool {
	for _, n := range names {
		if strings.Contains(mention, n) || strings.Contains(n, mention) {
			return true
		}
	}
	return false
}

// FuzzRead: no text breaks the reading; the ledger sums; positions lie in the
// document; and the model survives its own YAML form.
func FuzzRead(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := reading.Read(reading.Document{Name: "plan.md", Data: []byte(text)}, nil)
		sums(t, text)
		last := strings.Count(text, "\n") + 1
		check := func(what string, at diag.Pos) {
			if at.Line < 0 || at.Line > last {
				t.Fatalf("%s on line %d of %d", what, at.Line, last)
			}
		}
		for _, s := range r.Statements {
			check(s.String(), s.At)
		}
		for _, o := range r.Trace() {
			check(o.Path, o.Pos)
		}
		if r.Diags.HasErrors() {
			return
		}
		again, err := yaml.Marshal(r.Feature)
		if err != nil {
			t.Fatalf("the model has no YAML form: %v", err)
		}
		if _, diags := feature.Decode("model.yaml", again); diags.HasErrors() {
			t.Fatalf("the model cannot be read back: %v\n%s", diags.Sorted(), again)
		}
	})
}
