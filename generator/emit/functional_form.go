package emit

import (
	"go/ast"
	"path"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// functionalForm returns how the files beside a new functional test open their
// containers, and whether that makes them Serial already. Three forms are in
// use: Describe(SIG("…")), SIGDescribe("…"), and where a directory has neither
// Describe("[sig-x] …", decorators.SigX), best with the plan's SIG.
func (c *Context) functionalForm(p string, serial bool) (opening, bool) {
	forms := map[string]opening{}
	wrappers, plain := map[string]int{}, map[string]int{}
	own, label := c.sigDecorator(c.Feature.SIG.Value)
	for _, f := range c.neighbours(p) {
		for _, d := range describes(f) {
			fm, key := c.readForm(d, p)
			switch {
			case key == "" || isSerial(key) && !serial:
				continue
			case fm.wrapper+fm.call != "":
				wrappers[key]++
			default:
				plain[key]++
			}
			forms[key] = fm
		}
	}
	key := choose(wrappers, isSerial)
	if key == "" {
		key = choose(plain, func(k string) bool { return k == "plain "+own })
	}
	if key != "" {
		c.useForm(forms[key], p)
		return c.qualified(forms[key], p), isSerial(key)
	}
	fm := opening{}
	if own != "" {
		fm.prefix = "[" + label + "] "
		fm.decorators = []string{c.Imports(p).Qualify(decoratorsPkg, own)}
	}
	return fm, false
}

func isSerial(key string) bool { return strings.Contains(key, "Serial") }

// choose returns the most frequent key, of those preferred if there are any.
func choose(count map[string]int, prefer func(string) bool) string {
	keys := make([]string, 0, len(count))
	for k := range count {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		switch {
		case prefer(a) != prefer(b):
			return prefer(a)
		case count[a] != count[b]:
			return count[a] > count[b]
		}
		return a < b
	})
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// neighbours returns the other test files of the directory.
func (c *Context) neighbours(p string) []*checkout.GoFile {
	dir := path.Dir(p)
	if dir == testsDir {
		return c.Tree.Tests(dir).Files
	}
	return c.Tree.Package(dir).Files
}

// readForm reads the form of a container; the key tells forms apart.
func (c *Context) readForm(d container, p string) (opening, string) {
	f := d.file
	fun := f.NodeText(d.call.Fun)
	name := fun[strings.LastIndexByte(fun, '.')+1:]
	if name != "Describe" {
		if focus := name[0] == 'F' || name[0] == 'P'; strings.Contains(name, "Describe") && !focus && ast.IsExported(name) {
			return opening{call: fun}, "call " + fun
		}
		return opening{}, ""
	}
	if inner, ok := d.call.Args[len(d.call.Args)-1].(*ast.CallExpr); ok {
		wrapper := f.NodeText(inner.Fun)
		return opening{wrapper: wrapper}, "wrapper " + wrapper
	}
	if path.Dir(p) == testsDir {
		return opening{}, "" // flat files belong to all SIGs
	}
	var fm opening
	for _, a := range d.call.Args[1:] {
		sel, ok := a.(*ast.SelectorExpr)
		if ok && f.NodeText(sel.X) == "decorators" && strings.HasPrefix(sel.Sel.Name, "Sig") {
			fm.decorators = append(fm.decorators, sel.Sel.Name)
		}
	}
	if len(fm.decorators) == 0 {
		return opening{}, ""
	}
	fm.prefix = sigPrefix(d.title)
	return fm, "plain " + strings.Join(fm.decorators, " ")
}

// sigPrefix returns the "[sig-x]" of a title, with a space after it.
func sigPrefix(title string) string {
	i := strings.Index(title, "[sig-")
	if i < 0 {
		return ""
	}
	j := strings.IndexByte(title[i:], ']')
	if j < 0 {
		return ""
	}
	return title[i:i+j+1] + " "
}

// useForm asks for the imports of a wrapper that lives in another package.
func (c *Context) useForm(fm opening, p string) {
	name := fm.wrapper + fm.call
	q, _, ok := strings.Cut(name, ".")
	if !ok {
		return
	}
	if importPath, ok := c.Imports(p).Find(q); ok {
		c.Imports(p).Name(importPath)
	}
}

func (c *Context) qualified(fm opening, p string) opening {
	var out []string
	for _, d := range fm.decorators {
		out = append(out, c.Imports(p).Qualify(decoratorsPkg, d))
	}
	fm.decorators = out
	return fm
}
