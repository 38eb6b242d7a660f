package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/patch"
	"github.com/kubevirt/kvscaffold/golden"
)

// These tests use the tool as users do: a command line, a directory, the two
// output streams and the exit status.

// desk is a temporary directory with a plan and a miniature checkout.
type desk struct {
	t    *testing.T
	dir  string
	repo string
	env  map[string]string // environment of the runs
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	files, err := golden.Tree("mini")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: t.TempDir()}
	d.repo = filepath.Join(d.dir, "kubevirt")
	for name, f := range files {
		d.write("kubevirt/"+name, string(f.Data))
	}
	return d
}

func (d *desk) write(name, text string) string {
	d.t.Helper()
	p := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	return p
}

func (d *desk) read(name string) string {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(data)
}

// outcome is what a command line gives.
type outcome struct {
	status   int
	out, err string
}

func (d *desk) run(args ...string) outcome {
	d.t.Helper()
	var out, errs bytes.Buffer
	a := &app{out: &out, err: &errs, env: func(k string) string { return d.env[k] }}
	status := a.run(context.Background(), args)
	if a.format == "json" && out.Len() > 0 {
		fits(d.t, out.String())
	}
	return outcome{status, out.String(), errs.String()}
}

// state is a fingerprint of everything in the temporary directory: names,
// modes and contents.
func (d *desk) state() map[string]string {
	d.t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(d.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		info, err := e.Info()
		rel, _ := filepath.Rel(d.dir, p)
		out[filepath.ToSlash(rel)] = fmt.Sprintf("%v %x", info.Mode(), sha256.Sum256(data))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// differing returns the paths in which two states differ, sorted.
func differing(a, b map[string]string) []string {
	var out []string
	for p := range a {
		if a[p] != b[p] {
			out = append(out, p)
		}
	}
	for p := range b {
		if _, ok := a[p]; !ok {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

const lazyAttach = `schema: kvscaffold.feature/v1
title: Lazy attach
name: lazy-attach
sig: storage
gates:
  - name: LazyAttach
    stage: Alpha
    release: v1.10.0
    owner: sig-storage
    doc: LazyAttach lets guests start before all of their disks are there.
fields:
  - root: VirtualMachineInstance
    path: spec.domain.devices.lazyAttach
    type: "*bool"
    doc: LazyAttach starts the guest before all of its disks are there.
`

func TestBadInputIsRefusedAndNothingIsWritten(t *testing.T) {
	model := func(text string) func(*desk) string {
		return func(d *desk) string {
			return d.write("model.yaml", "schema: kvscaffold.feature/v1\ntitle: x\nname: x\n"+text)
		}
	}
	tests := map[string]struct {
		plan func(*desk) string // writes the plan, returns its path
		want []string           // in the account
	}{
		"missing plan":   {func(d *desk) string { return filepath.Join(d.dir, "none.md") }, []string{"none.md: error: ", "[no-plan]"}},
		"directory":      {func(d *desk) string { return d.dir }, []string{"directory", "[no-plan]"}},
		"empty plan":     {func(d *desk) string { return d.write("plan.md", "") }, []string{"plan.md", "[plan-empty]"}},
		"blank plan":     {func(d *desk) string { return d.write("plan.md", "\n \n\t\n") }, []string{"plan.md", "[plan-empty]"}},
		"unfilled":       {func(d *desk) string { return d.write("plan.md", "# Implementation Plan: [FEATURE NAME]\n") }, []string{"plan.md:1", "[FEATURE NAME]", "[placeholder]"}},
		"binary file":    {func(d *desk) string { return d.write("plan.md", "# Plan\x00\x01\x02\xff\xfe\n") }, []string{"plan.md", "binary"}},
		"bad identifier": {model("gates:\n  - {name: Lazy Attach, stage: Alpha}\n"), []string{"model.yaml:5: error: ", "[bad-identifier]"}},
		"path outside":   {model("files:\n  - {path: ../x.go, state: new}\n"), []string{"model.yaml:5: error: ", "../x.go", "[path-outside]"}},
		"other type":     {model("fields:\n  - {root: VirtualMachineInstance, path: spec.domain.machine, type: string, exact: true}\n"), []string{"model.yaml:5: error: ", "schema.go:", "[conflict]"}},
		"unknown kind":   {model("fields:\n  - {root: VirtualMachin, path: spec.x, type: string}\n"), []string{"model.yaml:5: error: ", "VirtualMachin"}},
		"broken model":   {model("gates: [\n"), []string{"model.yaml:", "error: "}},
		"missing repo":   {func(d *desk) string { must(d, os.RemoveAll(d.repo)); return d.write("model.yaml", lazyAttach) }, []string{"cannot be opened", "[not-kubevirt]"}},
		"no KubeVirt": {func(d *desk) string {
			d.write("kubevirt/go.mod", "module example.org/other\n")
			return d.write("model.yaml", lazyAttach)
		}, []string{"go.mod: error: ", "[not-kubevirt]"}},
		"missing site": {func(d *desk) string {
			must(d, os.Remove(filepath.Join(d.repo, "pkg/virt-config/feature-gates.go")))
			return d.write("model.yaml", lazyAttach)
		}, []string{"ClusterConfig.isFeatureGateEnabled", "[missing-site]"}},
		"broken Go in the checkout": {func(d *desk) string {
			d.write("kubevirt/pkg/virt-config/featuregate/active.go", "package featuregate\n\nconst (\n")
			return d.write("model.yaml", lazyAttach)
		}, []string{"error: "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			plan := tt.plan(d)
			before := d.state()
			for _, command := range [][]string{{"apply", "--strict", "--codegen=off", "--verify=off"}, {"diff", "--strict"}} {
				got := d.run(append(command, plan, "--repo", d.repo)...)
				if got.status != exitRefused {
					t.Errorf("%v: exit status %d, want %d", command, got.status, exitRefused)
				}
				for _, want := range append(tt.want, "hint: ", "nothing was written") {
					if !strings.Contains(got.err, want) {
						t.Errorf("%v: the account lacks %q:\n%s", command, want, got.err)
					}
				}
				if got.out != "" {
					t.Errorf("%v: a refused run printed\n%s", command, got.out)
				}
			}
			if changed := differing(before, d.state()); len(changed) > 0 {
				t.Errorf("a refused run changed %v", changed)
			}
		})
	}
}

func must(d *desk, err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// TestApplyDoesWhatTheDiffShows: the diff on a clean tree is the tree that apply
// leaves, to the byte, no file more; and a second apply changes nothing.
func TestApplyDoesWhatTheDiffShows(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	before := d.state()
	dry := d.run("apply", plan, "--repo", d.repo, "--dry-run", "--codegen=off", "--verify=off")
	preview := d.run("diff", plan, "--repo", d.repo)
	if dry.status != exitDone || dry.out == "" || dry.out != preview.out || dry.err != preview.err {
		t.Fatalf("dry run and diff are not the same:\n%+v\n%+v", dry, preview)
	}
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Fatalf("the dry run changed %v", changed)
	}
	patched, err := golden.Patch(dry.out, func(p string) ([]byte, error) { return os.ReadFile(filepath.Join(d.repo, p)) })
	if err != nil {
		t.Fatal(err)
	}

	got := d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off")
	if got.status != exitDone || got.out != "" || !strings.Contains(got.err, "changed (") {
		t.Fatalf("apply: %+v", got)
	}
	after := d.state()
	var want []string
	for p, text := range patched {
		want = append(want, "kubevirt/"+p)
		if d.read("kubevirt/"+p) != string(text) {
			t.Errorf("%s is not what the diff showed", p)
		}
	}
	slices.Sort(want)
	if changed := differing(before, after); !slices.Equal(changed, want) {
		t.Errorf("apply changed %v, the diff said %v", changed, want)
	}

	again := d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off")
	if again.status != exitDone || !strings.Contains(again.err, "nothing to do") {
		t.Errorf("the second apply: %+v", again)
	}
	if changed := differing(after, d.state()); len(changed) > 0 {
		t.Errorf("the second apply changed %v", changed)
	}
}

// TestGitTakesTheDiffBothWays: users pipe the diff into git, and the reverse
// diff takes the change back.
func TestGitTakesTheDiffBothWays(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	before := d.state()
	git := func(diff string) {
		t.Helper()
		cmd := exec.Command("git", "apply", "-")
		cmd.Dir, cmd.Stdin = d.repo, strings.NewReader(diff)
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+d.dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v\n%s", err, out)
		}
	}
	forth, back := d.run("diff", plan, "--repo", d.repo), d.run("diff", "-R", plan, "--repo", d.repo)
	git(forth.out)
	if got := d.run("diff", plan, "--repo", d.repo); got.out != "" {
		t.Errorf("after git apply there is still a diff:\n%s", got.out)
	}
	git(back.out)
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Errorf("the reverse diff leaves %v changed", changed)
	}
}

// TestCheckTellsByItsStatus: 3 while something is pending, 0 after apply, never
// a written byte.
func TestCheckTellsByItsStatus(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	before := d.state()
	for _, args := range [][]string{{"apply", "--codegen=off", "--verify=off"}, {"diff"}} {
		if got := d.run(append(args, "--check", plan, "--repo", d.repo)...); got.status != exitPending {
			t.Errorf("%v --check: %+v, want status 3", args, got)
		}
	}
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Errorf("--check changed %v", changed)
	}
	d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off")
	if got := d.run("diff", "--check", plan, "--repo", d.repo); got.status != exitDone {
		t.Errorf("--check after apply: %+v", got)
	}
}

// TestHandEditsStay: what the author made of the scaffold is not touched by a
// further run, and a declaration that now means something else is a conflict.
func TestHandEditsStay(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off")
	const file = "kubevirt/staging/src/kubevirt.io/api/core/v1/schema.go"
	edited := strings.Replace(d.read(file), "LazyAttach starts the guest before", "LazyAttach is better explained here:", 1)
	d.write(file, edited)
	if got := d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off"); got.status != exitDone || d.read(file) != edited {
		t.Errorf("a comment edited by hand did not stay: %+v", got)
	}
	d.write(file, strings.Replace(edited, "LazyAttach *bool", "LazyAttach *string", 1))
	before := d.state()
	got := d.run("apply", plan, "--repo", d.repo, "--codegen=off", "--verify=off")
	if got.status != exitDone || !strings.Contains(got.err, "left: API field Devices.LazyAttach") || len(differing(before, d.state())) > 0 {
		t.Errorf("a changed type is no conflict: %+v", got)
	}
}

// TestAFaultCostsOnePiece: what is wrong in a plan is told with its remedy, and
// everything else is made; in pipelines it refuses.
func TestAFaultCostsOnePiece(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", strings.Replace(lazyAttach, "name: LazyAttach", "name: Lazy Attach", 1))
	got := d.run("diff", plan, "--repo", d.repo)
	for _, want := range []string{"model.yaml:6: left: feature gate Lazy Attach: ", "[bad-identifier]", "hint: "} {
		if !strings.Contains(got.err, want) {
			t.Errorf("the account lacks %q:\n%s", want, got.err)
		}
	}
	if got.status != exitDone || !strings.Contains(got.out, "+\tLazyAttach *bool") || strings.Contains(got.out, "featuregate") {
		t.Errorf("status %d, diff\n%s", got.status, got.out)
	}
	if strict := d.run("diff", plan, "--repo", d.repo, "--strict"); strict.status != exitRefused || strict.out != "" {
		t.Errorf("strict: %+v", strict)
	}
}

// TestJSONIsOneObjectWithASchema: scripts read stdout, and stderr stays empty.
func TestJSONIsOneObjectWithASchema(t *testing.T) {
	d := newDesk(t)
	good := d.write("model.yaml", lazyAttach)
	bad := d.write("bad.yaml", "schema: kvscaffold.feature/v1\ntitle: x\nname: x\ngates:\n  - {name: no name, stage: Alpha}\n")
	for _, tt := range []struct {
		plan    string
		status  int
		refused bool
	}{{good, exitDone, false}, {bad, exitRefused, true}} {
		got := d.run("diff", tt.plan, "--repo", d.repo, "-o", "json", "--strict")
		var res resultOutput
		dec := json.NewDecoder(strings.NewReader(got.out))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&res); err != nil || dec.More() {
			t.Fatalf("stdout is not one JSON object: %v\n%s", err, got.out)
		}
		if got.status != tt.status || res.Schema != resultSchema || res.Refused != tt.refused || res.Wrote || got.err != "" {
			t.Errorf("%s: status %d, %+v, stderr %q", tt.plan, got.status, res, got.err)
		}
		if tt.refused && (len(res.Diagnostics) == 0 || res.Diagnostics[0].At == nil || res.Diagnostics[0].Remedy == "" || res.Diff != "") {
			t.Errorf("a refusal without place and remedy: %+v", res.Diagnostics)
		}
		if !tt.refused && (res.Diff != d.run("diff", tt.plan, "--repo", d.repo).out || len(res.Changed) != 3) {
			t.Errorf("the JSON diff is another: %+v", res)
		}
	}
}

// TestShowPrintsWhatApplyTakes: the model printed by show is a plan like the
// Markdown it came from.
func TestShowPrintsWhatApplyTakes(t *testing.T) {
	d := newDesk(t)
	text, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	plan := d.write("demo.md", string(text))
	for _, format := range []string{"yaml", "json"} {
		shown := d.run("show", plan, "--repo", d.repo, "-o", format)
		if shown.status != exitDone {
			t.Fatalf("show: %+v", shown)
		}
		model := d.write("model."+format, shown.out)
		want, got := d.run("diff", plan, "--repo", d.repo), d.run("diff", model, "--repo", d.repo)
		if got.status != exitDone || got.out != want.out || want.out == "" {
			t.Errorf("%s: the model leads to another diff: status %d\n%s", format, got.status, got.err)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	d := newDesk(t)
	plan := d.write("model.yaml", lazyAttach)
	before := d.state()
	for _, args := range [][]string{
		{"aply", plan},
		{"apply"},
		{"apply", plan, plan},
		{"apply", plan, "--repo", d.repo, "--quick"},
		{"apply", plan, "--repo", d.repo, "--codegen=maybe"},
		{"apply", plan, "--repo", d.repo, "--verify=maybe"},
		{"apply", plan, "--repo", d.repo, "--only", "gates"},
		{"diff", plan, "--repo", d.repo, "-o", "xml"},
		{"sites", "--repo", d.repo, "extra"},
		{"golden", "a", "b"},
	} {
		got := d.run(args...)
		if got.status != exitUsage || !strings.Contains(got.err, "--help") || got.out != "" {
			t.Errorf("%v: %+v, want status 2 and a hint at --help", args, got)
		}
	}
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Errorf("usage errors changed %v", changed)
	}
}

func TestSitesOfTheMiniatureCheckout(t *testing.T) {
	d := newDesk(t)
	got := d.run("sites", "--repo", d.repo)
	if got.status != exitDone || strings.Contains(got.out, "not found") || !strings.Contains(got.out, "pkg/virt-config/featuregate/active.go:") {
		t.Errorf("sites: %+v", got)
	}
}

// TestGatesOfTheMiniatureCheckout: the table on stdout, findings on stderr, and
// the status of the worst finding.
func TestGatesOfTheMiniatureCheckout(t *testing.T) {
	d := newDesk(t)
	got := d.run("gates", "LinkHints", "--repo", d.repo)
	if got.status != exitDone || !strings.Contains(got.out, "LinkHints  Beta   v1.9.0  SIG network") || strings.Contains(got.out, "QuietBoot") {
		t.Errorf("gates: %+v", got)
	}
	const active = "pkg/virt-config/featuregate/active.go"
	src, err := os.ReadFile(filepath.Join(d.repo, active))
	if err != nil {
		t.Fatal(err)
	}
	line := "\tRegisterFeatureGate(FeatureGate{Name: LinkHints, State: Beta})\n"
	if err := os.WriteFile(filepath.Join(d.repo, active), []byte(strings.Replace(string(src), line, "", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	got = d.run("gates", "--repo", d.repo)
	if got.status != exitRefused || !strings.Contains(got.err, "LinkHints is declared and asked for by LinkHintsEnabled but registered nowhere") {
		t.Errorf("gates with one unregistered: %+v", got)
	}
	if got = d.run("gates", "LinkHint", "--repo", d.repo, "-o", "json"); got.status != exitRefused || !strings.Contains(got.out, "gate-not-declared") {
		t.Errorf("gates with a wrong name: %+v", got)
	}
}

// TestDemo: the three parts, on stdout, and nothing written anywhere near.
func TestDemo(t *testing.T) {
	d := newDesk(t)
	t.Chdir(d.dir)
	before := d.state()
	got := d.run("demo")
	if got.status != exitDone || got.err != "" {
		t.Fatalf("demo: %+v", got)
	}
	for _, want := range []string{"gate      PowerKey Alpha", "demo.md:", "diff --git a/", "+	PowerKey = \"PowerKey\"", "would create (", "would change ("} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the demo does not show %q", want)
		}
	}
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Errorf("the demo changed %v", changed)
	}
}

// TestGoldenCommand: drift is shown with status 3 under --check, rewritten
// without, and a case that is none is an error.
func TestGoldenCommand(t *testing.T) {
	d := newDesk(t)
	dir := filepath.Join(d.dir, "cases")
	const name = "cases/one.txtar"
	d.write(name, "Why.\n-- args --\nonly=gate\n-- model.yaml --\n"+lazyAttach+"-- want.diff --\nold\n")
	before := d.state()
	got := d.run("golden", "--check", dir)
	if got.status != exitPending || !strings.Contains(got.out, "-old") || !strings.Contains(got.out, "+diff --git a/pkg/virt-config") {
		t.Errorf("golden --check: %+v", got)
	}
	if changed := differing(before, d.state()); len(changed) > 0 {
		t.Errorf("golden --check changed %v", changed)
	}
	got = d.run("golden", dir)
	if got.status != exitDone || !strings.Contains(got.out, "rewritten: ") || !strings.Contains(got.out, "one.txtar") {
		t.Errorf("golden: %+v", got)
	}
	if got = d.run("golden", "--check", dir); got.status != exitDone || got.out != "" {
		t.Errorf("golden --check after golden: %+v", got)
	}
	d.write(name, "-- plan.md --\n")
	if got = d.run("golden", "--check", dir); got.status != exitRefused || !strings.Contains(got.err, "one.txtar") {
		t.Errorf("a malformed case: %+v", got)
	}
	if got = d.run("golden", filepath.Join(d.dir, "none")); got.status != exitRefused {
		t.Errorf("no such directory: %+v", got)
	}
	if got = d.run("golden", d.repo); got.status != exitRefused || !strings.Contains(got.err, "no golden cases") {
		t.Errorf("a directory without cases: %+v", got)
	}
}

// TestGoldenCasesAreWhatUsersGet runs every golden case through the command
// line, on a real directory: streams and status are those of the case. diff
// writes nothing, so one directory serves all cases.
func TestGoldenCasesAreWhatUsersGet(t *testing.T) {
	cases, err := golden.Load(os.DirFS("../../golden"))
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: t.TempDir()}
	t.Chdir(d.dir)
	have := map[string][]byte{}
	for _, c := range cases {
		files, args := c.CommandLine()
		d.become(have, files)
		have = files
		got := d.run(args...)
		if want := c.Want; got.status != want.Exit || got.out != arranged(t, want.Diff) || got.err != want.Account {
			t.Errorf("%s: %v: status %d, want %d\n--- stdout\n%s\n--- stderr\n%s\n--- want stderr\n%s", c.Name, args, got.status, want.Exit, got.out, got.err, want.Account)
		}
	}
}

// become makes the directory hold the files next, where it held have.
func (d *desk) become(have, next map[string][]byte) {
	d.t.Helper()
	for name := range have {
		if _, ok := next[name]; !ok {
			must(d, os.Remove(filepath.Join(d.dir, filepath.FromSlash(name))))
		}
	}
	for name, data := range next {
		if old, ok := have[name]; !ok || !bytes.Equal(old, data) {
			d.write(name, string(data))
		}
	}
}

// TestCheckFindsWhatApplyRefuses holds check to its word: with a checkout its
// errors are those of apply.
func TestCheckFindsWhatApplyRefuses(t *testing.T) {
	d := newDesk(t)
	plan := d.write("plan.yaml", "schema: kvscaffold.feature/v1\ntitle: T\nname: t\nfields:\n  - root: VirtualMachineInstance\n    path: spec.domain.memory\n    type: string\n    exact: true\n")
	for _, args := range [][]string{{"check", plan, "--repo", d.repo}, {"diff", plan, "--repo", d.repo, "--strict"}} {
		o := d.run(args...)
		if o.status != exitRefused || !strings.Contains(o.out+o.err, "[conflict]") {
			t.Errorf("%s: status %d, %s%s", args[0], o.status, o.out, o.err)
		}
	}
	if o := d.run("check", plan); o.status != exitDone {
		t.Errorf("without a checkout: status %d, %s", o.status, o.out)
	}
}

// arranged returns a diff in the order in which the command line shows it; golden
// cases keep theirs by path.
func arranged(t *testing.T, diff string) string {
	t.Helper()
	files, err := patch.Parse(diff)
	if err != nil {
		t.Fatal(err)
	}
	patch.Arrange(files, checkout.IsGenerated)
	return patch.Text(files)
}

// demoPlanText is the plan that ships with the tool.
func demoPlanText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestFilesKeepTheirForm: line ends and byte order marks stay, line by line, and
// the result is otherwise what it is for plain files.
func TestFilesKeepTheirForm(t *testing.T) {
	windows := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	for name, form := range map[string]func(string) string{
		"windows": windows,
		"marked":  func(text string) string { return "\ufeff" + text },
		"both":    func(text string) string { return "\ufeff" + windows(text) },
		"mixed":   func(text string) string { return strings.Replace(text, "\n", "\r\n", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			plain, d := newDesk(t), newDesk(t)
			plan := d.write("plan.md", demoPlanText(t))
			before := d.contents()
			for p, text := range before {
				if strings.HasSuffix(p, ".go") {
					d.write(p, form(text))
				}
			}
			args := func(d *desk) []string {
				return []string{"apply", plan, "--repo", d.repo, "--codegen", "off", "--verify", "off"}
			}
			preview := d.run("diff", plan, "--repo", d.repo)
			for _, desk := range []*desk{plain, d} {
				if o := desk.run(args(desk)...); o.status != 0 {
					t.Fatal(o.err)
				}
			}
			want := plain.contents()
			for p, text := range d.contents() {
				w := want[p]
				if strings.HasSuffix(p, ".go") && before[p] != "" {
					w = form(w)
				}
				if text != w {
					t.Errorf("%s is not what it should be: %q", p, text)
				}
			}
			if o := d.run(args(d)...); o.status != 0 || !strings.Contains(o.err, "nothing to") {
				t.Errorf("second run: %s", o.err)
			}
			if name == "windows" && !strings.Contains(preview.out, "\r\n") {
				t.Error("the diff hides the line ends")
			}
		})
	}
}

// TestTheReasonIsTheTrueOne: what is there and broken, or not to be read, is not
// called missing.
func TestTheReasonIsTheTrueOne(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(d *desk)
		want  []string
	}{
		"conflict markers": {func(d *desk) {
			p := "kubevirt/pkg/virt-config/featuregate/active.go"
			d.write(p, strings.Replace(d.read(p), "const (", "<<<<<<< HEAD\nconst (\n=======\n>>>>>>> other", 1))
		}, []string{"pkg/virt-config/featuregate/active.go:", "merge conflict"}},
		"schema that does not parse": {func(d *desk) {
			p := "kubevirt/staging/src/kubevirt.io/api/core/v1/schema.go"
			d.write(p, strings.Replace(d.read(p), "struct {", "struct {{", 1))
		}, []string{"staging/src/kubevirt.io/api/core/v1/schema.go:", "does not parse"}},
		"file without rights": {func(d *desk) {
			must(d, os.Chmod(filepath.Join(d.repo, "pkg/virt-config/featuregate/active.go"), 0))
		}, []string{"pkg/virt-config/featuregate/active.go", "permission denied"}},
		"directory without rights": {func(d *desk) {
			must(d, os.Chmod(filepath.Join(d.repo, "pkg/virt-config/featuregate"), 0))
			d.t.Cleanup(func() { os.Chmod(filepath.Join(d.repo, "pkg/virt-config/featuregate"), 0o755) })
		}, []string{"pkg/virt-config/featuregate", "permission denied"}},
		"go.mod without rights": {func(d *desk) {
			must(d, os.Chmod(filepath.Join(d.repo, "go.mod"), 0))
		}, []string{"go.mod", "permission denied"}},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(name, "rights") && os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
			d := newDesk(t)
			plan := d.write("plan.md", demoPlanText(t))
			c.spoil(d)
			o := d.run("diff", plan, "--repo", d.repo)
			for _, want := range c.want {
				if !strings.Contains(o.err, want) {
					t.Errorf("%q is not in\n%s", want, o.err)
				}
			}
			if strings.Contains(o.err, "no KubeVirt checkout") {
				t.Errorf("a false reason: %s", o.err)
			}
		})
	}
}
