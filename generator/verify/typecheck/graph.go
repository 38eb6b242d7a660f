// This file defines how the packages that a check needs are found and put
// together to units: what the compiler would compile in one go.
package typecheck

import (
	"context"
	"go/build"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// graph is what one request looks at.
type graph struct {
	checker *Checker
	layout  *layout
	tree    *checkout.Tree
	context build.Context

	mu      sync.Mutex
	pkgs    map[string]*pkg // by import path
	targets []*pkg

	homeless []Error // of directories that lie in no module

	plain map[string]*unit // what others see of a package, by import path
	stack []*unit          // of connect: those under way
	units []*unit          // in an order in which every unit follows what it needs
}

// load opens the packages of the directories and all that they need.
func (g *graph) load(ctx context.Context, dirs []string) error {
	l := &loading{graph: g, ctx: ctx, slots: make(chan struct{}, runtime.GOMAXPROCS(0)+1)}
	var places []place
	for _, dir := range dirs {
		at, err := g.layout.ofDir(dir)
		if err != nil {
			g.homeless = append(g.homeless, Error{File: dir, Text: err.Error()})
			continue
		}
		if g.pkgs[at.path] == nil {
			p := &pkg{}
			g.pkgs[at.path] = p
			g.targets, places = append(g.targets, p), append(places, at)
		}
	}
	for i, p := range g.targets { // only now: whoever is opened adds to pkgs
		l.wg.Go(func() { l.open(p, places[i], true) })
	}
	l.wg.Wait()
	return ctx.Err()
}

// loading opens packages side by side.
type loading struct {
	*graph
	ctx   context.Context
	wg    sync.WaitGroup
	slots chan struct{}
}

func (l *loading) open(p *pkg, at place, target bool) {
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	if l.ctx.Err() != nil {
		return
	}
	if at.module == nil && !target {
		*p = *l.fixed(at)
	} else {
		*p = *l.graph.open(at, target)
	}
	for _, f := range slices.Concat(p.files, p.tests, p.external) {
		for _, im := range f.imports {
			l.want(p, im.path)
		}
	}
}

// fixed opens a package outside the tree's modules once and for all.
func (l *loading) fixed(at place) *pkg {
	l.checker.mu.Lock()
	p := l.checker.fixed[at.dir]
	l.checker.mu.Unlock()
	if p == nil {
		p = l.graph.open(at, false)
		l.checker.mu.Lock()
		l.checker.fixed[at.dir] = p
		l.checker.mu.Unlock()
	}
	return p
}

// want sees to it that an imported package is opened.
func (l *loading) want(by *pkg, importPath string) {
	if importPath == "C" || importPath == "unsafe" {
		return
	}
	key := by.resolve(importPath)
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.pkgs[key]; ok {
		return
	}
	at, err := l.layout.find(importPath, by.place)
	if err != nil {
		l.pkgs[key] = nil
		return
	}
	p := &pkg{}
	l.pkgs[key] = p
	l.wg.Go(func() { l.open(p, at, false) })
}

// resolve returns the path by which a package is known that this one imports:
// Go's library has vendored packages of its own.
func (p *place) resolve(importPath string) string {
	if first, _, _ := strings.Cut(importPath, "/"); p.standard && strings.Contains(first, ".") {
		return "vendor/" + importPath
	}
	return importPath
}

// unit is what is checked in one go.
type unit struct {
	path    string // of the types package
	variant string // the tests that it is compiled for, "" for what others see
	pkg     *pkg
	files   []*file
	full    bool // bodies of functions are checked
	deps    map[string]*unit
	errs    []Error // found before types are checked
	cyclic  map[string]bool
	state   int // of link: 0 untouched, 1 under way, 2 done

	key  unitKey
	out  *outcome
	done chan struct{}
}

// link makes the units of all targets.
func (g *graph) link() {
	for _, p := range g.targets {
		g.unitOf(p.path)
	}
	for _, p := range g.targets {
		g.linkTests(p)
	}
}

// unitOf returns what others see of a package, nil where there is none.
func (g *graph) unitOf(importPath string) *unit {
	if u := g.plain[importPath]; u != nil {
		return u
	}
	p := g.pkgs[importPath]
	if p == nil || len(p.files) == 0 {
		return nil
	}
	u := &unit{path: importPath, pkg: p, files: p.files, full: p.target && p.needsOwnCheck()}
	g.plain[importPath] = u
	g.connect(u)
	return u
}

// connect finds the units that a unit imports and puts it behind them.
func (g *graph) connect(u *unit) {
	u.state, u.deps, u.cyclic = 1, map[string]*unit{}, map[string]bool{}
	g.stack = append(g.stack, u)
	for _, f := range u.files {
		for _, im := range f.imports {
			if im.path == "C" || im.path == "unsafe" || u.deps[im.path] != nil {
				continue
			}
			switch d := g.unitOf(u.pkg.resolve(im.path)); {
			case d == nil:
			case d.state == 1:
				u.cyclic[im.path] = true
				g.blameCycle(d)
			default:
				u.deps[im.path] = d
			}
		}
	}
	u.state = 2
	g.stack = g.stack[:len(g.stack)-1]
	g.units = append(g.units, u)
}

// blameCycle notes the imports that lead from a unit to itself, each where it
// stands.
func (g *graph) blameCycle(first *unit) {
	cycle := g.stack[slices.Index(g.stack, first):]
	for i, u := range cycle {
		to := cycle[(i+1)%len(cycle)]
		for _, f := range u.files {
			for _, im := range f.imports {
				if u.pkg.resolve(im.path) == to.path {
					u.errs = append(u.errs, Error{f.path, im.line, im.col, "import cycle not allowed"})
				}
			}
		}
	}
}

// linkTests makes the units of a target's tests: the package with its own test
// files, and the package beside it, for which everything between the two is
// compiled against the former.
func (g *graph) linkTests(p *pkg) {
	plain := g.plain[p.path]
	aug := plain
	if len(p.tests) > 0 {
		aug = &unit{path: p.path, variant: p.path, pkg: p, files: slices.Concat(p.files, p.tests), full: true}
		g.connect(aug)
		g.findTestCycles(aug, plain)
	}
	if len(p.external) == 0 {
		return
	}
	x := &unit{path: p.path + "_test", variant: p.path, pkg: p, files: p.external, full: true}
	g.connect(x)
	if aug == nil {
		return
	}
	if plain == nil && slices.ContainsFunc(p.external, func(f *file) bool { return f.imported(p.path) }) {
		x.deps[p.path] = aug
	}
	v := &variants{graph: g, of: p.path, plain: plain, aug: aug, made: map[*unit]*unit{}}
	for name, d := range x.deps {
		x.deps[name] = v.of1(d)
	}
	// of1 has appended what x needs behind it
	g.units = append(slices.DeleteFunc(g.units, func(u *unit) bool { return u == x }), x)
}

// findTestCycles reports imports of a package's own tests that come back to it.
func (g *graph) findTestCycles(aug, plain *unit) {
	if plain == nil {
		return
	}
	v := &variants{graph: g, plain: plain, reach: map[*unit]bool{}}
	for _, f := range aug.pkg.tests {
		for _, im := range f.imports {
			if d := aug.deps[im.path]; d != nil && v.reaches(d) {
				aug.errs = append(aug.errs, Error{f.path, im.line, im.col, "import cycle not allowed in test"})
			}
		}
	}
}

// variants are the units that a package's external tests need in a form of
// their own, because they import the package, which has test files.
type variants struct {
	graph      *graph
	of         string
	plain, aug *unit
	made       map[*unit]*unit
	reach      map[*unit]bool
}

func (v *variants) reaches(u *unit) bool {
	if u == v.plain {
		return true
	}
	if r, ok := v.reach[u]; ok {
		return r
	}
	v.reach[u] = false
	for _, d := range u.deps {
		if v.reaches(d) {
			v.reach[u] = true
			return true
		}
	}
	return false
}

// of1 returns the form of a unit that external tests see.
func (v *variants) of1(u *unit) *unit {
	if u == v.plain || v.plain == nil || v.aug == v.plain {
		if u == v.plain {
			return v.aug
		}
		return u
	}
	if m := v.made[u]; m != nil {
		return m
	}
	v.made[u] = u
	changed := map[string]*unit{}
	for name, d := range u.deps {
		if n := v.of1(d); n != d {
			changed[name] = n
		}
	}
	if len(changed) == 0 {
		return u
	}
	m := &unit{path: u.path, variant: v.of, pkg: u.pkg, files: u.files, cyclic: u.cyclic, deps: map[string]*unit{}, state: 2}
	for name, d := range u.deps {
		m.deps[name] = d
		if n := changed[name]; n != nil {
			m.deps[name] = n
		}
	}
	v.made[u] = m
	v.graph.units = append(v.graph.units, m)
	return m
}
