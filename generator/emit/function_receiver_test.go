package emit

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestAStepBesideMethodsOfItsCallerIsAMethod(t *testing.T) {
	const pier = "pkg/pier/pier.go"
	tree := files{pier: "package pier\n\ntype Warden struct{}\n\nfunc (w *Warden) moorAll(ship int) {\n\tw.moorBow(ship)\n\tcount(ship)\n}\n\nfunc (w *Warden) moorBow(ship int) {}\n\nfunc count(ship int) {}\n",
		"pkg/rope/rope.go": "package rope\n\nfunc tie(n int) {}\n\nfunc cut(n int) {}\n"}.tree()
	call := func(caller, where string) []feature.Call {
		return []feature.Call{{Func: word(caller), Where: word(where)}}
	}
	f := &feature.Feature{Functions: []feature.Function{
		{Name: word("ringBell"), File: word(pier), HasParams: true, Params: word("ship int"), Calls: call("moorAll", "after moorBow")},
		{Name: word("drawShip"), File: word(pier), HasParams: true, Params: word("ship int"), Calls: call("moorAll", "after count")},
	}}
	next, _ := applied(t, tree, f, "functions")
	contains(t, content(t, next, pier), "func (w *Warden) ringBell(ship int) {", "\tw.ringBell(ship)\n", "func drawShip(ship int) {")
}

func TestAGateOfTheCheckoutIsNoFunction(t *testing.T) {
	const pier = "pkg/pier/pier.go"
	tree := files{pier: "package pier\n\nfunc moor() {}\n", "pkg/virt-config/featuregate/active.go": "package featuregate\n\nconst MoorShipsGate = \"MoorShips\"\n"}.tree()
	f := &feature.Feature{Functions: []feature.Function{{Name: word("MoorShips"), File: word(pier)}, {Name: word("MoorShipsGate"), File: word(pier)}}}
	if _, res := applied(t, tree, f, "functions"); !res.Set.Empty() {
		t.Errorf("%+v", res.Set)
	}
}
