package checkout_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

// house is a miniature tree with every directory that the index covers.
var house = map[string]string{
	"pkg/door/door.go": "package door\n\nimport \"example.io/wall\"\n\nconst Colour = \"Green\"\n\ntype Door struct {\n\tName string `json:\"name\"`\n\tWall *wall.Wall `json:\"wall,omitempty\"`\n}\n\n" +
		"func (d *Door) Open() error { return nil }\n",
	"pkg/door/door_test.go":                        "package door_test\n\nfunc Open() {}\n",
	"pkg/door/more.go":                             "package door\n\nfunc (d Door) Close() {}\n",
	"pkg/gate/door.go":                             "package gate\n\ntype Door interface {\n\tOpen()\n}\n\ntype Kind string\n\nconst Green Kind = \"Green\"\n",
	"staging/src/kubevirt.io/api/core/v1/types.go": "package v1\n\ntype Door struct {\n\tName string `json:\"name\"`\n}\n",
	"pkg/door/testdata/no.go":                      "package no\n\nfunc Open() {}\n",
	"vendor/x/no.go":                               "package no\n\nfunc Open() {}\n",
	"pkg/vendor/no.go":                             "package no\n\nfunc Open() {}\n",
	"pkg/_out/no.go":                               "package no\n\nfunc Open() {}\n",
	"hack/no.go":                                   "package no\n\nfunc Open() {}\n",
	"tests/stay.go":                                "package tests\n\nimport \"example.io/wall\"\n\nvar Open = 1\n",
	"tools/tool.go":                                "package main\n\nfunc main() {}\n",
	"cmd/bell/bell.go":                             "package main\n\nfunc main() {}\n",
}

func places(decls []*checkout.Decl) []string {
	out := []string{}
	for _, d := range decls {
		out = append(out, fmt.Sprintf("%s:%d %s", d.File, d.Line, d.Kind))
	}
	return out
}

func filePaths(files []*outline.File) []string {
	out := []string{}
	for _, f := range files {
		out = append(out, f.Path)
	}
	return out
}

func TestIndex(t *testing.T) {
	base := tree(house)
	base.StartIndex()
	next := base.With(map[string][]byte{
		"pkg/door/more.go":  nil,
		"pkg/door/door.go":  []byte("package door\n\n// Door opens.\ntype Door struct {\n\tName string `json:\"name\"`\n}\n\nfunc Open() {}\n"),
		"pkg/bell/bell.go":  []byte("package bell\n\nimport w \"example.io/wall\"\n\nfunc (d *Door) Ring() {}\n\nconst Ring = \"Green\"\n"),
		"pkg/bell/plan.txt": []byte("plan"),
		"hack/more.go":      []byte("package no\n\nfunc Open() {}\n"),
	})
	for _, c := range []struct {
		what string
		find func(*checkout.Index) []string
		base string
		next string
	}{
		{"all of a name", func(x *checkout.Index) []string { return places(x.ByName("Open")) },
			"pkg/door/door.go:12 method, pkg/door/door_test.go:3 func, pkg/gate/door.go:4 interface method, tests/stay.go:5 var",
			"pkg/door/door.go:8 func, pkg/door/door_test.go:3 func, pkg/gate/door.go:4 interface method, tests/stay.go:5 var"},
		{"a name of a kind", func(x *checkout.Index) []string { return places(x.ByName("Open", checkout.DeclFunc, checkout.DeclVar)) },
			"pkg/door/door_test.go:3 func, tests/stay.go:5 var",
			"pkg/door/door.go:8 func, pkg/door/door_test.go:3 func, tests/stay.go:5 var"},
		{"no name", func(x *checkout.Index) []string { return places(x.ByName("Shut")) }, "", ""},
		{"methods", func(x *checkout.Index) []string { return places(x.Methods("", "Door")) },
			"pkg/door/door.go:12 method, pkg/door/more.go:3 method", "pkg/bell/bell.go:5 method"},
		{"methods in a directory", func(x *checkout.Index) []string { return places(x.Methods("pkg/gate", "Door")) }, "", ""},
		{"members", func(x *checkout.Index) []string { return places(x.Members("pkg/gate", "Door")) },
			"pkg/gate/door.go:4 interface method", "pkg/gate/door.go:4 interface method"},
		{"constants of a type", func(x *checkout.Index) []string { return places(x.Members("", "Kind")) }, "pkg/gate/door.go:9 const", "pkg/gate/door.go:9 const"},
		{"fields by name in JSON", func(x *checkout.Index) []string { return places(x.ByJSON("name")) },
			"pkg/door/door.go:8 field, staging/src/kubevirt.io/api/core/v1/types.go:4 field",
			"pkg/door/door.go:5 field, staging/src/kubevirt.io/api/core/v1/types.go:4 field"},
		{"constants by value", func(x *checkout.Index) []string { return places(x.ByValue("Green")) },
			"pkg/door/door.go:5 const, pkg/gate/door.go:9 const", "pkg/bell/bell.go:7 const, pkg/gate/door.go:9 const"},
		{"files by base name", func(x *checkout.Index) []string { return filePaths(x.BySuffix("door.go")) }, "pkg/door/door.go, pkg/gate/door.go", "pkg/door/door.go, pkg/gate/door.go"},
		{"files by suffix", func(x *checkout.Index) []string { return filePaths(x.BySuffix("door/more.go")) }, "pkg/door/more.go", ""},
		{"half a directory", func(x *checkout.Index) []string { return filePaths(x.BySuffix("oor/door.go")) }, "", ""},
		{"packages", func(x *checkout.Index) []string { return append(x.Packages("door"), x.Packages("bell")...) }, "pkg/door", "pkg/bell, pkg/door"},
		{"packages of a name", func(x *checkout.Index) []string { return x.Packages("main") }, "cmd/bell, tools", "cmd/bell, tools"},
		{"importers", func(x *checkout.Index) []string { return filePaths(x.Importers("example.io/wall")) }, "pkg/door/door.go, tests/stay.go", "pkg/bell/bell.go, tests/stay.go"},
		{"names", func(x *checkout.Index) []string { return slices.Sorted(x.Names) },
			"Close, Colour, Door, Green, Kind, Name, Open, Wall, main", "Door, Green, Kind, Name, Open, Ring, main"},
	} {
		t.Run(c.what, func(t *testing.T) {
			if got := strings.Join(c.find(base.Index()), ", "); got != c.base {
				t.Errorf("the base has %q, want %q", got, c.base)
			}
			got := c.find(next.Index())
			slices.Sort(got)
			if got := strings.Join(got, ", "); got != c.next {
				t.Errorf("the overlay has %q, want %q", got, c.next)
			}
		})
	}
	if d := next.Index().ByName("Ring", checkout.DeclMethod)[0]; d.Recv != "Door" || d.Type != "()" || d.Dir() != "pkg/bell" || d.Test {
		t.Errorf("the method is %+v", d)
	}
	if next.Index().File("pkg/bell/bell.go").Package != "bell" || next.Index().File("bell.go") != nil {
		t.Error("files are not found by their whole path alone")
	}
}

// TestIndexOfAnOverlayIsThatOfItsFiles: an index that follows changes says what
// one says that is made anew.
func TestIndexOfAnOverlayIsThatOfItsFiles(t *testing.T) {
	now := maps.Clone(house)
	over := map[string][]byte{}
	last := tree(house)
	for i, p := range slices.Sorted(maps.Keys(house)) {
		last.Index()
		switch i % 3 {
		case 0:
			delete(now, p)
			over[p] = nil
		case 1:
			now[p] += "\nfunc Added() {}\n"
			over[p] = []byte(now[p])
		}
		last = last.With(map[string][]byte{p: over[p]})
		if i%3 == 2 {
			last = last.With(map[string][]byte{p: []byte(now[p])})
		}
		x, want := last.Index(), tree(now).Index()
		if got := slices.Sorted(x.Names); !slices.Equal(got, slices.Sorted(want.Names)) {
			t.Fatalf("names after %s: got %v, want %v", p, got, slices.Sorted(want.Names))
		}
		for name := range want.Names {
			if !slices.Equal(places(x.ByName(name)), places(want.ByName(name))) {
				t.Errorf("%s after %s: got %v, want %v", name, p, places(x.ByName(name)), places(want.ByName(name)))
			}
		}
		if !slices.Equal(filePaths(x.Files()), filePaths(want.Files())) {
			t.Errorf("files after %s: got %v, want %v", p, filePaths(x.Files()), filePaths(want.Files()))
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		b.Skip("KUBEVIRT names no checkout")
	}
	for b.Loop() {
		tr, err := checkout.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		if len(tr.Index().Files()) < 1000 {
			b.Fatal("no KubeVirt checkout")
		}
	}
}
