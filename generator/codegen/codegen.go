// Package codegen makes what KubeVirt's own generators make of a tree, without
// container, bazel or cluster: it reads the commands and tool versions from the
// checkout, runs only the steps that a change needs, in a scratch copy, and
// returns the files that differ. It prints nothing and reads neither clock nor
// environment; all of that comes with Options.
package codegen

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/scratch"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
	"github.com/kubevirt/kvscaffold/generator/codegen/toolbox"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Options is everything a run takes from its surroundings.
type Options struct {
	CacheDir string           // built tools and scratch trees live below it
	Env      []string         // environment for tools; settings of the go command that would mislead them are replaced
	Go       string           // the go command, "go" if empty
	Run      command.Runner   // starts commands, command.Exec if nil
	Parallel int              // steps at a time, at least 1; each generator takes up to 0.8 GB
	Clock    func() time.Time // measures steps; without it no times are told
	Progress func(Event)      // told when steps begin and end, from one goroutine at a time; may be nil
	All      bool             // every step, not only those the change or the API needs
}

// Event is a step that began or ended.
type Event struct {
	Step    string
	Done    bool
	Failed  bool
	Elapsed time.Duration // of a step that ended
}

// StepReport says what became of one step.
type StepReport struct {
	Name    string
	Why     string        // what made it run, or why it did not
	Tool    string        // tool and version; "" for built-in steps
	Elapsed time.Duration // of steps that ran
	Instead string        // of skipped steps: the command to run by hand
}

// Result is what a run found. Files is nil when Diags has errors.
type Result struct {
	Files   map[string][]byte // generated files that differ from the tree: path → content, nil for one to delete
	Ran     []StepReport      // in the order of Steps
	Skipped []StepReport      // needed, but left to make generate
	Diags   diag.List
}

// Run returns what the generators make of next, which must come from base by
// calls to With. Only the steps that the difference triggers run. Errors of
// the user's source, of tools and of API rules are diagnostics; the error is
// for I/O and cancellation. Nothing outside Options.CacheDir is written.
func Run(ctx context.Context, base, next *checkout.Tree, opts Options) (*Result, error) {
	return generate(ctx, newFacts(base, next, opts.All), opts)
}

// Check returns what the generators make of a tree as it is: all steps that an
// API edit may trigger, or simply all with Options.All. A clean tree has no
// Files.
func Check(ctx context.Context, tree *checkout.Tree, opts Options) (*Result, error) {
	f := newFacts(tree, tree, opts.All)
	f.check = true
	return generate(ctx, f, opts)
}

func generate(ctx context.Context, f *facts, opts Options) (*Result, error) {
	res := &Result{}
	if f.nothing() {
		return res, nil
	}
	cat, err := readCatalog(f.next)
	if checkout.IsNotExist(err) {
		res.leave(chosen{Step: Step{Name: "generators", Makes: "every generated file"}}, "the checkout has no "+script.Path)
		return res, nil
	}
	if err != nil {
		return nil, err
	}
	todo := f.choose(cat.steps())
	f.reportLeft(todo, res)
	todo = runnable(todo)
	if len(todo) == 0 {
		return res, nil
	}
	s := newSession(cat, f, opts, res)
	if s.dir, err = scratch.New(filepath.Join(opts.CacheDir, "scratch")); err != nil {
		return nil, err
	}
	defer func() { s.dir.Remove() }()
	if err := s.fill(ctx, todo); err != nil {
		return nil, err
	}
	if err := s.runAll(ctx, todo); err != nil {
		return nil, err
	}
	if res.Diags.HasErrors() {
		return res, nil
	}
	return res, s.absorb(todo)
}

// catalog is what a checkout says about its generators.
type catalog struct {
	tree   *checkout.Tree
	script *script.Script
	pins   map[string]script.Pin
}

func readCatalog(tree *checkout.Tree) (*catalog, error) {
	s, err := script.Read(tree)
	if err != nil {
		return nil, err
	}
	return &catalog{tree: tree, script: s, pins: script.Pins(tree)}, nil
}

// Steps returns the steps a checkout's generation consists of, in an order in
// which they could run one after the other.
func Steps(tree *checkout.Tree) ([]Step, error) {
	cat, err := readCatalog(tree)
	if err != nil {
		return nil, err
	}
	return cat.steps(), nil
}

// session is one run: the catalog, the change, the scratch copy, the tools.
type session struct {
	*catalog
	*facts
	opts Options
	res  *Result
	dir  *scratch.Dir
	box  *toolbox.Box
	env  []string

	copied []string // files in the scratch copy, sorted

	mu sync.Mutex // guards res while steps run
}

func newSession(cat *catalog, f *facts, opts Options, res *Result) *session {
	if opts.Run == nil {
		opts.Run = command.Exec
	}
	if opts.Go == "" {
		opts.Go = "go"
	}
	opts.Parallel = max(opts.Parallel, 1)
	return &session{
		catalog: cat, facts: f, opts: opts, res: res,
		box: &toolbox.Box{Dir: opts.CacheDir, Go: opts.Go, Env: opts.Env, Run: opts.Run},
		// Vendored modules only, whatever the user's settings: no step but
		// the building of tools may need a network. Trimmed paths let the
		// build cache serve every scratch directory. Type-checking the whole
		// world allocates much and frees little: collecting less often saves
		// a quarter of a generator's time.
		env: command.With(opts.Env, "GOFLAGS=-mod=vendor -trimpath -buildvcs=false", "GOGC=400", "GOPROXY=off", "GOWORK", "GO111MODULE", "GOOS", "GOARCH", "GOEXPERIMENT"),
	}
}

// fill puts what the steps read of the next tree into the scratch directory.
func (s *session) fill(ctx context.Context, steps []chosen) error {
	reads := commonReads
	for _, c := range steps {
		reads = append(reads, c.Reads...)
	}
	link := s.linksVendor()
	var files []string
	for _, f := range s.listFiles(ctx) {
		if vendored := strings.HasPrefix(f, "vendor/"); vendored && !link || !vendored && Match(reads, f) {
			files = append(files, f)
		}
	}
	s.copied = files
	if err := s.dir.Fill(ctx, s.next, files); err != nil {
		return fmt.Errorf("cannot copy the checkout: %w", err)
	}
	if link {
		return s.dir.LinkVendor(s.next.Dir())
	}
	return nil
}

// linksVendor reports whether the vendored modules can be used in place.
func (s *session) linksVendor() bool {
	if s.next.Dir() == "" || !s.next.IsDir("vendor") {
		return false
	}
	for p := range s.next.Overlay() {
		if strings.HasPrefix(p, "vendor/") {
			return false
		}
	}
	return true
}

// listFiles returns the files of the next tree, sorted.
func (s *session) listFiles(ctx context.Context) []string {
	files := s.diskFiles(ctx)
	for f, data := range s.next.Overlay() {
		if data != nil {
			files = append(files, f)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// diskFiles asks git for what it tracks or would add, which leaves out build
// output; without git it walks the tree.
func (s *session) diskFiles(ctx context.Context) []string {
	if dir := s.next.Dir(); dir != "" && s.next.Exists(".git") {
		out, err := s.opts.Run(ctx, command.Command{Dir: dir, Env: command.With(s.opts.Env, "GIT_OPTIONAL_LOCKS=0"),
			Name: "git", Args: []string{"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"}})
		if err == nil && len(out) > 0 {
			return splitNul(out)
		}
	}
	return scratch.Walk(s.next)
}
