package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

const ownerTree = `
-- go.mod --
module kubevirt.io/kubevirt
-- pkg/kite/line.go --
package kite

type Line struct {
	Metres int
}
-- pkg/sail/sail.go --
package sail

type Canvas struct {
	Area int
}
`

func TestAFieldFindsItsStructAmongTheListedFiles(t *testing.T) {
	f := &feature.Feature{
		Fields: []feature.Field{
			{Struct: word("Line"), Name: word("Knots"), Type: word("int"), Exact: true},
			{Struct: word("Canvas"), File: word("pkg/kite/line.go"), Name: word("Patched"), Type: word("bool"), Exact: true}},
		Files: []feature.File{{Path: word("pkg/kite/line.go"), State: feature.FileModified}, {Path: word("pkg/sail/sail.go"), State: feature.FileModified}},
	}
	res := Run(treeOf(t, ownerTree), f, nil)
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	got := map[string]string{}
	for _, e := range res.Set.Edits {
		got[e.Path] += e.New
	}
	if !strings.Contains(got["pkg/kite/line.go"], "Knots int") || !strings.Contains(got["pkg/sail/sail.go"], "Patched bool") {
		t.Errorf("%v", got)
	}
}

func TestARuleStaysWithinTheKindOfItsAdmitter(t *testing.T) {
	m := newContext(treeOf(t, sharedStructTree), &feature.Feature{Fields: []feature.Field{{Struct: word("Wind"), JSON: word("gusts"), Name: word("Gusts"), Type: word("*bool")}}}).Fields()
	for file, want := range map[string]string{
		"": "VirtualMachineInstance status.wind.gusts",
		"pkg/virt-api/webhooks/validating-webhook/admitters/migrationpolicy-admitter.go": "MigrationPolicy spec.wind.gusts",
	} {
		p, ok := m.findFor(feature.Rule{File: word(file)}, "wind.gusts", nil)
		if got := p.Root + " " + p.String(); !ok || got != want {
			t.Errorf("%q: got %s, want %s", file, got, want)
		}
	}
	if p, ok := m.findFor(feature.Rule{File: word("pkg/virt-operator/webhooks/kubevirt-update-admitter.go")}, "wind.gusts", nil); ok {
		t.Errorf("found %s %s in a kind that has no wind", p.Root, p)
	}
}

const sharedStructTree = `
-- go.mod --
module kubevirt.io/kubevirt
-- staging/src/kubevirt.io/api/core/v1/types.go --
package v1

type VirtualMachineInstance struct {
	Status VirtualMachineInstanceStatus ` + "`json:\"status,omitempty\"`" + `
}

type VirtualMachineInstanceStatus struct {
	Wind *Wind ` + "`json:\"wind,omitempty\"`" + `
}

type Wind struct {
	Speed int ` + "`json:\"speed,omitempty\"`" + `
}

type KubeVirt struct {
	Spec KubeVirtSpec ` + "`json:\"spec\"`" + `
}

type KubeVirtSpec struct {
	Tag string ` + "`json:\"tag,omitempty\"`" + `
}
-- staging/src/kubevirt.io/api/migrations/v1alpha1/types.go --
package v1alpha1

import v1 "kubevirt.io/api/core/v1"

type MigrationPolicy struct {
	Spec MigrationPolicySpec ` + "`json:\"spec\"`" + `
}

type MigrationPolicySpec struct {
	Wind *v1.Wind ` + "`json:\"wind,omitempty\"`" + `
}
`

func TestAnElementOfTheSchemaIsTaggedLikeItsSiblings(t *testing.T) {
	f := &feature.Feature{
		Types: []feature.Type{{Name: txt("TPMLock"), Kind: feature.KindStruct, File: txt(schemaFile), Fields: []feature.Field{{Name: txt("On"), Type: txt("string"), Tag: txt(`xml:"on,attr"`)}}}},
		Fields: []feature.Field{{Struct: txt("DomainSpec"), File: txt(schemaFile), Name: txt("TPMLock"), Type: txt("*TPMLock"), Exact: true},
			{Struct: txt("Memory"), File: txt(schemaFile), Name: txt("Pages"), Type: txt("*TPMLock"), Exact: true}},
	}
	got := ""
	for _, e := range Run(treeOf(t, schemaTree), f, nil).Set.Edits {
		got += e.New
	}
	if !strings.Contains(got, "TPMLock *TPMLock `xml:\"tpmLock,omitempty\"`") || !strings.Contains(got, "Pages *TPMLock\n") {
		t.Error(got)
	}
}

func TestOnlyPackagesThatGetAFileAreLinted(t *testing.T) {
	f := &feature.Feature{
		Functions: []feature.Function{{Name: word("Drop"), File: word("pkg/anchor/drop.go"), HasParams: true, Results: word("error")}},
		Files:     []feature.File{{Path: word("pkg/anchor/drop.go"), State: feature.FileNew}, {Path: word("tools/chain/main.go"), State: feature.FileNew}},
	}
	got := ""
	for _, e := range Run(treeOf(t, ownerTree+"-- hack/linter/lint-paths.txt --\npkg/kite\n"), f, nil).Set.Edits {
		got += e.New
	}
	if !strings.Contains(got, "pkg/anchor\n") || strings.Contains(got, "tools/chain\n") {
		t.Error(got)
	}
}

func TestAStructKeepsTheRestOfItsConstructorAsAList(t *testing.T) {
	f := &feature.Feature{
		Types: []feature.Type{{Name: word("Mast"), Kind: feature.KindStruct, File: word("pkg/kite/mast.go")}},
		Functions: []feature.Function{{Name: word("NewMast"), File: word("pkg/kite/mast.go"), HasParams: true,
			Params: feature.T("height int, lines ...Line", word("x").At), Results: word("*Mast")}},
		Files: []feature.File{{Path: word("pkg/kite/mast.go"), State: feature.FileNew}},
	}
	tree := treeOf(t, ownerTree)
	res := Run(tree, f, nil)
	overlay, _ := res.Set.Compose(tree)
	if got := string(overlay["pkg/kite/mast.go"]); !strings.Contains(got, "lines  []Line") || !strings.Contains(got, "lines ...Line) *Mast {") {
		t.Error(got)
	}
}
