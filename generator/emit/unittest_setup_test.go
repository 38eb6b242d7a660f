package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// bench is a test file of the package shelf with the given declarations at the
// top of its container.
func bench(pkg, scope string) files {
	return files{
		"pkg/shelf/keeper.go": "package shelf\n\nimport virtconfig \"kubevirt.io/kubevirt/pkg/virt-config\"\n\ntype Controller struct {\n\tsettings *virtconfig.ClusterConfig\n}\n",
		"pkg/shelf/keeper_test.go": "package " + pkg + "\n\nimport (\n\t. \"github.com/onsi/ginkgo/v2\"\n\n\tv1 \"kubevirt.io/api/core/v1\"\n\n\t\"kubevirt.io/kubevirt/pkg/testutils\"\n)\n\n" +
			"var _ = Describe(\"Keeper\", func() {\n" + scope + "\n\tIt(\"works\", func() {})\n})\n",
		"pkg/testutils/mock_config.go": "package testutils\n\nfunc NewFakeClusterConfigUsingKVConfig() {}\n\nfunc GetFakeKubeVirtClusterConfig() {}\n\nfunc UpdateFakeKubeVirtClusterConfig() {}\n",
	}
}

func TestGateIsEnabledTheWayTheTestFileDoes(t *testing.T) {
	const literal = "&v1.KubeVirtConfiguration{\n\t\t\t\tDeveloperConfiguration: &v1.DeveloperConfiguration{\n\t\t\t\t\tFeatureGates: []string{featuregate.SoundCard},\n\t\t\t\t},\n\t\t\t})\n"
	for name, c := range map[string]struct{ pkg, scope, want string }{
		"helper that enables": {"shelf", "\tvar m *Controller\n\tenableFeatureGate := func(gate string) {}\n",
			"\t\t\tenableFeatureGate(featuregate.SoundCard)\n"},
		"helper that sets the configuration": {"shelf", "\tvar m *Controller\n\tsetConfig := func(c *v1.KubeVirtConfiguration) {}\n",
			"\t\t\tsetConfig(" + literal},
		"object under test": {"shelf", "\tvar (\n\t\tname string\n\t\tm    *Controller\n\t)\n",
			"\t\t\tconfig, _, _ := testutils.NewFakeClusterConfigUsingKVConfig(" + literal + "\t\t\tm.settings = config\n"},
		"store of the configuration": {"shelf_test", "\tvar kvStore cache.Store\n\tBeforeEach(func() {\n\t\t_, _, kvStore = testutils.NewFakeClusterConfigUsingKVConfig(nil)\n\t})\n",
			"\t\t\tkv := testutils.GetFakeKubeVirtClusterConfig(kvStore)\n\t\t\tkv.Spec.Configuration.DeveloperConfiguration = &v1.DeveloperConfiguration{\n\t\t\t\tFeatureGates: []string{featuregate.SoundCard},\n\t\t\t}\n\t\t\ttestutils.UpdateFakeKubeVirtClusterConfig(kvStore, kv)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := units("pkg/shelf/keeper_test.go", "boards are sorted")
			f.Gates = []feature.Gate{{Name: word("SoundCard"), Stage: word("Alpha")}}
			f.Files = []feature.File{{Path: word("pkg/shelf/keeper.go"), State: feature.FileModified}}
			text := content(t, emitted(t, shelf.and(gates).and(bench(c.pkg, c.scope)).tree(), f), "pkg/shelf/keeper_test.go")
			contains(t, text, "\t\tBeforeEach(func() {\n"+c.want+"\t\t})\n\n\t\tPIt(\"boards are sorted\")\n")
		})
	}
}

func TestGateIsNotEnabledWhereNothingAsksForIt(t *testing.T) {
	helper := "\tenableFeatureGate := func(gate string) {}\n"
	for why, c := range map[string]struct{ scope, item, source string }{
		"the words mean the gate":  {helper, "flag passed when the gate is enabled, not passed when disabled", "pkg/shelf/keeper.go"},
		"both states in few words": {helper, "boards with and without", "pkg/shelf/keeper.go"},
		"off":                      {helper, "boards stay while it is off", "pkg/shelf/keeper.go"},
		"no way to do it":          {"\tvar n int\n", "boards are sorted", "pkg/shelf/keeper.go"},
		"the gate is off":          {helper, "gate off: boards stay", "pkg/shelf/keeper.go"},
		"code of other folders":    {helper, "boards are sorted", "pkg/tape/tape.go"},
	} {
		f := units("pkg/shelf/keeper_test.go", c.item)
		f.Gates = []feature.Gate{{Name: word("SoundCard"), Stage: word("Alpha")}}
		f.Files = []feature.File{{Path: word(c.source), State: feature.FileModified}}
		text := content(t, emitted(t, shelf.and(gates).and(bench("shelf", c.scope)).tree(), f), "pkg/shelf/keeper_test.go")
		if strings.Contains(text, "BeforeEach") {
			t.Errorf("%s:\n%s", why, text)
		}
	}
}
