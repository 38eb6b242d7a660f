package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Volumes and networks are unions: exactly one source must be set, and the
// admitter counts them. A new source that is not counted is refused.

// unionDirs are the packages that count the members of a union, by its struct.
var unionDirs = map[string]string{
	"VolumeSource":  "pkg/virt-api/webhooks/validating-webhook/admitters",
	"NetworkSource": "pkg/network/admitter",
}

// volumeSources counts new members of the source unions in the admitter.
func (c *Context) volumeSources() {
	for _, p := range c.Fields().Planned {
		h := p.Last()
		dir, ok := unionDirs[h.Owner.Name]
		if !ok || !h.Ptr {
			continue
		}
		c.countMember(dir, h, c.plannedAt(p))
	}
}

// plannedAt returns the plan line of a planned field.
func (c *Context) plannedAt(p FieldPath) diag.Pos {
	for _, f := range c.Feature.Fields {
		if f.JSON.Value == p.Last().JSON || strings.HasSuffix(strings.TrimSuffix(f.Path.Value, "[]"), p.Last().JSON) {
			return f.At()
		}
	}
	return diag.Pos{}
}

// countMember finds the ifs that count the members of a union and adds one for
// the new member after the last.
func (c *Context) countMember(dir string, h checkout.Hop, from diag.Pos) {
	what := "count of source " + h.Go
	counted := false
	for _, f := range c.Tree.Mentioning(dir, "++") {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			last, counter, have := c.counting(f, fd, h)
			if last == nil {
				continue
			}
			counted = true
			if have {
				c.Present(what+" in "+fd.Name.Name, from, f.Pos(fd.Pos()))
				continue
			}
			v, _, _ := strings.Cut(f.NodeText(last.Cond), ".")
			line := f.LineStart(f.Offset(last.Pos()))
			indent := string(f.Src[line:f.Offset(last.Pos())])
			text := indent + "if " + v + "." + h.Go + " != nil {\n" + indent + "\t" + counter + "++\n" + indent + "}\n"
			c.Insert(f.Path, f.LineEnd(f.Offset(last.End())), text, from)
			c.Added(what+" in "+fd.Name.Name, from, f.Pos(fd.Pos()))
		}
	}
	if !counted {
		c.Left(what, "no function that counts the members of "+h.Owner.Name+" was found in "+path.Base(dir), from)
	}
}

// counting finds a run of at least three "if x.Member != nil { n++ }" for
// members of the union; it returns the last of them, the counter they share,
// and whether the new member is counted.
func (c *Context) counting(f *checkout.GoFile, fd *ast.FuncDecl, h checkout.Hop) (last *ast.IfStmt, counter string, have bool) {
	members := map[string]bool{}
	for _, field := range h.Owner.Node.Fields.List {
		for _, id := range field.Names {
			members[id.Name] = true
		}
	}
	count := map[string]int{}
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		is, ok := n.(*ast.IfStmt)
		if !ok {
			return true
		}
		be, ok := is.Cond.(*ast.BinaryExpr)
		if !ok || be.Op.String() != "!=" || f.NodeText(be.Y) != "nil" {
			return true
		}
		sel, ok := be.X.(*ast.SelectorExpr)
		if !ok || !members[sel.Sel.Name] {
			return true
		}
		have = have || sel.Sel.Name == h.Go
		for _, st := range is.Body.List {
			if inc, ok := st.(*ast.IncDecStmt); ok {
				name := f.NodeText(inc.X)
				if count[name]++; counter == "" || count[name] >= count[counter] {
					counter, last = name, is
				}
			}
		}
		return true
	})
	if count[counter] < 3 {
		return nil, "", false
	}
	return last, counter, have
}
