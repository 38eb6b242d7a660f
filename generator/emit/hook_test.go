package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// componentTree is a miniature checkout with one controller, the pod template,
// the launcher's main, the settings sent to it, and a list of configurators.
const componentTree = `
-- go.mod --
module kubevirt.io/kubevirt
-- staging/src/kubevirt.io/api/core/v1/types.go --
package v1

type VirtualMachineInstance struct {
	Spec VirtualMachineInstanceSpec ` + "`json:\"spec\"`" + `
}

type VirtualMachineInstanceSpec struct {
	Domain DomainSpec ` + "`json:\"domain\"`" + `
}

type DomainSpec struct {
	Tuning *string ` + "`json:\"tuning,omitempty\"`" + `
}
-- vendor/k8s.io/api/core/v1/types.go --
package v1

type Pod struct{}
-- pkg/virt-config/config.go --
package virtconfig

type ClusterConfig struct{}
-- pkg/virt-controller/watch/common/common.go --
package common

type SyncError interface{ Reason() string }
-- pkg/virt-controller/watch/vmi/vmi.go --
package vmi

import (
	k8sv1 "k8s.io/api/core/v1"
	v1 "kubevirt.io/api/core/v1"

	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
	"kubevirt.io/kubevirt/pkg/virt-controller/watch/common"
)

type Controller struct {
	config *virtconfig.ClusterConfig
}

func (c *Controller) sync(vmi *v1.VirtualMachineInstance, pod *k8sv1.Pod, names []string) (common.SyncError, *k8sv1.Pod) {
	if len(names) == 0 {
		return nil, pod
	}
	// a pod is made once
	if !PodExists(pod) {
		return nil, pod
	}
	return nil, pod
}

func PodExists(pod *k8sv1.Pod) bool { return pod != nil }
-- pkg/virt-controller/services/template.go --
package services

import virtconfig "kubevirt.io/kubevirt/pkg/virt-config"

type TemplateService struct {
	clusterConfig *virtconfig.ClusterConfig
}

func (t *TemplateService) renderLaunchManifest(nonRoot bool) []string {
	args, command := []string{}, []string{"run"}
	if nonRoot {
		args = append(args, "--run-as-nonroot")
	}
	if t.clusterConfig.OldEnabled() {
		args = append(args, "--old")
	}
	if t.clusterConfig.OddEnabled() {
		command = append(command, "--odd")
	}
	return append(command, args...)
}
-- cmd/virt-launcher/virt-launcher.go --
package main

import (
	"github.com/spf13/pflag"

	"kubevirt.io/kubevirt/pkg/virt-launcher/virtwrap"
)

func main() {
	nonRoot := pflag.Bool("run-as-nonroot", false, "no root")
	old := pflag.Bool("old", false, "old")
	dir := pflag.String("dir", "", "directory")
	pflag.Parse()
	virtwrap.NewManager(*dir, *nonRoot && *old)
}
-- pkg/virt-launcher/virtwrap/manager.go --
package virtwrap

type Manager struct {
	dir string
}

func NewManager(dir string, old bool) *Manager {
	return newManager(dir, old)
}

func newManager(dir string, old bool) *Manager {
	return &Manager{
		dir: dir,
	}
}
-- pkg/virt-launcher/virtwrap/manager_test.go --
package virtwrap

var shared = newManager("here", true)

func fresh() *Manager { return NewManager("there", false) }
-- pkg/virt-launcher/virtwrap/api/schema.go --
package api

type Domain struct{}
-- pkg/virt-launcher/virtwrap/converter/compute/parts.go --
package compute

import (
	v1 "kubevirt.io/api/core/v1"

	"kubevirt.io/kubevirt/pkg/virt-launcher/virtwrap/api"
)

type ADomainConfigurator struct{}

func (a ADomainConfigurator) Configure(vmi *v1.VirtualMachineInstance, domain *api.Domain) error { return nil }
-- pkg/virt-launcher/virtwrap/converter/converter.go --
package converter

import (
	v1 "kubevirt.io/api/core/v1"

	"kubevirt.io/kubevirt/pkg/virt-launcher/virtwrap/api"
	"kubevirt.io/kubevirt/pkg/virt-launcher/virtwrap/converter/compute"
)

func Convert_v1_VirtualMachineInstance_To_api_Domain(vmi *v1.VirtualMachineInstance, domain *api.Domain) error {
	configurators := []any{
		compute.ADomainConfigurator{},
		compute.BDomainConfigurator{},
		compute.CDomainConfigurator{},
		compute.DDomainConfigurator{},
		compute.NewEDomainConfigurator(
			"e",
		),
	}
	_ = configurators
	return nil
}
-- pkg/handler-launcher-com/cmd/v1/cmd.pb.go --
package v1

type ClusterConfig struct {
	OldEnabled    bool
	TuningEnabled bool
}
-- pkg/virt-handler/options.go --
package virthandler

import (
	cmdv1 "kubevirt.io/kubevirt/pkg/handler-launcher-com/cmd/v1"
	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
)

func virtualMachineOptions(clusterConfig *virtconfig.ClusterConfig) *cmdv1.ClusterConfig {
	return &cmdv1.ClusterConfig{
		OldEnabled: clusterConfig.OldEnabled(),
	}
}
`

func tuning(change func(*feature.Feature)) *feature.Feature {
	f := &feature.Feature{Name: txt("tuning"), Gates: []feature.Gate{{Name: txt("Tuning")}}}
	change(f)
	return f
}

const vmiFile = "pkg/virt-controller/watch/vmi/vmi.go"

func TestASketchWithoutFunctionBecomesAHook(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Loops = []feature.Loop{{Controller: txt("vmi"), Steps: []feature.Text{txt("look"), txt("act")}}}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, vmiFile,
		"\tif c.config.TuningEnabled() {\n\t\tif syncErr := c.syncTuning(vmi, pod); syncErr != nil {\n\t\t\treturn syncErr, pod\n\t\t}\n\t}\n\n\t// a pod is made once\n",
		"func (c *Controller) syncTuning(vmi *v1.VirtualMachineInstance, pod *k8sv1.Pod) common.SyncError {\n\t// 1. look\n\t// 2. act\n\treturn nil\n}")
}

func TestAHookThatServesTheGateOffIsNotGated(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Loops = []feature.Loop{{Controller: txt("vmi"), Steps: []feature.Text{txt("field set and gate disabled: refuse")}}}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, vmiFile, "\tif syncErr := c.syncTuning(vmi, pod); syncErr != nil {\n")
}

func TestSketchesThatNeedNoHookAreLeft(t *testing.T) {
	steps := []feature.Text{txt("look")}
	for why, loop := range map[string]feature.Loop{
		"no one place":             {Controller: txt("handler"), Steps: steps},
		"controller of its own":    {Controller: txt("vmi"), New: txt("a new controller"), Steps: steps},
		"the plan puts them into ": {Controller: txt("vmi"), Func: txt("settle"), Steps: steps},
	} {
		f := tuning(func(f *feature.Feature) { f.Loops = []feature.Loop{loop} })
		res, _ := emitCode(t, treeOf(t, componentTree), f)
		if len(res.Left) != 1 || !strings.Contains(res.Left[0].Why, why) || len(res.Added) > 0 {
			t.Errorf("%s: left %v, added %v", why, res.Left, res.Added)
		}
	}
}

func TestALauncherFlagIsWiredAtBothEnds(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Functions = []feature.Function{
			{Name: txt("renderLaunchManifest"), Modify: true, Steps: []feature.Text{txt("add --tuning when the gate is on")}},
			{Name: txt("NewManager"), File: txt("pkg/virt-launcher/virtwrap/manager.go"), Modify: true, NewParams: []feature.Text{txt("tuningEnabled")}},
		}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, "pkg/virt-controller/services/template.go",
		"\t\targs = append(args, \"--old\")\n\t}\n\tif t.clusterConfig.TuningEnabled() {\n\t\targs = append(args, \"--tuning\")\n\t}\n")
	wantText(t, next, "cmd/virt-launcher/virt-launcher.go",
		"\ttuningEnabled := pflag.Bool(\"tuning\", false, \"Set when the Tuning feature gate is enabled\")\n",
		"virtwrap.NewManager(*dir, *nonRoot && *old, *tuningEnabled)")
	wantText(t, next, "pkg/virt-launcher/virtwrap/manager.go",
		"func NewManager(dir string, old bool, tuningEnabled bool) *Manager {\n\treturn newManager(dir, old, tuningEnabled)\n}",
		"func newManager(dir string, old bool, tuningEnabled bool) *Manager {\n\treturn &Manager{\n\t\tdir:           dir,\n\t\ttuningEnabled: tuningEnabled,\n",
		"type Manager struct {\n\tdir           string\n\ttuningEnabled bool\n}")
	wantText(t, next, "pkg/virt-launcher/virtwrap/manager_test.go", `newManager("here", true, false)`, `NewManager("there", false, false)`)
}

// TestNewParametersKeepTheirOrder: every signature and every call gets several
// new parameters in the order of the plan.
func TestNewParametersKeepTheirOrder(t *testing.T) {
	tree := strings.Replace(componentTree, "\tvirtwrap.NewManager(", "\tdomainName := labelOf()\n\tvirtwrap.NewManager(", 1)
	tree = strings.Replace(tree, "\nfunc main() {", "\nfunc labelOf() string { return \"\" }\n\nfunc main() {", 1)
	for _, names := range [][]string{{"domainName", "tuningEnabled"}, {"tuningEnabled", "domainName"}} {
		f := tuning(func(f *feature.Feature) {
			f.Functions = []feature.Function{
				{Name: txt("renderLaunchManifest"), Modify: true, Steps: []feature.Text{txt("add --tuning when the gate is on")}},
				{Name: txt("NewManager"), File: txt("pkg/virt-launcher/virtwrap/manager.go"), Modify: true},
			}
			for _, name := range names {
				if name == "domainName" {
					name += " string"
				}
				f.Functions[1].NewParams = append(f.Functions[1].NewParams, txt(name))
			}
		})
		_, next := emitCode(t, treeOf(t, tree), f)
		types, args := map[string]string{"domainName": " string", "tuningEnabled": " bool"}, map[string]string{"domainName": "domainName", "tuningEnabled": "*tuningEnabled"}
		wantText(t, next, "cmd/virt-launcher/virt-launcher.go", "(*dir, *nonRoot && *old, "+args[names[0]]+", "+args[names[1]]+")")
		wantText(t, next, "pkg/virt-launcher/virtwrap/manager.go", "old bool, "+names[0]+types[names[0]]+", "+names[1]+types[names[1]]+") *Manager {\n\treturn newManager(dir, old, "+names[0]+", "+names[1]+")")
	}
}

func TestAFlagWithoutUseIsOnlyParsed(t *testing.T) {
	f := tuning(func(f *feature.Feature) { f.Left = []feature.Left{{What: txt("flag --tuning")}} })
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, "cmd/virt-launcher/virt-launcher.go", "\tpflag.Bool(\"tuning\", false,")
}

func TestAParameterThatCannotBePassedEverywhereIsNotAdded(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Functions = []feature.Function{{Name: txt("NewManager"), File: txt("pkg/virt-launcher/virtwrap/manager.go"), Modify: true, NewParams: []feature.Text{txt("pod *k8sv1.Pod")}}}
	})
	res, next := emitCode(t, treeOf(t, componentTree), f)
	if len(res.Left) != 1 || len(next.Changed(treeOf(t, componentTree))) > 0 {
		t.Errorf("left %v, changed %v", res.Left, next.Changed(treeOf(t, componentTree)))
	}
}

func TestTheSettingIsSentWhereTheProtocolHasIt(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Functions = []feature.Function{{Name: txt("virtualMachineOptions"), Modify: true}}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, "pkg/virt-handler/options.go", "\t\tTuningEnabled: clusterConfig.TuningEnabled(),\n")

	without := treeOf(t, strings.Replace(componentTree, "\tTuningEnabled bool\n", "", 1))
	res, _ := emitCode(t, without, f)
	if len(res.Left) != 1 || !strings.Contains(res.Left[0].Why, ".proto") {
		t.Errorf("left %v", res.Left)
	}
}

func TestConversionStepsFollowTheRelease(t *testing.T) {
	f := tuning(func(f *feature.Feature) {
		f.Fields = []feature.Field{{Root: txt("VirtualMachineInstance"), Path: txt("spec.domain.tuning"), Type: txt("*string")}}
		f.Functions = []feature.Function{{Name: txt(converterFunc), Modify: true, Steps: []feature.Text{txt("set the element")}}}
	})
	_, next := emitCode(t, treeOf(t, componentTree), f)
	wantText(t, next, "pkg/virt-launcher/virtwrap/converter/compute/tuning.go", "type TuningDomainConfigurator struct{}",
		"func (t TuningDomainConfigurator) Configure(vmi *v1.VirtualMachineInstance, domain *api.Domain) error {\n\tif vmi.Spec.Domain.Tuning == nil {\n\t\treturn nil\n\t}\n\n\t// set the element\n\treturn nil\n}")
	wantText(t, next, "pkg/virt-launcher/virtwrap/converter/converter.go", "\t\t\t\"e\",\n\t\t),\n\t\tcompute.TuningDomainConfigurator{},\n\t}\n")

	before := treeOf(t, strings.ReplaceAll(componentTree, "\t\tcompute.CDomainConfigurator{},\n", ""))
	_, next = emitCode(t, before, f)
	wantText(t, next, "pkg/virt-launcher/virtwrap/converter/converter.go",
		"\tif err := convertTuning(vmi, domain); err != nil {\n\t\treturn err\n\t}\n\n\treturn nil\n}\n\nfunc convertTuning(vmi *v1.VirtualMachineInstance, domain *api.Domain) error {\n\t// set the element\n\treturn nil\n}")
}
