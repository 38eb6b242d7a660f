// This file defines the run of unit tests in the changed packages.
package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// message is how the go command points at a line.
var message = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):(?:(\d+):)? (.*)$`)

// event is a line of go test -json.
type event struct{ Action, Package, Test, Output string }

// outcome is how the tests of a package ended.
type outcome struct {
	failed bool
	said   []string // what they wrote
}

// runTests runs the tests of the packages that compile. Functional tests need a
// cluster; tests in a new directory, or with new data, have nothing to run on
// yet: the overlay serves the compiler only.
func (s *session) runTests(ctx context.Context, dirs []string) error {
	var run, homeless []string
	for _, dir := range dirs {
		switch {
		case strings.HasPrefix(dir+"/", "tests/") || !s.v.hasTest(dir):
		case s.isUnwritten(dir):
			homeless = append(homeless, dir)
		default:
			run = append(run, dir)
		}
	}
	if len(homeless) > 0 {
		s.v.add("tests", NotRun, "%s: tests read files of their directory that are not written yet", strings.Join(homeless, ", "))
	}
	if len(run) == 0 {
		return nil
	}
	now, err := s.test(ctx, true, run)
	if err != nil {
		return err
	}
	bad := slices.DeleteFunc(slices.Clone(run), func(d string) bool { return !now[d].failed })
	was := map[string]outcome{}
	if len(bad) > 0 {
		if was, err = s.test(ctx, false, bad); err != nil {
			return err
		}
	}
	s.reportTests(run, now, was)
	return nil
}

func (s *session) isUnwritten(dir string) bool {
	return len(s.v.base.Files(dir)) == 0 || slices.ContainsFunc(s.v.changed, func(p string) bool {
		return strings.HasPrefix(p, dir+"/testdata/")
	})
}

func (s *session) reportTests(run []string, now, was map[string]outcome) {
	passed, failed := 0, 0
	var old []string
	for _, dir := range run {
		switch {
		case !now[dir].failed:
			passed++
		case was[dir].failed:
			old = append(old, dir)
		default:
			failed++
			s.v.report.Diags.Errorf("test-failure", diag.Pos{File: dir}, "run go test there after looking at the diff", "tests fail that pass on the untouched checkout: %s", gist(now[dir].said))
		}
	}
	if passed > 0 {
		s.v.add("tests", Passed, "%s", count(passed, "package"))
	}
	if failed > 0 {
		s.v.add("tests", Failed, "%s", count(failed, "package"))
	}
	if len(old) > 0 {
		s.v.add("tests", NotRun, "%s: they fail on the untouched checkout, too", strings.Join(old, ", "))
	}
}

func (v *verification) hasTest(dir string) bool {
	return slices.ContainsFunc(v.next.Files(dir), func(n string) bool { return strings.HasSuffix(n, "_test.go") })
}

func (s *session) test(ctx context.Context, overlay bool, dirs []string) (map[string]outcome, error) {
	args := []string{"-json", "-vet=off"}
	for _, dir := range dirs {
		args = append(args, s.argument(dir))
	}
	out, err := s.run(ctx, overlay, "test", args...)
	if err != nil {
		return nil, err
	}
	byName := map[string]*outcome{}
	for line := range bytes.Lines(out.Stdout) {
		var e event
		if json.Unmarshal(line, &e) != nil || e.Package == "" {
			continue
		}
		o := byName[e.Package]
		if o == nil {
			o = &outcome{}
			byName[e.Package] = o
		}
		if e.Output != "" {
			o.said = append(o.said, e.Output)
		}
		o.failed = o.failed || e.Action == "fail" && e.Test == ""
	}
	result := map[string]outcome{}
	for name, o := range byName {
		if dir := owner(name, dirs); dir != "" {
			result[dir] = *o
		}
	}
	return result, nil
}

// owner returns the directory of a package: the longest that its name ends in.
func owner(name string, dirs []string) string {
	best := ""
	for _, dir := range dirs {
		tail := strings.TrimPrefix(dir, stagingDir)
		if (name == tail || strings.HasSuffix(name, "/"+tail)) && len(dir) > len(best) {
			best = dir
		}
	}
	return best
}

// gist picks the lines that name the failing tests.
func gist(said []string) string {
	var out []string
	for _, l := range said {
		text := strings.TrimSpace(l)
		if (strings.HasPrefix(text, "[FAIL]") || strings.HasPrefix(text, "--- FAIL") || strings.HasPrefix(text, "panic:") || message.MatchString(text)) && len(out) < 3 {
			out = append(out, text)
		}
	}
	if len(out) == 0 && len(said) > 0 {
		return strings.TrimSpace(said[len(said)-1])
	}
	return strings.Join(out, "; ")
}
