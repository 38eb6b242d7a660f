package emit

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

const coreV1 = "kubevirt.io/api/core/v1"

var gateLookup = regexp.MustCompile(`(?i)feature_?gate`)

// knownBody is complete code for the few helpers of which signature and name
// leave nothing open; generated tests rely on them.
func (p *codePlan) knownBody(nf *placedFunc) string {
	if len(nf.sig.params) == 2 && len(nf.sig.results) == 1 && nf.sig.results[0].typ == "bool" && gateLookup.MatchString(nf.Name.Value) {
		config, gate := nf.sig.params[0], nf.sig.params[1]
		if config.typ == `*"`+coreV1+`".KubeVirtConfiguration` && gate.typ == "string" {
			return p.gateInConfig(nf.file, config.name, gate.name)
		}
	}
	return ""
}

// gateInConfig asks a KubeVirt configuration for a gate: through the registry
// of the release, if it has a function for that, else in the list of gates.
func (p *codePlan) gateInConfig(file, config, gate string) string {
	dir := checkout.RegisteredGates
	if f, fd := p.Tree.Package(dir).FindFunc("", "IsEnabled"); fd != nil && path.Dir(file) != dir {
		sig := p.signatureOf(f, fd.Type)
		if len(sig.params) == 2 && sig.params[0].typ == "string" && strings.HasSuffix(sig.params[1].typ, ".DeveloperConfiguration") {
			return "\treturn " + p.Imports(file).Qualify(gosrc.ImportPath(dir), "IsEnabled") + "(" + gate + ", " + config + ".DeveloperConfiguration)\n"
		}
	}
	dev, ok := p.Tree.StructIn(checkout.APIRoot+"/core/v1", "DeveloperConfiguration")
	if !ok || fieldNamed(dev.Node, "FeatureGates") == nil {
		return ""
	}
	return "\treturn " + config + ".DeveloperConfiguration != nil && " + p.Imports(file).Qualify("slices", "Contains") + "(" + config + ".DeveloperConfiguration.FeatureGates, " + gate + ")\n"
}
