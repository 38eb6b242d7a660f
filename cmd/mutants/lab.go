package main

// This file defines the copy of the module, which packages see a change, and
// how their tests are asked.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// lab is a copy of the module to change.
type lab struct {
	dir     string
	timeout time.Duration
	most    int // packages asked for one change; 0: all
	// deps are, by package directory, the packages that its tests are built of
	deps map[string][]string
}

// fill copies what git tracks, as it lies in the work tree, to dir.
func (l *lab) fill(ctx context.Context, module, dir string) error {
	cmd := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = module
	list, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s is no git work tree: %w", module, err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join(module, name))
		if os.IsNotExist(err) {
			continue // deleted, and git does not know yet
		} else if err != nil {
			return err
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
	}
	l.dir, l.deps = dir, map[string][]string{}
	return l.readDeps(ctx)
}

// readDeps asks go which packages each test is built of.
func (l *lab) readDeps(ctx context.Context) error {
	const form = `{{if .ForTest}}{{.ForTest}}{{range .Deps}} {{.}}{{end}}{{end}}`
	module, err := l.run(ctx, "list", "-m")
	if err != nil {
		return fmt.Errorf("go list: %w: %s", err, module)
	}
	out, err := l.run(ctx, "list", "-test", "-f", form, "./...")
	if err != nil {
		return fmt.Errorf("go list: %w: %s", err, out)
	}
	root := strings.TrimSpace(module)
	local := func(pkg string) (string, bool) {
		dir, ok := strings.CutPrefix(pkg, root)
		return path.Clean("./" + strings.TrimPrefix(dir, "/")), ok
	}
	for line := range strings.Lines(out) {
		// "pkg [pkg.test]" is two words; the second names no package
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		of, _ := local(words[0])
		for _, w := range words {
			if dir, ok := local(w); ok {
				l.deps[of] = append(l.deps[of], dir)
			}
		}
	}
	return nil
}

// seers are the packages whose tests can see a change in dir, those likely to
// notice first: its own, then by how little else they are built of, the
// commands last.
func (l *lab) seers(dir string) []string {
	var out []string
	for pkg, deps := range l.deps {
		if slices.Contains(deps, dir) {
			out = append(out, pkg)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if rank := l.rank(a, dir) - l.rank(b, dir); rank != 0 {
			return rank
		}
		return strings.Compare(a, b)
	})
	if l.most > 0 && len(out) > l.most {
		return out[:l.most]
	}
	return out
}

func (l *lab) rank(pkg, dir string) int {
	switch {
	case pkg == dir:
		return 0
	case strings.HasPrefix(pkg, "cmd/"):
		return 1 << 20
	}
	return len(l.deps[pkg])
}

// ask builds the package and runs the tests that see it until one fails.
func (l *lab) ask(ctx context.Context, dir string) (fate, string, error) {
	if out, err := l.run(ctx, "build", "./"+dir); err != nil {
		return broken, strings.ReplaceAll(strings.TrimSpace(out), "\n", "; "), ctx.Err()
	}
	for _, pkg := range l.seers(dir) {
		if _, err := l.run(ctx, "test", "-vet=off", "-failfast", "-timeout", l.timeout.String(), "./"+pkg); err != nil {
			return killed, pkg, ctx.Err()
		}
	}
	return survived, strings.Join(l.seers(dir), " "), ctx.Err()
}

// run runs go in the copy and returns what it printed.
func (l *lab) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = l.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
