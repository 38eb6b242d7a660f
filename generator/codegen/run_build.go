package codegen

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/codegen/script"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// raceScript says which tests run with the race detector.
const raceScript = "hack/bazel-race.sh"

// runBuildFiles runs gazelle on the directories of the change. It succeeds
// even where it could not resolve an import, so the labels are compared.
func runBuildFiles(ctx context.Context, s *session) error {
	args, dirs := []string{"update", "-go_prefix", localPrefix}, s.ruleDirs()
	if len(dirs) == 0 {
		return nil
	}
	if s.wholeTree() {
		args = append(args, s.topDirs()...)
	} else {
		args = append(append(args, "-r=false"), dirs...)
	}
	if err := s.dir.VendorRules(); err != nil {
		return err
	}
	if _, err := s.runTool(ctx, "gazelle", s.dir.Root, args); err != nil {
		return err
	}
	var diags diag.List
	for _, dir := range dirs {
		if err := s.finishBuildFile(path.Join(dir, "BUILD.bazel"), &diags); err != nil {
			return err
		}
	}
	if diags.HasErrors() {
		return &refused{diags}
	}
	return nil
}

// wholeTree reports whether no change says which directories matter.
func (s *session) wholeTree() bool { return s.all || s.check }

// ruleDirs returns the directories whose BUILD files are in question.
func (s *session) ruleDirs() []string {
	if !s.wholeTree() {
		return slices.DeleteFunc(s.buildDirs(), func(d string) bool { return !s.next.IsDir(d) })
	}
	var out []string
	for _, p := range s.copied {
		if path.Base(p) == "BUILD.bazel" && path.Dir(p) != "." {
			out = append(out, path.Dir(p))
		}
	}
	return out
}

// topDirs returns the directories that hold KubeVirt's own BUILD files.
// Vendored modules have none of their sources in the copy by then.
func (s *session) topDirs() []string {
	var out []string
	for _, dir := range s.ruleDirs() {
		top, _, _ := strings.Cut(dir, "/")
		if !slices.Contains(out, top) && top != "vendor" && top != "kubevirtci" {
			out = append(out, top)
		}
	}
	return out
}

// finishBuildFile gives new tests the race attribute, which the script sets
// before gazelle makes them, and refuses lost dependencies.
func (s *session) finishBuildFile(file string, diags *diag.List) error {
	text, err := s.dir.Read(file)
	if isNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	checkLabels(file, string(s.after(file)), string(text), diags)
	rules, err := build.ParseBuild(file, text)
	if err != nil {
		return err
	}
	changed := false
	for _, rule := range rules.Rules("go_test") {
		if want := s.race(path.Dir(file)); want != "" && rule.AttrString("race") != want {
			rule.SetAttr("race", &build.StringExpr{Value: want})
			changed = true
		}
	}
	if !changed {
		return nil
	}
	return s.dir.Write(file, build.Format(rules))
}

// race returns the race attribute of tests in a directory, "" where the script
// does not set one. Later patterns of the script win.
func (s *session) race(dir string) string {
	want := ""
	for _, m := range racePatterns(string(content(s.next, raceScript))) {
		if dir == m.dir || strings.HasPrefix(dir, m.dir+"/") {
			want = m.value
		}
	}
	return want
}

type racePattern struct{ dir, value string }

var raceValue = regexp.MustCompile(`set race "?(\w+)"?`)

func racePatterns(src string) []racePattern {
	var out []racePattern
	for _, call := range script.Parse(src).Calls {
		words := strings.Join(call.Args, " ")
		m := raceValue.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		for _, a := range call.Args {
			if target, ok := strings.CutPrefix(a, "//"); ok {
				out = append(out, racePattern{strings.TrimSuffix(strings.TrimSuffix(target, ":*"), "/..."), m[1]})
			}
		}
	}
	return out
}

var label = regexp.MustCompile(`"((?:@\w+)?//[^"]+)"`)

// checkLabels refuses a label of another repository that was not there: it is
// how gazelle writes an import it could not find among the vendored modules.
func checkLabels(file, was, now string, diags *diag.List) {
	for _, m := range label.FindAllStringSubmatch(now, -1) {
		if strings.HasPrefix(m[1], "@") && !strings.Contains(was, m[0]) {
			diags.Errorf("build-dependency", diag.Pos{File: file}, "vendor the module first (make deps-update)",
				"a Go file imports a package that is not vendored; gazelle would write %s", m[1])
		}
	}
}
