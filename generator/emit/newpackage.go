package emit

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// newSources begins the listed source files of new packages that no emitter had
// anything to write into: without them the package's tests and its BUILD file
// would stand alone. In packages of today such files are only reported.
func (c *Context) newSources() {
	if !c.runs("internal") {
		return
	}
	for _, f := range c.Feature.Files {
		p := path.Clean(f.Path.Value)
		if f.State != feature.FileNew || c.Fresh(p) != nil || !c.opensPackage(p) {
			continue
		}
		nf := c.NewFile(p, f.Path.At)
		nf.Emitter = "internal"
		why := "the plan does not say what it declares"
		if note := strings.TrimRight(code.PlainWords(f.Note.Value), "."); note != "" {
			nf.Add(gosrc.Comment("", "TODO: "+note), f.Path.At)
			why = "not written; the plan says: " + note
		}
		c.Added("file "+p, f.Path.At, diag.Pos{File: p})
		c.Left("declarations in "+p, why, f.Path.At)
	}
}

// opensPackage reports whether a file is the hand-written source of a library
// package that the checkout lacks.
func (c *Context) opensPackage(p string) bool {
	dir := path.Dir(p)
	if !strings.HasPrefix(p, "pkg/") || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || checkout.IsGenerated(path.Base(p)) || c.Tree.Exists(p) {
		return false
	}
	for _, name := range c.Tree.Files(dir) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			return false
		}
	}
	return code.IsIdentifier(c.PackageName(p))
}
