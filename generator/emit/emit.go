// Package emit turns a feature model into edits over a tree. Each emitter is
// one file; emitters never call each other and are pure: the same feature and
// tree give the same set, and on the tree they led to they give the empty set.
package emit

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// Emitter is one kind of change.
type Emitter struct {
	Name    string // as in --only
	Purpose string
	Run     func(*Context)
}

// Emitters is the table of all emitters; the order is that of the summary and
// does not influence the result.
var Emitters = []Emitter{
	{"gate", "feature gate constant, registration, accessor, e2e gate list", emitGates},
	{"api", "API types, fields and constants", emitAPI},
	{"libvmi", "builders of VMIs and VMs for tests", emitLibvmi},
	{"functions", "functions and methods the plan names, and their calls", emitFunctions},
	{"internal", "types, constants and fields outside the API", emitInternal},
	{"hooks", "reconcile hooks and component wiring that the plan describes without naming functions", emitHooks},
	{"commands", "main functions of new programs, their binaries and container images", emitCommands},
	{"webhook", "admission checks and defaults, their calls and unit tests", emitWebhooks},
	{"unittest", "pending unit tests with the plan's words", emitUnitTests},
	{"suite", "Ginkgo suite files of packages that get their first test", emitSuites},
	{"functional", "functional tests, labels, imports of test packages", emitFunctionalTests},
	{"lint", "list of linted packages", emitLintPaths},
}

// Item is one line of the account: something created, changed, found present,
// or left to the author.
type Item struct {
	What string
	Why  string
	From diag.Pos // plan line
	At   diag.Pos // place in the checkout, where there is one
}

// Result is what the emitters ask for.
type Result struct {
	Set     change.Set
	Diags   diag.List
	Added   []Item // declarations to be added
	Present []Item // found, equal
	Left    []Item // left to the author, with the reason
	Parts   []Part // what new files consist of
}

// Part is one run of declarations in a new file.
type Part struct {
	Path string
	Text string
	From diag.Pos
}

// Context is what an emitter works with. It collects edits, import needs and
// the content of new files.
type Context struct {
	Tree    *checkout.Tree
	Feature *feature.Feature
	res     Result
	emitter string
	running []string // names of all emitters of the run
	avoid   *Avoid
	imports map[string]*gosrc.Imports
	fresh   map[string]*newFile
	fields  *Fields                    // see fieldpath.go
	gained  map[string][]NewParam      // new parameters by directory and function, see thread.go
	callers map[string][]string        // directories by what they call, see importers
	code    *codePlan                  // see function.go
	lint    []feature.Text             // new packages, see suite_lint.go
	kept    map[string]map[string]bool // titles of promised tests, by the test file of validators that has them
	noTests map[string]bool            // rules that get no tests, by their words
}

func newContext(tree *checkout.Tree, f *feature.Feature) *Context {
	return &Context{Tree: tree, Feature: f, imports: map[string]*gosrc.Imports{}, fresh: map[string]*newFile{}, callers: map[string][]string{}}
}

// Run runs the emitters named in only (all if empty) and composes their
// requests into one result.
func Run(tree *checkout.Tree, f *feature.Feature, only []string) Result {
	return RunWithout(tree, f, only, nil)
}

// RunWithout is Run without what an earlier run showed not to compile.
func RunWithout(tree *checkout.Tree, f *feature.Feature, only []string, avoid *Avoid) Result {
	var order []Emitter
	for _, e := range Emitters {
		if (len(only) == 0 || slices.Contains(only, e.Name)) && !avoid.emitter(e.Name) {
			order = append(order, e)
		}
	}
	return run(tree, f, order, avoid)
}

// Imports returns the import table of a file, existing or new.
func (c *Context) Imports(p string) *gosrc.Imports {
	im := c.imports[p]
	if im == nil {
		im = gosrc.NewImports(c.Tree, p)
		c.imports[p] = im
	}
	return im
}

// Insert adds text at an offset of an existing file.
func (c *Context) Insert(p string, off int, text string, from diag.Pos) {
	if !c.avoid.text(p, text) {
		c.res.Set.Insert(p, off, text, c.emitter, from)
	}
}

// Replace replaces bytes of an existing file.
func (c *Context) Replace(p string, start, end int, text string, from diag.Pos) {
	if !c.avoid.text(p, text) {
		c.res.Set.Replace(p, start, end, text, c.emitter, from)
	}
}

// Append adds declarations at the end of a Go file, which is created where it
// does not exist (package name, licence header and imports then come from its
// neighbours).
func (c *Context) Append(p, decls string, from diag.Pos) {
	if f, err := c.Tree.Go(p); err == nil {
		c.Insert(p, len(f.Src), "\n"+decls, from)
		return
	}
	if !c.avoid.text(p, decls) {
		c.newFile(p, from).add(decls, from)
	}
}

// Added records a declaration that is to be added.
func (c *Context) Added(what string, from, at diag.Pos) {
	c.res.Added = append(c.res.Added, Item{What: what, From: from, At: at})
}

// Present records a declaration that is there already and equal.
func (c *Context) Present(what string, from, at diag.Pos) {
	c.res.Present = append(c.res.Present, Item{What: what, From: from, At: at})
}

// Left records what is recognised but left to the author.
func (c *Context) Left(what, why string, from diag.Pos) {
	c.res.Left = append(c.res.Left, Item{What: what, Why: why, From: from})
}

// Conflict reports a declaration that exists in another form than planned.
func (c *Context) Conflict(what, have, want string, from, at diag.Pos) {
	c.res.Diags.Add(diag.Diagnostic{Severity: diag.Error, Code: "conflict", Pos: from,
		Message: fmt.Sprintf("%s exists with another meaning: the checkout has %s, the plan wants %s", what, have, want),
		Places:  []diag.Place{{Pos: at, Text: "is declared here"}},
		Remedy:  "change the plan to what is there, choose another name, or change the checkout by hand"})
}

// Site resolves a site; where it is missing the diagnostic is recorded with
// the plan line that needs it.
func (c *Context) Site(id string, from diag.Pos) (checkout.Found, bool) {
	found, d := c.Tree.Locate(checkout.SiteByID(id))
	if d != nil {
		d.Places = append([]diag.Place{{Pos: d.Pos, Text: "expected here"}}, d.Places...)
		d.Pos = from
		c.res.Diags.Add(*d)
		return found, false
	}
	return found, true
}

// finish adds the imports that fragments asked for and the new files.
func (c *Context) finish() {
	c.newSources()
	c.lintPaths()
	for _, p := range sortedKeys(c.imports) {
		if c.fresh[p] == nil {
			c.imports[p].Drop(c.avoid.importsOf(p))
			c.res.Set.Edits = append(c.res.Set.Edits, c.imports[p].Edits("imports")...)
		}
	}
	for _, p := range sortedKeys(c.fresh) {
		nf := c.fresh[p]
		c.Imports(p).Drop(c.avoid.importsOf(p))
		c.res.Set.Create(p, nf.render(c, p), nf.emitter, nf.from)
		for _, part := range nf.parts {
			c.res.Parts = append(c.res.Parts, Part{p, part.text, part.from})
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// newFile is a Go file under construction.
type newFile struct {
	emitter string
	from    diag.Pos
	pkg     string
	parts   []part
}

type part struct {
	text string
	from diag.Pos
	rank int // order before the plan's lines
}

func (c *Context) newFile(p string, from diag.Pos) *newFile {
	nf := c.fresh[p]
	if nf == nil {
		nf = &newFile{emitter: c.emitter, from: from, pkg: c.PackageName(p)}
		c.fresh[p] = nf
	}
	return nf
}

func (nf *newFile) add(text string, from diag.Pos) {
	nf.parts = append(nf.parts, part{text: text, from: from})
}

// first adds declarations that stand before the functions of a file.
func (nf *newFile) first(text string, from diag.Pos) {
	nf.parts = append(nf.parts, part{text: text, from: from, rank: -1})
}

func (nf *newFile) render(c *Context, p string) string {
	sort.SliceStable(nf.parts, func(i, j int) bool {
		a, b := nf.parts[i], nf.parts[j]
		return a.rank < b.rank || a.rank == b.rank && a.from.Line < b.from.Line
	})
	if !strings.HasSuffix(p, "_test.go") {
		arrange(nf.parts)
	}
	var b strings.Builder
	if h := c.Licence(path.Dir(p)); h != "" {
		b.WriteString(h + "\n")
	}
	b.WriteString("package " + nf.pkg + "\n")
	if block := c.Imports(p).Block(); block != "" {
		b.WriteString("\n" + block)
	}
	for _, pt := range nf.parts {
		b.WriteString("\n" + pt.text)
	}
	return b.String()
}

// PackageName returns the package clause for a file: that of its neighbours,
// else the directory's name without what cannot be in an identifier.
func (c *Context) PackageName(p string) string {
	test := strings.HasSuffix(p, "_test.go")
	for _, f := range c.Tree.Package(path.Dir(p)).Files {
		return f.AST.Name.Name
	}
	if test {
		for _, f := range c.Tree.Tests(path.Dir(p)).Files {
			return f.AST.Name.Name
		}
	}
	name := path.Base(path.Dir(p))
	if c.isCommand(p) {
		return "main"
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// isCommand reports whether a new file is the main file of a command.
func (c *Context) isCommand(p string) bool {
	return strings.HasPrefix(p, "cmd/") && path.Base(p) == "main.go"
}
