package plan

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func fieldAt(t *testing.T, f *feature.Feature, path string) feature.Field {
	t.Helper()
	for _, fl := range f.Fields {
		if fl.Path.Value == path {
			return fl
		}
	}
	t.Fatalf("no field %s among %+v", path, f.Fields)
	return feature.Field{}
}

// TestExampleValuesAreNoTypes: what a value looks like is a guess, what a
// remark says is not.
func TestExampleValuesAreNoTypes(t *testing.T) {
	f := readText(t, "## API Design\n\n```yaml\nspec:\n  cores: 2\n  lamps: 3   # *int32, optional. Lamps\n```\n")
	if fl := fieldAt(t, f, "spec.cores"); !fl.Guess {
		t.Errorf("%+v is no guess", fl)
	}
	if fl := fieldAt(t, f, "spec.lamps"); fl.Guess {
		t.Errorf("%+v is a guess", fl)
	}
}

// TestNeedBeforeTheType covers "optional int64, 1 to 9".
func TestNeedBeforeTheType(t *testing.T) {
	for phrase, want := range map[string]struct {
		typ, doc, need string
		markers        int
	}{
		"optional int64, 1 to 2000000":                              {"int64", "", "", 2},
		"optional uint64, 1 to 2000000. Lamps":                      {"uint64", "Lamps", "", 2},
		"required string. Name of the lamp":                         {"string", "Name of the lamp", "required", 0},
		"optional list of strings, at most 4 items. Lamps":          {"[]string", "Lamps", "", 1},
		"Optional name of the lamp":                                 {"", "Optional name of the lamp", "", 0},
		"optional duration of the pause":                            {"", "optional duration of the pause", "", 0},
		"optional duration. The pause":                              {"metav1.Duration", "The pause", "", 0},
		"list, optional. Lamps of the room":                         {"", "Lamps of the room", "", 0},
		"optional list. Lamps of the room":                          {"", "Lamps of the room", "", 0},
		"optional `int64`, 1 to 9. The brightness of all the lamps": {"int64", "The brightness of all the lamps", "", 2},
	} {
		var fl feature.Field
		applyPhrase(&fl, readPhrase(phrase), fl.At())
		if fl.Type.Value != want.typ || fl.Doc.Value != want.doc || fl.Required.Value != want.need || len(fl.Markers) != want.markers {
			t.Errorf("%q: %+v", phrase, fl)
		}
	}
}

// TestSequencesOfMappingsAreLists, whatever the remark on the key says.
func TestSequencesOfMappingsAreLists(t *testing.T) {
	for _, remark := range []string{"optional. Plugs", "list, optional. Plugs", "optional list. Plugs", "list of objects, optional. Plugs"} {
		f := readText(t, "## API Design\n\n```yaml\nspec:\n  plugs:   # "+remark+"\n  - name: a   # string, required. Name\n```\n")
		if fl := fieldAt(t, f, "spec.plugs"); !fl.List || !fl.Type.Empty() || fl.Doc.Value != "Plugs" {
			t.Errorf("%s: %+v", remark, fl)
		}
	}
}
