// Package review says of a plan what a reviewer would: open points, names and
// forms against the conventions, claims against the checkout, and what was not
// understood.
package review

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/reading"
)

// Check reviews a plan. With a tree it also compares what the plan claims with
// what is there; a nil tree leaves that out. What reading found is in r.Diags
// and is not repeated. Every code is explained in Codes.
func Check(r *reading.Reading, tree *checkout.Tree) diag.List {
	var out diag.List
	if r.Diags.HasErrors() && len(r.Feature.Facts()) == 0 {
		return out // refused: nothing to review
	}
	c := &checker{r: r, f: r.Feature, out: &out}
	for _, d := range r.Documents {
		c.boxes(d)
		c.openPoints(d)
	}
	c.gates()
	c.names()
	c.guidelines()
	c.files()
	c.tests()
	c.guesses()
	c.unread()
	if tree != nil {
		(&treeChecker{checker: c, tree: tree}).all()
	}
	return out
}

type checker struct {
	r   *reading.Reading
	f   *feature.Feature
	out *diag.List
}

var (
	jsonRule = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	gateRule = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$|^[A-Z][A-Z0-9]{1,7}$`) // or one acronym
	goRule   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func isUpper(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

func shorten(s string) string {
	if r := []rune(s); len(r) > 70 {
		return string(r[:67]) + "..."
	}
	return s
}

// gates wants one new gate with stage, release and owner.
func (c *checker) gates() {
	fresh := 0
	for _, g := range c.f.Gates {
		if g.Existing {
			continue
		}
		fresh++
		if !g.From.Empty() {
			continue
		}
		if !gateRule.MatchString(g.Name.Value) {
			c.out.Errorf("gate-name", g.Name.At, "use UpperCamelCase", "%q is no name for a feature gate", g.Name.Value)
		}
		if g.Owner.Empty() {
			c.out.Warnf("owner-missing", g.Name.At, "write the owner beside the gate: `owner sig-x / @user`", "the gate %s has no owner", g.Name.Value)
		}
		if g.Release.Empty() {
			c.out.Warnf("release-missing", g.Name.At, "write the release beside the stage: `Alpha in v1.9.0`", "the gate %s names no release", g.Name.Value)
		}
		if g.Stage.Empty() {
			c.out.Notef("stage-missing", g.Name.At, "the gate %s names no stage, Alpha is assumed", g.Name.Value)
		}
	}
	if fresh == 0 && len(c.f.Fields)+len(c.f.Types)+len(c.f.Functions) > 0 && !c.deniesGate() {
		c.out.Warnf("gate-missing", diag.Pos{File: c.name(), Line: 1}, "name it under Feature Gates, as in: `MyGate`, Alpha in v1.9.0, owner sig-compute / @user", "the plan names no new feature gate")
	}
}

// deniesGate holds for plans that do without a gate and say so.
func (c *checker) deniesGate() bool {
	for _, d := range c.r.Documents {
		for _, b := range d.Blocks {
			if words.DeniesGate(b.Text) {
				return true
			}
		}
	}
	return false
}

func (c *checker) name() string {
	if len(c.r.Documents) > 0 {
		return c.r.Documents[0].File
	}
	return c.f.Title.At.File
}

// names holds identifiers and JSON names against the conventions.
func (c *checker) names() {
	field := func(f feature.Field) {
		if v := f.JSON; !v.Empty() && !jsonRule.MatchString(v.Value) {
			c.out.Errorf("json-name", v.At, "use lowerCamelCase", "%q is no JSON name for a field of the API", v.Value)
		}
		if v := f.Name; !v.Empty() && (!goRule.MatchString(v.Value) || !isUpper(v.Value) && !f.JSON.Empty()) {
			c.out.Errorf("go-name", v.At, "use an exported Go identifier", "%q is no name for a field of the API", v.Value)
		}
		if f.JSON.Value != "" && f.Name.Value != "" && f.Tag.Empty() && !strings.EqualFold(f.JSON.Value, f.Name.Value) {
			c.out.Notef("name-differs", f.JSON.At, "the JSON name %s is not the Go name %s in lower camel case", f.JSON.Value, f.Name.Value)
		}
	}
	for _, f := range c.f.Fields {
		field(f)
	}
	for _, t := range c.f.Types {
		if !goRule.MatchString(t.Name.Value) || t.API && !isUpper(t.Name.Value) {
			c.out.Errorf("go-name", t.Name.At, "use an exported Go identifier", "%q is no name for a type of the API", t.Name.Value)
		}
		for _, f := range t.Fields {
			field(f)
		}
	}
	for _, f := range c.f.Functions {
		if !goRule.MatchString(f.Name.Value) {
			c.out.Errorf("go-name", f.Name.At, "use a Go identifier", "%q is no name for a function", f.Name.Value)
		}
	}
}

// guidelines holds new API fields against the API conventions of Kubernetes.
func (c *checker) guidelines() {
	for _, f := range c.f.Fields {
		if !f.Path.Empty() {
			c.fieldGuidelines(f)
		}
	}
	for _, t := range c.f.Types {
		if !t.API {
			continue
		}
		for _, f := range t.Fields {
			c.fieldGuidelines(f)
		}
		if !t.Enum.Empty() {
			c.out.Notef("api-enum-closed", t.Enum.At, "the CRD closes the values of %s; adding one later breaks older clients", t.Name.Value)
		}
	}
}

var (
	unsignedType = regexp.MustCompile(`\buint\d*\b`)
	floatType    = regexp.MustCompile(`\bfloat(?:32|64)\b`)
	plainInt     = regexp.MustCompile(`^\*?int$`)
)

func (c *checker) fieldGuidelines(f feature.Field) {
	name := f.JSON.Or(f.Name).Value
	at := f.Type.At
	switch typ := f.Type.Value; {
	case unsignedType.MatchString(typ):
		c.out.Warnf("api-unsigned", at, "use int32 or int64 with a minimum", "the field %s has the unsigned type %s", name, typ)
	case floatType.MatchString(typ):
		c.out.Warnf("api-float", at, "use resource.Quantity or a scaled integer", "the field %s has the floating point type %s", name, typ)
	case plainInt.MatchString(typ):
		c.out.Notef("api-int", at, "the field %s has the type %s; API fields say int32 or int64", name, typ)
	case strings.HasPrefix(typ, "[]") && !hasPrefixMarker(f.Markers, "+listType") && typ != "[]byte" && !f.Name.Empty():
		c.out.Warnf("api-list-type", at, "add `// +listType=atomic`, or map with its keys", "the list %s has no list type", name)
	}
}

func hasPrefixMarker(ms []feature.Text, prefix string) bool {
	for _, m := range ms {
		if strings.HasPrefix(m.Value, prefix) {
			return true
		}
	}
	return false
}

var generated = regexp.MustCompile(`(^|/)(zz_generated|validations_generated|openapi_generated|types_swagger_generated|generated_mock_|swagger\.json$)`)

// files looks at paths: generated ones, ones of the author's machine, ones
// that leave the checkout.
func (c *checker) files() {
	for _, f := range c.f.Files {
		if f.State != feature.FileGenerated && generated.MatchString(f.Path.Value) {
			c.out.Warnf("generated-by-hand", f.Path.At, "leave it out, the generators write it", "%s is a generated file", f.Path.Value)
		}
	}
	for _, f := range c.f.Files {
		p := f.Path.Value
		switch {
		case strings.Contains("/"+p+"/", "/../"):
			c.out.Errorf("path-outside", f.Path.At, "write the path from the root of the checkout", "the path %s leaves the checkout", p)
		case strings.HasPrefix(p, "/") || strings.HasPrefix(p, "~"):
			c.out.Errorf("path-outside", f.Path.At, "write the path from the root of the checkout", "the path %s is not relative to the checkout", p)
		case !strings.Contains(p, "/") && strings.HasSuffix(p, ".go"):
			c.out.Warnf("path-incomplete", f.Path.At, "write the whole path", "the file %s has no folder", p)
		}
	}
}

// tests wants a place for each promised test.
func (c *checker) tests() {
	for _, t := range c.f.Tests {
		if !t.File.Empty() || len(t.Items) == 0 {
			continue
		}
		if t.Kind == feature.TestFunctional {
			c.out.Warnf("test-without-place", t.Items[0].At, "name the file below tests/", "the functional test %q has no file", shorten(t.Items[0].Value))
			continue
		}
		c.out.Notef("test-without-place", t.Items[0].At, "the unit test %q names no file", shorten(t.Items[0].Value))
	}
}
