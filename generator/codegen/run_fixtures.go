package codegen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/apisrc"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const (
	fixturePackage = "kubevirt.io/api/apitesting"
	updateFixtures = "UPDATE_COMPATIBILITY_FIXTURE_DATA=true"
)

// runFixtures rewrites the round-trip test data with the checkout's own test
// and runs it again: the second time it must pass.
func runFixtures(ctx context.Context, s *session) error {
	if !s.next.IsDir(fixtureDir) {
		return nil
	}
	exe := filepath.Join(s.dir.Work, "apitesting.test")
	if _, err := s.exec(ctx, s.dir.Root, s.opts.Go, "test", "-c", "-ldflags=-s -w", "-o", exe, fixturePackage); err != nil {
		return err
	}
	head := path.Join(fixtureDir, "HEAD")
	for _, name := range s.next.Files(head) {
		if ext := path.Ext(name); ext == ".json" || ext == ".yaml" {
			if err := os.Remove(s.at(path.Join(head, name))); err != nil {
				return err
			}
		}
	}
	// The first run writes what is missing and fails for it.
	var failed *command.Failure
	if err := s.testFixtures(ctx, exe, "//HEAD", updateFixtures); err != nil && !errors.As(err, &failed) || ctx.Err() != nil {
		return err
	}
	if err := s.testFixtures(ctx, exe, "//HEAD"); err != nil {
		return fmt.Errorf("the API types do not survive a round trip: %w", err)
	}
	return s.warnAboutReleases(ctx, exe)
}

func (s *session) testFixtures(ctx context.Context, exe, which string, env ...string) error {
	_, err := s.opts.Run(ctx, command.Command{Dir: s.at(path.Dir(fixtureDir)), Env: command.With(s.env, env...), Name: exe, Args: []string{"-test.run=" + which}})
	return err
}

// warnAboutReleases runs the test over the data of past releases when the
// change may break it; make generate does not look at these.
func (s *session) warnAboutReleases(ctx context.Context, exe string) error {
	why := s.breaksReleases()
	if why == "" {
		return nil
	}
	err := s.testFixtures(ctx, exe, ".")
	var failed *command.Failure
	if !errors.As(err, &failed) || ctx.Err() != nil {
		return err
	}
	d := diag.Diagnostic{Severity: diag.Warning, Code: "fixture-broken",
		Message: "test data of past releases no longer passes: " + why,
		Remedy:  "make the new field optional with omitempty; or change the fixtures by hand and say why in the pull request"}
	for _, f := range brokenFixtures(failed.Output) {
		d.Places = append(d.Places, diag.Place{Pos: diag.Pos{File: path.Join(fixtureDir, f)}, Text: "differs"})
	}
	s.warn(d)
	return nil
}

func (s *session) breaksReleases() string {
	for _, p := range s.changed {
		if !Match(apiSources, p) || !isSource(p) {
			continue
		}
		if fields := apisrc.Loosened(s.before(p), s.after(p)); len(fields) > 0 {
			return strings.Join(fields, ", ") + " is always written"
		}
		if apisrc.Narrowed(s.before(p), s.after(p)) {
			return p + " drops or changes a field"
		}
	}
	return ""
}

var releaseTest = regexp.MustCompile(`--- FAIL: \S+/(kubevirt\.io\.[^/\s]+)/(release-[\d.]+)`)

func brokenFixtures(output string) []string {
	var out []string
	for _, m := range releaseTest.FindAllStringSubmatch(output, -1) {
		out = append(out, path.Join(m[2], m[1]+".json"))
	}
	return out
}
