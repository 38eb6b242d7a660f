package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchRounds is how often each row is measured; rows take turns, so that what
// else the machine does falls on all of them.
const benchRounds = 5

// row is one line of the table: a command and what its time is divided by.
type row struct {
	name string
	base string // name of the row it is compared with
	once bool   // too slow to be repeated
	args []string
	dir  string
	took []time.Duration
	used []time.Duration // by the processors
	peak int64           // kilobytes
}

// TestBenchTable measures the preview and the type check as users meet them,
// whole processes on a KubeVirt checkout, beside git status and beside the same
// by hand, and prints a table of ratios of processor time, which what else the
// machine does changes least. It asserts nothing about time. Run it
// with make bench KUBEVIRT=<checkout>; nothing is written there.
func TestBenchTable(t *testing.T) {
	repo := os.Getenv("KUBEVIRT")
	if repo == "" || os.Getenv("BENCH") == "" {
		t.Skip("set BENCH and KUBEVIRT=<checkout> to measure on a real tree")
	}
	temp := t.TempDir()
	tool := filepath.Join(temp, "kvscaffold")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	plan := os.Getenv("PLAN")
	if plan == "" {
		plan = "../../testdata/plans/demo.md"
	}
	plan, err := filepath.Abs(plan)
	if err != nil {
		t.Fatal(err)
	}
	rows := []*row{
		{name: "git status", args: []string{"git", "-C", repo, "status", "--porcelain"}},
		{name: "diff PLAN", base: "git status", args: []string{tool, "diff", plan, "--repo", repo}},
		{name: "apply PLAN --dry-run --codegen=off", base: "git status", once: true, args: []string{tool, "apply", plan, "--repo", repo, "--dry-run", "--codegen=off"}},
	}
	for _, n := range []int{1, 10, 100, 1000} {
		model := filepath.Join(temp, fmt.Sprintf("facts%d.yaml", n))
		if err := os.WriteFile(model, facts(n), 0o644); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, &row{name: fmt.Sprintf("diff, %d facts", n), base: "diff, 1 facts", args: []string{tool, "diff", model, "--repo", repo}})
	}
	rows = append(rows, byHand(t, temp, repo, tool, plan)...)
	for range benchRounds {
		for _, r := range rows {
			if !r.once || len(r.took) == 0 {
				r.measure(t)
			}
		}
	}
	print(t, rows)
}

// facts is a model of n facts: fields of an API struct and functions of a file.
func facts(n int) []byte {
	var b bytes.Buffer
	b.WriteString("schema: kvscaffold.feature/v1\ntitle: Measuring\nname: measuring\nsig: compute\nfields:\n")
	for i := range (n + 1) / 2 {
		fmt.Fprintf(&b, "  - struct: DomainSpec\n    file: staging/src/kubevirt.io/api/core/v1/schema.go\n    name: Measure%d\n    json: measure%d\n    type: string\n    doc: number %d\n", i, i, i)
	}
	if n > 1 {
		b.WriteString("functions:\n")
	}
	for i := range n / 2 {
		fmt.Fprintf(&b, "  - name: measure%d\n    file: pkg/virt-handler/vm.go\n    params: a int\n    hasParams: true\n    results: bool\n", i)
	}
	return b.Bytes()
}

// byHand applies the plan's diff in a worktree of its own and has go vet compile
// what changes, which is what an author would do.
func byHand(t *testing.T, temp, repo, tool, plan string) []*row {
	t.Helper()
	tree := filepath.Join(temp, "tree")
	if out, err := exec.Command("git", "-C", repo, "worktree", "add", "--detach", "--quiet", tree).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("git", "-C", repo, "worktree", "remove", "--force", tree).Run() })
	diff, err := exec.Command(tool, "diff", plan, "--repo", tree).Output()
	if err != nil {
		t.Fatal(err)
	}
	patch := filepath.Join(temp, "plan.diff")
	if err := os.WriteFile(patch, diff, 0o644); err != nil {
		t.Fatal(err)
	}
	rows := []*row{{name: "git apply --check", base: "git status", args: []string{"git", "apply", "--check", patch}, dir: repo}}
	if os.Getenv("BENCH") != "all" {
		return rows
	}
	if out, err := exec.Command("git", "-C", tree, "apply", patch).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	vet := append([]string{"go", "vet"}, packagesOf(diff)...)
	cold := filepath.Join(temp, "cache")
	return append(rows,
		&row{name: "go vet of the same packages, cold", base: "apply PLAN --dry-run --codegen=off", once: true, args: append([]string{"env", "GOCACHE=" + cold}, vet...), dir: tree},
		&row{name: "go vet of the same packages, warm", base: "apply PLAN --dry-run --codegen=off", args: append([]string{"env", "GOCACHE=" + cold}, vet...), dir: tree})
}

// packagesOf returns the packages of a diff's Go files.
func packagesOf(diff []byte) []string {
	var out []string
	for line := range strings.Lines(string(diff)) {
		if p, ok := strings.CutPrefix(strings.TrimSpace(line), "+++ b/"); ok && strings.HasSuffix(p, ".go") {
			out = append(out, "./"+filepath.Dir(p))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *row) measure(t *testing.T) {
	t.Helper()
	cmd := exec.Command(r.args[0], r.args[1:]...)
	cmd.Dir = r.dir
	began := time.Now()
	out, err := cmd.CombinedOutput()
	r.took = append(r.took, time.Since(began))
	var exit *exec.ExitError
	if errors.As(err, &exit) && r.args[0] == "env" {
		t.Logf("%s: %s", r.name, firstLines(out)) // packages that need C headers
	} else if err != nil {
		t.Fatalf("%s: %v\n%s", r.name, err, out)
	}
	r.used = append(r.used, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = max(r.peak, u.Maxrss)
	}
}

func firstLines(out []byte) string {
	lines := strings.SplitAfterN(string(out), "\n", 4)
	return strings.Join(lines[:min(3, len(lines))], "")
}

// median returns the middle of some times, in seconds.
func median(times []time.Duration) float64 {
	s := slices.Sorted(slices.Values(times))
	return s[len(s)/2].Seconds()
}

func print(t *testing.T, rows []*row) {
	t.Helper()
	by := map[string]*row{}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s, %s, %d processors, %s\n\n| | seconds | processor seconds | times | of | MB at most |\n|---|---|---|---|---|---|\n",
		time.Now().Format(time.DateOnly), runtime.Version(), runtime.NumCPU(), runtime.GOARCH)
	for _, r := range rows {
		by[r.name] = r
	}
	for _, r := range rows {
		ratio := ""
		if base := by[r.base]; base != nil {
			ratio = fmt.Sprintf("%.2f", median(r.used)/median(base.used))
		}
		fmt.Fprintf(&b, "| %s | %.3f | %.3f | %s | %s | %d |\n", r.name, median(r.took), median(r.used), ratio, r.base, r.peak>>10)
	}
	t.Log(b.String())
}
