package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite what is made from the code: schemas, references")

// madeFromCode compares a file of the repository with what the code makes of it.
func madeFromCode(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || string(have) != text {
		t.Errorf("%s is not what the code makes (%v); run go test ./cmd/kvscaffold -update and read the change", file, err)
	}
}

func TestSchemasAreMadeFromTheTypes(t *testing.T) {
	for _, name := range schemaNames() {
		text, err := schemaOf(name)
		if err != nil {
			t.Fatal(err)
		}
		madeFromCode(t, filepath.Join("schema", schemaFile(name)), string(text))
	}
	files, err := filepath.Glob("schema/*.json")
	if err != nil || len(files) < len(outputs) {
		t.Errorf("%d schemas for %d objects, %v", len(files), len(outputs), err)
	}
	if _, err := schemaOf("kvscaffold.nothing/v1"); err == nil || !strings.Contains(err.Error(), resultSchema) {
		t.Errorf("an unknown name gives %v", err)
	}
}

var compiled sync.Map // schema name to *jsonschema.Schema

// fits validates a JSON object against the schema that it names; objects of
// other contracts (the model) are passed over.
func fits(t *testing.T, out string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Errorf("the output is no JSON: %v\n%.300s", err, out)
		return
	}
	object, ok := v.(map[string]any)
	if !ok {
		t.Errorf("the output is no object:\n%.300s", out)
		return
	}
	name, _ := object["schema"].(string)
	if _, known := outputs[name]; !known {
		if !strings.HasPrefix(name, "kvscaffold.feature/") {
			t.Errorf("the output names the schema %q", name)
		}
		return
	}
	s, ok := compiled.Load(name)
	if !ok {
		text, err := schemaOf(name)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
		if s, err = c.Compile(name); err != nil {
			t.Fatal(err)
		}
		compiled.Store(name, s)
	}
	if err := s.(*jsonschema.Schema).Validate(v); err != nil {
		t.Errorf("the output does not fit %s: %v\n%.500s", name, err, out)
	}
}

// TestEveryCommandPrintsOneObjectWithItsSchema: also where it refuses. That they
// fit is checked in every run of these tests that asks for JSON.
func TestEveryCommandPrintsOneObjectWithItsSchema(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	absent := filepath.Join(d.dir, "absent.md")
	for args, want := range map[string]string{
		"diff|" + plan + "|--repo|" + d.repo:                                       resultSchema,
		"diff|" + absent + "|--repo|" + d.repo:                                     resultSchema,
		"apply|" + plan + "|--dry-run|--verify=off|--codegen=off|--repo|" + d.repo: resultSchema,
		"check|" + plan:              checkSchema,
		"check|" + absent:            checkSchema,
		"sites|--repo|" + d.repo:     sitesSchema,
		"gates|--repo|" + d.repo:     gatesSchema,
		"gates|Zzz|--repo|" + d.repo: gatesSchema,
		"explain":                    explainSchema,
		"explain|missing-site":       explainSchema,
		"version":                    versionSchema,
		"show|" + plan:               "kvscaffold.feature/v1",
		"show|--unread|" + plan:      unreadSchema,
		"show|--trace|" + plan:       traceSchema,
	} {
		got := d.run(append(strings.Split(args, "|"), "-o", "json")...)
		var object struct {
			Schema string `json:"schema"`
		}
		if err := json.Unmarshal([]byte(got.out), &object); err != nil || object.Schema != want {
			t.Errorf("%s prints the schema %q (%v), want %q\n%.300s", args, object.Schema, err, want, got.err)
		}
	}
}

// TestReferencesAreMadeFromTheCode: the pages that findings link to and the
// command reference are what the tool prints.
func TestReferencesAreMadeFromTheCode(t *testing.T) {
	d := newDesk(t)
	madeFromCode(t, "../../CODES.md", d.run("docs", "codes").out)
	madeFromCode(t, "../../COMMANDS.md", d.run("docs", "reference").out)
}
