package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Checks of one architecture are called by that architecture's bundle, and the
// bundles by a switch.

// callBundle calls the bundle of a new architecture where those of the others
// are called: a case in the switch.
func (c *Context) callBundle(ck *check) bool {
	if ck.at != atArch {
		return false
	}
	fd := c.bundleSibling(ck)
	if fd == nil || len(ck.rules) > 0 {
		return c.callInBundle(ck)
	}
	arch := ""
	for _, a := range architectures {
		if strings.Contains(strings.ToLower(ck.name), a) {
			arch = a
		}
	}
	for _, f := range c.Tree.Mentioning("pkg/virt-api/webhooks/validating-webhook/admitters", fd.Name.Name) {
		for _, d := range f.AST.Decls {
			if caller, ok := d.(*ast.FuncDecl); ok && caller.Body != nil && c.addCase(f, caller, fd.Name.Name, ck, arch) {
				return true
			}
		}
	}
	return false
}

// callInBundle calls a check of one architecture in that architecture's bundle.
func (c *Context) callInBundle(ck *check) bool {
	arch := archOf(ck.name)
	for _, fn := range c.Feature.Functions {
		if fn.Name.Value != ck.name && isValidator(fn) && strings.Contains(strings.ToLower(fn.Name.Value), arch) && placeOfFile(fn.File.Value) == atArch {
			if b := (&check{name: fn.Name.Value, file: fn.File.Value}); c.bundleSibling(b) != nil {
				return true // the new bundle calls it
			}
		}
	}
	for _, f := range c.Tree.Package(path.Dir(ck.file)).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if ok && fd.Recv == nil && arch != "" && strings.Contains(strings.ToLower(fd.Name.Name), arch) && strings.Contains(bareTypes(f, fd), "VirtualMachineInstanceSpec) []StatusCause") && strings.Contains(fd.Name.Name, "Setting") {
				c.addCall(callSite{f, fd, feature.Text{}}, ck, c.formOf(ck))
				return true
			}
		}
	}
	return false
}

// addCase adds a case for an architecture beside the one that calls sib.
func (c *Context) addCase(f *checkout.GoFile, fd *ast.FuncDecl, sib string, ck *check, arch string) bool {
	what := "case of " + arch + " in " + fd.Name.Name
	var last, like *ast.CaseClause
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if cc, ok := n.(*ast.CaseClause); ok && len(cc.List) > 0 {
			for _, st := range cc.Body {
				if strings.Contains(f.NodeText(st), sib+"(") {
					like = cc
				}
			}
			if like != nil || last == nil {
				last = cc
			}
			last = cc
		}
		return true
	})
	if like == nil {
		return false
	}
	if pos, ok := checkCallIn(f, fd, ck.name); ok {
		c.Present(what, ck.from, pos)
		return true
	}
	text := f.NodeText(like)
	old := f.NodeText(like.List[0])
	text = strings.Replace(strings.Replace(text, old, `"`+arch+`"`, 1), sib+"(", ck.name+"(", 1)
	at := f.LineStart(f.Offset(like.Pos()))
	indent := string(f.Src[at:f.Offset(like.Pos())])
	c.Insert(f.Path, f.LineEnd(f.Offset(last.End())), indent+text+"\n", ck.from)
	c.Added(what, ck.from, f.Pos(fd.Pos()))
	return true
}
