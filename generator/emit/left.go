package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// This file tells what the plan says on code of today that no emitter wrote.
// Bodies are the author's; silence would make a reader believe that they are
// done.

// leftWords runs after all emitters: what they wrote, found or left already is
// not told again.
func (c *Context) leftWords() {
	for _, l := range c.Feature.Left {
		if !strings.HasPrefix(l.What.Value, "flag --") && !c.listed(l.What.Value) && !c.told(l.What.At, l.What.Value) { // flags have an emitter, files are told with the other files
			c.Left(l.What.Value, l.Reason, l.What.At)
		}
	}
	for _, fn := range c.Feature.Functions {
		switch {
		case leaves(fn):
			c.leftBehind(fn)
		case fn.Modify && !c.codePlan().inNewFile(fn):
			c.leftChange(fn)
		}
		if c.codePlan().ownedElsewhere(fn) {
			c.leftCalls(fn)
		}
	}
}

// leftCalls leaves the calls of accessors, checks and builders that no emitter
// wrote.
func (c *Context) leftCalls(fn feature.Function) {
	for _, call := range fn.Calls {
		what := "call of " + fn.Name.Value + " in " + call.Func.Value
		same := func(it Item) bool { return it.What == what }
		if slices.ContainsFunc(c.Res.Added, same) || slices.ContainsFunc(c.Res.Present, same) || slices.ContainsFunc(c.Res.Left, same) {
			continue
		}
		at := call.Func.At
		if at.IsZero() {
			at = fn.At()
		}
		if f, fd, _ := c.codePlan().caller(&code.PlacedFunc{Function: fn, Home: fn.File.Value}, call); fd != nil {
			if pos := code.Mentions(f, fd, fn.Name.Value); pos.IsValid() {
				c.Present(what, at, f.Pos(pos))
				continue
			}
		}
		c.Left(what, "what follows from it is not in the plan", at)
	}
}

func (c *Context) listed(file string) bool {
	return slices.ContainsFunc(c.Feature.Files, func(f feature.File) bool { return f.Path.Value == file })
}

// leftChange leaves each thing that the plan wants of an existing function, or
// says that there is none to change.
func (c *Context) leftChange(fn feature.Function) {
	p := c.codePlan()
	what, file := "change of "+fn.Name.Value, ""
	if !fn.Receiver.Empty() {
		what = "change of " + fn.Receiver.Value + "." + fn.Name.Value
	}
	if file, _ = p.FileFor(fn); file != "" {
		what += " in " + file
	}
	f, fd := p.todays(file, fn)
	if fd == nil && c.Tree.Exists(file) && strings.HasSuffix(file, ".go") {
		what += ", where no such function is"
	}
	if fd != nil && c.editedBy(f, fd, fn) {
		return
	}
	last := 0
	for _, s := range fn.Steps {
		if s.At.Line == last && last > 0 || c.written(fn, s) {
			continue
		}
		last = s.At.Line
		c.Res.Left = append(c.Res.Left, Item{Kind: "change", Name: fn.QualifiedName(), What: what, Words: s.Value, Why: "not written; the plan says: " + strings.TrimSuffix(s.Value, "."), From: s.At, At: diag.Pos{File: file}})
	}
}

// todays finds a function or method in the package of a file.
func (p *codePlan) todays(file string, fn feature.Function) (*checkout.GoFile, *ast.FuncDecl) {
	if file == "" {
		return nil, nil
	}
	for _, f := range p.Tree.Mentioning(path.Dir(file), fn.Name.Value) {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == fn.Name.Value && (fn.Receiver.Empty() || checkout.ReceiverName(fd) == fn.Receiver.Value) {
				return f, fd
			}
		}
	}
	return nil, nil
}

// editedBy reports whether the emitters that write bodies from more than the
// words on the function have written into it: checks, gates of functional
// tests, configurators of the domain.
func (c *Context) editedBy(f *checkout.GoFile, fd *ast.FuncDecl, fn feature.Function) bool {
	from, to := f.Pos(fd.Pos()).Line, f.Pos(fd.End()).Line
	if slices.ContainsFunc(c.Res.Present, func(it Item) bool { // what an earlier run wrote
		return it.At.File == f.Path && it.At.Line > from && it.At.Line < to
	}) {
		return true
	}
	return slices.ContainsFunc(c.Res.Set.Edits, func(e change.Edit) bool {
		inside := e.Path == f.Path && e.Start > f.Offset(fd.Pos()) && e.Start < f.Offset(fd.End())
		return inside && (e.Emitter == "gate" || e.Emitter == "webhook" || e.Emitter == "hooks" && fn.Name.Value == converterFunc)
	})
}

// written reports whether a step is what an emitter wrote, found, or left with
// a reason of its own.
func (c *Context) written(fn feature.Function, s feature.Text) bool {
	if longFlag.MatchString(s.Value) && fn.Name.Value == "renderLaunchManifest" {
		return true
	}
	for _, r := range c.Feature.Rules {
		if r.Text.At.Line == s.At.Line || r.Path.At.Line == s.At.Line {
			return true
		}
	}
	for _, l := range c.Feature.Left {
		if l.What.At.Line == s.At.Line && strings.Contains(l.What.Value, fn.Name.Value) {
			return true
		}
	}
	return c.told(s.At, fn.Name.Value)
}

// told reports whether the account has an item of a plan line that names
// something.
func (c *Context) told(at diag.Pos, name string) bool {
	for _, items := range [][]Item{c.Res.Added, c.Res.Present, c.Res.Left} {
		for _, it := range items {
			if it.From.Line == at.Line && it.From.File == at.File && strings.Contains(it.What, name) {
				return true
			}
		}
	}
	return false
}

// tellRules records what became of the rules of a check, each with its words.
func (c *Context) tellRules(list *[]Item, ck *check, at diag.Pos) {
	for _, r := range ck.rules {
		name := r.Path.Or(r.Text).Value
		*list = append(*list, Item{Kind: "rule", Name: name, What: "rule on " + name + " in " + ck.name, Words: r.Text.Value, From: r.Text.At, At: at})
	}
}

// tellCall records what became of a call.
func (c *Context) tellCall(list *[]Item, callee, caller string, from, at diag.Pos) {
	*list = append(*list, work.NewItem("call", callee, caller, from, at))
}
