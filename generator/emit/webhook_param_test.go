package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// A tree with an admitter whose constructor takes nothing, and the way from the
// application to it.
const lidAdmitter = threadTree + `-- pkg/virt-api/webhooks/validating-webhook/admitters/lids.go --
package admitters

type LidAdmitter struct{}

func NewLidAdmitter() *LidAdmitter { return &LidAdmitter{} }

func (a *LidAdmitter) Admit(review string) string { return review }
-- pkg/virt-api/webhooks/validating-webhook/serve.go --
package webhook

import "kubevirt.io/kubevirt/pkg/virt-api/webhooks/validating-webhook/admitters"

func ServeLids(review string) { admitters.NewLidAdmitter().Admit(review) }
-- pkg/virt-api/api.go --
package api

import (
	webhook "kubevirt.io/kubevirt/pkg/virt-api/webhooks/validating-webhook"
	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
)

type application struct {
	clusterConfig *virtconfig.ClusterConfig
}

func (app *application) registerValidatingWebhooks() { webhook.ServeLids("x") }
`

func TestAdmittersGetTheirParametersHoweverThePlanSaysIt(t *testing.T) {
	for name, fns := range map[string][]feature.Function{
		"new signature of a method": {
			{Name: word("NewLidAdmitter"), Receiver: word("LidAdmitter"), File: word("api.go"), HasParams: true, Params: word("clusterConfig *virtconfig.ClusterConfig")},
			{Name: word("ServeLids"), Receiver: word("LidAdmitter"), File: word("api.go")}},
		"new parameter":           {{Name: word("NewLidAdmitter"), Modify: true, NewParams: words7("clusterConfig *virtconfig.ClusterConfig")}},
		"parameter in a sentence": {{Name: word("NewLidAdmitter"), Modify: true, Steps: words7("gets a parameter clusterConfig *virtconfig.ClusterConfig")}},
	} {
		t.Run(name, func(t *testing.T) {
			next, res := applied(t, treeOf(t, lidAdmitter), &feature.Feature{Functions: fns}, "webhook")
			if len(res.Left) > 0 {
				t.Error(res.Left)
			}
			dir := "pkg/virt-api/webhooks/validating-webhook/"
			wantText(t, next, dir+"admitters/lids.go", "func NewLidAdmitter(clusterConfig *virtconfig.ClusterConfig) *LidAdmitter {")
			wantText(t, next, dir+"serve.go", "func ServeLids(review string, clusterConfig *virtconfig.ClusterConfig) {", "admitters.NewLidAdmitter(clusterConfig).Admit(review)")
			wantText(t, next, "pkg/virt-api/api.go", `webhook.ServeLids("x", app.clusterConfig)`)
		})
	}
}

func TestParametersThatNobodyHasAreLeft(t *testing.T) {
	tree := treeOf(t, lidAdmitter+"-- pkg/virt-api/run.go --\npackage api\n\nvar app application\n\nvar _ = func() bool { app.registerValidatingWebhooks(); return true }()\n")
	next, res := applied(t, tree, &feature.Feature{Functions: []feature.Function{{Name: word("NewLidAdmitter"), Modify: true, NewParams: words7("hinges hinge.Store")}}}, "webhook")
	if res.Diags.HasErrors() || len(res.Left) != 1 || len(next.Changed(tree)) > 0 {
		t.Error(res.Left, res.Diags.Sorted())
	}
}

func TestOldAndNewConfigurationAreToldApart(t *testing.T) {
	f := lidFeature()
	f.Functions = []feature.Function{
		{Name: word("validateLidPlan"), File: word(kvUpdateFile), HasParams: true, Params: word("oldConfig, newConfig *v1.KubeVirtConfiguration"), Calls: []feature.Call{{Func: word("Admit")}}, Doc: word("refuses new lids")},
		{Name: word("validateLidPair"), File: word(kvUpdateFile), HasParams: true, Params: word("left, right *v1.KubeVirtConfiguration"), Calls: []feature.Call{{Func: word("Admit")}}},
	}
	next, res := applied(t, miniTree(t), f, "webhook")
	text := content(t, next, kvUpdateFile)
	if !strings.Contains(text, "validateLidPlan(&currKV.Spec.Configuration, &newKV.Spec.Configuration)...") || !strings.Contains(text, "// TODO: refuses new lids") {
		t.Error(text)
	}
	if len(res.Left) != 1 || !strings.Contains(res.Left[0].What, "call of validateLidPair") {
		t.Error(res.Left)
	}
}
