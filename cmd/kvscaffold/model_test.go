package main

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// head begins every example of the reference.
const modelHead = "schema: kvscaffold.feature/v1\ntitle: Lazy attach\nname: lazy-attach\n"

func TestModelSchemaIsMadeFromTheTypes(t *testing.T) {
	text, err := modelSchemaText("../../generator/feature")
	if err != nil {
		t.Fatal(err)
	}
	madeFromCode(t, "schema/"+schemaFile(feature.Schema), string(text))
	d := newDesk(t)
	if got := d.run("docs", "schema", feature.Schema); got.out != string(text) {
		t.Errorf("the command prints another schema: status %d, %.200s", got.status, got.out+got.err)
	}
}

// TestExamplesFitTheModelSchema: the schema takes every example of the
// reference and refuses keys that the model does not have.
func TestExamplesFitTheModelSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(modelSchema)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("model.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("model.json")
	if err != nil {
		t.Fatal(err)
	}
	check := func(model string) error {
		var v any
		if err := yaml.Unmarshal([]byte(model), &v); err != nil {
			t.Fatal(err)
		}
		return s.Validate(v)
	}
	for _, e := range modelExamples {
		if err := check(modelHead + e.Model); err != nil {
			t.Errorf("%s: %v", e.Kind, err)
		}
	}
	if check(modelHead+"gates:\n  - {nam: LazyAttach}\n") == nil {
		t.Error("an unknown key fits")
	}
}

// TestModelReferenceShowsWhatBecomesOfEachKind makes MODEL.md: each example with
// the code that it becomes in the miniature checkout.
func TestModelReferenceShowsWhatBecomesOfEachKind(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The feature model\n\nThe model is what `show` prints of a plan and what `diff` and `apply` take in its place. " +
		"A model begins with `schema`, `title` and `name`; `$schema` may name its JSON Schema, which `kvscaffold docs schema " + feature.Schema +
		"` prints: it lists every key with its meaning. Below is one example for each kind with the code that it becomes; " +
		"the examples and their results are made by the tests.\n")
	for _, e := range modelExamples {
		d := newDesk(t)
		got := d.run("diff", d.write("model.yaml", modelHead+e.Model), "--repo", d.repo)
		added := addedLines(got.out)
		if got.status != exitDone || added == "" || strings.Contains(got.err, "left:") {
			t.Errorf("%s: status %d\n%s", e.Kind, got.status, got.err)
		}
		b.WriteString("\n## " + e.Kind + "\n\n" + e.Note + "\n\n```yaml\n" + e.Model + "```\n\n```go\n" + added + "```\n")
	}
	madeFromCode(t, "../../MODEL.md", b.String())
}

// addedLines returns the lines that a diff adds to Go files, each file with its
// name.
func addedLines(diff string) string {
	var b strings.Builder
	isGo := false
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "+++ b/"):
			name := strings.TrimSpace(strings.TrimPrefix(line, "+++ b/"))
			if isGo = strings.HasSuffix(name, ".go"); isGo {
				b.WriteString("// " + name + "\n")
			}
		case isGo && strings.HasPrefix(line, "+"):
			b.WriteString(strings.TrimPrefix(line, "+"))
		}
	}
	return b.String()
}
