package verify

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// street is a tree in which packages use each other in every way that a change
// could break.
var street = map[string]string{
	"go.mod":                                "module example.io/street\n",
	"pkg/lamp/lamp.go":                      "package lamp\n\nconst Watt = 40\n\ntype Lamp struct {\n\tWatt int\n\thidden int\n}\n\ntype Light interface {\n\tOn()\n\tOff()\n}\n\nfunc New(watt int) *Lamp { return nil }\n\nfunc (l *Lamp) Dim(by int) {}\n\nfunc low() {}\n",
	"pkg/lamp/mock_generated.go":            "package lamp\n\ntype MockLight struct{}\n\nfunc (MockLight) On() {}\nfunc (MockLight) Off() {}\n",
	"pkg/caller/caller.go":                  "package caller\n\nimport \"example.io/street/pkg/lamp\"\n\nvar L = lamp.New(lamp.Watt)\n",
	"pkg/dot/dot.go":                        "package dot\n\nimport . \"example.io/street/pkg/lamp\"\n\nvar L = New(1)\n",
	"pkg/far/far.go":                        "package far\n\nimport \"example.io/street/pkg/caller\"\n\nfunc f() { caller.L.Dim(1) }\n",
	"pkg/farther/a_test.go":                 "package farther\n\nimport \"example.io/street/pkg/caller\"\n\nfunc f() { caller.L.Dim(1) }\n",
	"pkg/alike/alike.go":                    "package alike\n\ntype Bulb struct{}\n\nfunc (Bulb) On() {}\nfunc (Bulb) Off() {}\nfunc f(x interface{ Dim() }) { x.Dim() }\n",
	"pkg/half/half.go":                      "package half\n\ntype Half struct{}\n\nfunc (Half) On() {}\n",
	"pkg/uses/uses.go":                      "package uses\n\nimport (\n\t\"example.io/street/pkg/alike\"\n\t\"example.io/street/pkg/consumer\"\n)\n\nfunc f() { consumer.Take(alike.Bulb{}) }\n",
	"pkg/consumer/consumer.go":              "package consumer\n\nimport \"example.io/street/pkg/lamp\"\n\nfunc Take(l lamp.Light) {}\n",
	"pkg/keyed/keyed.go":                    "package keyed\n\nimport \"example.io/street/pkg/lamp\"\n\nvar L = lamp.Lamp{Watt: 1}\n",
	"pkg/unkeyed/unkeyed.go":                "package unkeyed\n\nimport \"example.io/street/pkg/lamp\"\n\nvar L = lamp.Lamp{1}\n",
	"staging/src/kubevirt.io/api/go.mod":    "module kubevirt.io/api\n",
	"staging/src/kubevirt.io/api/v1/api.go": "package v1\n\ntype A struct{ B int }\n",
	"pkg/api/api.go":                        "package api\n\nimport \"kubevirt.io/api/v1\"\n\nfunc f(a v1.A) int { return a.B }\n",
}

// TestDependants: who is checked besides the package that changes, by what
// changes there; "from" becomes "to" in one file.
func TestDependants(t *testing.T) {
	fsys := fstest.MapFS{}
	for p, text := range street {
		fsys[p] = &fstest.MapFile{Data: []byte(text)}
	}
	base := checkout.FromFS(fsys)
	const lamp = "pkg/lamp/lamp.go"
	for name, c := range map[string]struct{ file, from, to, want string }{
		"a new function":                   {lamp, "func low() {}", "func Low() {}\n\nfunc low() {}", ""},
		"a private function":               {lamp, "func low() {}", "func low(by int) {}", ""},
		"a body":                           {lamp, "{ return nil }", "{ return &Lamp{} }", ""},
		"another layout":                   {lamp, "(watt int) *Lamp", "(\n\twatt int,\n) *Lamp", "pkg/caller pkg/dot"},
		"a parameter":                      {lamp, "(watt int)", "(watt, volt int)", "pkg/caller pkg/dot"},
		"a function that goes away":        {lamp, "func New(watt int) *Lamp { return nil }\n", "", "pkg/caller pkg/dot"},
		"a constant":                       {lamp, "const Watt = 40", "const Watt = \"40\"", "pkg/caller pkg/dot"},
		"a parameter of a method":          {lamp, "Dim(by int)", "Dim(by string)", "pkg/dot pkg/far pkg/farther"},
		"the type of a field":              {lamp, "\tWatt int\n", "\tWatt string\n", "pkg/caller pkg/dot pkg/keyed"},
		"a new field":                      {lamp, "\thidden int\n", "\thidden int\n\tVolt int\n", "pkg/unkeyed"},
		"a new method":                     {lamp, "func low() {}", "func (l *Lamp) Low() {}", ""},
		"a method that an interface gains": {lamp, "\tOff()\n", "\tOff()\n\tBlink()\n", "pkg/alike pkg/consumer pkg/dot pkg/uses"},
		"another module":                   {"staging/src/kubevirt.io/api/v1/api.go", "B int", "B string", "pkg/api"},
	} {
		t.Run(name, func(t *testing.T) {
			src := street[c.file]
			if !strings.Contains(src, c.from) {
				t.Fatalf("%s lacks %q", c.file, c.from)
			}
			next := base.With(map[string][]byte{c.file: []byte(strings.Replace(src, c.from, c.to, 1))})
			v := &verification{base: base, next: next, changed: []string{c.file}}
			if got := strings.Join(v.callers(), " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
