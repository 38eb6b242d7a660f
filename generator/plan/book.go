package plan

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// book gathers what the sections say about the same names before it is put
// into the model: a function is often named in four places.
type book struct {
	funcs    []*funcFact
	types    []*typeFact
	consts   []*feature.Const
	jsonKeys map[string]bool // names of API fields, which are no functions
	paths    map[string]bool // full paths by base name, for completing base names
	ifaces   map[string]bool
	notes    []feature.File // remarks of file trees, to be read for functions

	typeOf  map[string]feature.Text // types that the prose says keys have
	untyped []feature.Field         // fields without a type

	conditions []feature.Text // conditions that sketches call new

	locations []feature.Text // files that the validation is in
}

func newBook() *book {
	return &book{jsonKeys: map[string]bool{}, paths: map[string]bool{}, ifaces: map[string]bool{}, typeOf: map[string]feature.Text{}}
}

// funcFact is a function with the evidence for its being new or existing.
type funcFact struct {
	feature.Function
	isNew    int // weight of the words that say it is new
	isOld    int // weight of the words that say it exists
	desc     []feature.Text
	mentions int
	twins    []*funcFact // the same function in further files
	where    whereabouts
}

// typeFact is a type the plan declares, or (Existing) one it adds fields to.
type typeFact struct {
	feature.Type
	existing bool
	declared bool // the plan says it is new
	rank     int  // how exact the source of its fields is
	embeds   []feature.Text
}

// function returns the fact for a name, joining mentions of the same function:
// same name, and no contradiction of file or receiver.
func (b *book) function(name feature.Text, file, recv feature.Text) *funcFact {
	for _, f := range b.funcs {
		if f.Name.Value != name.Value || !samePlace(f.File.Value, file.Value) {
			continue
		}
		if !f.Receiver.Empty() && !recv.Empty() && f.Receiver.Value != recv.Value {
			continue
		}
		if len(f.File.Value) < len(file.Value) {
			f.File = file
		}
		f.Receiver = f.Receiver.Or(recv)
		f.mentions++
		return f
	}
	f := &funcFact{Function: feature.Function{Name: name, File: file, Receiver: recv}, mentions: 1}
	b.funcs = append(b.funcs, f)
	return f
}

func (b *book) knowsFunc(name string) bool {
	for _, f := range b.funcs {
		if f.Name.Value == name {
			return true
		}
	}
	return false
}

// samePlace reports whether two files can be the same: equal, one unknown, or
// one the base name (or tail, or folder) of the other.
func samePlace(a, b string) bool {
	if a == "" || b == "" || a == b {
		return true
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	if strings.HasSuffix(b, "/") {
		return strings.HasPrefix(a, b)
	}
	return strings.HasSuffix(a, "/"+b) || path.Ext(b) == "" && strings.HasPrefix(a, b+"/")
}

// typ returns the fact for a type in an area (API or one file).
func (b *book) typ(name feature.Text, file feature.Text) *typeFact {
	for _, t := range b.types {
		if t.Name.Value == name.Value && sameArea(t.File.Value, file.Value) {
			if t.File.Empty() || len(t.File.Value) < len(file.Value) && samePlace(t.File.Value, file.Value) {
				t.File = file
			}
			return t
		}
	}
	t := &typeFact{Type: feature.Type{Name: name, File: file}}
	b.types = append(b.types, t)
	return t
}

// sameArea reports whether two declarations of a name are in one package: all
// files of an API group are one area, elsewhere a folder is.
func sameArea(a, b string) bool {
	if samePlace(a, b) {
		return true
	}
	return path.Dir(a) == path.Dir(b) && path.Dir(a) != "."
}

// find returns the declared or extended type of a name; the API one wins.
func (b *book) find(name string) *typeFact {
	var found *typeFact
	for _, t := range b.types {
		if t.Name.Value == name && (found == nil || isAPIFile(t.File.Value) && !isAPIFile(found.File.Value)) {
			found = t
		}
	}
	return found
}

func (b *book) constant(name feature.Text, file feature.Text) *feature.Const {
	for _, c := range b.consts {
		if c.Name.Value == name.Value && samePlace(c.File.Value, file.Value) {
			if c.File.Empty() || len(c.File.Value) < len(file.Value) {
				c.File = file
			}
			return c
		}
	}
	c := &feature.Const{Name: name, File: file}
	b.consts = append(b.consts, c)
	return c
}

// isAPIFile reports whether a path belongs to the published API.
func isAPIFile(p string) bool {
	return strings.Contains(p, "kubevirt.io/api/")
}

// addField adds a field or completes the one that is there; the values of the
// more exact source (higher rank) win.
func (t *typeFact) addField(f feature.Field, rank int) {
	for i := range t.Fields {
		have := &t.Fields[i]
		if have.Name.Value != "" && have.Name.Value == f.Name.Value || have.JSON.Value != "" && have.JSON.Value == f.JSON.Value {
			if rank > t.rank {
				*have, f = f, *have
			}
			completeField(have, f)
			return
		}
	}
	t.Fields = append(t.Fields, f)
}

// completeField fills what have lacks from f.
func completeField(have *feature.Field, f feature.Field) {
	have.Root, have.Path = have.Root.Or(f.Root), have.Path.Or(f.Path)
	have.Struct, have.File = have.Struct.Or(f.Struct), have.File.Or(f.File)
	have.Name, have.JSON = have.Name.Or(f.Name), have.JSON.Or(f.JSON)
	if have.Type.Empty() {
		have.Exact, have.Guess = f.Exact, f.Guess
	}
	have.List = have.List || f.List
	have.Type, have.Tag = have.Type.Or(f.Type), have.Tag.Or(f.Tag)
	have.Doc, have.Required, have.Default = have.Doc.Or(f.Doc), have.Required.Or(f.Required), have.Default.Or(f.Default)
	have.After = have.After.Or(f.After)
	if len(have.Markers) == 0 {
		have.Markers = f.Markers
	}
	if len(have.Values) == 0 {
		have.Values = f.Values
	}
}
