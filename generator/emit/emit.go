// Package emit turns a feature model into edits over a tree. Each emitter is
// one file; emitters never call each other and are pure: the same feature and
// tree give the same set, and on the tree they led to they give the empty set.
package emit

import (
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/work"
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

// Names returns the names and purposes of all emitters.
func Names() []work.Named {
	var out []work.Named
	for _, e := range Emitters {
		out = append(out, work.Named{Name: e.Name, Purpose: e.Purpose})
	}
	return out
}

// The account and the work surface are those of package work.
type (
	// Item is one line of the account.
	Item = work.Item
	// Result is what the emitters ask for.
	Result = work.Result
	// Avoid is what a run must do without.
	Avoid = work.Avoid
)

// Context is what an emitter of this package works with: the surface, and what
// these emitters share.
type Context struct {
	*code.Plan
	fields  *Fields                    // see fieldpath.go
	gained  map[string][]NewParam      // new parameters by directory and function, see thread.go
	callers map[string][]string        // directories by what they call, see importers
	code    *codePlan                  // see function.go
	lint    []feature.Text             // new packages, see suite_lint.go
	kept    map[string]map[string]bool // titles of promised tests, by the test file of validators that has them
	envs    map[string]*rule.Env       // see webhook_expr.go
	schema  *rule.Schema
	noTests map[string]bool // rules that get no tests, by their words
}

func newContext(tree *checkout.Tree, f *feature.Feature) *Context {
	return &Context{Plan: code.NewPlan(work.New(tree, f)), callers: map[string][]string{}}
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
		if (len(only) == 0 || slices.Contains(only, e.Name)) && !avoid.GivesUp(e.Name) {
			order = append(order, e)
		}
	}
	return run(tree, f, order, avoid)
}

// finish begins the files that are listed only, and composes the result.
func (c *Context) finish() {
	c.newSources()
	c.lintPaths()
	c.Finish()
}
