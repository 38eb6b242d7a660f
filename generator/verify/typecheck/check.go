// This file defines the check itself: units in the order of their
// dependencies, side by side.
package typecheck

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// unitKey stands for everything that the outcome of a unit depends on.
type unitKey [sha256.Size]byte

func (u *unit) makeKey() {
	h := sha256.New()
	fmt.Fprintf(h, "%s|%s|%t", u.path, u.variant, u.full)
	for _, f := range u.files {
		fmt.Fprintf(h, "|%d", f.serial)
	}
	for _, name := range slices.Sorted(maps.Keys(u.deps)) {
		h.Write([]byte(name))
		h.Write(u.deps[name].key[:])
	}
	h.Sum(u.key[:0])
}

// check checks all units. Those that were checked before, with the same files
// and the same dependencies, are not checked again.
func (g *graph) check(ctx context.Context, said func(done, total int)) error {
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for _, u := range g.units {
		u.makeKey()
		u.done = make(chan struct{})
	}
	for _, u := range g.units {
		wg.Go(func() {
			defer close(u.done)
			for _, d := range u.deps {
				<-d.done
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() == nil {
				u.out = g.checker.outcome(g, u)
			}
			if said != nil {
				mu.Lock()
				done++
				said(done, len(g.units))
				mu.Unlock()
			}
		})
	}
	all := make(chan struct{})
	go func() { wg.Wait(); close(all) }()
	select {
	case <-all:
	case <-ctx.Done(): // what is under way ends on its own
	}
	return ctx.Err()
}

func (c *Checker) outcome(g *graph, u *unit) *outcome {
	c.mu.Lock()
	out := c.units[u.key]
	c.mu.Unlock()
	if out == nil {
		out = g.typeCheck(u)
		c.mu.Lock()
		c.units[u.key] = out
		c.mu.Unlock()
	}
	return out
}

func (g *graph) typeCheck(u *unit) *outcome {
	out := &outcome{}
	conf := types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !u.full,
		Importer:         importer{u},
		Sizes:            types.SizesFor("gc", g.context.GOARCH),
		Error: func(err error) {
			var e types.Error
			if u.full && errors.As(err, &e) && !follows(e.Msg) {
				at := g.checker.fset.Position(e.Pos)
				out.errs = append(out.errs, Error{at.Filename, at.Line, at.Column, e.Msg})
			}
		},
	}
	if u.pkg.module != nil {
		conf.GoVersion = u.pkg.module.language
	}
	var files []*ast.File
	for _, f := range u.files {
		if syntax := g.checker.parsed(f); syntax != nil {
			files = append(files, syntax)
		}
	}
	out.types, _ = conf.Check(u.path, g.checker.fset, files, nil) // errors have gone to Error
	return out
}

// follows reports whether an error comes of another one: it continues the one
// before, or it is about a value without a type, which is the fault of what
// gave none. That may be C, which is not read.
func follows(msg string) bool {
	return strings.HasPrefix(msg, "\t") || strings.Contains(msg, "with invalid type)")
}

// importer gives a unit the packages that it imports.
type importer struct{ u *unit }

// Import implements types.Importer.
func (i importer) Import(importPath string) (*types.Package, error) {
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	d := i.u.deps[importPath]
	switch {
	case i.u.cyclic[importPath]:
		return nil, errors.New("import cycle")
	case d == nil || d.out == nil || d.out.types == nil:
		return nil, errNotFound
	}
	return d.out.types, nil
}

// result collects what was found in the targets.
func (g *graph) result() Result {
	r := Result{Errors: map[string][]Error{}, Excluded: map[string][]string{}, Packages: len(g.units)}
	for _, e := range g.homeless {
		r.Errors[e.File] = []Error{e}
	}
	for _, p := range g.targets {
		r.Errors[p.dir] = append(g.refused(p), p.errs...)
		if len(p.excluded) > 0 {
			r.Excluded[p.dir] = p.excluded
		}
	}
	for _, u := range g.units {
		if !u.pkg.target || u.variant != "" && u.variant != u.pkg.path {
			continue
		}
		r.Errors[u.pkg.dir] = append(r.Errors[u.pkg.dir], u.errs...)
		if u.full && u.out != nil {
			r.Errors[u.pkg.dir] = append(r.Errors[u.pkg.dir], u.out.errs...)
		}
	}
	for dir, errs := range r.Errors {
		slices.SortFunc(errs, func(a, b Error) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Text, b.Text))
		})
		r.Errors[dir] = slices.Compact(errs)
	}
	return r
}

// String returns the error as the compiler prints it.
func (e Error) String() string {
	return path.Clean(e.File) + ":" + strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Col) + ": " + e.Text
}
