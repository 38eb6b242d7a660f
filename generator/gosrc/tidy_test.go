package gosrc

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTidyAgreesWithGofmt edits every source file of this project at many
// places, well and badly, and compares with gofmt on the whole file: looking
// only around the edit must never change the outcome.
func TestTidyAgreesWithGofmt(t *testing.T) {
	edits := []string{
		"\tx := 1\n", "x := 1\n", "\t\tx := 1 // note\n", "\n", "\n\n", "\t// a comment\n", "// a comment\n",
		"\tfoo(a,b)\n", "\n\t\tfoo()\n\n", "\tName string\n", "\tlongerName: 1,\n", "func f() {}\n", "\nvar a = 1 // one\nvar bcd = 2 // two\n",
		"\t/* one\n\ntwo */\n", "\tif x {\n\t\ty()\n\t}\n", "\tif x {\n\n\t\ty()\n\t}\n", "\t\ty()\n\t\t})\n",
	}
	t.Run("own sources", func(t *testing.T) { agrees(t, sources(t, "../.."), edits) })
	t.Run("checkout", func(t *testing.T) {
		repo := os.Getenv("KUBEVIRT")
		if repo == "" {
			t.Skip("set KUBEVIRT=<checkout> to compare on a real tree")
		}
		var some []string
		for i, file := range sources(t, filepath.Join(repo, "pkg")) {
			if i%10 == 0 {
				some = append(some, file)
			}
		}
		agrees(t, some, edits)
	})
}

// agrees inserts the edits into files, one at a time.
func agrees(t *testing.T, files, edits []string) {
	tried, short := 0, 0
	for _, file := range files {
		base, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if was, err := format.Source(base); err != nil || !bytes.Equal(was, base) {
			continue
		}
		lines := strings.SplitAfter(string(base), "\n")
		for i := 1; i < len(lines); i += 29 {
			edit := edits[(i/29+len(file))%len(edits)]
			next := []byte(strings.Join(lines[:i], "") + edit + strings.Join(lines[i:], ""))
			want, wantErr := format.Source(next)
			got, err := Tidy(base, next)
			if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
				t.Fatalf("%s: line %d with %q inserted: not what gofmt makes of the file (%v, %v)", file, i+1, edit, err, wantErr)
			}
			if err == nil {
				tried++
				if bytes.Equal(want, next) {
					short++
				}
			}
		}
	}
	if tried < 500 || short < 100 || short == tried {
		t.Errorf("%d edits parse, %d of them formatted: the test has lost its point", tried, short)
	}
}

func TestTidyLeavesOldLinesAsTheyAre(t *testing.T) {
	const base = "package a\n\nfunc ugly( ) {}\n\nfunc fine() {}\n"
	for name, c := range map[string]struct{ insert, want string }{
		"new lines far from unformatted ones": {"package a\n\nfunc ugly( ) {}\n\nfunc fine() {}\n\nfunc more( ) {}\n", "package a\n\nfunc ugly( ) {}\n\nfunc fine() {}\n\nfunc more() {}\n"},
		"new lines beside unformatted ones":   {"package a\n\nfunc ugly( ) {}\nfunc more( ) {}\n\nfunc fine() {}\n", "package a\n\nfunc ugly( ) {}\nfunc more( ) {}\n\nfunc fine() {}\n"},
	} {
		got, err := Tidy([]byte(base), []byte(c.insert))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func sources(t *testing.T, root string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".go") {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
