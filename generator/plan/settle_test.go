package plan

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestSettleLooksFunctionsUp turns a bare name into a change where the package
// has the function, and a change into a new function where it has not.
func TestSettleLooksFunctionsUp(t *testing.T) {
	fn := func(name string, modify bool) feature.Function {
		return feature.Function{Name: feature.Text{Value: name}, File: feature.Text{Value: "pkg/virt-handler/vm.go"}, Modify: modify, Steps: []feature.Text{{Value: "does something"}}}
	}
	in := &feature.Feature{Functions: []feature.Function{fn("updateVMIStatus", false), fn("recordBeacon", true), fn("execute", true)}}
	in.Functions[2].Receiver = feature.Text{Value: "VirtualMachineController"}
	in.Types = []feature.Type{
		{Name: feature.Text{Value: "Devices"}, Kind: feature.KindStruct, File: feature.Text{Value: "staging/src/kubevirt.io/api/core/v1/schema.go"}, Fields: []feature.Field{{Name: feature.Text{Value: "Beacon"}}}},
		{Name: feature.Text{Value: "Beacon"}, Kind: feature.KindStruct, File: feature.Text{Value: "staging/src/kubevirt.io/api/core/v1/schema.go"}, Fields: []feature.Field{{Name: feature.Text{Value: "Interval"}}}},
	}
	out := Settle(in, miniTree())
	for i, modify := range []bool{true, false, true} {
		if out.Functions[i].Modify != modify {
			t.Errorf("%s: modify is %v", out.Functions[i].Name, out.Functions[i].Modify)
		}
	}
	if in.Functions[0].Modify || len(in.Types) != 2 {
		t.Error("the model given was changed")
	}
	if len(out.Types) != 1 || out.Types[0].Name.Value != "Beacon" || len(out.Fields) != 1 || out.Fields[0].Struct.Value != "Devices" {
		t.Errorf("got types %v, fields %v", out.Types, out.Fields)
	}
}
