package codegen

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/apisrc"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

const (
	launcherSchema = "pkg/virt-launcher/virtwrap/api"
	metricsFile    = "docs/observability/metrics.md"
	rbacDir        = "pkg/virt-operator/resource/generate/rbac"
	resourceTool   = "tools/resource-generator"
	csvTool        = "tools/csv-generator"
	examplesTool   = "tools/vms-generator"
	metricsTool    = "tools/doc-generator"
)

var (
	metricSources   = []string{"pkg/monitoring/**", metricsTool + "/**"}
	manifestSources = []string{rbacDir + "/**", componentsDir + "/**", resourceTool + "/**", "tools/util/**"}
	csvSources      = []string{rbacDir + "/**", componentsDir + "/**", csvTool + "/**", "pkg/virt-operator/util/**"}
)

// codeSteps make Go code that does not follow from the API types alone.
func (c *catalog) codeSteps() []Step {
	launcher := []string{launcherSchema + "/**"}
	return []Step{
		{Name: "launcher-deepcopy", Makes: "deep copies of the libvirt domain schema", Tool: c.tool("deepcopy-gen"),
			Triggers: launcher, Outputs: []string{launcherSchema + "/deepcopy_generated.go"},
			need: onCode(launcher), run: runLauncherDeepcopy},
		{Name: "clients", Makes: "the typed clients", Tool: c.tool("client-gen"),
			Triggers: apiSources, Outputs: c.clientOutputs(), After: []string{"swagger-doc"},
			need: clientNeed, run: runClients},
		{Name: "mocks", Makes: "mocks of interfaces", Tool: c.tool("mockgen"),
			Triggers: []string{"pkg/**", clientDir + "/**"}, Outputs: []string{"**/generated_mock_*.go"}, After: []string{"launcher-deepcopy", "clients", "deepcopy", "defaults", "openapi"},
			need: mockNeed, run: runMocks},
		{Name: "protobuf", Makes: "the messages between handler and launcher", Tool: "protoc and protoc-gen-go",
			Triggers: []string{"**/*.proto"}, Outputs: []string{"**/*.pb.go", "**/generated_mock_*.go"},
			need: onChange([]string{"**/*.proto"})},
	}
}

// manifestSteps make what is not code.
func (c *catalog) manifestSteps() []Step {
	// They compile what all of these write in place.
	afterAPI := []string{"crd-validation", "deepcopy", "defaults", "openapi", "kubevirt-crd", "launcher-deepcopy", "clients", "mocks"}
	return []Step{
		{Name: "manifests", Makes: "the operator's manifests", Tool: resourceTool, Triggers: slices.Concat(apiSources, manifestSources),
			Outputs: c.redirected("resource-generator"), After: afterAPI,
			need: either(onCode(manifestSources), onVisible(apiSources)), run: runManifests},
		{Name: "csv", Makes: "the operator's cluster service version", Tool: csvTool, Triggers: csvSources,
			Outputs: c.redirected("csv-generator"), After: afterAPI, need: onCode(csvSources), run: runCSV},
		{Name: "examples", Makes: "the example manifests", Tool: examplesTool, Triggers: append(apiSources, examplesTool+"/**"),
			Reads: []string{"examples/**"}, Outputs: []string{"examples/**"}, After: afterAPI,
			need: either(onCode([]string{examplesTool + "/**"}), onVisible(apiSources)), run: runExamples},
		{Name: "metrics-docs", Makes: "the list of metrics", Tool: metricsTool, Triggers: metricSources,
			Reads: []string{"docs/observability/**"}, Outputs: []string{metricsFile}, After: afterAPI,
			need: onCode(metricSources), run: runMetricsDocs},
	}
}

// layoutSteps bring BUILD files up to date, when all Go files are there.
func (c *catalog) layoutSteps() []Step {
	return []Step{
		{Name: "build-files", Makes: "BUILD files", Tool: c.tool("gazelle"), Triggers: []string{"**/*.go", "**/BUILD.bazel"},
			Reads: []string{"**"}, Outputs: []string{"**/BUILD.bazel"}, After: c.others("build-files"),
			need: buildNeed, run: runBuildFiles, core: true},
	}
}

// others returns the names of all steps but one, which then runs last.
func (c *catalog) others(last string) []string {
	var out []string
	for _, s := range slices.Concat(c.apiSteps(), c.derivedSteps(), c.codeSteps(), c.manifestSteps()) {
		if s.Name != last {
			out = append(out, s.Name)
		}
	}
	return out
}

// redirected returns the files that the script directs a program's output to.
func (c *catalog) redirected(program string) []string {
	var out []string
	for _, call := range c.script.Named(program) {
		if call.Stdout != "" {
			out = append(out, script.InTree(call.Stdout))
		}
	}
	return out
}

// clientOutputs returns the directories of the client sets.
func (c *catalog) clientOutputs() []string {
	var out []string
	for _, call := range c.script.Named("client-gen") {
		out = append(out, path.Join(script.InTree(call.Flag("output-dir")), call.Flag("clientset-name"))+"/**")
	}
	return out
}

// clientNeed is the need for new clients: they know types by name only.
func clientNeed(f *facts) string {
	if p := f.first([]string{script.Path}, func(string) bool { return true }); p != "" {
		return because(p)
	}
	for _, p := range f.changed {
		if !Match(apiSources, p) || !isSource(p) {
			continue
		}
		was := apisrc.Clients(f.before(p))
		for _, now := range apisrc.Clients(f.after(p)) {
			if !slices.Contains(was, now) {
				name, _, _ := strings.Cut(now, "\n")
				return name + " in " + p + " wants a client"
			}
		}
	}
	return ""
}

// buildNeed is the need for new BUILD files: a file came or went, or imports
// other packages.
func buildNeed(f *facts) string {
	if dirs := f.buildDirs(); len(dirs) > 0 {
		return "Go files or their imports changed in " + dirs[0]
	}
	return ""
}

// buildDirs returns the directories whose BUILD file may have to change.
func (f *facts) buildDirs() []string {
	var out []string
	for _, p := range f.changed {
		dir := path.Dir(p)
		if strings.HasPrefix(p, "vendor/") || slices.Contains(out, dir) {
			continue
		}
		if base := path.Base(p); base == "BUILD.bazel" || strings.HasSuffix(base, ".go") && !apisrc.SameImports(f.before(p), f.after(p)) {
			out = append(out, dir)
		}
	}
	return out
}
