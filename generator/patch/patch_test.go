package patch

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const sample = `diff --git a/pkg/virt-handler/x.go b/pkg/virt-handler/x.go
--- a/pkg/virt-handler/x.go
+++ b/pkg/virt-handler/x.go
@@ -1,2 +1,3 @@
 one
+@@ -1 +1 @@ no head
 two
@@ -5 +6 @@ func x()
-five
+FIVE
\ No newline at end of file
diff --git a/pkg/virt-config/y.go b/pkg/virt-config/y.go
new file mode 100644
--- /dev/null
+++ b/pkg/virt-config/y.go
@@ -0,0 +1,2 @@
+a
+--- b
diff --git a/pkg/gone.go b/pkg/gone.go
deleted file mode 100644
--- a/pkg/gone.go
+++ /dev/null
@@ -1 +0,0 @@
-x
`

func parse(t *testing.T, diff string) []File {
	t.Helper()
	files, err := Parse(diff)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestParseKeepsEveryByte(t *testing.T) {
	files := parse(t, sample)
	if got := Text(files); got != sample {
		t.Errorf("got\n%s", got)
	}
	if len(files) != 3 || files[0].Path != "pkg/virt-handler/x.go" || !files[1].Created || !files[2].Deleted || files[2].Path != "pkg/gone.go" {
		t.Errorf("got %+v", files)
	}
	if a, r := files[0].Lines(); a != 2 || r != 1 || len(files[0].Hunks) != 2 {
		t.Errorf("+%d −%d in %d hunks", a, r, len(files[0].Hunks))
	}
	for _, bad := range []string{"hello\n", "diff --git a/x b/x\n@@ nothing\n", "diff --git a/x b/x\n@@ -a +b @@\n"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is taken for a diff", bad)
		}
	}
}

func TestArrangeFollowsTheReviewer(t *testing.T) {
	var files []File
	for _, p := range []string{"tests/x.go", "pkg/x/BUILD.bazel", "api/made.json", "pkg/virt-api/a_test.go", "pkg/virt-api/b.go", "staging/src/kubevirt.io/api/core/v1/schema.go", "pkg/virt-config/active.go", "README.md"} {
		files = append(files, File{Path: p})
	}
	Arrange(files, func(p string) bool { return p == "api/made.json" })
	var got []string
	for _, f := range files {
		got = append(got, f.Path)
	}
	want := "pkg/virt-config/active.go staging/src/kubevirt.io/api/core/v1/schema.go pkg/virt-api/b.go pkg/virt-api/a_test.go tests/x.go README.md pkg/x/BUILD.bazel api/made.json"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestStatFoldsGeneratedFiles(t *testing.T) {
	files := parse(t, sample)
	Arrange(files, nil)
	got := Stat(files, func(p string) bool { return p == "pkg/gone.go" }, 80)
	for _, want := range []string{"feature gate\n  pkg/virt-config/y.go  |    2 ++\n", "virt-handler\n  pkg/virt-handler/x.go |    3 ++-\n", "generated files\n  1, +0 −1\n", "1 file created, 1 changed, 1 deleted, +4 −2\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if Totals(nil) != "no file changes" {
		t.Error(Totals(nil))
	}
}

func TestColourAddsNothingButColour(t *testing.T) {
	plain := strings.NewReplacer(bold, "", red, "", green, "", cyan, "", reset, "").Replace(Colour(parse(t, sample)))
	if plain != sample {
		t.Errorf("got\n%s", plain)
	}
}

// TestExplainedDiffsStillApply: git takes a diff with reasons as it takes the
// one without.
func TestExplainedDiffsStillApply(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("x.txt", "one\ntwo\n\n\nfive\n")
	files := parse(t, "diff --git a/x.txt b/x.txt\n--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,3 @@\n one\n+new\n two\n@@ -5 +6 @@\n-five\n+FIVE\n")
	Explain(files, func(p string, h Hunk) string {
		if h.Old == 5 {
			return ""
		}
		return "plan.md:7: say\n  it @@ -3 +3 @@"
	})
	text := Text(files)
	if !strings.Contains(text, "@@ -1,2 +1,3 @@ plan.md:7: say it @@ -3 +3 @@\n") || !strings.Contains(text, "@@ -5 +6 @@\n") {
		t.Fatalf("got\n%s", text)
	}
	cmd := exec.Command("git", "apply")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "x.txt")); string(got) != "one\nnew\ntwo\n\n\nFIVE\n" {
		t.Errorf("got %q", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("diff --git a/x b/x\nnew file mode 100644\n")
	f.Fuzz(func(t *testing.T, diff string) {
		files, err := Parse(diff)
		if err != nil {
			return
		}
		Stat(files, nil, 80)
		if again, err := Parse(Text(files)); err != nil || len(again) != len(files) {
			t.Errorf("%q is read as %d files and printed as %d (%v)", diff, len(files), len(again), err)
		}
	})
}

func TestCommitsHaveOneConcernEach(t *testing.T) {
	files := []string{"pkg/virt-api/x.go", "pkg/virt-api/BUILD.bazel", "pkg/virt-config/active.go", "api/made.json", "tests/x.go", "BUILD.bazel"}
	var got []string
	for _, c := range Commits(files, "power-key", func(p string) bool { return p == "api/made.json" }) {
		got = append(got, c.Subject+": "+strings.Join(c.Files, " "))
	}
	want := []string{
		"virt-config: Add the gate of power-key: pkg/virt-config/active.go",
		"virt-api: Check power-key: pkg/virt-api/BUILD.bazel pkg/virt-api/x.go",
		"tests: Cover power-key: tests/x.go",
		"Prepare power-key: BUILD.bazel",
		"Run the generators for power-key: api/made.json",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, c := range Commits(files, strings.Repeat("long-", 30), nil) {
		if len(c.Subject) > 72 {
			t.Errorf("%d characters: %s", len(c.Subject), c.Subject)
		}
	}
}

// TestEveryPlaceHasASubject: a part of the tree without one would give a commit
// that says nothing.
func TestEveryPlaceHasASubject(t *testing.T) {
	for _, p := range places {
		if subjects[p.Name] == "" {
			t.Errorf("no subject for %s", p.Name)
		}
	}
}
