// This file defines who else must be compiled: those who import a package whose
// existing declarations change, for an addition breaks nobody.
package verify

import (
	"bytes"
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// callers returns the directories that import a package in which the signature
// of an existing function or the method set of an existing interface changes.
func (v *verification) callers() []string {
	var wanted [][]byte
	for _, dir := range v.packageDirs() {
		if v.isReshaped(dir) {
			wanted = append(wanted, []byte("/"+strings.TrimPrefix(dir, stagingDir)+"\""))
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var out []string
	for _, top := range []string{"pkg", "cmd", "tests", "tools", "staging"} {
		v.walk(top, func(dir string, src []byte) {
			if slices.ContainsFunc(wanted, func(w []byte) bool { return bytes.Contains(src, w) }) {
				out = append(out, dir)
			}
		})
	}
	return out
}

func (v *verification) walk(dir string, visit func(dir string, src []byte)) {
	for _, name := range v.next.Files(dir) {
		if strings.HasSuffix(name, ".go") {
			if src, err := v.next.Read(path.Join(dir, name)); err == nil {
				visit(dir, src)
			}
		}
	}
	for _, name := range v.next.Dirs(dir) {
		if name != "testdata" && name != "vendor" && name[0] != '.' && name[0] != '_' {
			v.walk(path.Join(dir, name), visit)
		}
	}
}

func (v *verification) isReshaped(dir string) bool {
	for _, p := range v.changed {
		if path.Dir(p) != dir || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			continue
		}
		was, now := shape(v.base, p), shape(v.next, p)
		for name, text := range was {
			if now[name] != text {
				return true
			}
		}
	}
	return false
}

// shape returns the exported functions, methods and interfaces of a file by
// name, as they are written.
func shape(t *checkout.Tree, p string) map[string]string {
	out := map[string]string{}
	f, err := t.Go(p)
	if err != nil {
		return out
	}
	for _, d := range f.AST.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				out[checkout.ReceiverName(d)+"."+d.Name.Name] = fold(f.NodeText(d.Type))
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.IsExported() {
					if _, ok := ts.Type.(*ast.InterfaceType); ok {
						out[ts.Name.Name] = fold(f.NodeText(ts.Type))
					}
				}
			}
		}
	}
	return out
}

func fold(text string) string { return strings.Join(strings.Fields(text), " ") }
