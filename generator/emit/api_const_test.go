package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestConstantsOfNoFamilyShareANewBlock: what the plan knows of their place is
// that they belong to the API.
func TestConstantsOfNoFamilyShareANewBlock(t *testing.T) {
	for _, file := range []string{"staging/src/kubevirt.io/api/", apiTypes} {
		f := &feature.Feature{Consts: []feature.Const{
			{Name: word("DeskLamp"), Value: word(`"desk"`), File: word(file)},
			{Name: word("WallLamp"), Value: word(`"wall"`), File: word(file)}}}
		contains(t, apiAfter(t, f, apiTypes), "const (\n	DeskLamp = \"desk\"\n	WallLamp = \"wall\"\n)\n")
	}
}

// TestOneConstantOfAKindIsNoFamily: a block of many others with one name that
// ends alike.
func TestOneConstantOfAKindIsNoFamily(t *testing.T) {
	tree := api.and(files{apiTypes: api[apiTypes] + "\nconst (\n	ALabel string = \"a\"\n	BLabel string = \"b\"\n	CLabel string = \"c\"\n	DLabel string = \"d\"\n	OddName string = \"odd\"\n)\n"})
	f := &feature.Feature{Consts: []feature.Const{{Name: word("LampName"), Value: word(`"lamp"`), File: word(apiTypes)}}}
	next, _ := applied(t, tree.tree(), f, "api")
	text, _ := next.Read(apiTypes)
	contains(t, string(text), "const (\n	LampName = \"lamp\"\n)\n")
}

// TestConditionGetsTheTypeOfItsKind, whatever else stands in their block.
func TestConditionGetsTheTypeOfItsKind(t *testing.T) {
	tree := api.and(files{apiTypes: api[apiTypes] + "\ntype VirtualMachineInstanceConditionType string\n\ntype VirtualMachineConditionType string\n\nconst (\n	VirtualMachineInstancePaused VirtualMachineInstanceConditionType = \"Paused\"\n	VirtualMachineInstanceReasonLost = \"Lost\"\n)\n\nconst (\n	VirtualMachineFailure VirtualMachineConditionType = \"Failure\"\n)\n"})
	for name, want := range map[string]string{
		"VirtualMachineInstanceLit": "	VirtualMachineInstanceLit VirtualMachineInstanceConditionType = \"Lit\"\n",
		"VirtualMachineLit":         "VirtualMachineLit VirtualMachineConditionType = \"Lit\"\n",
	} {
		f := &feature.Feature{Consts: []feature.Const{{Name: word(name), Value: word(`"Lit"`), File: word("staging/src/kubevirt.io/api/"), Near: word("condition types")}}}
		next, _ := applied(t, tree.tree(), f, "api")
		text, _ := next.Read(apiTypes)
		contains(t, strings.Join(strings.Fields(string(text)), " "), strings.TrimSpace(strings.Join(strings.Fields(want), " ")))
	}
}
