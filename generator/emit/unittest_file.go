package emit

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// testFile resolves the file a promised test names: a path as it is, a base
// name among the files the plan lists or beside the planned functions. "" where
// none is named or found.
func (c *Context) testFile(t feature.Test) string {
	v := t.File.Value
	if strings.Contains(v, "/") {
		return path.Clean(v)
	}
	if v == "" {
		return ""
	}
	return c.completeName(v)
}

// placedTests returns the unit tests with a file for those that name none: the
// listed test file whose path says the subject, that of the only other test on
// the same line, or the only one left over. Items may go to different files.
func (c *Context) placedTests(claimed map[string]bool) []feature.Test {
	var out []feature.Test
	for i, t := range c.Feature.Tests {
		if t.Kind != feature.TestUnit {
			continue
		}
		t.Items = c.promised(i)
		if !t.File.Empty() {
			out = append(out, t)
			continue
		}
		if p := c.homeOf(t, claimed); p != "" {
			t.File = feature.T(p, firstAt(t))
			out = join(out, t)
			continue
		}
		rest := t
		rest.Items = nil
		for _, it := range t.Items {
			if p := c.subjectFile(it.Value, claimed); p != "" {
				out = join(out, feature.Test{Kind: t.Kind, File: feature.T(p, it.At), Items: []feature.Text{it}})
			} else {
				rest.Items = append(rest.Items, it)
			}
		}
		if len(rest.Items)+len(rest.Cases) > 0 || len(t.Items) == 0 {
			out = append(out, rest)
		}
	}
	return out
}

// join adds a test, to the one of the same file and title if there is one.
func join(tests []feature.Test, t feature.Test) []feature.Test {
	for i := range tests {
		if tests[i].File.Value == t.File.Value && tests[i].Title.Value == t.Title.Value {
			tests[i].Items = append(slices.Clip(tests[i].Items), t.Items...)
			tests[i].Cases = append(slices.Clip(tests[i].Cases), t.Cases...)
			return tests
		}
	}
	return append(tests, t)
}

// homeOf finds the file for a whole test that names none.
func (c *Context) homeOf(t feature.Test, claimed map[string]bool) string {
	if p := c.subjectFile(t.Title.Value, claimed); p != "" {
		return p
	}
	var line []string
	for _, o := range c.Feature.Tests {
		if o.Kind == t.Kind && !o.File.Empty() && firstAt(o).File == firstAt(t).File && firstAt(o).Line == firstAt(t).Line {
			line = append(line, o.File.Value)
		}
	}
	if len(line) == 1 {
		return line[0]
	}
	var free, fresh []string
	for _, f := range c.Feature.Files {
		if p := f.Path.Value; isUnitFile(f) && !claimed[p] {
			free = append(free, p)
			if f.State == feature.FileNew {
				fresh = append(fresh, p)
			}
		}
	}
	switch {
	case len(line) > 1:
		return ""
	case len(fresh) == 1:
		return fresh[0]
	case len(free) == 1:
		return free[0]
	}
	return ""
}

// completeName finds the directory of a base name.
func (c *Context) completeName(base string) string {
	var found []string
	for _, f := range c.Feature.Files {
		if path.Base(f.Path.Value) == base && strings.Contains(f.Path.Value, "/") {
			found = append(found, f.Path.Value)
		}
	}
	if len(found) > 0 {
		return found[0]
	}
	seen := map[string]bool{}
	for _, p := range c.plannedPaths() {
		if q := path.Join(path.Dir(p), base); !seen[q] && c.Tree.Exists(q) {
			seen[q] = true
			found = append(found, q)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// plannedFile returns the file of a planned function, completed where the plan gives
// only a base name.
func (c *Context) plannedFile(fn feature.Function) string {
	if v := fn.File.Value; v == "" || strings.Contains(v, "/") {
		return v
	}
	return c.completeName(fn.File.Value)
}

// plannedPaths returns the Go files the plan speaks of.
func (c *Context) plannedPaths() []string {
	var out []string
	for _, f := range c.Feature.Files {
		out = append(out, f.Path.Value)
	}
	for _, fn := range c.Feature.Functions {
		if strings.Contains(fn.File.Value, "/") {
			out = append(out, fn.File.Value)
		}
	}
	return out
}

// stopWords say nothing about where a test belongs.
var stopWords = map[string]bool{"test": true, "tests": true, "unit": true, "the": true, "of": true, "for": true, "in": true, "and": true, "on": true, "all": true, "new": true, "with": true, "pkg": true, "virt": true}

// subjectFile matches words with the paths of the listed test files that no
// test names; the base name counts twice and has to match. Ties are no match.
func (c *Context) subjectFile(words string, claimed map[string]bool) string {
	want := pathWords(words)
	best, most, tie := "", 0, false
	for _, f := range c.Feature.Files {
		p := f.Path.Value
		if !isUnitFile(f) || claimed[p] {
			continue
		}
		n := 0
		base, dir := pathWords(strings.TrimSuffix(path.Base(p), "_test.go")), pathWords(path.Dir(p))
		for w := range want {
			switch {
			case base[w]:
				n += 2
			case dir[w]:
				n++
			}
		}
		if n > most {
			best, most, tie = p, n, false
		} else if n == most {
			tie = true
		}
	}
	if tie || most < 2 {
		return ""
	}
	return best
}

func pathWords(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if !stopWords[w] {
			out[w] = true
		}
	}
	return out
}

// validatorSites are the places whose rules and tests emitWebhooks writes.
var validatorSites = []string{"vmi-spec-validator", "vm-spec-validator", "migration-create-admitter", "migration-policy-admitter",
	"kubevirt-update-admitter", "network-validator", "storage-validator"}

// isValidatorTest reports whether a test file tests a validator that gets
// planned rules.
func (c *Context) isValidatorTest(p string) bool {
	if len(c.Feature.Rules) == 0 {
		return false
	}
	source := strings.TrimSuffix(p, "_test.go") + ".go"
	for _, r := range c.Feature.Rules {
		if f := r.File.Value; f != "" && (f == source || !strings.Contains(f, "/") && path.Base(source) == f) {
			return true
		}
	}
	for _, id := range validatorSites {
		s := checkout.SiteByID(id)
		if path.Dir(p) != s.Hints[0] {
			continue
		}
		if found, d := c.Tree.Locate(s); d == nil && found.File.Path == source {
			return true
		}
	}
	return false
}

// isSuite reports whether a file holds the entry of a package's tests.
func isSuite(p string) bool { return strings.HasSuffix(p, "_suite_test.go") }
