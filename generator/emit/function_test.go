package emit

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// codeTree is a miniature checkout, written for these tests: one controller
// with a status function, a services package with options, a plug-in parent,
// and the packages they import.
const codeTree = `
-- go.mod --
module kubevirt.io/kubevirt
-- staging/src/kubevirt.io/api/core/v1/types.go --
package v1

type VirtualMachineInstance struct {
	Name   string
	Status VirtualMachineInstanceStatus
}

type VirtualMachineInstanceStatus struct{ Phase string }

type Volume struct{ Name string }

type KubeVirtConfiguration struct{}
-- vendor/k8s.io/api/core/v1/types.go --
package v1

type Pod struct{ Name string }

type Volume struct{ Name string }
-- pkg/virt-config/config.go --
package virtconfig

type ClusterConfig struct{}
-- pkg/virt-controller/watch/fix/fix.go --
package fix

import (
	"errors"

	k8sv1 "k8s.io/api/core/v1"
	virtv1 "kubevirt.io/api/core/v1"

	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
)

type base struct {
	clusterConfig *virtconfig.ClusterConfig
}

type Controller struct {
	base
	stop chan struct{}
}

func (c *Controller) updateStatus(vmi *virtv1.VirtualMachineInstance, pod *k8sv1.Pod) error {
	vmiCopy := vmi.DeepCopy()
	c.copyReadiness(vmiCopy, pod)

	switch {
	case pod == nil:
		vmiCopy.Status.Phase = "Pending"
	}
	return nil
}

func (c *Controller) copyReadiness(vmi *virtv1.VirtualMachineInstance, pod *k8sv1.Pod) {}

func (c *Controller) execute(key string) error {
	if key == "" {
		return errors.New("no key")
	}
	err := c.sweep(key)
	if err != nil {
		return err
	}
	return nil
}

func (c *Controller) sweep(key string) error { return nil }
-- pkg/virt-controller/services/options.go --
package services

import v1 "kubevirt.io/api/core/v1"

type Renderer struct{}

type RendererOption func(*Renderer) error

func withPlain() RendererOption { return nil }

func withSecret(name string) RendererOption { return nil }

func withDisks(volumes []v1.Volume) RendererOption { return nil }
-- pkg/virt-launcher/hooks/hooks.go --
package hooks

import v1 "kubevirt.io/api/core/v1"

type HookFunc func(*v1.VirtualMachineInstance, string) error
-- pkg/virt-launcher/hooks/cpu/cpu.go --
package cpu

import v1 "kubevirt.io/api/core/v1"

func Pin(vmi *v1.VirtualMachineInstance, domain string) error { return nil }
`

func treeOf(t *testing.T, archive string) *checkout.Tree {
	t.Helper()
	fsys, err := txtar.FS(txtar.Parse([]byte(archive)))
	if err != nil {
		t.Fatal(err)
	}
	return checkout.FromFS(fsys)
}

func line(n int) diag.Pos { return diag.Pos{File: "plan.md", Line: n} }

func txt(s string) feature.Text { return feature.T(s, line(1)) }

// plannedFunc makes a function as a plan reader would: "name(params) results".
func plannedFunc(file, decl string) feature.Function {
	name, rest, has := strings.Cut(decl, "(")
	fn := feature.Function{Name: txt(name), File: txt(file), HasParams: has}
	if has {
		i := strings.Index(rest, ")")
		fn.Params, fn.Results = txt(rest[:i]), txt(strings.TrimSpace(rest[i+1:]))
	}
	return fn
}

// emitCode runs the code emitters and returns their result and the tidied
// next tree; it fails where a second run would change anything.
func emitCode(t *testing.T, tree *checkout.Tree, f *feature.Feature) (Result, *checkout.Tree) {
	t.Helper()
	only := []string{"functions", "internal", "hooks"}
	res := Run(tree, f, only)
	next := composeTidy(t, tree, &res)
	if !res.Diags.HasErrors() {
		again := Run(next, f, only)
		for _, p := range composeTidy(t, next, &again).Changed(next) {
			got, _ := next.Read(p)
			t.Errorf("a second run changes %s:\n%s", p, got)
		}
	}
	return res, next
}

func composeTidy(t *testing.T, tree *checkout.Tree, res *Result) *checkout.Tree {
	t.Helper()
	out, diags := res.Set.Compose(tree)
	if diags.HasErrors() {
		t.Fatalf("compose: %v", diags.Sorted())
	}
	for p, text := range out {
		was, err := tree.Read(p)
		if err != nil {
			was = nil
		}
		tidy, err := gosrc.Tidy(was, text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", p, err, text)
		}
		out[p] = tidy
	}
	return tree.With(out)
}

func wantText(t *testing.T, tree *checkout.Tree, file string, wants ...string) {
	t.Helper()
	got, err := tree.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wants {
		if !strings.Contains(string(got), w) {
			t.Errorf("%s lacks\n%s\ngot\n%s", file, w, got)
		}
	}
}

const fixFile = "pkg/virt-controller/watch/fix/fix.go"

func TestSignaturesAreCompletedFromTheCodeAround(t *testing.T) {
	method := plannedFunc(fixFile, "noteOverhead(vmi, pod)")
	method.Method = txt("method")
	hook := feature.Function{Name: txt("Swap"), File: txt("pkg/virt-launcher/hooks/gpu")}
	for _, c := range []struct {
		why  string
		fn   feature.Function
		file string
		want string
	}{
		{"names only, receiver of the file's methods", method, fixFile, "func (c *Controller) noteOverhead(vmi *virtv1.VirtualMachineInstance, pod *k8sv1.Pod) {"},
		{"complete Go", plannedFunc(fixFile, "delay(priority int, names map[string]struct{}) (string, error)"), fixFile, "func delay(priority int, names map[string]struct{}) (string, error) {\n\t// TODO: implement\n\treturn \"\", nil\n}"},
		{"a question is answered by a bool", plannedFunc(fixFile, "isBusy(pod)"), fixFile, "func isBusy(pod *k8sv1.Pod) bool {"},
		{"the plan's qualifier is not the file's", plannedFunc(fixFile, "count(vmi *v1.VirtualMachineInstance) int"), fixFile, "func count(vmi *virtv1.VirtualMachineInstance) int {"},
		{"the cluster configuration by its name", plannedFunc(fixFile, "pick(clusterConfig *virtconfig.ClusterConfig) *virtconfig.ClusterConfig"), fixFile, "func pick(clusterConfig *virtconfig.ClusterConfig) *virtconfig.ClusterConfig {\n\t// TODO: implement\n\treturn nil"},
		{"the noun in the package of the parameter", plannedFunc(fixFile, "FindPodVolumeByName(pod, key)"), fixFile, "func FindPodVolumeByName(pod *k8sv1.Pod, key string) *k8sv1.Volume {"},
		{"what the options have in common", feature.Function{Name: txt("withImages"), File: txt("pkg/virt-controller/services/options.go")}, "pkg/virt-controller/services/options.go",
			"func withImages() RendererOption {\n\t// TODO: implement\n\treturn func(_ *Renderer) error {\n\t\treturn nil\n\t}\n}"},
		{"the function type of the parent package", hook, "pkg/virt-launcher/hooks/gpu/gpu.go", "func Swap(vmi *v1.VirtualMachineInstance, domain string) error {"},
	} {
		t.Run(c.why, func(t *testing.T) {
			f := &feature.Feature{Functions: []feature.Function{c.fn}, Files: []feature.File{{Path: txt("pkg/virt-launcher/hooks/gpu/gpu.go"), State: feature.FileNew}}}
			_, next := emitCode(t, treeOf(t, codeTree), f)
			wantText(t, next, c.file, c.want)
		})
	}
}

func TestAnUnknownTypeLeavesTheFunctionToTheAuthor(t *testing.T) {
	for _, decl := range []string{"treat(gizmo)", "treat(x *nowhere.Thing)", "treat() *Unheard", "newGizmo()"} {
		f := &feature.Feature{Functions: []feature.Function{plannedFunc(fixFile, decl)}}
		res, next := emitCode(t, treeOf(t, codeTree), f)
		if len(res.Left) != 1 || len(res.Added) != 0 || res.Diags.HasErrors() || res.Diags.Count(diag.Warning) != 1 {
			t.Errorf("%s: added %v, left %v, diagnostics %v", decl, res.Added, res.Left, res.Diags.Sorted())
		}
		if got := next.Changed(treeOf(t, codeTree)); len(got) > 0 {
			t.Errorf("%s: changed %v", decl, got)
		}
	}
}

func TestAFileThatIsNotThereIsLeft(t *testing.T) {
	for file, why := range map[string]string{
		"pkg/virt-controller/watch/fix/absent.go": "does not list it as a new file",
		"nowhere.go":                       "no file nowhere.go",
		"pkg/virt-controller/services/sub": "no file in it",
	} {
		res, _ := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{plannedFunc(file, "f()")}})
		if len(res.Left) != 1 || !strings.Contains(res.Left[0].Why, why) {
			t.Errorf("%s: %v", file, res.Left)
		}
	}
}

func TestABaseNameIsCompleted(t *testing.T) {
	fn := plannedFunc("options.go", "withX(name)")
	fn.Component = txt("virt-controller")
	_, next := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
	wantText(t, next, "pkg/virt-controller/services/options.go", "func withX(name string)")
}

func TestABaseNameIsNotTakenForAFunctionalTest(t *testing.T) {
	fn := plannedFunc("shelf.go", "shelve(name string)")
	f := &feature.Feature{Functions: []feature.Function{fn}, Files: []feature.File{
		{Path: txt("pkg/virt-controller/services/shelf.go"), State: feature.FileNew}, {Path: txt("tests/compute/shelf.go"), State: feature.FileNew}}}
	_, next := emitCode(t, treeOf(t, codeTree), f)
	wantText(t, next, "pkg/virt-controller/services/shelf.go", "func shelve(name string) {")
}

func TestCallsAreWiredBehindTheGate(t *testing.T) {
	fn := plannedFunc(fixFile, "noteOverhead(vmi, pod)")
	fn.Method = txt("method")
	fn.Calls = []feature.Call{{Func: txt("updateStatus"), When: txt("when the pod exists"), Gated: true}}
	again := plannedFunc(fixFile, "recheck() error")
	again.Calls = []feature.Call{{Func: txt("Controller.execute"), Where: txt("after sweep")}}
	f := &feature.Feature{Gates: []feature.Gate{{Name: txt("Fix")}}, Functions: []feature.Function{fn, again}}
	res, next := emitCode(t, treeOf(t, codeTree), f)
	if len(res.Left) > 0 {
		t.Errorf("left %v", res.Left)
	}
	wantText(t, next, fixFile,
		"\tif c.clusterConfig.FixEnabled() && pod != nil {\n\t\tc.noteOverhead(vmiCopy, pod)\n\t}\n",
		"\t\treturn err\n\t}\n\n\tif err := c.recheck(); err != nil {\n\t\treturn err\n\t}\n\treturn nil\n")
}

func TestACallThatIsNotSafeIsLeft(t *testing.T) {
	for why, call := range map[string]feature.Call{
		"the plan does not say who calls it": {},
		"no function gone":                   {Func: txt("gone")},
		"no value for its parameter":         {Func: txt("sweep"), Where: txt("begin")},
		"does not call absent":               {Func: txt("execute"), Where: txt("after absent")},
	} {
		fn := plannedFunc(fixFile, "tune(pod *k8sv1.Pod)")
		fn.Calls = []feature.Call{call}
		res, _ := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
		if len(res.Left) != 1 || !strings.Contains(res.Left[0].Why, why) {
			t.Errorf("%s: left %v", why, res.Left)
		}
	}
}

func TestAnExistingFunctionIsComparedNotTouched(t *testing.T) {
	for _, c := range []struct {
		decl     string
		conflict bool
	}{
		{"sweep(key string) error", false},
		{"sweep(key)", false},
		{"sweep(key int) error", true},
		{"sweep(key string)", false}, // the plan is silent about the result
	} {
		fn := plannedFunc(fixFile, c.decl)
		fn.Receiver = txt("Controller")
		res, next := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
		if len(faults(res)) > 0 != c.conflict {
			t.Errorf("%s: %v", c.decl, faults(res))
		}
		if !c.conflict && len(res.Present) != 1 {
			t.Errorf("%s: not noted as present", c.decl)
		}
		if got := next.Changed(treeOf(t, codeTree)); len(got) > 0 {
			t.Errorf("%s: changed %v", c.decl, got)
		}
	}
}

// TestCallsOfAnExistingFunction: a call that is there is noted, one that is not
// is its author's decision.
func TestCallsOfAnExistingFunction(t *testing.T) {
	for caller, left := range map[string]string{"execute": "", "updateStatus": "its author decides where it is called"} {
		fn := plannedFunc(fixFile, "sweep(key string) error")
		fn.Receiver = txt("Controller")
		fn.Calls = []feature.Call{{Func: txt(caller), Where: txt("begin")}}
		res, next := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
		if left == "" && (len(res.Left) > 0 || len(res.Present) != 2) {
			t.Errorf("%s: left %v, there %v", caller, res.Left, res.Present)
		}
		if left != "" && (len(res.Left) != 1 || !strings.Contains(res.Left[0].Why, left)) {
			t.Errorf("%s: left %v", caller, res.Left)
		}
		if got := next.Changed(treeOf(t, codeTree)); len(got) > 0 {
			t.Errorf("%s: changed %v", caller, got)
		}
	}
}

func TestStepsBecomeOrderedComments(t *testing.T) {
	fn := plannedFunc(fixFile, "settle(vmi) error")
	fn.Steps = []feature.Text{txt("read the annotation"), txt("write `status.memory`")}
	_, next := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
	wantText(t, next, fixFile, "\t// 1. read the annotation\n\t// 2. write status.memory\n\treturn nil\n")
}

func TestAnImportCycleIsNeverMade(t *testing.T) {
	// virt-config is imported by the controller, so it cannot use its types.
	fn := plannedFunc("pkg/virt-config/config.go", "inspect(c *fix.Controller)")
	res, _ := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{fn}})
	if len(res.Added) > 0 || len(res.Left) != 1 {
		t.Errorf("added %v, left %v", res.Added, res.Left)
	}
}

func TestTheGateHelperIsComplete(t *testing.T) {
	tree := treeOf(t, strings.Replace(codeTree, "type KubeVirtConfiguration struct{}", `type KubeVirtConfiguration struct {
	DeveloperConfiguration *DeveloperConfiguration
}

type DeveloperConfiguration struct {
	FeatureGates []string
}`, 1))
	fn := plannedFunc("pkg/virt-controller/services/options.go", "hasFeatureGateEnabled(config *v1.KubeVirtConfiguration, gate string)")
	_, next := emitCode(t, tree, &feature.Feature{Functions: []feature.Function{fn}})
	wantText(t, next, "pkg/virt-controller/services/options.go",
		"\treturn config.DeveloperConfiguration != nil && slices.Contains(config.DeveloperConfiguration.FeatureGates, gate)\n")
}

func TestHostileValuesNeverPanicNorWrite(t *testing.T) {
	hostile := []string{"", "*", "(", "a b c", "x.y.z", "../up.go", "/abs.go", "func", "[]", "map[", "é", "a,,b", "...", "struct{", "\x00"}
	for _, h := range hostile {
		fn := feature.Function{Name: txt(h), Receiver: txt(h), Params: txt(h), HasParams: true, Results: txt(h), File: txt(h), Doc: txt(h), Method: txt(h),
			Calls: []feature.Call{{Func: txt(h), Where: txt("after " + h)}}}
		named := fn
		named.Name, named.File = txt("tend"), txt(fixFile)
		f := &feature.Feature{Functions: []feature.Function{fn, named},
			Types:  []feature.Type{{Name: txt(h), Kind: feature.KindFunc, Underlying: txt(h), File: txt(h)}},
			Consts: []feature.Const{{Name: txt(h), Value: txt(h), File: txt(h)}},
			Fields: []feature.Field{{Struct: txt(h), Name: txt(h), Type: txt(h), File: txt("pkg/" + h)}},
			Files:  []feature.File{{Path: txt(h), State: feature.FileNew}},
			Loops:  []feature.Loop{{Controller: txt(h), Steps: []feature.Text{txt(h)}}}}
		_, next := emitCode(t, treeOf(t, codeTree), f)
		for _, p := range next.Changed(treeOf(t, codeTree)) {
			if p != fixFile {
				t.Errorf("%q: wrote %s", h, p)
			}
		}
	}
}
