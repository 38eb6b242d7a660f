package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestAPlannedConfiguratorIsMadeFromTheContext(t *testing.T) {
	const file = "pkg/virt-launcher/virtwrap/converter/compute/lute.go"
	tree := treeOf(t, strings.Replace(componentTree, "domain *api.Domain) error {\n\tconfigurators", "domain *api.Domain, c *ConverterContext) error {\n\tconfigurators", 1)+
		"-- pkg/virt-launcher/virtwrap/converter/context.go --\npackage converter\n\ntype ConverterContext struct {\n\tName string\n}\n")
	f := tuning(func(f *feature.Feature) {
		f.Types = []feature.Type{{Name: txt("LuteConfigurator"), Kind: feature.KindStruct, File: txt(file)}}
		f.Fields = []feature.Field{{Struct: txt("ConverterContext"), File: txt("pkg/virt-launcher/virtwrap/converter/context.go"), Name: txt("LuteTuned"), Type: txt("bool"), Exact: true}}
		f.Functions = []feature.Function{{Name: txt("NewLuteConfigurator"), Params: txt("luteTuned bool"), HasParams: true, Results: txt("*LuteConfigurator"), File: txt(file)}}
		f.Files = []feature.File{{Path: txt(file), State: feature.FileNew}}
	})
	_, next := emitCode(t, tree, f)
	wantText(t, next, "pkg/virt-launcher/virtwrap/converter/converter.go", "\t\tcompute.NewLuteConfigurator(c.LuteTuned),\n\t}\n")
	wantText(t, next, file, "func (l LuteConfigurator) Configure(vmi *v1.VirtualMachineInstance, domain *api.Domain) error {")

	res, _ := emitCode(t, treeOf(t, componentTree), f)
	for _, l := range res.Left {
		if strings.HasPrefix(l.What, "registration of LuteConfigurator") {
			return
		}
	}
	t.Errorf("registered without a context: %v", res.Left)
}
