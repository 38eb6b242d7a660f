// Package typecheck checks the types of packages from source: the tree in
// memory, tests included, with neither build cache nor C headers nor anything
// compiled. What the packages need is parsed without the bodies of its
// functions, in the order of dependencies and side by side.
package typecheck

import (
	"context"
	"go/token"
	"go/types"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Request says what to check.
type Request struct {
	Tree *checkout.Tree
	Dirs []string // directories of the tree, each checked with its tests
	Env  Env
	Said func(done, total int) // progress in packages, called one at a time; nil: nobody listens
}

// Error is something that the compiler would refuse.
type Error struct {
	File      string // path in the tree
	Line, Col int    // from 1; 0 where the error is about a whole file or package
	Text      string // as the compiler words it
}

// Result is the outcome of a check.
type Result struct {
	Errors   map[string][]Error  // by directory, in the order of their places
	Excluded map[string][]string // files of the directories that build constraints exclude, by directory
	Packages int                 // how many packages were looked at, with all they need
}

// Checker keeps what it has parsed and checked: further requests pay only for
// what has changed since. It may serve one request at a time.
type Checker struct {
	fset *token.FileSet

	mu     sync.Mutex
	files  map[fileKey]*file
	fixed  map[string]*pkg // packages outside the tree's modules, by directory
	units  map[unitKey]*outcome
	serial int
}

// fileKey names a file as it is parsed: with or without the bodies of functions.
type fileKey struct {
	path string
	full bool
}

// outcome is what came of checking a unit.
type outcome struct {
	types *types.Package
	errs  []Error
}

// New returns a checker that knows nothing yet.
func New() *Checker {
	return &Checker{fset: token.NewFileSet(), files: map[fileKey]*file{}, fixed: map[string]*pkg{}, units: map[unitKey]*outcome{}}
}

// Check checks types. The error is for a context that ended or a tree whose
// layout is not understood; what is wrong with the code is in the result.
func (c *Checker) Check(ctx context.Context, r Request) (Result, error) {
	l, err := newLayout(r.Tree, r.Env)
	if err != nil {
		return Result{}, err
	}
	g := &graph{checker: c, layout: l, tree: r.Tree, pkgs: map[string]*pkg{}, plain: map[string]*unit{}, context: r.Env.context()}
	if err := g.load(ctx, r.Dirs); err != nil {
		return Result{}, err
	}
	g.link()
	if err := g.check(ctx, r.Said); err != nil {
		return Result{}, err
	}
	return g.result(), nil
}
