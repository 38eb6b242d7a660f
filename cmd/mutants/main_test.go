package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// files are a module whose tests hold one of two decisions: the first in its
// own package, or, for the word, in a package that imports it.
var files = map[string]string{
	"go.mod": "module example.invalid/m\n\ngo 1.24\n",
	"low/a.go": `package low

func Max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func Word() string { return "word" }

func Nobody() int { return 1 }
`,
	"low/a_test.go": `package low

import "testing"

func TestMax(t *testing.T) {
	if Max(2, 1) != 2 {
		t.Fatal()
	}
}
`,
	"top/b_test.go": `package top

import (
	"testing"

	"example.invalid/m/low"
)

func TestWord(t *testing.T) {
	if low.Word() != "word" {
		t.Fatal()
	}
}
`,
	"mutants.yaml": `
- package: low
  changes:
  - {file: a.go, old: "a > b", new: "a < b", why: the order}
  - {file: a.go, old: '"word"', new: '"other"', why: the word}
  - {file: a.go, old: "return 1", new: "return 2", why: nobody asks}
  - {file: a.go, old: "return", new: "panic", why: thrice}
  - {file: a.go, old: "int {\n\tif", new: "int {\n\tof", why: no code}
  - {file: z.go, old: "a", new: "b", why: no file}
`,
}

func TestMutants(t *testing.T) {
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	list := filepath.Join(dir, "mutants.yaml")
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"-list", list, "-module", dir}, &out, &errs); status != exitSurvived {
		t.Errorf("status %d\n%s%s", status, &out, &errs)
	}
	for _, want := range []string{
		"low/a.go: the order  [low]\n", "low/a.go: the word  [top]\n", "SURVIVED",
		"low/a.go: nobody asks  [low top]\n      - return 1\n      + return 2\n",
		"low/a.go: thrice  [4 times]\n", "NO CODE", "low/z.go: no file  [no such file]\n",
		"6 mutants: 2 killed, 1 survived, 2 not found, 1 do not compile\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s%s", want, &out, &errs)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "low/a.go")); err != nil || string(text) != files["low/a.go"] {
		t.Errorf("the module itself changed: %v\n%s", err, text)
	}
	out.Reset()
	run(t.Context(), []string{"-list", list, "-module", dir, "-only", "the word", "-packages", "1"}, &out, &errs)
	if !strings.Contains(out.String(), "low/a.go: the word  [low]\n") || !strings.Contains(out.String(), "1 survived") {
		t.Errorf("more than its own package was asked:\n%s", &out)
	}
	out.Reset()
	if status := run(t.Context(), []string{"-list", list, "-module", dir, "-only", "the order"}, &out, &errs); status != exitKilled {
		t.Errorf("status %d\n%s%s", status, &out, &errs)
	}
}

// TestBadLists: what cannot be meant is refused.
func TestBadLists(t *testing.T) {
	for _, text := range []string{"- changes: [{file: a.go, old: a, new: a, why: same}]", "- changes: [{file: a.go, old: a, new: b}]", "- {fiel: a.go}", ""} {
		name := filepath.Join(t.TempDir(), "list.yaml")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if status := run(t.Context(), []string{"-list", name}, &out, &errs); status != exitSurvived || errs.Len() == 0 {
			t.Errorf("%q: status %d, %s", text, status, &errs)
		}
	}
}
