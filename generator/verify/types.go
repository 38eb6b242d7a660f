// This file defines the type check: the changed packages and those they could
// break are checked from source with their tests, and what is wrong in the
// untouched checkout as well is not held against the change.
package verify

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

const typeRemedy = "if the plan gives this code, correct it there; else please report it as a bug of kvscaffold"

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
	dirs = append(dirs, v.callers()...)
	slices.Sort(dirs)
	good, err := v.checkTypes(ctx, slices.Compact(dirs))
	if err != nil || v.opts.Level != Tests || len(good) == 0 {
		return err
	}
	s, err := v.open()
	if err != nil {
		return err
	}
	defer s.close()
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
func (v *verification) checkTypes(ctx context.Context, dirs []string) ([]string, error) {
	checker := v.opts.Checker
	if checker == nil {
		checker = typecheck.New()
	}
	env, err := v.goEnv(ctx)
	if err != nil {
		v.add("types", NotRun, "the go command says: %v", err)
		return nil, ctx.Err()
	}
	r := typecheck.Request{Tree: v.next, Dirs: dirs, Env: env, Said: v.opts.Said}
	now, err := checker.Check(ctx, r)
	if err != nil {
		v.add("types", NotRun, "%v", err)
		return nil, ctx.Err()
	}
	return v.judge(ctx, checker, r, now)
}

// judge sorts the packages: those that compile, those to blame, those that wait
// for the generators, and those that do not compile in the untouched checkout
// either.
func (v *verification) judge(ctx context.Context, c *typecheck.Checker, r typecheck.Request, now typecheck.Result) ([]string, error) {
	dirs := r.Dirs
	known, err := v.known(ctx, c, r, now)
	if err != nil {
		return nil, err
	}
	var good, old []string
	failed := 0
	for _, dir := range dirs {
		errs := now.Errors[dir]
		fresh := v.fresh(errs, known[dir])
		switch {
		case len(errs) == 0:
			good = append(good, dir)
		case len(fresh) == 0:
			old = append(old, dir)
		case v.blame(dir, fresh):
			failed++
		}
	}
	if failed > 0 {
		v.add("types", Failed, "%s", count(failed, "package"))
	}
	if len(old) > 0 {
		v.add("types", NotRun, "%s: does not compile on the untouched checkout either", strings.Join(old, ", "))
	}
	if excluded := v.excluded(now); len(excluded) > 0 {
		v.add("types", NotRun, "%s: excluded by build constraints here", strings.Join(excluded, ", "))
	}
	if len(good) > 0 {
		v.add("types", Passed, "%s", count(len(good), "package"))
	}
	return good, nil
}

// known returns what is wrong in the untouched checkout, in the directories
// where something is wrong now.
func (v *verification) known(
	ctx context.Context, c *typecheck.Checker, r typecheck.Request, now typecheck.Result,
) (map[string][]typecheck.Error, error) {
	r.Tree = v.base
	r.Dirs = slices.DeleteFunc(slices.Clone(r.Dirs), func(d string) bool {
		return len(now.Errors[d]) == 0 || !slices.ContainsFunc(v.base.Files(d), func(n string) bool { return strings.HasSuffix(n, ".go") })
	})
	if len(r.Dirs) == 0 {
		return nil, nil
	}
	was, err := c.Check(ctx, r)
	return was.Errors, err
}

// fresh returns the errors that the untouched checkout does not have. Of errors
// that say the same in one file, those in lines that the file had are taken for
// the old ones.
func (v *verification) fresh(now, was []typecheck.Error) []typecheck.Error {
	type same struct{ file, text string }
	left := map[same]int{}
	for _, e := range was {
		left[same{e.File, e.Text}]++
	}
	var out []typecheck.Error
	for _, inOldLine := range []bool{true, false} {
		for _, e := range now {
			if v.hadLine(e) != inOldLine {
				continue
			}
			if k := (same{e.File, e.Text}); left[k] > 0 {
				left[k]--
			} else {
				out = append(out, e)
			}
		}
	}
	return out
}

// hadLine reports whether the base has the line of an error in the same file.
func (v *verification) hadLine(e typecheck.Error) bool {
	now, err := v.next.Read(e.File)
	if err != nil || e.Line == 0 {
		return true
	}
	lines := strings.Split(string(now), "\n")
	was, err := v.base.Read(e.File)
	return err == nil && e.Line <= len(lines) && strings.Contains("\n"+string(was)+"\n", "\n"+lines[e.Line-1]+"\n")
}

// blame turns errors into diagnostics, and reports whether there are any but of
// what waits for the generators.
func (v *verification) blame(dir string, errs []typecheck.Error) bool {
	blamed := false
	for _, e := range errs {
		if typ, method, ok := v.awaits(e.Text); ok {
			v.await(dir, typ, method)
			continue
		}
		blamed = true
		v.report.Diags.Errorf("type-error", diag.Pos{File: e.File, Line: e.Line, Col: e.Col}, typeRemedy, "%s", e.Text)
	}
	return blamed
}

// excluded returns the changed files that no build on this machine takes.
func (v *verification) excluded(now typecheck.Result) []string {
	var out []string
	for _, files := range now.Excluded {
		for _, p := range files {
			if slices.Contains(v.changed, p) {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return out
}
