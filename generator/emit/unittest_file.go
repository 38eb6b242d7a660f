package emit

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// testFile resolves the file of a promised test: a path as it is, a base name
// among the files the plan lists or beside the planned functions, and without
// a name the listed test file whose path says the test's subject. "" where
// none can be told. Files in claimed belong to tests that name them.
func (c *Context) testFile(t feature.Test, claimed map[string]bool) string {
	v := t.File.Value
	switch {
	case strings.Contains(v, "/"):
		return path.Clean(v)
	case v != "":
		return c.completeName(v)
	case claimed != nil && t.Kind == feature.TestUnit:
		return c.subjectFile(t, claimed)
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
var stopWords = map[string]bool{"test": true, "tests": true, "unit": true, "the": true, "of": true, "for": true, "in": true, "and": true, "new": true, "controller": false}

// subjectFile matches the words of a test's title with the paths of the listed
// test files; the base name counts twice. Ties are no match.
func (c *Context) subjectFile(t feature.Test, claimed map[string]bool) string {
	want := pathWords(t.Title.Value)
	best, most, tie := "", 0, false
	for _, f := range c.Feature.Files {
		p := f.Path.Value
		if !strings.HasSuffix(p, "_test.go") || isSuite(p) || claimed[p] || strings.HasPrefix(p, "tests/") {
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

// isValidatorTest reports whether a test file tests a validator.
func (c *Context) isValidatorTest(p string) bool {
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
