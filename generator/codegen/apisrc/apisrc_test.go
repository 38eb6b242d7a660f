package apisrc

import (
	"slices"
	"testing"
)

const boat = "package v1\n\n// Boat floats.\n// +genclient\n\n// Boat is old.\ntype Boat struct {\n\t// Name is painted.\n\tName string `json:\"name,omitempty\"`\n}\n\nconst Sea = \"deep\"\n"

func edit(from, to string) []byte {
	out := []byte(boat)
	i := 0
	for ; i+len(from) <= len(out) && string(out[i:i+len(from)]) != from; i++ {
	}
	return append(append(append([]byte{}, out[:i]...), to...), out[min(len(out), i+len(from)):]...)
}

func TestSameCode(t *testing.T) {
	cases := []struct {
		name     string
		from, to string
		same     bool
	}{
		{"comment", "is painted", "is carved", true},
		{"layout", "\tName", "\n\tName", true},
		{"documentation marker", "// Name is painted.", "// Name is painted.\n\t// +optional", true},
		{"default marker", "// Name is painted.", "// Name is painted.\n\t// +default=\"x\"", false},
		{"deepcopy marker", "// Boat is old.", "// +k8s:deepcopy-gen=false", false},
		{"field", "\tName string", "\tLength int\n\tName string", false},
		{"tag", "omitempty", "omitzero", false},
	}
	for _, c := range cases {
		if got := SameCode([]byte(boat), edit(c.from, c.to)); got != c.same {
			t.Errorf("%s: same %v, want %v", c.name, got, c.same)
		}
	}
}

func TestLoosenedFindsFieldsThatAreAlwaysWritten(t *testing.T) {
	now := edit("\tName string", "\tA int `json:\"a\"`\n\tB int `json:\"b,omitempty\"`\n\tC int `json:\"-\"`\n\tD int\n\tName string")
	if got := Loosened([]byte(boat), now); !slices.Equal(got, []string{"Boat.A"}) {
		t.Errorf("loosened %v", got)
	}
	if got := Loosened([]byte(boat), edit("const Sea", "type Oar struct {\n\tA int `json:\"a\"`\n}\n\nconst Sea")); got != nil {
		t.Errorf("a new type counts: %v", got)
	}
	if got := Loosened([]byte(boat), edit("name,omitempty", "name")); !slices.Equal(got, []string{"Boat.Name"}) {
		t.Errorf("loosened %v", got)
	}
}

func TestNarrowed(t *testing.T) {
	cases := map[string]bool{"\tName string": false, "\tNewName int `json:\"newName,omitempty\"`\n\tName string": false, "\tName int": true}
	for to, want := range cases {
		if got := Narrowed([]byte(boat), edit("\tName string", to)); got != want {
			t.Errorf("%q: narrowed %v", to, got)
		}
	}
	if !Narrowed([]byte(boat), edit("\"name,", "\"title,")) {
		t.Error("a renamed field is not narrower")
	}
}

func TestClientsSeeMarkersAndNames(t *testing.T) {
	was := Clients([]byte(boat))
	if !slices.Equal(was, []string{"Boat\n+genclient"}) {
		t.Errorf("clients %q", was)
	}
	if now := Clients(edit("+genclient", "+genclient\n// +genclient:nonNamespaced")); slices.Equal(was, now) {
		t.Error("another marker makes no difference")
	}
	if now := Clients(edit("\tName", "\tLength int\n\tName")); !slices.Equal(was, now) {
		t.Error("a field makes a difference to clients")
	}
}

func TestInterfacesSeeMethodsAndImports(t *testing.T) {
	src := func(imports, method, other string) []byte {
		return []byte("package a\n\nimport \"" + imports + "\"\n\ntype I interface{ " + method + " }\n\nfunc f() { " + other + " }\n")
	}
	base := Interfaces(src("fmt", "A()", ""))
	if !slices.Equal(base, Interfaces(src("fmt", "A()", "return"))) {
		t.Error("a function body makes a difference")
	}
	if slices.Equal(base, Interfaces(src("fmt", "A(); B()", ""))) || slices.Equal(base, Interfaces(src("io", "A()", ""))) {
		t.Error("a method or import makes no difference")
	}
	if got := Interfaces([]byte(boat)); got != nil {
		t.Errorf("a file without interfaces has %v", got)
	}
}

func TestSameImports(t *testing.T) {
	src := func(tag, imports, body string) []byte {
		return []byte(tag + "package a\n\nimport " + imports + "\n\n" + body + "\n")
	}
	base := src("", "\"fmt\"", "")
	if !SameImports(base, src("", "f \"fmt\"", "var x = 1")) {
		t.Error("a body or alias makes a difference")
	}
	for name, now := range map[string][]byte{"import": src("", "\"io\"", ""), "tag": src("//go:build linux\n\n", "\"fmt\"", ""),
		"embed": src("", "\"fmt\"", "//go:embed x\nvar x string"), "deletion": nil} {
		if SameImports(base, now) {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestKeepsConstants(t *testing.T) {
	if !KeepsConstants([]byte(boat), edit("const Sea", "const River = \"wide\"\n\nconst Sea")) {
		t.Error("a new constant counts as a changed one")
	}
	if KeepsConstants([]byte(boat), edit("\"deep\"", "\"shallow\"")) || KeepsConstants([]byte(boat), edit("const Sea = \"deep\"\n", "")) {
		t.Error("a changed or lost constant passes")
	}
}
