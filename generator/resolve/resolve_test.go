package resolve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/resolve"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

const schema = "staging/src/kubevirt.io/api/core/v1/schema.go"

// lamps is a checkout with one gate, one API struct, a set of values that
// follow a pattern and one that follows none, and two packages that both have
// a file light.go.
var lamps = map[string]string{
	schema: `package v1

type Lamp struct {
	Power int ` + "`json:\"power\"`" + `
}

type Colour string

const (
	ColourRed  Colour = "Red"
	ColourBlue Colour = "Blue"
)

type Shade string

const (
	ShadeDark  Shade = "night"
	ShadeLight Shade = "noon"
)
`,
	"pkg/virt-config/featuregate/active.go": "package featuregate\n\nconst LampGate = \"Lamp\"\n",
	"pkg/lamp/light.go": `package lamp

type Host struct{ name string }

type Guest struct{}

func (h *Host) Sync() {}

func (g *Guest) light() {}

func dim() {}
`,
	"pkg/street/light.go": "package street\n\nfunc walk() {}\n",
}

// read makes statements of lines "KIND [OWNER.]NAME [@FILE] | [not] RELATION |
// OBJECT | MORE | TRUST", of which all behind the relation may be missing. The
// line number is the place.
func read(t *testing.T, text string) []statement.Statement {
	t.Helper()
	trusts := map[string]statement.Trust{"guess": statement.Guess, "": statement.Prose, "label": statement.Label, "go": statement.Go}
	var out []statement.Statement
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := append(strings.Split(line, "|"), "", "", "", "")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		kind, name, _ := strings.Cut(cells[0], " ")
		name, file, _ := strings.Cut(name, " @")
		s := statement.Statement{Subject: statement.Subject{Kind: statement.Kind(kind), File: file},
			Object: cells[2], More: cells[3], At: diag.Pos{File: "plan.md", Line: i + 1}}
		if owner, last, ok := strings.Cut(name, "."); ok && kind != "file" {
			s.Subject.Owner, s.Subject.Name = owner, last
		} else {
			s.Subject.Name = name
		}
		relation, not := strings.CutPrefix(cells[1], "not ")
		s.Relation, s.Not = statement.Relation(relation), not
		trust, ok := trusts[cells[4]]
		if !ok {
			t.Fatalf("no such trust: %q", cells[4])
		}
		s.Trust = trust
		out = append(out, s)
	}
	return out
}

// told renders what a feature asks for, a line each.
func told(f *feature.Feature) []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " "))
	}
	for _, g := range f.Gates {
		state := "new"
		if g.Existing {
			state = "existing"
		}
		add("gate %s %s %s", g.Name.Value, g.Stage.Value, state)
	}
	field := func(owner string, fd feature.Field) {
		tag := ""
		if !fd.JSON.Empty() {
			tag = "json " + fd.JSON.Value
		}
		add("field %s.%s %s %s %s", owner, fd.Name.Value, fd.Type.Value, tag, fd.File.Value)
	}
	for _, typ := range f.Types {
		api := ""
		if typ.API {
			api = "of the API"
		}
		add("type %s %s %s", typ.Name.Value, typ.Kind, api)
		for _, fd := range typ.Fields {
			field(typ.Name.Value, fd)
		}
		for _, v := range typ.Values {
			add("value %s %s", v.Name.Value, v.Value.Value)
		}
	}
	for _, fd := range f.Fields {
		field(fd.Struct.Value, fd)
	}
	for _, k := range f.Consts {
		add("const %s %s", k.Name.Value, k.Value.Value)
	}
	for _, fn := range f.Functions {
		change := "new"
		if fn.Modify {
			change = "changed"
		}
		add("%s %s.%s in %s", change, fn.Receiver.Value, fn.Name.Value, fn.File.Value)
		for _, c := range fn.Calls {
			add("call in %s %s", c.Func.Value, c.Place.Value)
		}
	}
	return out
}

// TestResolve: what becomes of statements in the light of a checkout.
func TestResolve(t *testing.T) {
	for _, c := range []struct{ name, said, want string }{
		{"a gate with a stage is new", "gate Glow | stage | Alpha", "gate Glow Alpha new"},
		{"a gate that the checkout has", "gate Lamp | constant | LampGate", "gate Lamp existing"},
		{"a new gate whose stage nobody says", "gate Glow | accessor | GlowEnabled", "gate Glow new"},
		{"the constant of a gate is the gate's",
			"gate Glow | stage | Alpha\nconst Glow @pkg/virt-config/featuregate/active.go | value | \"Glow\"", "gate Glow Alpha new"},
		{"a constant of its own", "const Watts @pkg/lamp/light.go | value | 60 | | go", "const Watts 60"},
		{"a constant that is there", "const Watts | value | 60 | | go\nconst Watts | exists", ""},
		{"values follow their siblings", "const ColourGreen @" + schema + " | type | Colour", `const ColourGreen "Green"`},
		{"values without a pattern are not invented", "const ShadeGrey @" + schema + " | type | Shade", ""},

		{"what is denied is not said", "gate Glow | stage | Alpha\ngate Glow | not stage | GA | | go", "gate Glow Alpha new"},
		{"Go wins over a guess", "field Lamp.Tint | type | string | | guess\nfield Lamp.Tint | type | *Colour | | go",
			"field Lamp.Tint *Colour json tint " + schema},
		{"the first of equals wins", "field Lamp.Tint | type | string\nfield Lamp.Tint | type | int",
			"field Lamp.Tint string json tint " + schema},

		{"fields outside the API have no JSON name", "field Host.tint @pkg/lamp/light.go | type | string",
			"field Host.tint string pkg/lamp/light.go"},
		{"a field that stays", "field Lamp.Power | type | int\nfield Lamp.Power | stays | as it is", ""},
		{"fields of a new type are its own", "type Bulb @" + schema + " | is a | struct\nfield Bulb.Tint @" + schema + " | type | string",
			"type Bulb struct of the API\nfield Bulb.Tint string json tint"},
		{"a type outside the API", "type Bulb @pkg/lamp/light.go | is a | struct", "type Bulb struct"},
		{"a type that exists", "type Bulb @pkg/lamp/light.go | is a | struct\ntype Bulb | exists", ""},
		{"a type that the checkout has", "type Lamp | is a | struct", ""},

		{"a function of another type is another function", "function Host.light @pkg/lamp/light.go | called from | dim | end",
			"new Host.light in pkg/lamp/light.go\ncall in dim end"},
		{"a function that is there and changes", "function dim | changes | it dims slowly", "changed .dim in pkg/lamp/light.go"},
		{"a function that stays", "function dim | doc | dims\nfunction dim | stays | as it is", ""},
		{"callers with their place", "function glow @pkg/lamp/light.go | called from | Sync | end",
			"new .glow in pkg/lamp/light.go\ncall in Sync end"},
		{"a function does not call itself", "function glow @pkg/lamp/light.go | called from | glow\nfunction glow | called from | dim",
			"new .glow in pkg/lamp/light.go\ncall in dim"},

		{"a shortened path that is listed once", "file pkg/lamp/glow.go | listed as | new\nfunction glow @glow.go | is new",
			"new .glow in pkg/lamp/glow.go"},
		{"a shortened path that is listed twice is not guessed at",
			"file pkg/lamp/glow.go | listed as | new\nfile pkg/street/glow.go | listed as | new\nfunction glow @glow.go | is new",
			"new .glow in glow.go"},
		{"a shortened path of the checkout", "function stroll @street/light.go | is new", "new .stroll in pkg/street/light.go"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range lamps {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			f, _ := resolve.Resolve(read(t, c.said), checkout.FromFS(files))
			want := slices.DeleteFunc(strings.Split(c.want, "\n"), func(s string) bool { return s == "" })
			if got := told(f); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestFilesAreNewWhereTheCheckoutLacksThem: whatever a list calls them, and also
// where only a declaration names them; a path that leads nowhere stays as it is.
func TestFilesAreNewWhereTheCheckoutLacksThem(t *testing.T) {
	for _, c := range []struct{ name, said, want string }{
		{"listed as changed", "file pkg/lamp/glow.go | listed as | modified", "new pkg/lamp/glow.go"},
		{"there", "file pkg/lamp/light.go | listed as | modified", "modified pkg/lamp/light.go"},
		{"nowhere near", "file pkg/far/away/glow.go | listed as | modified", "modified pkg/far/away/glow.go"},
		{"named by a function with its form", "function glow @pkg/lamp/glow.go | parameters | a int | | go", "new pkg/lamp/glow.go"},
		{"named in passing", "function glow @pkg/lamp/glow.go | is new", ""},
		{"a test file", "function glow @pkg/lamp/glow_test.go | parameters | a int | | go", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range lamps {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			f, _ := resolve.Resolve(read(t, c.said), checkout.FromFS(files))
			var got []string
			for _, file := range f.Files {
				got = append(got, file.State+" "+file.Path.Value)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLedgerTellsOnce: a mention has one fate for each line it stands on.
func TestLedgerTellsOnce(t *testing.T) {
	var l resolve.Ledger
	at := func(line int) diag.Pos { return diag.Pos{File: "plan.md", Line: line} }
	l.Add("glow", statement.Function, at(1), "", resolve.Taken, "")
	l.Add("glow", statement.Function, at(1), "", resolve.NotUnderstood, "")
	l.Add("glow", statement.Function, at(2), "", resolve.Known, "")
	var got []string
	for _, e := range l.Entries {
		got = append(got, fmt.Sprintf("%s %d %s", e.Mention.Name, e.Mention.At.Line, e.Fate))
	}
	if want := []string{"glow 1 taken", "glow 2 there already"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
