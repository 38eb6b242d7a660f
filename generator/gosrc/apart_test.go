package gosrc_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// TestApartLeavesNeighboursAsTheyAre: "@" marks where the line goes in.
func TestApartLeavesNeighboursAsTheyAre(t *testing.T) {
	const consts = "package p\n\nconst (\n\tA  = 1\n\tBb = 2\n@)\n"
	for _, c := range []struct{ name, src, line, want string }{
		{"a short name", consts, "\tC = 3\n", "\tC = 3\n"},
		{"a long name", consts, "\tLonger = 3\n", "\n\tLonger = 3\n"},
		{"a long name with a comment", consts, "\t// Says why.\n\tLonger = 3\n", "\t// Says why.\n\tLonger = 3\n"},
		{"between others", "package p\n\ntype T struct {\n\tA  int\n@\tBb bool\n}\n", "\tLonger string\n", "\n\tLonger string\n\n"},
		{"first of all", "package p\n\ntype T struct {\n@\tA  int\n\tBb bool\n}\n", "\tLonger string\n", "\tLonger string\n\n"},
		{"in an empty struct", "package p\n\ntype T struct {\n@}\n", "\tLonger string\n", "\tLonger string\n"},
		{"in a function", "package p\n\nfunc f() {\n@\tg()\n}\n", "\th()\n", "\th()\n"},
	} {
		off := strings.Index(c.src, "@")
		tree := checkout.FromFS(fstest.MapFS{"p/p.go": {Data: []byte(strings.Replace(c.src, "@", "", 1))}})
		f, err := tree.Go("p/p.go")
		if err != nil {
			t.Fatal(err)
		}
		if got := gosrc.Apart(f, off, c.line); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
