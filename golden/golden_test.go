package golden

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "rewrite the expected sections of the golden cases")

// TestGolden runs every case with all properties. With -update it rewrites what
// is expected, unless a property is broken.
func TestGolden(t *testing.T) {
	cases, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("there are no golden cases")
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(c.Name, ".txtar"), func(t *testing.T) {
			t.Parallel()
			report, err := Check(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case len(report.Broken) > 0:
				t.Error(report)
			case report.Drift != "" && *update:
				t.Log("rewritten:", report.Name)
				if err := os.WriteFile(c.Name, report.Archive, 0o644); err != nil {
					t.Fatal(err)
				}
			case report.Drift != "":
				t.Errorf("%s\nif this is what is meant: go test ./golden -update", report.Drift)
			}
		})
	}
}

// TestGitTakesTheDiffs holds every diff against the patcher that users have,
// where there is one: git apply leads to the same files.
func TestGitTakesTheDiffs(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	cases, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(c.Name, ".txtar"), func(t *testing.T) {
			t.Parallel()
			run, err := c.Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if run.Got.Diff == "" {
				t.Skip("no diff")
			}
			dir := t.TempDir()
			for _, p := range run.result.Changed() {
				if was, err := run.result.Base.Read(p); err == nil {
					writeFile(t, filepath.Join(dir, p), was)
				}
			}
			cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
			cmd.Dir, cmd.Stdin = dir, strings.NewReader(run.Got.Diff)
			cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git apply: %v\n%s", err, out)
			}
			for _, p := range run.result.Changed() {
				got, _ := os.ReadFile(filepath.Join(dir, p))
				if want, _ := run.result.Next.Read(p); string(got) != string(want) {
					t.Errorf("%s: git made\n%s", p, drift(p, string(want), string(got)))
				}
			}
		})
	}
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRewriteLeavesTheInputAlone pins that an update cannot touch plan, tree,
// args or comment, and drops sections that have become empty.
func TestRewriteLeavesTheInputAlone(t *testing.T) {
	const input = "Why.\n-- args --\nonly=gate\n-- model.yaml --\nschema: kvscaffold.feature/v1\ntitle: x\nname: x\n"
	c, err := Parse("x.txtar", []byte(input+"-- want.diff --\nold\n-- want.exit --\n1\n"))
	if err != nil {
		t.Fatal(err)
	}
	run := &Run{Case: c, Got: Outcome{Account: "new\n"}}
	if got, want := string(run.Rewrite()), input+"-- want.account --\nnew\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMalformedCasesAreNamed(t *testing.T) {
	const plan = "-- plan.md --\n# x\n"
	for text, want := range map[string]string{
		plan:                                    "why the case exists",
		"Why.\n":                                "neither plan.md nor model.yaml",
		"Why.\n-- notes --\n":                   "unknown section notes",
		"Why.\n-- args --\nfast\n" + plan:       "unknown argument fast",
		"Why.\n-- args --\nplan=no\n" + plan:    "no plan no",
		"Why.\n-- args --\nbase=no\n" + plan:    "no tree no",
		"Why.\n-- tree/- --\nno/such\n" + plan:  "deletes no/such",
		"Why.\n-- want.exit --\nmaybe\n" + plan: "no number",
	} {
		_, err := Parse("x.txtar", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.txtar") {
			t.Errorf("%q: got %v, want it to name x.txtar and %q", text, err, want)
		}
	}
	if _, err := Load(fstest.MapFS{"bad.txtar": {Data: []byte("Why.\n")}}); err == nil {
		t.Error("Load takes a malformed case")
	}
}
