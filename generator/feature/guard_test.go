package feature

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

func word(s string) Text { return Text{Value: s, At: diag.Pos{File: "plan.md", Line: 3}} }

// TestGuardTakesOut lists pieces that must not be written, and for each a twin
// that may.
func TestGuardTakesOut(t *testing.T) {
	for name, c := range map[string]struct{ bad, good Feature }{
		"keyword":                 {Feature{Consts: []Const{{Name: word("func")}}}, Feature{Consts: []Const{{Name: word("funk")}}}},
		"JSON name with a quote":  {Feature{Fields: []Field{{JSON: word("a\"b")}}}, Feature{Fields: []Field{{JSON: word("aB")}}}},
		"type with a second line": {Feature{Fields: []Field{{JSON: word("a"), Type: word("string\n}")}}}, Feature{Fields: []Field{{JSON: word("a"), Type: word("map[string]string")}}}},
		"tag with a back-quote":   {Feature{Fields: []Field{{JSON: word("a"), Tag: word("json:`a`")}}}, Feature{Fields: []Field{{JSON: word("a"), Tag: word(`json:"a"`)}}}},
		"init":                    {Feature{Functions: []Function{{Name: word("init")}}}, Feature{Functions: []Function{{Name: word("initialise")}}}},
		"main":                    {Feature{Functions: []Function{{Name: word("main")}}}, Feature{Functions: []Function{{Name: word("main"), Modify: true}}}},
		"init is a method":        {Feature{Functions: []Function{{Name: word("a b")}}}, Feature{Functions: []Function{{Name: word("Controller.init")}}}},
		"call in a variable": {
			Feature{Consts: []Const{{Name: word("X"), Value: word(`os.Getenv("X")`), Var: true}}},
			Feature{Consts: []Const{{Name: word("X"), Value: word(`[]string{"a"}`), Var: true}}}},
		"function called on the spot": {
			Feature{Consts: []Const{{Name: word("X"), Value: word("func() error { return nil }()"), Var: true}}},
			Feature{Consts: []Const{{Name: word("X"), Value: word("func() error { return f() }"), Var: true}}}},
		"receive": {
			Feature{Consts: []Const{{Name: word("X"), Value: word("<-c"), Var: true}}},
			Feature{Consts: []Const{{Name: word("X"), Value: word("-c"), Var: true}}}},
		"call in a constant": {
			Feature{Consts: []Const{{Name: word("X"), Value: word("f(1)")}}},
			Feature{Consts: []Const{{Name: word("X"), Type: word("Mode"), Value: word(`Mode("a")`)}}}},
		"call in a list": {
			Feature{Types: []Type{{Name: word("T"), Values: []Const{{Name: word("X"), Value: word(`string(f())`)}}}}},
			Feature{Types: []Type{{Name: word("T"), Values: []Const{{Name: word("X"), Value: word(`[]byte("a")`)}}}}}},
		"type with a function": {
			Feature{Types: []Type{{Name: word("T"), Source: word("type T int\nfunc init() {}")}}},
			Feature{Types: []Type{{Name: word("T"), Source: word("// T is one.\ntype T int")}}}},
		"directive": {
			Feature{Types: []Type{{Name: word("T"), Source: word("//go:linkname a b\ntype T int")}}},
			Feature{Types: []Type{{Name: word("T"), Source: word("// go: it\ntype T int")}}}},
		"body that ends early": {
			Feature{Functions: []Function{{Name: word("f"), Body: word("}\nfunc init() {")}}},
			Feature{Functions: []Function{{Name: word("f"), Body: word("if a {\n}")}}}},
		"parameters that end early": {
			Feature{Functions: []Function{{Name: word("f"), Params: word("a int) {}\nfunc init() {}\nfunc g(")}}},
			Feature{Functions: []Function{{Name: word("f"), Params: word("a struct{}, b interface{}")}}}},
		"git":             {inFile(".git/hooks/x.go"), inFile("pkg/git/x.go")},
		"workflows":       {inFile(".github/workflows/a.go"), inFile("pkg/github/a.go")},
		"vendor":          {inFile("vendor/kubevirt.io/api/core/v1/types.go"), inFile("staging/src/kubevirt.io/api/core/v1/types.go")},
		"two dots":        {inFile("pkg/.._test.go"), inFile("pkg/a_test.go")},
		"two slashes":     {inFile("a//b.go"), inFile("a/b.go")},
		"no package name": {inFile("-1iofs/b.go"), inFile("pkg/virt-config/b.go")},
	} {
		t.Run(name, func(t *testing.T) {
			g := Guard(&c.bad)
			if len(g.Dropped) != 1 || g.Dropped[0].Reason == "" || g.Dropped[0].What.Empty() || g.Dropped[0].What.At.Line != 3 {
				t.Errorf("the bad one: %+v %v", g.Dropped, g.Diags)
			}
			if g := Guard(&c.good); len(g.Dropped) != 0 || g.Diags.Len() > 0 {
				t.Errorf("the good one: %+v %v", g.Dropped, g.Diags)
			}
		})
	}
}

func inFile(p string) Feature {
	return Feature{Functions: []Function{{Name: word("f"), File: word(p)}}}
}

// TestGuardNamesLimits: what is more than a limit is refused, what is as much
// is not.
func TestGuardNamesLimits(t *testing.T) {
	deep := func(n int) Feature {
		return Feature{Fields: []Field{{Path: word("a" + strings.Repeat(".b", n-1))}}}
	}
	for name, c := range map[string]struct {
		most, more Feature
		limit      int
	}{
		"rules":  {Feature{Rules: make([]Rule, MaxRules)}, Feature{Rules: make([]Rule, MaxRules+1)}, MaxRules},
		"fields": {Feature{Fields: make([]Field, MaxList)}, Feature{Fields: make([]Field, MaxList+1)}, MaxList},
		"items":  {Feature{Tests: []Test{{Items: make([]Text, MaxList)}}}, Feature{Tests: []Test{{Items: make([]Text, MaxList+1)}}}, MaxList},
		"depth":  {deep(MaxDepth), deep(MaxDepth + 1), MaxDepth},
		"text":   {Feature{Title: word(strings.Repeat("a", MaxText))}, Feature{Title: word(strings.Repeat("a", MaxText+1))}, MaxText},
	} {
		if g := Guard(&c.most); g.Diags.Len() > 0 {
			t.Errorf("%s: %v", name, g.Diags)
		}
		g := Guard(&c.more)
		if !g.Diags.HasErrors() || !strings.Contains(g.Diags.Sorted()[0].Message, fmt.Sprint(c.limit)) {
			t.Errorf("%s: the limit is not named: %v", name, g.Diags)
		}
	}
}

// TestGuardTakesOutUnseenCharacters pins that the model given stays as it is.
func TestGuardTakesOutUnseenCharacters(t *testing.T) {
	f := &Feature{Title: word("a\u202eb\x1b[31m c\u200b"), Gates: []Gate{{Name: word("Gate\u2066")}}, Tests: []Test{{Items: []Text{word("ä\tö\n")}}}}
	g := Guard(f)
	if g.Feature.Title.Value != "ab[31m c" || g.Feature.Gates[0].Name.Value != "Gate" || g.Feature.Tests[0].Items[0].Value != "ä\tö\n" {
		t.Errorf("got %+v", g.Feature)
	}
	if g.Diags.Count(diag.Note) != 2 || f.Gates[0].Name.Value != "Gate\u2066" {
		t.Errorf("%v %+v", g.Diags, f)
	}
	if text := g.Diags.Sorted()[0].String(); strings.ContainsAny(text, "\u202e\u2066\x1b") {
		t.Errorf("the note holds it: %q", text)
	}
}

// FuzzGuard: what Guard gives holds no character that cannot be seen, and Guard
// has nothing more to take out of it.
func FuzzGuard(f *testing.F) {
	f.Add("a", "b", "c()", "pkg/a.go")
	f.Fuzz(func(t *testing.T, name, doc, value, file string) {
		in := &Feature{Title: word(doc), Functions: []Function{{Name: word(name), File: word(file), Body: word(value), Params: word(doc)}},
			Consts: []Const{{Name: word(name), Value: word(value), Var: true}}, Types: []Type{{Name: word(name), Source: word(value)}}}
		g := Guard(in)
		if g.Diags.HasErrors() {
			return
		}
		if again := Guard(g.Feature); len(again.Dropped) > 0 || again.Diags.Len() > 0 {
			t.Errorf("twice: %+v %v", again.Dropped, again.Diags)
		}
	})
}
