package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestOptionCalledFromAMethodStaysAFunction: the file's other functions of that
// kind are plain ones, whoever calls them.
func TestOptionCalledFromAMethodStaysAFunction(t *testing.T) {
	const dir = "pkg/virt-controller/services/"
	tree := files{
		dir + "lamp.go": "package services\n\ntype Lamp struct{ dim bool }\n\ntype LampOption func(*Lamp)\n\nfunc WithDim() LampOption { return func(l *Lamp) { l.dim = true } }\n",
		dir + "room.go": "package services\n\ntype Room struct{}\n\nfunc (r *Room) newLamp() []LampOption {\n\tvar opts []LampOption\n\treturn opts\n}\n",
	}.tree()
	f := &feature.Feature{Functions: []feature.Function{{Name: word("WithGlow"), File: word(dir + "lamp.go"), HasParams: true, Results: word("LampOption"),
		Calls: []feature.Call{{Func: word("newLamp"), File: word(dir + "room.go")}}}}}
	next, _ := applied(t, tree, f, "functions")
	wantText(t, next, dir+"lamp.go", "func WithGlow() LampOption {")
	if src, _ := next.Read(dir + "lamp.go"); strings.Contains(string(src), ") WithGlow") {
		t.Errorf("a method:\n%s", src)
	}
}
