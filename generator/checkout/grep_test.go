package checkout

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestGrepFindsFilesThatHoldAllWords(t *testing.T) {
	tree := FromFS(fstest.MapFS{
		"pkg/a/a.go":             {Data: []byte("one two")},
		"pkg/a/b/b.go":           {Data: []byte("two and one")},
		"pkg/a/b/c.txt":          {Data: []byte("one two")},
		"pkg/a/only.go":          {Data: []byte("one")},
		"pkg/vendor/v.go":        {Data: []byte("one two")},
		"pkg/a/testdata/t.go":    {Data: []byte("one two")},
		"cmd/main.go":            {Data: []byte("one two")},
		"tests/elsewhere/far.go": {Data: []byte("one two")},
	}).With(map[string][]byte{"pkg/new/new.go": []byte("one two"), "cmd/main.go": nil})
	got := tree.Grep([]string{"pkg", "cmd", "pkg/a", "nowhere"}, "one", "two")
	if want := []string{"pkg/a/a.go", "pkg/a/b/b.go", "pkg/new/new.go"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
