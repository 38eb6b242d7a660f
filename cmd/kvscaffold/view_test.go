package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestApplyCommitsOneConcernEach: on a branch of its own, signed off, nothing of
// the user's along, nothing left in the tree.
func TestApplyCommitsOneConcernEach(t *testing.T) {
	d := newDesk(t)
	t.Setenv("GIT_CONFIG_GLOBAL", d.write("gitconfig", "[user]\n\tname = Tester\n\temail = tester@example.org\n"))
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = d.repo
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "base")
	elsewhere := filepath.Join(d.dir, "elsewhere")
	if out, err := exec.Command("git", "init", "-q", elsewhere).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	plan := d.write("model.yaml", lazyAttach)
	apply := func() outcome {
		return d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off", "--commit")
	}
	const gates = "kubevirt/pkg/virt-config/feature-gates.go"
	src, err := os.ReadFile(filepath.Join(d.dir, gates))
	if err != nil {
		t.Fatal(err)
	}
	d.write(gates, string(src)+"\n// mine\n")
	if got := apply(); got.status != exitRefused || !strings.Contains(got.err, "feature-gates.go") || git("branch", "--list", "feature/*") != "" {
		t.Errorf("own changes are taken along: %+v", got)
	}
	d.write(gates, string(src))
	t.Setenv("GIT_DIR", filepath.Join(elsewhere, ".git")) // the checkout counts, not what the environment names
	got := apply()
	os.Unsetenv("GIT_DIR")
	log := git("log", "--format=%s|%b", "main..HEAD")
	if got.status != exitDone || git("status", "--porcelain") != "" || strings.Count(log, "Signed-off-by: Tester <tester@example.org>") < 2 {
		t.Errorf("%+v\n%s", got, log)
	}
	if !strings.Contains(log, "virt-config: Add the gate of ") || !strings.Contains(log, "api: Add ") || !strings.Contains(got.err, "commits on feature/") {
		t.Errorf("commits are\n%s%s", log, got.err)
	}
	git("switch", "-q", "main")
	if got = apply(); got.status != exitRefused || !strings.Contains(got.err, "is there already") || git("status", "--porcelain") != "" {
		t.Errorf("a second branch of that name: %+v", got)
	}
}

// TestSitesOfRevisions: a column a git revision, the file once, and a dash for
// what a revision lacks.
func TestSitesOfRevisions(t *testing.T) {
	d := newDesk(t)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...)
		cmd.Dir = d.repo
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "one")
	git("tag", "one")
	git("rm", "-rq", "tests/decorators")
	git("commit", "-qm", "two")
	got := d.run("sites", "--repo", d.repo, "--at", "one,HEAD")
	for _, want := range []string{"| site | one | HEAD |\n", "| decorators | `tests/decorators/decorators.go` | – |\n", "| gate-constants | `pkg/virt-config/featuregate/active.go` | same |\n"} {
		if got.status != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("no %q: %+v", want, got)
		}
	}
	if got = d.run("sites", "--repo", d.repo, "--at", "nowhere"); got.status != exitRefused || !strings.Contains(got.err, "nowhere") {
		t.Errorf("%+v", got)
	}
}

// TestPRFillsTheTemplateOfTheCheckout: with what is written and what is left.
func TestPRFillsTheTemplateOfTheCheckout(t *testing.T) {
	d := newDesk(t)
	demo, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	plan := d.write("demo.md", string(demo)+"\nSee https://github.com/kubevirt/enhancements/issues/7.\n")
	d.write("kubevirt/.github/PULL_REQUEST_TEMPLATE.md", "### What\n#### After this PR:\n\n### References\n\n```release-note\n\n```\n")
	got := d.run("pr", plan, "--repo", d.repo)
	for _, want := range []string{"#### After this PR:\n\n", "PowerKeyEnabled", "- VEP: https://github.com/kubevirt/enhancements/issues/7\n", "behind the feature gate PowerKey\n```"} {
		if got.status != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("no %q: %+v", want, got)
		}
	}
}

// TestDiffIsShownAsAsked: statistics, the account alone, colour by flag and
// environment, reasons behind the hunks; git takes the diff with reasons.
func TestDiffIsShownAsAsked(t *testing.T) {
	d := newDesk(t)
	demo, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(d.dir)
	d.write("demo.md", string(demo))
	diff := func(args ...string) outcome {
		t.Helper()
		got := d.run(append([]string{"diff", "demo.md", "--repo", d.repo}, args...)...)
		if got.status != exitDone {
			t.Fatalf("%v: %+v", args, got)
		}
		return got
	}
	plain := diff()
	if strings.Index(plain.out, "featuregate/active.go") > strings.Index(plain.out, "core/v1/schema.go") {
		t.Error("the gate does not come first")
	}
	if got := diff("--stat"); !strings.Contains(got.out, "feature gate\n  pkg/virt-config/") || strings.Contains(got.out, "@@") {
		t.Errorf("--stat prints\n%s", got.out)
	}
	if got := diff("--summary"); got.out != "" || got.err != plain.err {
		t.Errorf("--summary prints\n%s\n%s", got.out, got.err)
	}
	why := diff("--why")
	if !strings.Contains(why.out, "@@ demo.md:41 ") || !strings.Contains(why.out, "PowerKey") {
		t.Errorf("--why prints\n%s", why.out)
	}
	cmd := exec.Command("git", "apply", "--check")
	cmd.Dir, cmd.Stdin = d.repo, strings.NewReader(why.out)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("git apply: %v\n%s", err, out)
	}
	if got := diff("-o", "markdown"); !strings.Contains(got.out, "| feature gate | `pkg/virt-config/featuregate/active.go` | +") || !strings.Contains(got.out, "````diff\n") && !strings.Contains(got.out, "```diff\n") {
		t.Errorf("-o markdown prints\n%s", got.out)
	}
	page := filepath.Join(d.dir, "run.html")
	diff("--html", page)
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), `href="#L41">demo.md:41</a>`) || !strings.Contains(string(text), "func WithPowerKey") {
		t.Errorf("--html: %v\n%.500s", err, text)
	}
	for _, c := range []struct {
		flag   string
		env    map[string]string
		colour bool
	}{
		{"auto", nil, false},
		{"always", nil, true},
		{"always", map[string]string{"NO_COLOR": "1"}, true},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1"}, true},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, false},
		{"never", map[string]string{"CLICOLOR_FORCE": "1"}, false},
	} {
		d.env = c.env
		if got := diff("--color", c.flag); strings.Contains(got.out, "\x1b[32m+") != c.colour {
			t.Errorf("--color %s with %v: coloured is not %v", c.flag, c.env, c.colour)
		}
	}
	if got := d.run("diff", filepath.Join(d.dir, "demo.md"), "--color", "sometimes"); got.status != exitUsage {
		t.Errorf("%+v", got)
	}
}
