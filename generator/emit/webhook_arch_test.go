package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestARuleInTheFileOfAnArchitectureIsCalledForIt(t *testing.T) {
	rule := func(path string) feature.Rule {
		return feature.Rule{Kind: feature.RuleArch, Text: word(path + " is not supported on arm64"), Path: word(path), Values: words7("arm64"), File: word("pkg/virt-api/webhooks/arm64.go")}
	}
	tree := miniTree(t).With(map[string][]byte{"pkg/virt-api/webhooks/bundle.go": []byte(arm64Bundle)})
	res := Run(tree, lidFeature(rule("spec.domain.devices.lids"), rule("spec.domain.devices.sound")), []string{"webhook"})
	overlay, _ := res.Set.Compose(tree)
	got := string(overlay["pkg/virt-api/webhooks/arm64.go"]) + string(overlay["pkg/virt-api/webhooks/bundle.go"])
	if !strings.Contains(got, "\tvalidateLidsArm64(field, spec, &found)\n") || strings.Count(got, "func validateLidsArm64(") != 1 || strings.Contains(got, "TODO") || !strings.Contains(got, "not supported on arm64 architecture") {
		t.Errorf("%s\n%v", got, res.Left)
	}
}

const arm64Bundle = `package webhooks

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	k8sfield "k8s.io/apimachinery/pkg/util/validation/field"

	v1 "kubevirt.io/api/core/v1"
)

func CheckArm64Setting(field *k8sfield.Path, spec *v1.VirtualMachineInstanceSpec) []metav1.StatusCause {
	var found []metav1.StatusCause
	validateSoundArm64(field, spec, &found)
	return found
}
`
