package codegen

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const (
	schemaFile = "pkg/virt-launcher/virtwrap/api/schema.go"
	newSchema  = "package api\n\n// Hull is.\ntype Hull struct{ Planks, Nails int }\n"
	schemaCopy = "pkg/virt-launcher/virtwrap/api/deepcopy_generated.go"
)

func TestRunReturnsWhatAToolWrote(t *testing.T) {
	tools := &fakeTools{writes: map[string]map[string]string{"deepcopy-gen": {schemaCopy: "package api\n"}}}
	res, cache, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil {
		t.Fatal(err)
	}
	if string(res.Files[schemaCopy]) != "package api\n" || len(res.Files) != 1 || res.Diags.Len() != 0 {
		t.Errorf("files %v, diagnostics %v", res.Files, res.Diags.Sorted())
	}
	if len(res.Ran) != 1 || res.Ran[0].Name != "launcher-deepcopy" || res.Ran[0].Tool != "k8s.io/code-generator/cmd/deepcopy-gen@v0.1.0" || res.Ran[0].Why != schemaFile+" changed" {
		t.Errorf("ran %+v", res.Ran)
	}
	if left := leftovers(t, cache); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRunIgnoresFilesWrittenUnchanged(t *testing.T) {
	tools := &fakeTools{writes: map[string]map[string]string{"deepcopy-gen": {schemaFile: newSchema}}}
	res, _, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil || len(res.Files) != 0 || res.Files == nil || res.Diags.Len() != 0 {
		t.Errorf("files %v, diagnostics %v, error %v", res.Files, res.Diags.Sorted(), err)
	}
}

func TestRunDoesNothingWithoutATrigger(t *testing.T) {
	tools := &fakeTools{}
	res, _, err := sail(t, context.Background(), tools, schemaFile, strings.Replace(boat[schemaFile], "// Hull is.", "// Hull is a hull.", 1))
	if err != nil || len(tools.calls) > 0 || len(res.Ran) > 0 {
		t.Errorf("a comment made %v run, error %v", tools.calls, err)
	}
}

func TestRunRefusesWritesOutsideTheList(t *testing.T) {
	tools := &fakeTools{writes: map[string]map[string]string{"deepcopy-gen": {schemaCopy: "package api\n", "go.mod": "module other\n"}}}
	res, _, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil {
		t.Fatal(err)
	}
	ds := res.Diags.Sorted()
	if res.Files != nil || len(ds) != 1 || ds[0].Code != "generator-wrote-elsewhere" || ds[0].Pos.File != "go.mod" {
		t.Errorf("files %v, diagnostics %v", res.Files, ds)
	}
}

func TestRunShowsWhereAToolFailed(t *testing.T) {
	tools := &fakeTools{fails: map[string]string{"deepcopy-gen": "E1101 main.go:3] error\nROOT/" + schemaFile + ":4:27: undefined: Nail\n"}}
	res, cache, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil {
		t.Fatal(err)
	}
	ds := res.Diags.Sorted()
	want := diag.Pos{File: schemaFile, Line: 4, Col: 27}
	if len(ds) != 1 || ds[0].Code != "generator-failed" || ds[0].Pos != want || !strings.Contains(ds[0].Message, "undefined: Nail") {
		t.Errorf("diagnostics %v", ds)
	}
	if left := leftovers(t, cache); len(left) > 0 || res.Files != nil {
		t.Errorf("left behind: %v, files %v", left, res.Files)
	}
}

func TestRunNamesTheModuleItCannotHave(t *testing.T) {
	tools := &fakeTools{fails: map[string]string{"install deepcopy-gen": "go: k8s.io/code-generator@v0.1.0: dial tcp: lookup proxy: no such host\n"}}
	res, _, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Skipped) != 1 || res.Skipped[0].Name != "launcher-deepcopy" || res.Skipped[0].Instead != "make generate" {
		t.Fatalf("skipped %+v", res.Skipped)
	}
	text := res.Diags.Sorted()[0].String()
	for _, part := range []string{"k8s.io/code-generator/cmd/deepcopy-gen@v0.1.0", "cannot be downloaded", "make generate"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
	if res.Diags.HasErrors() {
		t.Error("a missing tool refuses the run")
	}
}

func TestRunLeavesOutWhatDependsOnAMissingTool(t *testing.T) {
	tools := &fakeTools{fails: map[string]string{"install openapi-gen": "403 Forbidden", "install controller-gen": "403 Forbidden",
		"install deepcopy-gen": "403 Forbidden", "install defaulter-gen": "403 Forbidden"}}
	const types = "staging/src/kubevirt.io/api/core/v1/types.go"
	res, _, err := sail(t, context.Background(), tools, types, strings.Replace(boat[types], "}\n", "\t// Length in feet.\n\tLength int `json:\"length,omitempty\"`\n}\n", 1))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range res.Skipped {
		names = append(names, s.Name)
	}
	for _, want := range []string{"openapi", "crd-validation", "deepcopy", "defaults", "swagger-json", "kubevirt-crd", "fixtures"} {
		if !strings.Contains(strings.Join(names, " "), want) {
			t.Errorf("%s is not among the steps left out: %v", want, names)
		}
	}
	doc := string(res.Files["staging/src/kubevirt.io/api/core/v1/types_swagger_generated.go"])
	if !strings.Contains(doc, `"length": "Length in feet."`) {
		t.Errorf("the built-in step did not run: %s", doc)
	}
}

func TestRunLeavesOutStepsThatNeedAnotherGo(t *testing.T) {
	tools := &fakeTools{fails: map[string]string{"deepcopy-gen": "err: exit status 1: stderr: go: go.work requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)\n"}}
	res, _, err := sail(t, context.Background(), tools, schemaFile, newSchema)
	if err != nil || len(res.Skipped) != 1 || !strings.Contains(res.Skipped[0].Why, "requires go >= 1.99") || res.Diags.HasErrors() {
		t.Errorf("skipped %+v, diagnostics %v, error %v", res.Skipped, res.Diags.Sorted(), err)
	}
}

func TestRunSaysWhenACheckoutHasNoGenerators(t *testing.T) {
	base := checkout.FromFS(fstest.MapFS{"a.go": {Data: []byte("package a\n")}})
	next := base.With(map[string][]byte{"b.go": []byte("package a\n")})
	res, err := Run(context.Background(), base, next, Options{CacheDir: t.TempDir()})
	if err != nil || len(res.Skipped) != 1 || res.Diags.Count(diag.Warning) != 1 {
		t.Errorf("skipped %+v, error %v", res.Skipped, err)
	}
	if follows, err := Would(base, next); err != nil || follows != nil {
		t.Errorf("follows %v, error %v", follows, err)
	}
}

func TestRunLeavesProtobufToMakeGenerate(t *testing.T) {
	res, _, err := sail(t, context.Background(), &fakeTools{}, "pkg/dock/dock.proto", "syntax = \"proto3\";\n")
	if err != nil || len(res.Skipped) != 1 || res.Skipped[0].Name != "protobuf" || res.Diags.Count(diag.Warning) != 1 {
		t.Errorf("skipped %+v, error %v", res.Skipped, err)
	}
}

func TestRunCleansUpWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	tools := &fakeTools{block: map[string]bool{"deepcopy-gen": true}}
	res, cache, err := sail(t, ctx, tools, schemaFile, newSchema)
	if !errors.Is(err, context.DeadlineExceeded) || res != nil {
		t.Errorf("result %v, error %v", res, err)
	}
	if left := leftovers(t, cache); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRunTellsOfProgress(t *testing.T) {
	base := harbour(nil)
	var events []Event
	clock := time.Unix(0, 0)
	opts := Options{CacheDir: t.TempDir(), Run: (&fakeTools{}).run, Progress: func(e Event) { events = append(events, e) },
		Clock: func() time.Time { clock = clock.Add(time.Second); return clock }}
	if _, err := Run(context.Background(), base, base.With(map[string][]byte{schemaFile: []byte(newSchema)}), opts); err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0].Done || !events[1].Done || events[1].Elapsed != time.Second || events[1].Step != "launcher-deepcopy" {
		t.Errorf("events %+v", events)
	}
}

func TestRunMakesMocksOfChangedInterfaces(t *testing.T) {
	raw := "package dock\n\nimport (\n\t\"kubevirt.io/kubevirt/pkg/sea\"\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprint(sea.Salt)\n"
	tools := &fakeTools{writes: map[string]map[string]string{"mockgen": {"pkg/dock/generated_mock_dock.go": raw}}}
	res, _, err := sail(t, context.Background(), tools, "pkg/dock/dock.go", strings.Replace(boat["pkg/dock/dock.go"], "Lift()", "Lift(); Lower()", 1))
	if err != nil {
		t.Fatal(err)
	}
	if len(tools.calls) != 1 || tools.calls[0] != "mockgen -source dock.go -package=dock -destination=generated_mock_dock.go" {
		t.Errorf("calls %q", tools.calls)
	}
	got := string(res.Files["pkg/dock/generated_mock_dock.go"])
	if !strings.Contains(got, "\t\"fmt\"\n\n\t\"kubevirt.io/kubevirt/pkg/sea\"\n") {
		t.Errorf("imports are not grouped:\n%s", got)
	}
}

func TestRunExplainsNewAPIRuleViolations(t *testing.T) {
	const types = "staging/src/kubevirt.io/api/core/v1/types.go"
	tools := &fakeTools{writes: map[string]map[string]string{"openapi-gen": {
		violationList: "API rule violation: list_type_missing,kubevirt.io/api/core/v1,Boat,Oars\n"}}}
	res, _, err := sail(t, context.Background(), tools, types, strings.Replace(boat[types], "}\n", "\t// Oars row.\n\tOars []string `json:\"oars,omitempty\"`\n}\n", 1))
	if err != nil {
		t.Fatal(err)
	}
	ds := res.Diags.Sorted()
	if len(ds) != 1 || ds[0].Code != "api-rule-violation" || ds[0].Pos != (diag.Pos{File: types, Line: 8, Col: 2}) ||
		!strings.Contains(ds[0].Remedy, "+listType=atomic") || res.Files != nil {
		t.Errorf("diagnostics %v", ds)
	}
}
