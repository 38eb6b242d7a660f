package codegen

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/script"
	"github.com/kubevirt/kvscaffold/generator/codegen/swaggerdoc"
)

// Where KubeVirt keeps what its generators read and write. The tools of the
// checkout have these paths built in or as defaults; what the script itself
// says is read from there.
const (
	apiDir         = "staging/src/kubevirt.io/api"
	clientDir      = "staging/src/kubevirt.io/client-go"
	componentsDir  = "pkg/virt-operator/resource/generate/components"
	validations    = componentsDir + "/validations_generated.go"
	openapiFile    = clientDir + "/api/openapi_generated.go"
	swaggerFile    = "api/openapi-spec/swagger.json"
	violationList  = "api/api-rule-violations.list"
	knownList      = "api/api-rule-violations-known.list"
	kubevirtCRD    = "manifests/generated/kv-resource.yaml"
	fixtureDir     = apiDir + "/apitesting/testdata"
	validationTool = "tools/crd-validation-generator"
	openapiTool    = "tools/openapispec"
)

var (
	apiSources   = []string{apiDir + "/**"}
	routeSources = []string{"pkg/virt-api/*.go", "pkg/virt-api/definitions/**", "pkg/util/openapi/**", "pkg/rest/**", openapiTool + "/**"}
)

// steps returns the whole chain in an order in which it could run one step
// after the other; where several can run at a time, earlier ones go first. What
// others wait for comes early, and the longest run that nothing waits for
// beside the fixtures, which are compiled on one core.
func (c *catalog) steps() []Step {
	return slices.Concat(c.apiSteps(), c.codeSteps(), c.derivedSteps(), c.manifestSteps(), c.layoutSteps())
}

func (c *catalog) apiSteps() []Step {
	return []Step{
		{Name: "swagger-doc", Makes: "the documentation methods of API types", Outputs: c.swaggerDocOutputs(),
			Triggers: c.swaggerDocInputs(), need: onSource(c.swaggerDocInputs()), run: runSwaggerDoc, core: true},
		{Name: "openapi", Makes: "OpenAPI definitions and the list of API rule violations", Tool: c.tool("openapi-gen"),
			Triggers: apiSources, Outputs: []string{openapiFile, violationList}, After: []string{"swagger-doc"},
			need: onSource(apiSources), run: runOpenAPI, core: true},
		{Name: "deepcopy", Makes: "deep copies of API types", Tool: c.tool("deepcopy-gen"),
			Triggers: apiSources, Outputs: c.packageOutputs("deepcopy-gen"), After: []string{"swagger-doc"},
			need: onCode(apiSources), run: runDeepcopy, core: true},
		{Name: "defaults", Makes: "defaulting functions of API types", Tool: c.tool("defaulter-gen"),
			Triggers: apiSources, Outputs: c.packageOutputs("defaulter-gen"), After: []string{"swagger-doc"},
			need: onCode(apiSources), run: runDefaults, core: true},
		{Name: "conversion", Makes: "conversions between API versions", Tool: c.tool("conversion-gen"),
			Triggers: apiSources, Outputs: c.packageOutputs("conversion-gen"), After: []string{"swagger-doc"},
			need: c.conversionNeed, run: runConversion, core: c.convertsAnything()},
	}
}

func (c *catalog) derivedSteps() []Step {
	return []Step{
		{Name: "fixtures", Makes: "the API round-trip test data", Tool: "the checkout's apitesting package",
			Triggers: apiSources, Outputs: []string{fixtureDir + "/HEAD/*"}, After: []string{"swagger-doc", "deepcopy", "defaults", "conversion"},
			Instead: "hack/update-generated-api-testdata.sh", need: onCode(apiSources), run: runFixtures, core: true},
		{Name: "crd-validation", Makes: "the validation schemas of the custom resources", Tool: c.tool("controller-gen"),
			Triggers: apiSources, Outputs: []string{validations}, After: []string{"swagger-doc"},
			need: onSource(append(apiSources, validationTool+"/**")), run: runValidations, core: true},
		{Name: "swagger-json", Makes: "swagger.json", Tool: openapiTool,
			Triggers: slices.Concat(apiSources, routeSources), Outputs: []string{swaggerFile},
			After: []string{"swagger-doc", "openapi", "deepcopy", "defaults", "conversion", "launcher-deepcopy", "clients", "mocks"},
			need:  either(onSource(apiSources), onSource(routeSources)), run: runSwaggerJSON, core: true},
		{Name: "kubevirt-crd", Makes: "the manifest of the KubeVirt custom resource", Tool: "tools/resource-generator",
			Triggers: apiSources, Outputs: []string{kubevirtCRD}, After: []string{"crd-validation", "deepcopy", "defaults", "launcher-deepcopy", "clients", "mocks"},
			need: onSource(apiSources), run: runKubeVirtCRD, core: true},
	}
}

// tool returns the pinned tool as package@version, or its name where the
// checkout does not pin it.
func (c *catalog) tool(name string) string {
	if pin, ok := c.pins[name]; ok {
		return pin.String()
	}
	return name
}

func (c *catalog) swaggerDocInputs() []string {
	var out []string
	for _, call := range c.script.Named("swagger-doc") {
		if in := call.Flag("in"); in != "" {
			out = append(out, script.InTree(in))
		}
	}
	return out
}

func (c *catalog) swaggerDocOutputs() []string {
	var out []string
	for _, in := range c.swaggerDocInputs() {
		out = append(out, swaggerdoc.Output(in))
	}
	return out
}

// packageOutputs returns the files that the first call of a generator writes
// into each of its packages.
func (c *catalog) packageOutputs(tool string) []string {
	calls := c.script.Named(tool)
	if len(calls) == 0 {
		return nil
	}
	var out []string
	for _, pkg := range calls[0].Operands() {
		out = append(out, path.Join(packageDir(pkg), calls[0].Flag("output-file")))
	}
	return out
}

// packageDir returns the directory of a package as the script writes it: an
// import path of a staging module or a path below the root.
func packageDir(pkg string) string {
	if strings.HasPrefix(pkg, "kubevirt.io/") {
		return "staging/src/" + pkg
	}
	return path.Clean(pkg)
}

// conversionNeed is the need for conversions: only packages that ask for them
// in a marker have any.
func (c *catalog) conversionNeed(f *facts) string {
	if !c.convertsAnything() {
		return ""
	}
	return onCode(apiSources)(f)
}

func (c *catalog) convertsAnything() bool {
	for _, call := range c.script.Named("conversion-gen") {
		for _, pkg := range call.Operands() {
			for _, name := range c.tree.Files(packageDir(pkg)) {
				if strings.HasSuffix(name, ".go") && strings.Contains(string(content(c.tree, path.Join(packageDir(pkg), name))), "+k8s:conversion-gen=") {
					return true
				}
			}
		}
	}
	return false
}
