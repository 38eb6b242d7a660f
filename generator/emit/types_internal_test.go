package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

const schemaTree = `
-- go.mod --
module kubevirt.io/kubevirt
-- pkg/virt-launcher/virtwrap/api/schema.go --
package api

const (
	DomainRunning = "Running"
	DomainPaused  = "Paused"
	DomainStopped = "Stopped"
)

type DomainSpec struct {
	Name string ` + "`xml:\"name\"`" + `
}

type Controller struct {
	Type string ` + "`xml:\"type,attr\"`" + `
}

type Memory struct{}

func (d *DomainSpec) Clear() {}
`

const schemaFile = "pkg/virt-launcher/virtwrap/api/schema.go"

func TestInternalDeclarationsGoBesideTheirLikes(t *testing.T) {
	f := &feature.Feature{
		Types: []feature.Type{{Name: txt("ControllerTarget"), Kind: feature.KindStruct, File: txt(schemaFile),
			Fields: []feature.Field{{Name: txt("BusNr"), Type: txt("*uint32"), Tag: txt(`xml:"busNr,attr,omitempty"`)}}}},
		Consts: []feature.Const{
			{Name: txt("DomainRestarting"), Value: txt(`"Restarting"`), File: txt(schemaFile)},
			{Name: txt("BusFirst"), Value: txt("1"), File: txt(schemaFile)},
			{Name: txt("BusLast"), Value: txt("9"), File: txt(schemaFile)},
		},
		Fields: []feature.Field{
			{Struct: txt("DomainSpec"), Name: txt("OnReboot"), Type: txt("string"), Tag: txt(`xml:"on_reboot,omitempty"`), File: txt(schemaFile)},
			{Name: txt("Controller.Target"), Type: txt("*ControllerTarget"), Tag: txt(`xml:"target,omitempty"`), File: txt(schemaFile)},
		},
	}
	_, next := emitCode(t, treeOf(t, schemaTree), f)
	wantText(t, next, schemaFile,
		"\tDomainRestarting = \"Restarting\"\n)",
		"const (\n\tBusFirst = 1\n\tBusLast  = 9\n)",
		"\tOnReboot string `xml:\"on_reboot,omitempty\"`\n}",
		"\tTarget *ControllerTarget `xml:\"target,omitempty\"`\n}\n\ntype ControllerTarget struct {")
}

func TestAConstructorKeepsWhatItIsGiven(t *testing.T) {
	file := "pkg/virt-launcher/virtwrap/api/bus.go"
	f := &feature.Feature{
		Files:     []feature.File{{Path: txt(file), State: feature.FileNew}},
		Types:     []feature.Type{{Name: txt("busAssigner"), Kind: feature.KindStruct, File: txt(file)}},
		Functions: []feature.Function{plannedFunc(file, "newBusAssigner(spec *DomainSpec, first int)")},
	}
	_, next := emitCode(t, treeOf(t, schemaTree), f)
	wantText(t, next, file, "type busAssigner struct {\n\tspec  *DomainSpec\n\tfirst int\n}",
		"func newBusAssigner(spec *DomainSpec, first int) *busAssigner {\n\treturn &busAssigner{\n\t\tspec:  spec,\n\t\tfirst: first,\n\t}\n}")
}

func TestADifferentDeclarationIsAConflict(t *testing.T) {
	for _, f := range []*feature.Feature{
		{Consts: []feature.Const{{Name: txt("DomainPaused"), Value: txt(`"Halted"`), File: txt(schemaFile)}}},
		{Consts: []feature.Const{{Name: txt("Memory"), Value: txt(`"m"`), File: txt(schemaFile)}}},
		{Fields: []feature.Field{{Struct: txt("DomainSpec"), Name: txt("Name"), Type: txt("int"), File: txt(schemaFile)}}},
	} {
		if res, _ := emitCode(t, treeOf(t, schemaTree), f); len(faults(res)) != 1 || !res.Set.Empty() {
			t.Errorf("no conflict: %v", res.Added)
		}
	}
}

func TestUnknownInternalTypesAreLeft(t *testing.T) {
	f := &feature.Feature{
		Types:  []feature.Type{{Name: txt("busFunc"), Kind: feature.KindFunc, File: txt(schemaFile)}},
		Fields: []feature.Field{{Struct: txt("DomainSpec"), Name: txt("Bus"), Type: txt("*Bus"), File: txt(schemaFile)}, {Struct: txt("Absent"), Name: txt("X"), Type: txt("int"), File: txt(schemaFile)}},
	}
	res, _ := emitCode(t, treeOf(t, schemaTree), f)
	if len(res.Left) != 3 || !res.Set.Empty() {
		t.Errorf("left %v", res.Left)
	}
	for _, l := range res.Left {
		if strings.TrimSpace(l.Why) == "" {
			t.Errorf("no reason: %v", l)
		}
	}
}

// TestNothingHasATypeThatIsNotWritten: a field goes with the type it has, and
// that with what it is made of.
func TestNothingHasATypeThatIsNotWritten(t *testing.T) {
	f := &feature.Feature{
		Types: []feature.Type{{Name: txt("Lamp"), Kind: feature.KindStruct, File: txt(schemaFile),
			Fields: []feature.Field{{Name: txt("Bulb"), Type: txt("*Unheard")}}}},
		Fields: []feature.Field{{Struct: txt("DomainSpec"), Name: txt("Lamp"), Type: txt("*Lamp"), File: txt(schemaFile)}},
	}
	res, next := emitCode(t, treeOf(t, schemaTree), f)
	text, _ := next.Read(schemaFile)
	if strings.Contains(string(text), "Lamp") {
		t.Errorf("written:\n%s", text)
	}
	if len(res.Left) != 2 {
		t.Errorf("left: %+v", res.Left)
	}
}

// TestFieldOfAComponentsStruct: the struct is the one in its packages; where
// there is none the field is left, and the plan is not refused.
func TestFieldOfAComponentsStruct(t *testing.T) {
	of := func(strct string) feature.Field {
		return feature.Field{Struct: txt(strct), Name: txt("Lamp"), Type: txt("bool"), Exact: true, Component: txt("virt-launcher")}
	}
	tree := schemaTree + "-- pkg/virt-launcher/virtwrap/converter/context.go --\npackage converter\n\ntype Context struct {\n	Arch string\n}\n"
	f := &feature.Feature{Fields: []feature.Field{of("Context"), of("Unheard")}}
	res, next := emitCode(t, treeOf(t, tree), f)
	wantText(t, next, "pkg/virt-launcher/virtwrap/converter/context.go", "\tLamp bool\n}")
	if len(res.Left) != 1 || res.Diags.HasErrors() {
		t.Errorf("left %+v, %v", res.Left, res.Diags.Sorted())
	}
}

// TestStructOfTodayIsNoNewAPIType, although the plan shows it where it speaks
// of the API.
func TestStructOfTodayIsNoNewAPIType(t *testing.T) {
	f := &feature.Feature{Types: []feature.Type{{Name: txt("Controller"), Kind: feature.KindStruct, API: true,
		Fields: []feature.Field{{Name: txt("Lamp"), Type: txt("string"), Tag: txt(`xml:"lamp"`), Exact: true}}}}}
	_, next := emitCode(t, treeOf(t, schemaTree), f)
	wantText(t, next, schemaFile, "Lamp string `xml:\"lamp\"`\n}")
}
