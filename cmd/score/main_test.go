package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asTool makes the test binary answer as the tool would: it declares the
// constant that the checkout's file NAME holds, and refuses where there is none.
const asTool = "SCORE_TEST_TOOL"

func TestMain(m *testing.M) {
	if os.Getenv(asTool) == "" {
		os.Exit(m.Run())
	}
	name, err := os.ReadFile(filepath.Join(os.Args[4], "NAME"))
	if err != nil || os.Args[1] != "diff" || os.Args[3] != "--repo" {
		os.Stderr.WriteString("refused")
		os.Exit(1)
	}
	os.Stdout.WriteString("--- a/a.go\n+++ b/a.go\n@@ -0,0 +1 @@\n+const " + string(name) + " = 1\n")
	os.Exit(0)
}

// newCorpus makes a clone of three commits and three cases, one a commit: the
// first is built, the second not, the third refused.
func newCorpus(t *testing.T) (clone, corpus string) {
	t.Helper()
	clone, corpus = t.TempDir(), t.TempDir()
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", clone, "-c", "user.name=t", "-c", "user.email=t@localhost"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	for _, name := range []string{"Alpha", "Gamma", ""} {
		if name == "" {
			git("rm", "-q", "NAME")
		} else {
			write(filepath.Join(clone, "NAME"), name)
			git("add", "NAME")
		}
		git("commit", "-q", "--allow-empty", "-m", "next")
		dir := filepath.Join(corpus, "case"+name)
		write(filepath.Join(dir, "plan.md"), "# plan\n")
		write(filepath.Join(dir, "facts.yaml"), "consts: [{name: Alpha}]\n")
		write(filepath.Join(dir, "case.json"), `{"id": "case`+name+`", "style": "terse", "base": "`+git("rev-parse", "HEAD")+`"}`)
	}
	return clone, corpus
}

// TestScore runs the command on a corpus of three cases.
func TestScore(t *testing.T) {
	clone, corpus := newCorpus(t)
	t.Setenv(asTool, "1")
	tool, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		args   []string
		status int
		out    string
		errs   string
	}{
		{"all", nil, exitDone, "3 plans: refused 1, built 1/3 = 33%, silent 2/3 = 67%, wrong 1, rough 0\n", ""},
		{"enough", []string{"-least", "33"}, exitDone, "built 1/3 = 33%", ""},
		{"too little", []string{"-least", "34"}, exitFailed, "built 1/3 = 33%", "score: built 1/3 = 33%, less than 34%\n"},
		{"some", []string{"-only", "caseAlpha"}, exitDone, "1 plans: refused 0, built 1/1 = 100%", ""},
		{"detail", []string{"-detail"}, exitDone, "WRONG  const Gamma in a.go\n", ""},
		{"unknown case", []string{"-only", "none"}, exitFailed, "", "-only none: "},
		{"no corpus", []string{"-corpus", clone}, exitFailed, "", "holds no case"},
		{"no clone", []string{"-kubevirt", corpus}, exitFailed, "", "is no git clone"},
		{"no tool", []string{"-tool", "missing"}, exitFailed, "", "missing diff: "},
		{"no such flag", []string{"-most", "5"}, exitUsage, "", "-most"},
		{"no argument", []string{"-kubevirt", ""}, exitUsage, "", "-kubevirt <clone> is needed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			args := append([]string{"-tool", tool, "-kubevirt", clone, "-corpus", corpus}, c.args...)
			status := run(context.Background(), args, &out, &errs)
			if status != c.status || !strings.Contains(out.String(), c.out) || !strings.Contains(errs.String(), c.errs) {
				t.Errorf("status %d, want %d\nstdout: %s\nwant: %s\nstderr: %s\nwant: %s", status, c.status, &out, c.out, &errs, c.errs)
			}
		})
	}
	if out, err := exec.Command("git", "-C", clone, "status", "--porcelain").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the clone changed: %v %s", err, out)
	}
}
