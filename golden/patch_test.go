package golden

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func readFrom(files map[string]string) func(string) ([]byte, error) {
	return func(p string) ([]byte, error) {
		if text, ok := files[p]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
}

func TestPatch(t *testing.T) {
	base := map[string]string{"a": "1\n2\n3\n", "open": "1\n2", "gone": "x\n"}
	tests := []struct{ name, diff, path, want string }{
		{"change", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n", "a", "1\ntwo\n3\n"},
		{"insert without context", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -2,0 +3 @@\n+new\n", "a", "1\n2\nnew\n3\n"},
		{"create", "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+1\n+2\n", "n", "1\n2\n"},
		{"no line break at the end", "diff --git a/open b/open\n--- a/open\n+++ b/open\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n", "open", "1\n2\n"},
		{"delete", "diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n", "gone", ""},
	}
	for _, tt := range tests {
		out, err := Patch(tt.diff, readFrom(base))
		if err != nil || string(out[tt.path]) != tt.want {
			t.Errorf("%s: got %q, %v; want %q", tt.name, out[tt.path], err, tt.want)
		}
	}
}

// TestPatchTakesNothingOnTrust: the properties are worth what the patcher
// refuses.
func TestPatchTakesNothingOnTrust(t *testing.T) {
	base := map[string]string{"a": "1\n2\n3\n"}
	for name, tt := range map[string][2]string{
		"wrong context":   {"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n 1\n+x\n 3\n", "not in the file"},
		"wrong count":     {"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n+x\n 2\n", "as many lines"},
		"out of place":    {"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -9,1 +9,1 @@\n-1\n", "out of place"},
		"create existing": {"diff --git a/a b/a\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+1\n", "exists"},
		"no such file":    {"diff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n", fs.ErrNotExist.Error()},
		"no head":         {"@@ -1 +1 @@\n", "head of a file"},
	} {
		_, err := Patch(tt[0], readFrom(base))
		if err == nil || !strings.Contains(err.Error(), tt[1]) && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want %q", name, err, tt[1])
		}
	}
}
