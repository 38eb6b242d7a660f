package plan

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// miniTree is a checkout with just what the good plan refers to.
func miniTree() *checkout.Tree {
	return checkout.FromFS(fstest.MapFS{
		"pkg/virt-handler/vm.go":                                                         {Data: []byte("package virthandler\n\ntype VirtualMachineController struct{}\n\nfunc (c *VirtualMachineController) execute() {}\n\nfunc updateVMIStatus() {}\n")},
		"pkg/virt-config/featuregate/active.go":                                          {Data: []byte("package featuregate\n\nconst OlderGate = \"OlderGate\"\n")},
		"staging/src/kubevirt.io/api/core/v1/schema.go":                                  {Data: []byte("package v1\n\ntype Devices struct{ Disks []string }\n")},
		"pkg/virt-api/webhooks/validating-webhook/admitters/vmi-create-admitter.go":      {Data: []byte("package admitters\n\nfunc ValidateVirtualMachineInstanceSpec() {}\n")},
		"pkg/virt-api/webhooks/validating-webhook/admitters/vmi-create-admitter_test.go": {Data: []byte("package admitters\n")},
	})
}

// mutation injects one defect into the good plan: old text, new text, and the
// text whose line is to be blamed for code.
type mutation struct {
	name, old, new, code, blame string
}

var mutations = []mutation{
	{"placeholder", "**Role**: reacts", "**Role**: [ROLE_IN_FEATURE]", "placeholder", "[ROLE_IN_FEATURE]"},
	{"clarification", "**Role**: reacts", "**Role**: NEEDS CLARIFICATION", "needs-clarification", "NEEDS CLARIFICATION"},
	{"undecided", "**Role**: reacts", "**Role**: TBD", "undecided", "TBD"},
	{"open question", "## 9. Deployment", "## Open Questions\n- Who pays for it?\n\n## 9. Deployment", "open-question", "Who pays"},
	{"unticked gate", "- [x] Using ≤3", "- [ ] Using ≤3", "gate-unticked", "Using ≤3"},
	{"contradicted gate", "implementation? (1)", "implementation? (N/A)", "gate-contradicted", "Using ≤3"},
	{"too many packages", "implementation? (1)", "implementation? (7)", "gate-contradicted", "Using ≤3"},
	{"open prerequisite", "- [x] Specification", "- [ ] Specification", "prerequisite-open", "Specification"},
	{"no owner", ", owners: sig-compute / @lena-k", "", "owner-missing", "Accessor `GuestBeaconEnabled()`"},
	{"no release", ", release v1.9", "", "release-missing", "Accessor `GuestBeaconEnabled()`"},
	{"unsigned", "# int32 >= 1", "# uint32", "api-unsigned", "uint32"},
	{"float", "# int32 >= 1", "# float64", "api-float", "float64"},
	{"list type", "[]string, atomic list", "[]string", "api-list-type", "tags:"},
	{"JSON name", "      beacon: ", "      Beacon: ", "json-name", "      Beacon: "},
	{"generated file", "- `pkg/virt-handler/vm.go`", "- `pkg/virt-handler/vm.go`\n- `staging/src/kubevirt.io/api/core/v1/deepcopy_generated.go`", "generated-by-hand", "deepcopy_generated.go`"},
	{"outside", "- `pkg/virt-handler/vm.go`", "- `pkg/../../etc/vm.go`", "path-outside", "pkg/../../etc"},
	{"test without a place", "- **Framework**: `tests/compute/beacon.go`", "- **Framework**: Ginkgo", "test-without-place", "stop the beacon"},
	{"missing path", "- `pkg/virt-handler/vm.go`", "- `pkg/virt-handler/vmm.go`", "path-missing", "vmm.go"},
	{"existing path", "    ├── beacon.go ", "    ├── vm.go ", "path-exists", "├── vm.go"},
	{"missing function", "- [ ] `updateVMIStatus` in", "- [ ] `updateVmiStatus` in", "function-missing", "- [ ] `updateVmiStatus`"},
	{"missing caller", "called from `ValidateVirtualMachineInstanceSpec`", "called from `ValidateVMISpec`", "function-missing", "`ValidateVMISpec`"},
	{"known gate", "gate `GuestBeacon` (constant", "gate `OlderGate` (constant", "gate-exists", "gate `OlderGate` ("},
	{"unknown gate", "        - OlderGate", "        - OldestGate", "gate-unknown", "- OldestGate"},
	{"broken YAML", "interval: 30s ", "interval: \"30s ", "yaml-unreadable", ""},
}

const goodPlan = "full-guest-beacon.md"

func findings(text string) map[string][]int {
	r := Read(Document{Name: "plan.md", Data: []byte(text)})
	all := Check(r, miniTree())
	all.Merge(r.Diags)
	out := map[string][]int{}
	for _, d := range all.Sorted() {
		out[d.Code] = append(out[d.Code], d.Pos.Line)
	}
	return out
}

// TestEveryDefectIsFoundAtItsLine injects each class of defect into a good
// plan; the original has no finding of that class.
func TestEveryDefectIsFoundAtItsLine(t *testing.T) {
	good := string(pageSource(t, goodPlan))
	clean := findings(good)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			if !strings.Contains(good, m.old) {
				t.Fatalf("the plan does not contain %q", m.old)
			}
			bad := strings.Replace(good, m.old, m.new, 1)
			if n := len(clean[m.code]); n > 0 {
				t.Errorf("the original has %d findings %s", n, m.code)
			}
			got := findings(bad)
			want := 0
			for i, l := range strings.Split(bad, "\n") {
				if m.blame != "" && strings.Contains(l, m.blame) && want == 0 {
					want = i + 1
				}
			}
			if len(got[m.code]) == 0 || want > 0 && !contains(got[m.code], want) {
				t.Errorf("want %s in line %d, got %v", m.code, want, got)
			}
		})
	}
}

func contains(list []int, n int) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

func pageSource(t *testing.T, name string) []byte {
	t.Helper()
	r := readPlan(t, name)
	return []byte(strings.Join(r.pages[0].lines, "\n"))
}

// TestGoodPlansHaveNoErrors checks every plan of the collection.
func TestGoodPlansHaveNoErrors(t *testing.T) {
	for _, name := range []string{goodPlan, "simplified-net-shaper.md", "speckit-disk-scrub.md", "mixed-clock-drift.md", "terse-policy-window.md", "prose-boot-banner.md"} {
		r := readPlan(t, name)
		found := Check(r, nil)
		found.Merge(r.Diags)
		if found.HasErrors() {
			t.Errorf("%s: %v", name, found.Sorted())
		}
	}
}

func TestDocumentsThatAreNoPlansAreRefused(t *testing.T) {
	template := "# Implementation Plan\n\n**Branch**: `[###-feature-name]` | **Date**: [DATE]\n\n## Technology Stack\n"
	for i := range 25 {
		template += fmt.Sprintf("- **Key %d**: [SOME_VALUE_%d]\n", i, i)
	}
	for _, c := range []struct{ name, text, code string }{
		{"empty", " \n\t\n", "plan-empty"},
		{"binary", "\x7fELF\x00\x01", "plan-binary"},
		{"unfilled template", template, "plan-unfilled"},
		{"half filled", "# Implementation Plan: x\n\n## Technology Stack\n- **Feature Gates**: `FooBar`, Alpha in v1.9.0, owner @a\n- **CRD Extensions**: [WHICH_CRDS]\n", "placeholder"},
		{"specification", "# Feature Specification: x\n\n## User Scenarios\n- a\n\n## Functional Requirements\n- b\n", "plan-is-spec"},
		{"other document", "# Meeting notes\n\nWe met.\n", "plan-no-sections"},
	} {
		r := Read(Document{Name: "plan.md", Data: []byte(c.text)})
		found := false
		for _, d := range r.Diags.Sorted() {
			found = found || d.Code == c.code
			if d.Remedy == "" {
				t.Errorf("%s: no remedy: %s", c.name, d)
			}
		}
		if !found || !r.Diags.HasErrors() {
			t.Errorf("%s: want %s, got %v", c.name, c.code, r.Diags.Sorted())
		}
	}
}

// TestCodesAreExplained holds the table against the codes in the sources.
func TestCodesAreExplained(t *testing.T) {
	for _, m := range mutations {
		if _, ok := Explain(m.code); !ok {
			t.Errorf("%s is not explained", m.code)
		}
	}
	for i, c := range Codes {
		if i > 0 && Codes[i-1].Name >= c.Name {
			t.Errorf("%s is out of order", c.Name)
		}
		if c.What == "" || c.Why == "" || c.Fix == "" {
			t.Errorf("%s is not fully explained", c.Name)
		}
	}
}
