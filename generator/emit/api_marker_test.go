package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestMarkersAreWrittenOnlyIfTheGeneratorsReadThem(t *testing.T) {
	for text, want := range map[string]bool{
		"+optional": true, "+nullable": true, "+listType=map": true, "+listType=sorted": false, "+listMapKey=name": true,
		"+kubebuilder:validation:Minimum=1": true, "+kubebuilder:validation:Minimum=one": false, "+kubebuilder:validation:Minimum=": false,
		"+kubebuilder:validation:Enum=a;b": true, "+kubebuilder:validation:Enum=a, b": false, "+kubebuilder:validation:Enum={a,b}": true,
		`+kubebuilder:validation:Enum="";a`: true, "+kubebuilder:validation:Pattern=`^a b$`": true, "+kubebuilder:default:=3": true,
		"optional": false, "+": false, "+must be set": false, "+k8s:deepcopy-gen=true": true,
	} {
		if got := isMarker(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestDefaultsAreValuesOfTheirType(t *testing.T) {
	a := &apiPlan{Context: newContext(apiTree(), &feature.Feature{}), planned: map[string]*feature.Type{
		"Mode": {Kind: feature.KindString, Values: []feature.Const{{Name: feature.T("ModeSlow", diag.Pos{}), Value: feature.T(`"slow"`, diag.Pos{})}}},
		"Area": {Kind: feature.KindStruct},
	}}
	for _, c := range []struct{ typ, text, want string }{
		{"bool", "true", "true"}, {"*bool", "on", ""}, {"*int32", "5", "5"}, {"int", "one item", ""}, {"uint8", "5 seconds", ""},
		{"string", "kvm", "kvm"}, {"string", "kvm (in memory)", ""}, {"string", `"two words"`, `"two words"`}, {"*string", "by the mutator", ""},
		{"*Mode", "slow", "slow"}, {"Mode", "ModeSlow", "slow"}, {"Mode", "fast", ""},
		{"*Area", "{}", "{}"}, {"*Area", "in memory", ""}, {"[]string", `["a"]`, `["a"]`}, {"[]string", "a", ""},
		{"*metav1.Duration", "5s", "5s"}, {"metav1.Duration", "soon", ""}, {"*resource.Quantity", "10Gi", "10Gi"}, {"resource.Quantity", "much", ""},
	} {
		got, ok := a.defaultValue(feature.Field{Type: feature.T(c.typ, diag.Pos{}), Default: feature.T(c.text, diag.Pos{})})
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s of %s: %q, %v", c.text, c.typ, got, ok)
		}
	}
}

// TestListsSayHowTheyMerge: slices are lists of the API, bytes are none.
func TestListsSayHowTheyMerge(t *testing.T) {
	a := &apiPlan{Context: newContext(apiTree(), &feature.Feature{})}
	for _, c := range []struct {
		typ, marker string
		want        int
	}{{"[]string", "", 1}, {"[]byte", "", 0}, {"string", "", 0}, {"[]Disk", "+listType=map", 1}} {
		f := feature.Field{Name: feature.T("Wires", diag.Pos{}), Type: feature.T(c.typ, diag.Pos{}), Required: feature.T("required", diag.Pos{})}
		if c.marker != "" {
			f.Markers = []feature.Text{feature.T(c.marker, diag.Pos{})}
		}
		n := 0
		for _, m := range a.markers(f, checkout.StructRef{Name: "Lamp"}) {
			if strings.HasPrefix(m, "+listType") {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s %s: %d list types, want %d", c.typ, c.marker, n, c.want)
		}
	}
}

func apiTree() *checkout.Tree { return files{}.tree() }
