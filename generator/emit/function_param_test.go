package emit

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestAFunctionIsFoundThroughItsCallInMain(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Functions = []feature.Function{
			{Name: txt("renderLaunchManifest"), Modify: true, Steps: []feature.Text{txt("add --tuning when the gate is on")}},
			{Name: txt("NewManager"), File: txt("cmd/virt-launcher/virt-launcher.go"), Modify: true, NewParams: []feature.Text{txt("tuningEnabled")}},
		}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, "cmd/virt-launcher/virt-launcher.go", "virtwrap.NewManager(*dir, *nonRoot && *old, *tuningEnabled)")
	wantText(t, next, "pkg/virt-launcher/virtwrap/manager.go", "func NewManager(dir string, old bool, tuningEnabled bool) *Manager {")
}

func TestTheSettingIsSentHoweverThePlanSaysIt(t *testing.T) {
	for what, f := range map[string]*feature.Feature{
		"file": tuning(func(f *feature.Feature) {
			f.Files = []feature.File{{Path: txt("pkg/virt-handler/options.go"), State: feature.FileModified}}
		}),
		"component": tuning(func(f *feature.Feature) {
			f.Components = []feature.Component{{Name: txt("virt-handler"), Changes: []feature.Text{txt("virt-handler forwards it in the message of cmd.proto")}}}
		}),
	} {
		_, next := emitCode(t, treeOf(t, componentTree), f)
		t.Log(what)
		wantText(t, next, "pkg/virt-handler/options.go", "\t\tTuningEnabled: clusterConfig.TuningEnabled(),\n")
	}
}
