package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// shelf is a small checkout with a package to be tested, and what tests of
// KubeVirt build their objects with.
var shelf = files{
	"pkg/shelf/shelf.go": `package shelf

import (
	v1 "kubevirt.io/api/core/v1"
	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
)

type Board struct{}

type Keeper struct{}

func NewKeeper(config *virtconfig.ClusterConfig) *Keeper { return nil }

type hidden struct{}

func Use(vmi *v1.VirtualMachineInstance) {}
`,
	"staging/src/kubevirt.io/api/core/v1/types.go": "package v1\n\ntype VirtualMachineInstance struct{}\n\ntype KubeVirtConfiguration struct{}\n",
	"pkg/virt-config/virt-config.go":               "package virtconfig\n\ntype ClusterConfig struct{}\n",
	"pkg/libvmi/new.go":                            "package libvmi\n\nimport v1 \"kubevirt.io/api/core/v1\"\n\nfunc New() *v1.VirtualMachineInstance { return nil }\n",
	"pkg/testutils/mock_config.go":                 "package testutils\n\nfunc NewFakeClusterConfigUsingKVConfig() {}\n",
	"pkg/tape/tape.go":                             "package tape\n",
	"pkg/tape/tape_suite_test.go":                  suiteText("tape_test"),
}

// shelved plans functions in pkg/shelf/<file>.go with their tests beside them.
func shelved(file string, items []string, decls ...string) *feature.Feature {
	f := units("pkg/shelf/"+file+"_test.go", items...)
	f.Files = []feature.File{{Path: word("pkg/shelf/" + file + ".go"), State: feature.FileNew}}
	for _, d := range decls {
		f.Functions = append(f.Functions, plannedFunc("pkg/shelf/"+file+".go", d))
	}
	return f
}

// emitted runs the emitters of functions and unit tests; the second run is
// empty.
func emitted(t *testing.T, tree *checkout.Tree, f *feature.Feature) *checkout.Tree {
	t.Helper()
	both := []string{"gate", "functions", "unittest"}
	res := Run(tree, f, both)
	next := composeTidy(t, tree, &res)
	if again := Run(next, f, both); !again.Set.Empty() {
		t.Errorf("the second run is not empty: %+v", again.Set)
	}
	return next
}

func TestSpecOfAFunctionCallsIt(t *testing.T) {
	f := shelved("order", nil, "Order(vmi *v1.VirtualMachineInstance, board *Board, name string) []string", "Count() (int, error)", "Tidy(boards ...*Board)")
	f.Functions[0].Doc = word("longest first")
	f.Tests = nil
	f.Files = append(f.Files, feature.File{Path: word("pkg/shelf/order_test.go"), State: feature.FileNew})
	next := emitted(t, shelf.tree(), f)
	contains(t, content(t, next, "pkg/shelf/order_test.go"), "package shelf_test\n", `	. "github.com/onsi/gomega"`, `"kubevirt.io/kubevirt/pkg/libvmi"`, `"kubevirt.io/kubevirt/pkg/shelf"`,
		`	PIt("Order", func() {
		vmi := libvmi.New()
		board := &shelf.Board{}

		got := shelf.Order(vmi, board, "")
		// longest first
		Expect(got).ToNot(BeEmpty())
	})
`, `	PIt("Count", func() {
		got, err := shelf.Count()
		Expect(err).ToNot(HaveOccurred())
		Expect(got).ToNot(BeZero())
	})
`, `	PIt("Tidy", func() {
		shelf.Tidy()
	})
`)
}

func TestItemsOfANewTestFileCallItsOnlyFunction(t *testing.T) {
	f := shelved("order", []string{"no boards", "broken board: error", "sorted", "is empty for a bare wall"}, "order(board *Board) ([]string, error)")
	text := content(t, emitted(t, shelf.tree(), f), "pkg/shelf/order_test.go")
	contains(t, text, "package shelf\n", `	PIt("no boards", func() {
		board := &Board{}

		got, err := order(board)
		Expect(err).ToNot(HaveOccurred())
		Expect(got).To(BeEmpty())
	})
`, `		_, err := order(board)
		// error
		Expect(err).To(HaveOccurred())
`, `	PIt("sorted", func() {`, "ToNot(BeEmpty())\n\t})\n\n\tPIt(\"is empty", "To(BeEmpty())\n\t})\n})\n")
	f.Functions = append(f.Functions, plannedFunc("pkg/shelf/order.go", "stack()"))
	if text := content(t, emitted(t, shelf.tree(), f), "pkg/shelf/order_test.go"); !strings.Contains(text, "PIt(\"sorted\")") {
		t.Errorf("which function is meant is not known:\n%s", text)
	}
}

func TestStateOfTheGateIsSetUp(t *testing.T) {
	f := shelved("order", []string{"gate on and off", "gate off", "sorted"}, "order(clusterConfig *virtconfig.ClusterConfig) error")
	f.Gates = []feature.Gate{{Name: word("SoundCard"), Stage: word("Alpha")}}
	text := content(t, emitted(t, shelf.and(gates).tree(), f), "pkg/shelf/order_test.go")
	contains(t, text, `	PDescribeTable("gate on and off", func(featureGates []string) {
		clusterConfig, _, _ := testutils.NewFakeClusterConfigUsingKVConfig(&v1.KubeVirtConfiguration{
			DeveloperConfiguration: &v1.DeveloperConfiguration{
				FeatureGates: featureGates,
			},
		})

		Expect(order(clusterConfig)).To(Succeed())
	},
		Entry("with the feature gate enabled", []string{featuregate.SoundCard}),
		Entry("with the feature gate disabled", []string{}),
	)
`, "FeatureGates: []string{},\n", "FeatureGates: []string{featuregate.SoundCard},\n")
}

func TestMethodIsCalledOnAReceiverThatNeedsNothing(t *testing.T) {
	for name, c := range map[string]struct{ decl, recv, want string }{
		"literal":                  {"Clean()", "Board", "\t\tboard := &shelf.Board{}\n\n\t\tboard.Clean()\n"},
		"constructor of the tree":  {"Clean()", "Keeper", `PIt("Clean")`},
		"type of the package only": {"Clean()", "hidden", "package shelf\n\nimport (\n\t. \"github.com/onsi/ginkgo/v2\"\n)\n\nvar _ = Describe(\"Clean\", func() {\n\tPIt(\"Clean\", func() {\n\t\th := &hidden{}\n\n\t\th.Clean()\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := shelved("order", []string{"Clean"}, c.decl)
			f.Functions[0].Receiver = word(c.recv)
			contains(t, content(t, emitted(t, shelf.tree(), f), "pkg/shelf/order_test.go"), c.want)
		})
	}
}

func TestWhatCannotBeCalledStaysATitle(t *testing.T) {
	inside := files{"pkg/shelf/shelf_suite_test.go": suiteText("shelf_test")}
	for decl, test := range map[string]string{"Take(h *hidden) bool": "Take", "take() bool": "take"} {
		f := shelved("order", []string{test}, decl)
		f.Tests[0].File = word("pkg/shelf/other_test.go")
		if text := content(t, emitted(t, shelf.and(inside).tree(), f), "pkg/shelf/other_test.go"); !strings.Contains(text, `PIt("`+test+`")`) && !strings.Contains(text, "Take(nil)") {
			t.Errorf("%s:\n%s", decl, text)
		}
	}
	f := shelved("order", []string{"Order"}, "Order() bool")
	res := Run(shelf.tree(), f, []string{"unittest"})
	if text := content(t, composeTidy(t, shelf.tree(), &res), "pkg/shelf/order_test.go"); !strings.Contains(text, `PIt("Order")`) {
		t.Errorf("a function that is not written is called:\n%s", text)
	}
}

func TestTestsMakeNoImportCycle(t *testing.T) {
	cyclic := files{"pkg/libvmi/new.go": "package libvmi\n\nimport (\n\tv1 \"kubevirt.io/api/core/v1\"\n\t\"" + gosrc.Module + "/pkg/shelf\"\n)\n\nfunc New() *v1.VirtualMachineInstance { shelf.Use(nil); return nil }\n"}
	f := shelved("order", []string{"order"}, "order(vmi *v1.VirtualMachineInstance) bool")
	contains(t, content(t, emitted(t, shelf.and(cyclic).tree(), f), "pkg/shelf/order_test.go"), "vmi := &v1.VirtualMachineInstance{}\n", "Expect(got).To(BeTrue())")
}

func TestWordsOnSomethingElseAreNoTableOfTheGate(t *testing.T) {
	f := shelved("order", []string{"dust with and without the gate"}, "Order() bool", "Count() int")
	f.Gates = []feature.Gate{{Name: word("SoundCard"), Stage: word("Alpha")}}
	contains(t, content(t, emitted(t, shelf.and(gates).tree(), f), "pkg/shelf/order_test.go"), `PIt("dust with and without the gate")`)
}

func TestBothStatesOfTheGateAreATableWhereTheCodeAsksForIt(t *testing.T) {
	f := shelved("order", []string{"gate on and off in other_test.go (boards)"}, "Order() bool", "Count() int")
	f.Gates = []feature.Gate{{Name: word("SoundCard"), Stage: word("Alpha")}}
	contains(t, content(t, emitted(t, shelf.and(gates).tree(), f), "pkg/shelf/order_test.go"), `	PDescribeTable("gate on and off", func(featureGates []string, enabled bool) {
`, `		Expect(clusterConfig.SoundCardEnabled()).To(Equal(enabled))
	},
		Entry("with the feature gate enabled", []string{featuregate.SoundCard}, true),
		Entry("with the feature gate disabled", []string{}, false),
	)
`)
	for why, change := range map[string]func(){
		"the code does not ask": func() { f.Tests[0].File = word("pkg/tape/order_test.go") },
		"two gates":             func() { f.Gates = append(f.Gates, feature.Gate{Name: word("Other"), Stage: word("Alpha")}) },
	} {
		change()
		next := emitted(t, shelf.and(gates).tree(), f)
		if text := content(t, next, f.Tests[0].File.Value); !strings.Contains(text, `PIt("gate on and off")`) {
			t.Errorf("%s:\n%s", why, text)
		}
	}
}
