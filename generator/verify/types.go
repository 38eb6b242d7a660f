// This file defines the type check: the go command compiles the changed
// packages and their test variants, and what fails on the untouched checkout
// as well is not held against the change.
package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// listed is what go list says of a package or of its variant for a test.
type listed struct {
	Dir, ImportPath string
	Error           *listError
	DepsErrors      []*listError
}

type listError struct{ Pos, Err string }

// verdict is what is known of one directory.
type verdict struct {
	own  []*listError // its own code does not compile
	deps []*listError // what it needs does not
}

func (v *verification) packages(ctx context.Context) error {
	dirs := v.packageDirs()
	switch {
	case v.opts.Level == Off:
		v.add("types", NotRun, "turned off")
		return nil
	case v.next.Dir() == "":
		v.add("types", NotRun, "the tree is not a directory on disk")
		return nil
	case len(dirs) == 0:
		v.add("types", Passed, "no Go package changes")
		return nil
	}
	s, err := v.open()
	if err != nil {
		return err
	}
	defer s.close()
	good, err := s.checkTypes(ctx, append(dirs, v.callers()...))
	if err != nil || v.opts.Level != Tests {
		return err
	}
	return s.runTests(ctx, good)
}

// packageDirs returns the directories of changed Go files that next has, but
// those of test data and vendored code.
func (v *verification) packageDirs() []string {
	var out []string
	for _, p := range v.changed {
		dir := path.Dir(p)
		if strings.HasSuffix(p, ".go") && !strings.HasPrefix(p, "vendor/") && !strings.Contains("/"+dir+"/", "/testdata/") && v.hasGo(dir) {
			out = append(out, dir)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (v *verification) hasGo(dir string) bool {
	return slices.ContainsFunc(v.next.Files(dir), func(n string) bool { return strings.HasSuffix(n, ".go") })
}

// checkTypes reports on the packages and returns those that compile.
func (s *session) checkTypes(ctx context.Context, dirs []string) ([]string, error) {
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	now, why, err := s.list(ctx, true, dirs)
	if err != nil {
		return nil, err
	}
	if why != "" {
		s.v.add("types", NotRun, "the go command says: %s", why)
		return nil, nil
	}
	var good, doubtful []string
	for _, dir := range dirs {
		if x := now[dir]; x != nil && len(x.own)+len(x.deps) > 0 {
			doubtful = append(doubtful, dir)
		} else {
			good = append(good, dir)
		}
	}
	if len(doubtful) > 0 {
		if err := s.judge(ctx, doubtful, now); err != nil {
			return nil, err
		}
	}
	if len(good) > 0 {
		s.v.add("types", Passed, "%s", count(len(good), "package"))
	}
	return good, nil
}

// judge sorts the packages that do not compile: those to blame, those that only
// wait for another or for a C library and are checked from source, and those
// that the untouched checkout cannot compile either.
func (s *session) judge(ctx context.Context, dirs []string, now map[string]*verdict) error {
	known, err := s.known(ctx, dirs)
	if err != nil {
		return err
	}
	blamed := map[string]bool{} // failures that another package is blamed for
	for _, x := range now {
		for _, e := range x.own {
			blamed[headline(e)] = !isForeign(e)
		}
	}
	var waiting, old []string
	failed := 0
	for _, dir := range dirs {
		fresh := slices.DeleteFunc(slices.Clone(now[dir].own), func(e *listError) bool { return known[headline(e)] || isForeign(e) })
		for _, e := range now[dir].deps {
			if !known[headline(e)] && !isForeign(e) && !blamed[headline(e)] {
				fresh = append(fresh, e)
			}
		}
		switch {
		case len(fresh) > 0:
			if s.blame(dir, fresh) {
				failed++
			}
		case slices.ContainsFunc(now[dir].all(), func(e *listError) bool { return isForeign(e) || blamed[headline(e)] && !known[headline(e)] }):
			waiting = append(waiting, dir)
		default:
			old = append(old, dir)
		}
	}
	if failed > 0 {
		s.v.add("types", Failed, "%s", count(failed, "package"))
	}
	if len(old) > 0 {
		s.v.add("types", NotRun, "%s: does not compile on the untouched checkout either", strings.Join(old, ", "))
	}
	return s.judgeSource(ctx, waiting, now)
}

// known returns the failures that the untouched checkout has in the same
// packages.
func (s *session) known(ctx context.Context, dirs []string) (map[string]bool, error) {
	old := slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return len(s.v.base.Files(d)) == 0 })
	was, _, err := s.list(ctx, false, old)
	known := map[string]bool{}
	for _, x := range was {
		for _, e := range x.all() {
			known[headline(e)] = true
		}
	}
	return known, err
}

func (x *verdict) all() []*listError { return append(slices.Clone(x.own), x.deps...) }

// headline identifies a failure: the package that it names, and for a package
// of the checkout itself also what is wrong, without the place.
func headline(e *listError) string {
	text := strings.TrimSpace(e.Err)
	first, rest, _ := strings.Cut(text, "\n")
	if m := message.FindStringSubmatch(rest); m != nil {
		return first + "\n" + m[4]
	}
	return first
}

// isForeign reports whether the C headers or libraries of a dependency are
// missing on this machine.
func isForeign(e *listError) bool {
	return strings.Contains(e.Err, "pkg-config") || strings.Contains(e.Err, "fatal error:") && strings.Contains(e.Err, ".h")
}

// cause says what a package waits for.
func cause(errs []*listError) string {
	for _, e := range errs {
		if isForeign(e) {
			first, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(e.Err), "# "), "\n")
			return "needs " + first + ", whose C libraries are not installed here"
		}
	}
	return "needs a package that does not compile"
}

var message = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):(?:(\d+):)? (.*)$`)

const typeRemedy = "if the plan gives this code, correct it there; else please report it as a bug of kvscaffold"

// blame turns compiler messages into diagnostics, and reports whether there are
// any but of what waits for the generators.
func (s *session) blame(dir string, errs []*listError) bool {
	blamed := false
	for _, e := range errs {
		found := message.FindAllStringSubmatch(e.Err, -1)
		for _, m := range found {
			if typ, method, ok := s.v.awaits(m[4]); ok {
				s.v.await(dir, typ, method)
				continue
			}
			blamed = true
			line, _ := strconv.Atoi(m[2])
			col, _ := strconv.Atoi(m[3])
			s.v.report.Diags.Errorf("type-error", s.locate(m[1], line, col, dir), typeRemedy, "%s", m[4])
		}
		if len(found) == 0 {
			blamed = true
			at := diag.Pos{File: dir}
			if part := strings.SplitN(e.Pos, ":", 3); len(part) == 3 {
				line, _ := strconv.Atoi(part[1])
				col, _ := strconv.Atoi(part[2])
				at = s.locate(part[0], line, col, dir)
			}
			s.v.report.Diags.Errorf("type-error", at, typeRemedy, "%s", strings.Join(strings.Fields(e.Err), " "))
		}
	}
	return blamed
}

// list compiles packages with their tests and returns a verdict by directory.
// why is what the go command says when it cannot begin at all.
func (s *session) list(ctx context.Context, overlay bool, dirs []string) (verdicts map[string]*verdict, why string, err error) {
	verdicts = map[string]*verdict{}
	if len(dirs) == 0 {
		return verdicts, "", nil
	}
	args := []string{"-e", "-export", "-test", "-json=Dir,ImportPath,Error,DepsErrors"}
	for _, dir := range dirs {
		args = append(args, s.argument(dir))
	}
	out, err := s.run(ctx, overlay, "list", args...)
	if err != nil && ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	if err != nil {
		return verdicts, err.Error(), nil
	}
	for dec := json.NewDecoder(bytes.NewReader(out.Stdout)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return verdicts, firstLine(string(out.Stderr)), nil
		}
		dir := s.home(p)
		if verdicts[dir] == nil {
			verdicts[dir] = &verdict{}
		}
		if p.Error != nil {
			verdicts[dir].own = append(verdicts[dir].own, p.Error)
		}
		verdicts[dir].deps = append(verdicts[dir].deps, p.DepsErrors...)
	}
	if len(verdicts) == 0 {
		return verdicts, firstLine(string(out.Stderr)), nil
	}
	return verdicts, "", nil
}

// home returns the directory of the checkout that a listed package belongs to.
func (s *session) home(p listed) string {
	root, err := filepath.Abs(s.v.next.Dir())
	if err != nil || p.Dir == "" {
		return strings.TrimPrefix(p.ImportPath, "./")
	}
	rel, err := filepath.Rel(root, p.Dir)
	if err != nil {
		return p.ImportPath
	}
	rel = filepath.ToSlash(rel)
	if rest, ok := strings.CutPrefix(rel, "vendor/"); ok && s.v.next.IsDir(stagingDir+rest) {
		return stagingDir + rest
	}
	return rel
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return first
}
