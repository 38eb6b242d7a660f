package emit

import "testing"

// threadTree has an admitter whose constructor is called through a serving
// function, which the API server's application calls in a closure.
const threadTree = `
-- pkg/virt-config/config.go --
package virtconfig

type ClusterConfig struct{}
-- pkg/gatekeeper/admitters/ticket.go --
package admitters

type TicketAdmitter struct {
	client string
}

func NewTicketAdmitter(client string) *TicketAdmitter {
	return &TicketAdmitter{
		client: client,
	}
}
-- pkg/gatekeeper/admitters/ticket_test.go --
package admitters_test

import (
	"kubevirt.io/kubevirt/pkg/gatekeeper/admitters"
	"kubevirt.io/kubevirt/pkg/testutils"
)

var _ = Describe("Tickets", func() {
	It("sells", func() {
		admitters.NewTicketAdmitter("a")
	})
	Context("with a cluster", func() {
		config, _, _ := testutils.NewFakeClusterConfigUsingKVConfig(nil)
		It("sells", func() {
			admitters.NewTicketAdmitter(
				"b",
			)
		})
	})
})
-- pkg/gatekeeper/serve.go --
package gatekeeper

import "kubevirt.io/kubevirt/pkg/gatekeeper/admitters"

func ServeTickets(client string) {
	admitters.NewTicketAdmitter(client)
}
-- pkg/gatekeeper/app/app.go --
package app

import (
	"kubevirt.io/kubevirt/pkg/gatekeeper"
	virtconfig "kubevirt.io/kubevirt/pkg/virt-config"
)

type app struct {
	clusterConfig *virtconfig.ClusterConfig
}

func (a *app) register() {
	handle(func() { gatekeeper.ServeTickets("x") })
}
`

func TestNewDependencyReachesEveryCaller(t *testing.T) {
	tree := treeOf(t, threadTree)
	run := func() *Context {
		c := newContext(tree, lidFeature())
		c.Emitter = "webhook"
		if name, ok := c.AddDependency("pkg/gatekeeper/admitters", "TicketAdmitter", clusterConfigParam, word("x").At); !ok || name != "clusterConfig" {
			t.Fatalf("not threaded: %q %v", name, c.Res.Diags.Sorted())
		}
		c.finish()
		return c
	}
	c := run()
	tree = composeTidy(t, tree, &c.Res)
	wantText(t, tree, "pkg/gatekeeper/admitters/ticket.go",
		"\tclient        string\n\tclusterConfig *virtconfig.ClusterConfig\n",
		"func NewTicketAdmitter(client string, clusterConfig *virtconfig.ClusterConfig) *TicketAdmitter {",
		"\t\tclient:        client,\n\t\tclusterConfig: clusterConfig,\n")
	wantText(t, tree, "pkg/gatekeeper/serve.go",
		"func ServeTickets(client string, clusterConfig *virtconfig.ClusterConfig) {\n\tadmitters.NewTicketAdmitter(client, clusterConfig)")
	wantText(t, tree, "pkg/gatekeeper/app/app.go", `gatekeeper.ServeTickets("x", a.clusterConfig)`)
	wantText(t, tree, "pkg/gatekeeper/admitters/ticket_test.go", `admitters.NewTicketAdmitter("a", nil)`, "\t\t\t\t\"b\",\n\t\t\t\tconfig,\n")
	if again := run(); !again.Res.Set.Empty() {
		t.Errorf("the second run is not empty: %+v", again.Res.Set)
	}
}

func TestMissingArgumentIsReported(t *testing.T) {
	tree := treeOf(t, threadTree+"-- pkg/gatekeeper/other.go --\npackage gatekeeper\n\nvar first = admitters.NewTicketAdmitter(\"z\")\n")
	src, _ := tree.Read("pkg/gatekeeper/other.go")
	tree = tree.With(map[string][]byte{"pkg/gatekeeper/other.go": []byte("package gatekeeper\n\nimport \"kubevirt.io/kubevirt/pkg/gatekeeper/admitters\"\n" + string(src)[len("package gatekeeper\n"):])})
	c := newContext(tree, lidFeature())
	c.AddDependency("pkg/gatekeeper/admitters", "TicketAdmitter", clusterConfigParam, word("x").At)
	if !c.Res.Diags.HasErrors() || c.Res.Diags.Sorted()[0].Code != "no-argument" {
		t.Errorf("not reported: %v", c.Res.Diags.Sorted())
	}
}
