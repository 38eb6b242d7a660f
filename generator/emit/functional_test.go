package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// labels is a decorators file with sections, and the main file of the tests.
var labels = files{
	"tests/decorators/decorators.go": `package decorators

import . "github.com/onsi/ginkgo/v2"

var (
	/* SIGs */
	SigCompute = Label("sig-compute")
	SigStorage = Label("sig-storage")

	/* Features */

	Sound   = Label("sound")
	Windows = Label("windows")
	TwoCats = Label("requires-two-quiet-cats")

	/* Storage classes */

	Fast = Label("fast")
)
`,
	"tests/tests_suite_test.go": `package tests_test

import (
	"testing"

	_ "kubevirt.io/kubevirt/tests/alpha"
	_ "kubevirt.io/kubevirt/tests/omega"
)

func TestAll(t *testing.T) {}
`,
	"tests/libkubevirt/config/gates.go": `package config

func EnableFeatureGate(gate string) {}
`,
}

// workflows plans functional tests in a file.
func workflows(file string, items ...string) *feature.Feature {
	t := feature.Test{Kind: feature.TestFunctional, File: word(file)}
	for _, it := range items {
		t.Items = append(t.Items, word(it))
	}
	return &feature.Feature{Title: word("Sound cards (design 12)"), SIG: word("storage"), Tests: []feature.Test{t},
		Gates: []feature.Gate{{Name: word("SoundCards"), Const: word("SoundCardsGate")}}}
}

func TestRequirementsOfTheClusterStandTogether(t *testing.T) {
	tree := files{"tests/decorators/decorators.go": strings.Replace(labels["tests/decorators/decorators.go"], "Windows =", "RequiresDogs = Label(\"requires-dogs\")\n\tWindows =", 1)}
	f := workflows("tests/alpha/audio.go", "play")
	f.Tests[0].Label, f.Tests[0].LabelText = word("RequiresCats"), word("requires-cats")
	next, _ := applied(t, labels.and(tree).tree(), f, "functional")
	contains(t, strings.Join(strings.Fields(content(t, next, "tests/decorators/decorators.go")), " "), `RequiresDogs = Label("requires-dogs") RequiresCats = Label("requires-cats") Windows`)
}

func TestWorkflowBecomesAPendingContextOfItsNeighbours(t *testing.T) {
	tree := labels.and(files{"tests/alpha/audio.go": `package alpha

import (
	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe(SIG("Audio", func() {
	It("plays", func() {})
}))
`}).tree()
	f := workflows("tests/alpha/audio.go", "mute with `off`: start a VM, expect (a, b) silence", "volume")
	f.Tests[0].Label = word("sound-cards")
	next, _ := applied(t, tree, f, "functional")
	contains(t, content(t, next, "tests/alpha/audio.go"), `	It("plays", func() {})

	Context("with sound cards", decorators.SoundCards, func() {
		PIt("mute with off", func() {
			By("start a VM")
			By("expect (a, b) silence")
		})

		PIt("volume")
	})
}))
`, `"kubevirt.io/kubevirt/tests/decorators"`)
	contains(t, content(t, next, "tests/decorators/decorators.go"), `	Sound      = Label("sound")
	Windows    = Label("windows")
	TwoCats    = Label("requires-two-quiet-cats")
	SoundCards = Label("sound-cards")

	/* Storage classes */
`)
}

func TestTestThatEnablesTheGateIsSerial(t *testing.T) {
	tree := labels.and(files{"tests/sound_test.go": "package tests_test\n\nimport . \"github.com/onsi/ginkgo/v2\"\n\nvar _ = Describe(\"Sound\", func() {\n})\n"}).tree()
	f := workflows("tests/sound_test.go", "plays")
	f.Tests[0].EnablesGate = word("the test enables the gate")
	next, _ := applied(t, tree, f, "functional")
	contains(t, content(t, next, "tests/sound_test.go"), `	Context("with sound cards", Serial, func() {
		BeforeEach(func() {
			config.EnableFeatureGate(featuregate.SoundCardsGate)
		})

		PIt("plays")
	})
`, `"kubevirt.io/kubevirt/pkg/virt-config/featuregate"`, `"kubevirt.io/kubevirt/tests/libkubevirt/config"`)
}

func TestNewFunctionalFileTakesTheFormOfItsDirectory(t *testing.T) {
	head := "package alpha\n\nimport . \"github.com/onsi/ginkgo/v2\"\n\n"
	for name, c := range map[string]struct{ neighbour, want string }{
		"wrapper":         {`var _ = Describe(SIG("Audio", func() {}))`, `var _ = Describe(SIG("Sound cards", Serial, func() {`},
		"serial wrapper":  {`var _ = Describe(SIGSerial("Audio", func() {}))`, `var _ = Describe(SIGSerial("Sound cards", func() {`},
		"function":        {`var _ = SIGAudioDescribe("Audio", func() {})`, `var _ = SIGAudioDescribe("Sound cards", Serial, func() {`},
		"other SIG":       {`var _ = Describe("[sig-compute]Audio", decorators.SigCompute, func() {})`, `var _ = Describe("[sig-compute] Sound cards", decorators.SigCompute, Serial, func() {`},
		"nothing to copy": {`var _ = 1`, `var _ = Describe("[sig-storage] Sound cards", decorators.SigStorage, Serial, func() {`},
	} {
		t.Run(name, func(t *testing.T) {
			f := workflows("tests/alpha/cards.go", "plays")
			f.Tests[0].Serial = word("Serial")
			next, _ := applied(t, labels.and(files{"tests/alpha/audio.go": head + c.neighbour + "\n"}).tree(), f, "functional")
			contains(t, content(t, next, "tests/alpha/cards.go"), "package alpha\n", c.want)
		})
	}
}

func TestNewTestPackageIsImported(t *testing.T) {
	for dir, want := range map[string]string{
		"beta":  "tests/alpha\"\n\t_ \"kubevirt.io/kubevirt/tests/beta\"\n\t_ \"kubevirt.io/kubevirt/tests/omega\"\n",
		"psi":   "tests/omega\"\n\t_ \"kubevirt.io/kubevirt/tests/psi\"\n",
		"aleph": "\n\t_ \"kubevirt.io/kubevirt/tests/aleph\"\n\t_ \"kubevirt.io/kubevirt/tests/alpha\"\n",
	} {
		next, _ := applied(t, labels.tree(), workflows("tests/"+dir+"/cards.go", "plays"), "functional")
		contains(t, content(t, next, "tests/tests_suite_test.go"), want)
	}
}

func TestNeedsOfATestBecomeDecorators(t *testing.T) {
	f := workflows("tests/beta/cards.go", "five cards", "two play", "the loudest must win")
	f.Tests[0].Serial = word("two quiet cats, Serial")
	next, _ := applied(t, labels.tree(), f, "functional")
	contains(t, content(t, next, "tests/beta/cards.go"), `, Serial, decorators.TwoCats, func() {
	PIt("the loudest must win", func() {
		By("five cards")
		By("two play")
		By("the loudest must win")
	})
}`)
}

func TestConditionOfATestIsAComment(t *testing.T) {
	f := workflows("tests/beta/cards.go", "start with the gate off, turn the gate on", "Skipped without sound")
	f.Tests[0].EnablesGate = f.Tests[0].Items[0]
	next, _ := applied(t, labels.tree(), f, "functional")
	contains(t, content(t, next, "tests/beta/cards.go"), ", Serial, func() {\n\t// Skipped without sound.\n\n\tPIt(")
}

func TestTestFileThatWouldNeverRunIsRefused(t *testing.T) {
	_, res := applied(t, labels.tree(), workflows("tests/alpha/cards_test.go", "plays"), "functional")
	onlyCode(t, res, "dead-test-file")
	if len(res.Left) != 1 || !res.Set.Empty() {
		t.Errorf("%+v", res)
	}
}

func TestLabelThatExistsIsUsedUnderItsName(t *testing.T) {
	f := workflows("tests/alpha/cards.go", "plays")
	f.Tests[0].Label = word("fast")
	next, res := applied(t, labels.tree(), f, "functional")
	contains(t, content(t, next, "tests/alpha/cards.go"), "decorators.Fast")
	if len(res.Present) != 1 {
		t.Error("the label is not noted as present")
	}
	f.Tests[0].Label = word("SigCompute")
	_, res = applied(t, labels.tree(), f, "functional")
	onlyCode(t, res, "conflict")
}

func TestFunctionalTestsWithoutPlaceOrWorkflowAreLeft(t *testing.T) {
	for _, f := range []*feature.Feature{workflows("", "plays"), workflows("tests/alpha/cards.go"), workflows("docs/cards.md", "plays")} {
		_, res := applied(t, labels.tree(), f, "functional")
		if len(res.Left) != 1 || !res.Set.Empty() {
			t.Errorf("%v: %+v", f.Tests[0].File, res)
		}
	}
}

func TestLongWorkflowIsNamedByItsOutcome(t *testing.T) {
	long := "five VMs; one slow migration blocks the slot, two manual migrations queue, two pods get evicted; the evicted ones must migrate first"
	s := specOf(word(long))
	if s.title != "the evicted ones must migrate first" || len(s.steps) != 5 {
		t.Errorf("%q %q", s.title, s.steps)
	}
	if got := strings.Join(clauses(`set "a, b", then (c, d); e`), "|"); got != `set "a, b"|then (c, d)|e` {
		t.Error(got)
	}
}
