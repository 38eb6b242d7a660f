package emit

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

const coreV1 = "kubevirt.io/api/core/v1"

var gateLookup = regexp.MustCompile(`(?i)feature_?gate`)

// knownBody is complete code for the few helpers of which signature and name
// leave nothing open; generated tests rely on them.
func (p *codePlan) knownBody(nf *code.PlacedFunc) string {
	if len(nf.Sig.Params) == 2 && len(nf.Sig.Results) == 1 && nf.Sig.Results[0].Typ == "bool" && gateLookup.MatchString(nf.Name.Value) {
		config, gate := nf.Sig.Params[0], nf.Sig.Params[1]
		if config.Typ == `*"`+coreV1+`".KubeVirtConfiguration` && gate.Typ == "string" {
			return p.gateInConfig(nf.Home, config.Name, gate.Name)
		}
	}
	return ""
}

// gateInConfig asks a KubeVirt configuration for a gate: through the registry
// of the release, if it has a function for that, else in the list of gates.
func (p *codePlan) gateInConfig(file, config, gate string) string {
	dir := checkout.RegisteredGates
	if f, fd := p.Tree.Package(dir).FindFunc("", "IsEnabled"); fd != nil && path.Dir(file) != dir {
		sig := p.SignatureOf(f, fd.Type)
		if len(sig.Params) == 2 && sig.Params[0].Typ == "string" && strings.HasSuffix(sig.Params[1].Typ, ".DeveloperConfiguration") {
			return "\treturn " + p.Imports(file).Qualify(gosrc.ImportPath(dir), "IsEnabled") + "(" + gate + ", " + config + ".DeveloperConfiguration)\n"
		}
	}
	dev, ok := p.Tree.StructIn(checkout.APIRoot+"/core/v1", "DeveloperConfiguration")
	if !ok || code.FieldNamed(dev.Node, "FeatureGates") == nil {
		return ""
	}
	return "\treturn " + config + ".DeveloperConfiguration != nil && " + p.Imports(file).Qualify("slices", "Contains") + "(" + config + ".DeveloperConfiguration.FeatureGates, " + gate + ")\n"
}
