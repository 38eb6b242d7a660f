package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestUsageErrorsSayWhatIsMeant: what is missing, one too many, misspelt or not
// printed by that command is named.
func TestUsageErrorsSayWhatIsMeant(t *testing.T) {
	d := newDesk(t)
	for args, want := range map[string]string{
		"apply":                 "the plan is missing: kvscaffold apply PLAN --repo DIR",
		"apply a b":             `apply takes one argument, the plan; "b" is one too many`,
		"apply a --rep b":       "apply has no flag --rep; did you mean --repo?",
		"apply a --zzz":         "apply has no flag --zzz\n",
		"diff a -o sarif":       "diff prints text or json or markdown, not sarif",
		"check a -o yaml":       "check prints text or json or sarif, not yaml",
		"explain missing-sit":   "did you mean missing-site?",
		"explain zzz":           `the code "zzz"; kvscaffold explain lists all`,
		"shwo plan.md":          "show",
		"docs man":              "the directory is missing",
		"new":                   "the name of the feature is missing",
		"apply a --only=gates":  "--only gates: the parts are",
		"generate --sinc main":  "did you mean --since?",
		"gates -o yaml":         "gates prints text or json, not yaml",
		"new x --gat Something": "did you mean --gate?",
	} {
		if got := d.run(strings.Fields(args)...); got.status != exitUsage || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%s: status %d, out %q, err %q; want %q", args, got.status, got.out, got.err, want)
		}
	}
}

// TestCompletionKnowsWhatTheToolKnows asks as a shell does.
func TestCompletionKnowsWhatTheToolKnows(t *testing.T) {
	d := newDesk(t)
	for args, want := range map[string]string{
		"explain|missing-s":              "missing-site",
		"apply|x.md|--codegen|":          "auto",
		"apply|x.md|--only|":             "webhook",
		"check|x.md|--output|":           "sarif",
		"gates|--repo|" + d.repo + "|Li": "LinkHints",
		"apply|":                         "yaml",
	} {
		got := d.run(append([]string{"__complete"}, strings.Split(args, "|")...)...)
		if got.status != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("completing %s: %+v, want %q", args, got, want)
		}
	}
}

// TestDocsAreMadeFromTheCommands: a page for every command, with its flags and
// examples.
func TestDocsAreMadeFromTheCommands(t *testing.T) {
	d := newDesk(t)
	got := d.run("docs", "reference")
	for _, want := range []string{"## kvscaffold apply\n", "--dry-run", "kvscaffold gates RebootPolicy", "## kvscaffold docs man"} {
		if got.status != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("the reference lacks %q (status %d)", want, got.status)
		}
	}
	if got = d.run("docs", "codes"); !strings.Contains(got.out, "\n## missing-site\n") {
		t.Errorf("the codes lack missing-site: %+v", got)
	}
	dir := filepath.Join(d.dir, "man")
	if got = d.run("docs", "man", dir); got.status != exitDone {
		t.Fatalf("%+v", got)
	}
	page, err := os.ReadFile(filepath.Join(dir, "kvscaffold-apply.1"))
	if err != nil || !strings.Contains(string(page), "dry-run") {
		t.Errorf("manual page of apply: %v\n%s", err, page)
	}
}

// TestCheckTakesSeveralPlans: as pre-commit hands them over; the findings of all
// are printed and the worst decides.
func TestCheckTakesSeveralPlans(t *testing.T) {
	d := newDesk(t)
	good := d.write("model.yaml", lazyAttach)
	got := d.run("check", good, filepath.Join(d.dir, "absent.md"))
	if got.status != exitRefused || !strings.Contains(got.out, "absent.md: error: the plan cannot be read") {
		t.Errorf("%+v", got)
	}
	if got = d.run("check", good, good); got.status != exitDone {
		t.Errorf("%+v", got)
	}
}

var toolCommand = regexp.MustCompile(`kvscaffold (check|diff|generate)\b[^\n>|]*?(--[a-z]+)`)

// TestWorkflowRunsCommandsThatExist: the printed workflow is YAML, and its
// commands have the flags that it gives them.
func TestWorkflowRunsCommandsThatExist(t *testing.T) {
	d := newDesk(t)
	got := d.run("docs", "workflow")
	var w struct {
		Jobs map[string]struct {
			Steps []struct {
				Run string `yaml:"run"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(got.out), &w); err != nil || len(w.Jobs["plans"].Steps) == 0 {
		t.Fatalf("%v in\n%s", err, got.out)
	}
	ran := 0
	for _, s := range w.Jobs["plans"].Steps {
		for _, m := range toolCommand.FindAllStringSubmatch(s.Run, -1) {
			ran++
			if help := d.run(m[1], "--help"); !strings.Contains(help.out, m[2]) {
				t.Errorf("%s has no flag %s", m[1], m[2])
			}
		}
	}
	if ran < 3 {
		t.Errorf("only %d commands of the tool found", ran)
	}
}

// TestFindingsAnnotateGitHub: under GitHub Actions findings are annotations, too.
func TestFindingsAnnotateGitHub(t *testing.T) {
	d := newDesk(t)
	absent := filepath.Join(d.dir, "absent.md")
	if got := d.run("check", absent); strings.Contains(got.err, "::error") {
		t.Errorf("annotations outside GitHub Actions: %+v", got)
	}
	d.env = map[string]string{"GITHUB_ACTIONS": "true"}
	if got := d.run("check", absent); !strings.Contains(got.err, "::error title=no-plan,file=") {
		t.Errorf("%+v", got)
	}
}
