package change

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// tree makes a tree of plain files.
func tree(files map[string]string) *checkout.Tree {
	fsys := fstest.MapFS{}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return checkout.FromFS(fsys)
}

func overlay(files map[string]string, gone ...string) map[string][]byte {
	out := map[string][]byte{}
	for p, text := range files {
		out[p] = []byte(text)
	}
	for _, p := range gone {
		out[p] = nil
	}
	return out
}

func TestDiffForm(t *testing.T) {
	base := tree(map[string]string{
		"b.go":    "package b\n\nfunc One() {\n}\n\nfunc Three() {\n}\n",
		"gone":    "x\n",
		"bare":    "a\nb",
		"same":    "s\n",
		"empty":   "",
		"dir/odd": "o\n",
	})
	next := base.With(overlay(map[string]string{
		"b.go":         "package b\n\nfunc One() {\n}\n\nfunc Two() {\n}\n\nfunc Three() {\n}\n",
		"bare":         "a\nb\nc\n",
		"same":         "s\n",
		"new":          "n",
		"nothing":      "",
		"dir/a \"b\"é": "q\n",
	}, "gone", "empty"))
	got, err := Diff(base, next)
	if err != nil {
		t.Fatal(err)
	}
	want := `diff --git a/b.go b/b.go
--- a/b.go
+++ b/b.go
@@ -3,5 +3,8 @@
 func One() {
 }
 
+func Two() {
+}
+
 func Three() {
 }
diff --git a/bare b/bare
--- a/bare
+++ b/bare
@@ -1,2 +1,3 @@
 a
-b
\ No newline at end of file
+b
+c
diff --git "a/dir/a \"b\"\303\251" "b/dir/a \"b\"\303\251"
new file mode 100644
--- /dev/null
+++ "b/dir/a \"b\"\303\251"	
@@ -0,0 +1 @@
+q
diff --git a/empty b/empty
deleted file mode 100644
diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/new b/new
new file mode 100644
--- /dev/null
+++ b/new
@@ -0,0 +1 @@
+n
\ No newline at end of file
diff --git a/nothing b/nothing
new file mode 100644
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestDiffRefusesBinaryFiles(t *testing.T) {
	base := tree(nil)
	if _, err := Diff(base, base.With(overlay(map[string]string{"x": "a\x00b"}))); err == nil {
		t.Error("a file with a NUL byte was shown as text")
	}
}

func TestDiffSlidesToReadablePlaces(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"element after its like": {"x {\n\ta,\n},\n", "x {\n\ta,\n},\nx {\n\ta,\n},\n", "+x {|+\ta,|+},"},
		"function at the end":    {"func A() {\n}\n", "func A() {\n}\n\nfunc B() {\n}\n", "+|+func B() {|+}"},
		"import line":            {"(\n\t\"a\"\n\t\"c\"\n)\n", "(\n\t\"a\"\n\t\"b\"\n\t\"c\"\n)\n", "+\t\"b\""},
	} {
		base := tree(map[string]string{"f": c.old})
		text, err := Diff(base, base.With(overlay(map[string]string{"f": c.new})))
		if err != nil {
			t.Fatal(err)
		}
		var changed []string
		for _, l := range strings.Split(text, "\n")[4:] {
			if strings.HasPrefix(l, "+") || strings.HasPrefix(l, "-") {
				changed = append(changed, l)
			}
		}
		if got := strings.Join(changed, "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestDiffStaysSmall pins that a few insertions into a large file of repeated
// lines come out as just these insertions, and fast.
func TestDiffStaysSmall(t *testing.T) {
	var old, new strings.Builder
	added := 0
	for i := range 4000 {
		block := fmt.Sprintf("  \"name%d\": {\n    \"type\": \"string\",\n    \"description\": \"text\"\n  },\n", i/2*2)
		old.WriteString(block)
		new.WriteString(block)
		if i%400 == 7 {
			new.WriteString("  \"fresh\": {\n    \"type\": \"string\",\n    \"description\": \"text\"\n  },\n")
			added += 4
		}
	}
	start := time.Now()
	base := tree(map[string]string{"f": old.String()})
	text, err := Diff(base, base.With(overlay(map[string]string{"f": new.String()})))
	if err != nil {
		t.Fatal(err)
	}
	plus, minus := strings.Count(text, "\n+")-1, strings.Count(text, "\n-")-1
	if plus != added || minus != 0 {
		t.Errorf("%d lines added, %d removed; want %d and 0", plus, minus, added)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
}

func TestDiffAppliesExactly(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		old := randomText(rng)
		new := mutate(rng, old)
		checkPatch(t, old, new)
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nx\nc")
	f.Add("", "\n")
	f.Add("}\n\n}\n", "}\n\n}\n\n}\n")
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old) < 1<<16 && len(new) < 1<<16 && !strings.Contains(old+new, "\x00") {
			checkPatch(t, old, new)
		}
	})
}

// checkPatch diffs two texts and puts the diff back on with the patcher below.
func checkPatch(t *testing.T, old, new string) {
	t.Helper()
	base := tree(map[string]string{"f": old})
	text, err := Diff(base, base.With(overlay(map[string]string{"f": new})))
	if err != nil {
		t.Fatal(err)
	}
	got, err := patch(old, text)
	if err != nil || got != new {
		t.Fatalf("old %q\nnew %q\ngot %q (%v)\ndiff:\n%s", old, new, got, err, text)
	}
}

// patch applies the hunks of a one-file diff, strictly.
func patch(old, text string) (string, error) {
	if text == "" {
		return old, nil
	}
	lines, in := splitLines(old), splitLines(text)
	var out []string
	at := 0
	for i := 3; i < len(in); {
		var h header
		if err := h.parse(in[i]); err != nil {
			return "", err
		}
		out = append(out, lines[at:h.from]...)
		at = h.from
		if len(out) != h.to {
			return "", fmt.Errorf("%q: stands at new line %d", in[i], len(out))
		}
		for i++; i < len(in) && !strings.HasPrefix(in[i], "@@"); i++ {
			body := in[i][1:]
			if i+1 < len(in) && strings.HasPrefix(in[i+1], `\`) {
				body = strings.TrimSuffix(body, "\n")
			}
			switch in[i][0] {
			case ' ', '-':
				if at >= len(lines) || lines[at] != body {
					return "", fmt.Errorf("old line %d is not %q", at+1, body)
				}
				if at++; in[i][0] == ' ' {
					out = append(out, body)
				}
			case '+':
				out = append(out, body)
			}
		}
		if at-h.from != h.fromLen || len(out)-h.to != h.toLen {
			return "", fmt.Errorf("hunk lengths are wrong")
		}
	}
	return strings.Join(append(out, lines[at:]...), ""), nil
}

type header struct{ from, fromLen, to, toLen int }

func (h *header) parse(line string) error {
	part := strings.Fields(line)
	if len(part) != 4 || part[0] != "@@" || part[3] != "@@" {
		return fmt.Errorf("%q is no hunk header", line)
	}
	var err error
	if h.from, h.fromLen, err = parseSpan(part[1][1:]); err != nil {
		return err
	}
	h.to, h.toLen, err = parseSpan(part[2][1:])
	return err
}

func parseSpan(s string) (start, length int, err error) {
	first, rest, ok := strings.Cut(s, ",")
	length = 1
	if ok {
		if length, err = strconv.Atoi(rest); err != nil {
			return 0, 0, err
		}
	}
	start, err = strconv.Atoi(first)
	if length > 0 {
		start--
	}
	return start, length, err
}

func randomText(rng *rand.Rand) string {
	words := []string{"{", "}", "", "\ta", "\tb", "c", "d", "\t}"}
	var b strings.Builder
	for range rng.IntN(40) {
		b.WriteString(words[rng.IntN(len(words))] + "\n")
	}
	if rng.IntN(4) == 0 {
		b.WriteString("tail")
	}
	return b.String()
}

func mutate(rng *rand.Rand, text string) string {
	lines := splitLines(text)
	for range rng.IntN(6) {
		at := rng.IntN(len(lines) + 1)
		switch end := min(len(lines), at+rng.IntN(4)); rng.IntN(2) {
		case 0:
			lines = append(lines[:at:at], lines[end:]...)
		default:
			lines = append(lines[:at:at], append(splitLines(randomText(rng)), lines[at:]...)...)
		}
	}
	return strings.Join(lines, "")
}

// TestGitTakesTheDiff puts whole-tree diffs on with git apply.
func TestGitTakesTheDiff(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		files, over := randomChange(rng)
		dir := t.TempDir()
		writeTree(t, dir, files)
		base, err := checkout.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		next := base.With(over)
		text, err := Diff(base, next)
		if err != nil {
			t.Fatal(err)
		}
		if text == "" {
			continue
		}
		cmd := exec.Command("git", "apply", "--whitespace=nowarn")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(text)
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v\n%s\n%s", err, out, text)
		}
		for p, data := range over {
			got, err := os.ReadFile(filepath.Join(dir, p))
			if (err != nil) != (data == nil) || string(got) != string(data) {
				t.Errorf("%s: got %q (%v), want %q\n%s", p, got, err, data, text)
			}
		}
	}
}

// randomChange returns files and an overlay that edits, empties, creates and
// deletes some of them.
func randomChange(rng *rand.Rand) (map[string]string, map[string][]byte) {
	files, over := map[string]string{}, map[string][]byte{}
	for i := range 14 {
		p := fmt.Sprintf("d%d/f %d", i%3, i)
		if i%2 == 0 {
			p = fmt.Sprintf("d%d/g%dé", i%3, i)
		}
		if i < 10 {
			files[p] = randomText(rng)
		}
		switch i % 5 {
		case 0, 1:
			over[p] = []byte(mutate(rng, files[p]))
		case 2:
			over[p] = []byte{}
		case 3:
			if i < 10 {
				over[p] = nil
			}
		}
	}
	return files, over
}

func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for p, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkDiffLargeFile(b *testing.B) {
	var old strings.Builder
	for i := range 30000 {
		fmt.Fprintf(&old, "    \"key%d\": {\n", i%9000)
	}
	lines := splitLines(old.String())
	edited := strings.Join(lines[:9000], "") + "fresh\n" + strings.Join(lines[9000:20000], "") + "more\n" + strings.Join(lines[20000:], "")
	base := tree(map[string]string{"f": old.String()})
	next := base.With(overlay(map[string]string{"f": edited}))
	for b.Loop() {
		if _, err := Diff(base, next); err != nil {
			b.Fatal(err)
		}
	}
}
