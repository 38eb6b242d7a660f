package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// units plans unit tests in a file.
func units(file string, items ...string) *feature.Feature {
	t := feature.Test{Kind: feature.TestUnit, File: word(file)}
	for _, it := range items {
		t.Items = append(t.Items, word(it))
	}
	return &feature.Feature{Title: word("Sound cards"), Tests: []feature.Test{t}}
}

const twoDescribes = `package disk

import . "github.com/onsi/ginkgo/v2"

var _ = Describe("Other", func() {
	It("is unrelated", func() {})
})

var _ = Describe("Disk", func() {
	It("opens", func() { open() })
})

var _ = DescribeTable("open", func(x int) { open() }, Entry("", 1))
`

func TestUnitTestsGoWhereTheNeighboursAreTested(t *testing.T) {
	tree := files{"pkg/disk/disk.go": "package disk\n\nfunc open() {}\n", "pkg/disk/disk_test.go": twoDescribes}.tree()
	next, _ := applied(t, tree, units("pkg/disk/disk_test.go", "gate off", "broken `image`: returns an error, logs it"), "unittest")
	contains(t, content(t, next, "pkg/disk/disk_test.go"), `	It("opens", func() { open() })

	Context("with sound cards", func() {
		PIt("gate off")

		PIt("broken image", func() {
			// returns an error
			// logs it
		})
	})
})

var _ = DescribeTable`)
}

func TestContainerOnOneLineIsOpened(t *testing.T) {
	tree := files{"pkg/disk/disk_test.go": "package disk\n\nimport . \"github.com/onsi/ginkgo/v2\"\n\nvar _ = Describe(\"Disk\", func() {})\n"}.tree()
	next, _ := applied(t, tree, units("pkg/disk/disk_test.go", "gate off"), "unittest")
	contains(t, content(t, next, "pkg/disk/disk_test.go"), "func() {\n\tContext(\"with sound cards\", func() {\n\t\tPIt(\"gate off\")\n\t})\n})\n")
}

func TestExistingContextIsCompleted(t *testing.T) {
	tree := files{"pkg/disk/disk_test.go": `package disk

import . "github.com/onsi/ginkgo/v2"

var _ = Describe("Disk", func() {
	Context("with sound cards", func() {
		It("gate off", func() { done() })
	})
})
`}.tree()
	next, res := applied(t, tree, units("pkg/disk/disk_test.go", "gate off", "gate on"), "unittest")
	contains(t, content(t, next, "pkg/disk/disk_test.go"), "func() { done() })\n\n\t\tPIt(\"gate on\")\n\t})\n")
	if len(res.Present) != 1 || len(res.Added) != 1 {
		t.Errorf("%+v", res)
	}
}

// planned adds a function to a feature.
func planned(f *feature.Feature, name, file, doc string) *feature.Feature {
	f.Functions = append(f.Functions, feature.Function{Name: word(name), File: word(file), Doc: word(doc)})
	return f
}

func TestNewTestFileHasOneTestForEachNewFunction(t *testing.T) {
	f := &feature.Feature{Files: []feature.File{{Path: word("pkg/disk/sounddisk_test.go"), State: feature.FileNew}}}
	planned(f, "SoundDiskName", "pkg/disk/sounddisk.go", "prefix plus name")
	planned(f, "OpenDisk", "pkg/disk/sounddisk.go", "")
	tree := files{"pkg/disk/disk.go": "/*\n * Licence\n */\npackage disk\n", "pkg/tape/tape_suite_test.go": suiteText("tape_test"), "pkg/tape/tape.go": "package tape\n"}.tree()
	next, _ := applied(t, tree, f, "unittest")
	contains(t, content(t, next, "pkg/disk/sounddisk_test.go"), " * Licence\n", `package disk_test

import (
	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("SoundDisk", func() {
	PIt("SoundDiskName", func() {
		// prefix plus name
	})

	PIt("OpenDisk")
})
`)
}

func TestPrivateFunctionsAreTestedInsideTheirPackage(t *testing.T) {
	f := &feature.Feature{Files: []feature.File{{Path: word("pkg/disk/sound_test.go"), State: feature.FileModified}}}
	planned(f, "spin", "sound.go", "")
	planned(f, "open", "sound.go", "")
	f.Files = append(f.Files, feature.File{Path: word("pkg/disk/sound.go"), State: feature.FileModified})
	tree := files{"pkg/disk/sound.go": "package disk\n\nfunc open() {}\n", "pkg/disk/disk_test.go": "package disk_test\n"}.tree()
	next, _ := applied(t, tree, f, "unittest")
	text := content(t, next, "pkg/disk/sound_test.go")
	contains(t, text, "package disk\n", `PIt("spin")`)
	if strings.Contains(text, "open") {
		t.Error("a function that is only changed gets a test of its own")
	}
	planned(f, "Spin", "pkg/disk/sound.go", "")
	next, _ = applied(t, tree, f, "unittest")
	if text := content(t, next, "pkg/disk/sound_test.go"); strings.Contains(text, "spin") || !strings.Contains(text, "package disk_test\n") {
		t.Error("private functions are tested beside public ones")
	}
}

func TestItemsLoseTheNameOfTheirFile(t *testing.T) {
	for text, want := range map[string]string{
		"gate toggling in `tests/operator/operator.go`": "gate toggling", "`pkg/a/x_test.go` with a new suite file": "",
		"in vmi_test.go for `updateStatus`": "updateStatus", "mount_test.go: always ready": "always ready",
		"new numbers in a_test.go and b_test.go": "new numbers", "unit tests": "", "opens disk.img": "opens disk.img",
	} {
		if got := itemWords(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestFeatureIsNamedWithinASentence(t *testing.T) {
	for title, want := range map[string]string{"Sound cards": "sound cards", "NUMA topology (design 3)": "NUMA topology", "Report the sound of a VM": "VM sound report", "Sound, and more": "VM sound report"} {
		c := newContext(nil, &feature.Feature{Title: word(title), Name: word("vm-sound-report")})
		if got := c.featureWords(); got != want {
			t.Errorf("%s: %s", title, got)
		}
	}
}

func TestChangesToExistingTestsAreNoNewTests(t *testing.T) {
	tree := files{"pkg/disk/disk_test.go": twoDescribes}.tree()
	for words, left := range map[string]int{"new parameter": 0, "constructor calls": 0, "manager constructor calls": 0, "new signature": 0,
		"expected numbers": 1, "use the new role name constants": 1, "resource and patch counts": 1, "new overhead numbers in disk_test.go": 1} {
		_, res := applied(t, tree, units("pkg/disk/disk_test.go", words), "unittest")
		if len(res.Left) != left || !res.Set.Empty() {
			t.Errorf("%s: %+v", words, res)
		}
	}
	for _, words := range []string{"flag", "gate on and off", "constructor fails without image", "order of the queue"} {
		if _, res := applied(t, tree, units("pkg/disk/disk_test.go", words), "unittest"); res.Set.Empty() {
			t.Errorf("%s: %+v", words, res.Left)
		}
	}
}

func TestTestFileIsFoundByNameAndSubject(t *testing.T) {
	f := units("")
	for _, p := range []string{"pkg/a/watch/migration/migration_test.go", "pkg/a/watch/workload-updater/workload-updater_test.go", "pkg/a/watch/drain/evacuation/evacuation_test.go", "pkg/a/hooks/cpu_hook_test.go", "pkg/a/hooks/gpu_hook_test.go"} {
		f.Files = append(f.Files, feature.File{Path: word(p), State: feature.FileModified})
	}
	c := newContext(files{}.tree(), f)
	claimed := map[string]bool{"pkg/a/hooks/cpu_hook_test.go": true}
	for title, want := range map[string]string{"migration controller": f.Files[0].Path.Value, "workload updater": f.Files[1].Path.Value, "evacuation": f.Files[2].Path.Value, "hook": f.Files[4].Path.Value, "something else": ""} {
		if got := c.subjectFile(title, claimed); got != want {
			t.Errorf("%s: %q", title, got)
		}
	}
	if got := c.testFile(feature.Test{File: word("gpu_hook_test.go")}); got != f.Files[4].Path.Value {
		t.Error(got)
	}
}

func TestTestsOfValidatorsComeWithTheirRules(t *testing.T) {
	const dir = "pkg/virt-api/webhooks/validating-webhook/admitters/"
	tree := files{dir + "vmi-create-admitter.go": "package admitters\n\nfunc ValidateVirtualMachineInstanceSpec() {}\n",
		dir + "vmi-create-admitter_test.go": twoDescribes, dir + "pod-admitter_test.go": twoDescribes, "pkg/own/own_test.go": twoDescribes}.tree()
	for file, want := range map[string]bool{dir + "vmi-create-admitter_test.go": false, dir + "pod-admitter_test.go": true, "pkg/own/own_test.go": false} {
		f := units(file, "gate off")
		f.Rules = []feature.Rule{{Kind: feature.RuleGate, File: word("own.go")}}
		if _, res := applied(t, tree, f, "unittest"); res.Set.Empty() == want {
			t.Errorf("%s: %+v", file, res)
		}
		f.Rules = nil
		if _, res := applied(t, tree, f, "unittest"); res.Set.Empty() {
			t.Errorf("%s without rules: %+v", file, res)
		}
	}
}

func TestUnitTestsWithoutAPlaceAreLeft(t *testing.T) {
	tree := files{"pkg/disk/disk_test.go": "package disk\n\nimport \"testing\"\n\nfunc TestOpen(t *testing.T) {}\n"}.tree()
	for _, f := range []*feature.Feature{units("", "gate off"), units("nowhere_test.go", "gate off"), units("pkg/disk/disk_test.go", "gate off"), units("pkg/disk/disk_test.go")} {
		if _, res := applied(t, tree, f, "unittest"); len(res.Left) != 1 || !res.Set.Empty() {
			t.Errorf("%v: %+v", f.Tests[0].File, res)
		}
	}
}

func suiteText(pkg string) string {
	return "package " + pkg + `

import (
	"strings"
	"testing"

	"kubevirt.io/client-go/testutils"
)

func TestTape(t *testing.T) {
	testutils.SuiteSetup(t)
}
`
}

func TestFirstTestOfAPackageGetsASuite(t *testing.T) {
	for name, c := range map[string]struct {
		near, fn, file, want string
	}{
		"external like its neighbour": {"tape_test", "Open", "", "package soundcard_test\n"},
		"internal like its neighbour": {"tape", "Open", "", "package soundcard\n"},
		"internal for private code":   {"tape_test", "open", "", "package soundcard\n"},
		"under the plan's name":       {"tape_test", "Open", "pkg/sound-card/cards_suite_test.go", "package soundcard_test\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := planned(units("pkg/sound-card/sound_test.go", "plays"), c.fn, "pkg/sound-card/sound.go", "")
			file := "pkg/sound-card/sound_card_suite_test.go"
			if c.file != "" {
				file = c.file
				f.Files = []feature.File{{Path: word(file), State: feature.FileNew}}
			}
			next, _ := applied(t, files{"pkg/tape/tape_suite_test.go": suiteText(c.near)}.tree(), f, "suite")
			contains(t, content(t, next, file), c.want, "func TestSoundCard(t *testing.T) {\n\ttestutils.SuiteSetup(t)\n}\n", `"kubevirt.io/client-go/testutils"`)
		})
	}
}

func TestPackageWithASuiteGetsNoSecond(t *testing.T) {
	f := units("pkg/tape/sound_test.go", "plays")
	f.Files = []feature.File{{Path: word("pkg/tape/cards_suite_test.go"), State: feature.FileNew}}
	_, res := applied(t, files{"pkg/tape/tape_suite_test.go": suiteText("tape")}.tree(), f, "suite")
	if len(res.Present) != 1 || !res.Set.Empty() {
		t.Errorf("%+v", res)
	}
}

func TestSuiteFileThatRunsNothingIsLeft(t *testing.T) {
	f := units("pkg/disk/sound_test.go", "plays")
	f.Files = []feature.File{{Path: word("pkg/disk/disk_suite_test.go"), State: feature.FileNew}}
	_, res := applied(t, files{"pkg/tape/tape_suite_test.go": suiteText("tape"), "pkg/disk/disk_suite_test.go": "package disk\n"}.tree(), f, "suite")
	if len(res.Left) != 1 || !res.Set.Empty() {
		t.Errorf("%+v", res)
	}
}

func TestNewPackageIsLinted(t *testing.T) {
	f := planned(&feature.Feature{}, "Play", "pkg/sound/sound.go", "")
	planned(f, "Rewind", "pkg/tape/tape.go", "")
	for list, want := range map[string]string{
		"cmd/a\npkg/a\npkg/tape\npkg/b\n": "cmd/a\npkg/a\npkg/sound\npkg/tape\npkg/b\n",
		"pkg/a\ntests/a":                  "pkg/a\npkg/sound\ntests/a",
		"pkg/a":                           "pkg/a\npkg/sound",
		"pkg/a\npkg/b\n":                  "pkg/a\npkg/b\npkg/sound\n",
	} {
		tree := files{"hack/linter/lint-paths.txt": list, "pkg/tape/tape.go": "package tape\n"}.tree()
		res := Run(tree, f, []string{"lint"})
		overlay, _ := res.Set.Compose(tree)
		if got := string(overlay["hack/linter/lint-paths.txt"]); got != want {
			t.Errorf("%q becomes %q, want %q", list, got, want)
		}
		if again := Run(tree.With(overlay), f, []string{"lint"}); !again.Set.Empty() {
			t.Error("the second run is not empty")
		}
	}
}
