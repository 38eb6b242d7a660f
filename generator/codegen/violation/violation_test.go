package violation

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const types = "staging/src/kubevirt.io/api/core/v1/types.go"

func tree() *checkout.Tree {
	return checkout.FromFS(fstest.MapFS{types: {Data: []byte("package v1\n\ntype Boat struct {\n\tOars []string `json:\"oars\"`\n\tVMID string `json:\"vmid\"`\n}\n")}})
}

func line(rule, field string) string {
	return "API rule violation: " + rule + ",kubevirt.io/api/core/v1,Boat," + field + "\n"
}

func TestCompareExplainsEachNewViolation(t *testing.T) {
	cases := []struct{ rule, field, remedy, message string }{
		{"list_type_missing", "Oars", "+listType=atomic", "Boat.Oars is a list"},
		{"names_match", "VMID", `"vmid"`, "json:\"vmid\""},
		{"omitempty_match_case", "VMID", "lower case", "omitempty"},
		{"streaming_list_type_json_tags", "Items", "json:\"items\"", "lists of resources"},
		{"a_future_rule", "Oars", "known.list", "a_future_rule"},
	}
	for _, c := range cases {
		diags := Compare(tree(), line("list_type_missing", "Old"), line("list_type_missing", "Old")+line(c.rule, c.field))
		ds := diags.Sorted()
		if len(ds) != 1 || ds[0].Code != "api-rule-violation" || ds[0].Pos.File != types {
			t.Fatalf("%s: %v", c.rule, ds)
		}
		if !strings.Contains(ds[0].Remedy, c.remedy) || !strings.Contains(ds[0].Message, c.message) {
			t.Errorf("%s: %s", c.rule, ds[0])
		}
	}
}

func TestComparePointsAtTheField(t *testing.T) {
	diags := Compare(tree(), "", line("list_type_missing", "Oars"))
	if at := diags.Sorted()[0].Pos; at != (diag.Pos{File: types, Line: 4, Col: 2}) {
		t.Errorf("points at %s", at)
	}
	foreign := Compare(tree(), "", "API rule violation: names_match,example.org/dock,Pier,Length\n")
	if at := foreign.Sorted()[0].Pos; at.File != "vendor/example.org/dock" {
		t.Errorf("points at %s", at)
	}
}

func TestCompareTellsOfOutdatedLines(t *testing.T) {
	diags := Compare(tree(), line("names_match", "A")+line("names_match", "B"), line("names_match", "A"))
	ds := diags.Sorted()
	if len(ds) != 1 || ds[0].Code != "api-rule-outdated" || ds[0].Pos.Line != 2 {
		t.Errorf("%v", ds)
	}
	swapped := Compare(tree(), line("names_match", "A")+line("names_match", "B"), line("names_match", "B")+line("names_match", "A"))
	if !swapped.HasErrors() {
		t.Error("another order passes, which hack/generate.sh refuses")
	}
	same := Compare(tree(), line("names_match", "A"), line("names_match", "A"))
	if same.Len() != 0 {
		t.Errorf("%v", same.Sorted())
	}
}

func TestLowerCamel(t *testing.T) {
	for name, want := range map[string]string{"Oars": "oars", "VMID": "vmid", "VMName": "vmName", "IOThreads": "ioThreads", "A": "a", "x": "x"} {
		if got := lowerCamel(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
