package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestDocCommentsAreSentences(t *testing.T) {
	for words, want := range map[string]struct{ doc, steps string }{
		"returns the longest mount":                               {"F returns the longest mount.", ""},
		"sorts boards; longest first":                             {"F sorts boards; longest first.", ""},
		"unset or unknown gives the default":                      {"F: unset or unknown gives the default.", ""},
		"Errors of one part do not stop the others":               {"F: Errors of one part do not stop the others.", ""},
		"creates or deletes by gate":                              {"F creates or deletes by gate.", ""},
		"F keeps boards":                                          {"F keeps boards.", ""},
		"for tests":                                               {"", ""},
		"for tests.":                                              {"", ""},
		"and its defaults; takes an interface for the rest":       {"F takes an interface for the rest.", ""},
		"with a longer fragment that hangs in the air":            {"", ""},
		"prefix plus the name of the board":                       {"", "prefix plus the name of the board"},
		"3s from high up, else 5s as today":                       {"", "3s from high up, else 5s as today"},
		"every board and shelf. Only acts when the wall is there": {"F: Only acts when the wall is there.", "every board and shelf"},
		"caches with 20s (load), 1m (time)":                       {"", "caches with 20s (load), 1m (time)"},
		"moves boards":                                            {"", ""},
	} {
		doc, steps := docAndSteps(feature.Function{Name: word("F"), Doc: word(words)})
		if doc != "" {
			doc = docSentence("F", doc)
		}
		var said []string
		for _, s := range steps {
			said = append(said, s.Value)
		}
		if got := strings.Join(said, "|"); doc != want.doc || got != want.steps {
			t.Errorf("%q: doc %q, steps %q", words, doc, got)
		}
	}
}

func TestBuildersHaveNoNotesAsComment(t *testing.T) {
	for words, want := range map[string]string{"for tests": "", "the path of a board": "", "sets the path of a board": "WithBoard sets the path of a board.", "WithBoard is for walls": "WithBoard is for walls."} {
		if got := docOf(feature.Function{Name: word("WithBoard"), Doc: word(words)}); got != want {
			t.Errorf("%q: %q", words, got)
		}
	}
}

func TestWordsOnAGroupOfFunctionsStandOnce(t *testing.T) {
	for words, want := range map[string]int{"errors of one part do not stop the others": 1, "looks the board up": 2} {
		a, b := plannedFunc(fixFile, "first(key string)"), plannedFunc(fixFile, "second(key string)")
		a.Doc, b.Doc = txt(words), txt(words)
		_, next := emitCode(t, treeOf(t, codeTree), &feature.Feature{Functions: []feature.Function{a, b}})
		src, err := next.Read(fixFile)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(src), words); got != want {
			t.Errorf("%q stands %d times in\n%s", words, got, src)
		}
	}
}
