package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// BenchmarkDiff measures the fast preview as users meet it, a whole process on
// a full KubeVirt checkout, and beside it `git status` there: the preview is to
// stay below git status plus 100 ms, and below 150 MB. Run with
// KUBEVIRT=<checkout>; PLAN=<plan> chooses another plan than the example.
func BenchmarkDiff(b *testing.B) {
	repo := os.Getenv("KUBEVIRT")
	if repo == "" {
		b.Skip("set KUBEVIRT=<checkout> to measure on a real tree")
	}
	plan := os.Getenv("PLAN")
	if plan == "" {
		plan = "../../testdata/plans/demo.md"
	}
	plan, err := filepath.Abs(plan)
	if err != nil {
		b.Fatal(err)
	}
	tool := filepath.Join(b.TempDir(), "kvscaffold")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	b.Run("git-status", func(b *testing.B) { measure(b, "git", "-C", repo, "status", "--porcelain") })
	b.Run("diff", func(b *testing.B) { measure(b, tool, "diff", plan, "--repo", repo) })
}

// measure runs a command and reports the peak memory of the largest run.
func measure(b *testing.B, name string, args ...string) {
	var peak int64
	for b.Loop() {
		cmd := exec.Command(name, args...)
		if err := cmd.Run(); err != nil {
			b.Fatalf("%s %v: %v", name, args, err)
		}
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, u.Maxrss)
		}
	}
	b.ReportMetric(float64(peak)/1024, "MB-peak")
}
