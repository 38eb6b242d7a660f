package code

import (
	"go/ast"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// ComponentDirs says where the code of a component lies; the first directory
// is searched first.
var ComponentDirs = map[string][]string{
	"virt-api":        {"pkg/virt-api", "pkg/instancetype", "pkg/storage", "pkg/network"},
	"virt-controller": {"pkg/virt-controller", "pkg/controller", "pkg/instancetype", "pkg/storage", "pkg/network", "pkg/hypervisor"},
	"virt-handler":    {"pkg/virt-handler", "cmd/virt-handler", "pkg/hypervisor", "pkg/network"},
	"virt-launcher":   {"pkg/virt-launcher", "cmd/virt-launcher", "pkg/hypervisor", "pkg/network"},
	"virt-operator":   {"pkg/virt-operator", "cmd/virt-operator"},
}

// place decides the file of a new function.
func (p *Plan) place(nf *PlacedFunc) bool {
	file, why := p.FileFor(nf.Function)
	if file == "" {
		p.Left(nf.Title(), why, nf.At())
		return false
	}
	nf.Home = file
	return true
}

// FileFor completes what the plan says about a file: a full path, a directory,
// a base name, or nothing (then the caller's file, or the one that declares
// the receiver).
func (p *Plan) FileFor(fn feature.Function) (file, why string) {
	if fn.File.Empty() {
		return p.fileOfCaller(fn)
	}
	return p.CompletePath(strings.TrimSuffix(fn.File.Value, "/"), fn.Component.Value)
}

// CompletePath turns a path as written in a plan into the path of a Go file
// that exists or that the plan lists as new. The second result says why none
// was found.
func (p *Plan) CompletePath(name, component string) (file, why string) {
	switch {
	case !fs.ValidPath(name):
		return "", name + " is no path inside the checkout"
	case strings.HasSuffix(name, ".go") && strings.Contains(name, "/"):
		if p.Tree.Exists(name) || p.ListedNew(name) {
			return name, ""
		}
		if hits := p.endingIn("/" + name); len(hits) == 1 {
			return hits[0], ""
		}
		return "", "the checkout has no " + name + ", and the plan does not list it as a new file"
	case strings.HasSuffix(name, ".go"):
		return p.baseName(name, component)
	}
	return p.directory(name)
}

// directory picks the file of a package: the only new file listed there.
func (p *Plan) directory(dir string) (file, why string) {
	var hits []string
	for _, f := range p.Feature.Files {
		if f.State == feature.FileNew && path.Dir(f.Path.Value) == dir && strings.HasSuffix(f.Path.Value, ".go") && !strings.HasSuffix(f.Path.Value, "_test.go") {
			hits = append(hits, f.Path.Value)
		}
	}
	if len(hits) == 0 {
		for _, f := range p.Tree.Package(dir).Files {
			hits = append(hits, f.Path)
		}
	}
	if len(hits) == 1 {
		return hits[0], ""
	}
	return "", "the plan names the directory " + dir + " but no file in it"
}

// ListedNew reports whether the plan lists a file as new.
func (p *Plan) ListedNew(name string) bool {
	return slices.ContainsFunc(p.Feature.Files, func(f feature.File) bool { return f.State == feature.FileNew && f.Path.Value == name })
}

// baseName finds the file a plan names without its directory: among the files
// the plan lists, else below the component, else anywhere in the checkout.
func (p *Plan) baseName(base, component string) (file, why string) {
	var listed []string
	for _, f := range p.Feature.Files {
		if path.Base(f.Path.Value) == base && strings.Contains(f.Path.Value, "/") && !slices.Contains(listed, f.Path.Value) {
			listed = append(listed, f.Path.Value)
		}
	}
	code := slices.DeleteFunc(slices.Clone(listed), func(q string) bool { return strings.HasPrefix(q, "tests/") })
	if len(code) == 1 { // functional tests may have the name of what they test
		return code[0], ""
	}
	if len(listed) > 0 {
		return "", base + " can be any of " + strings.Join(listed, ", ")
	}
	all := p.endingIn("/" + base)
	for _, dir := range ComponentDirs[component] {
		if hits := pathsBelow(all, dir); len(hits) == 1 {
			return hits[0], ""
		} else if len(hits) > 1 {
			return "", base + " can be any of " + strings.Join(hits, ", ")
		}
	}
	switch len(all) {
	case 1:
		return all[0], ""
	case 0:
		return "", "the checkout has no file " + base
	}
	return "", base + " can be any of " + strings.Join(all[:min(3, len(all))], ", ")
}

func pathsBelow(paths []string, dir string) []string {
	var out []string
	for _, q := range paths {
		if strings.HasPrefix(q, dir+"/") {
			out = append(out, q)
		}
	}
	return out
}

// endingIn returns the hand-written files of the components whose path ends in
// a suffix. Directories are walked once, and only where a plan needs it.
func (p *Plan) endingIn(suffix string) []string {
	if p.index == nil {
		p.index = map[string][]string{}
		for _, top := range CodeDirs {
			p.walkFiles(top)
		}
	}
	var out []string
	for _, q := range p.index[path.Base(suffix)] {
		if strings.HasSuffix(q, suffix) {
			out = append(out, q)
		}
	}
	return out
}

func (p *Plan) walkFiles(dir string) {
	for _, name := range p.Tree.Files(dir) {
		if strings.HasSuffix(name, ".go") {
			p.index[name] = append(p.index[name], dir+"/"+name)
		}
	}
	for _, d := range p.Tree.Dirs(dir) {
		if d != "testdata" && d != "vendor" {
			p.walkFiles(dir + "/" + d)
		}
	}
}

// fileOfCaller puts a function without a file beside its caller or its
// receiver's type.
func (p *Plan) fileOfCaller(fn feature.Function) (file, why string) {
	for _, call := range fn.Calls {
		if !call.File.Empty() {
			if file, _ := p.CompletePath(call.File.Value, fn.Component.Value); file != "" {
				return file, ""
			}
		}
	}
	if !fn.Receiver.Empty() {
		for _, t := range p.Types[fn.Receiver.Value] {
			if !t.File.Empty() {
				return p.CompletePath(t.File.Value, fn.Component.Value)
			}
		}
		for _, dir := range p.PlanDirs(fn.Component.Value) {
			if f, ts := p.Tree.Package(dir).FindType(fn.Receiver.Value); ts != nil {
				return f.Path, ""
			}
		}
	}
	if file := p.callersFile(fn); file != "" {
		return file, ""
	}
	return "", "the plan does not say in which file"
}

// callersFile looks for the named callers in the packages the plan touches.
func (p *Plan) callersFile(fn feature.Function) string {
	for _, call := range fn.Calls {
		recv, name := SplitMethod(call.Func.Value)
		for _, dir := range p.PlanDirs(fn.Component.Value) {
			for _, f := range p.Tree.Mentioning(dir, name) {
				for _, d := range f.AST.Decls {
					if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == name && (recv == "" || checkout.ReceiverName(fd) == recv) && !p.newOrAbsent(f.Path) {
						return f.Path
					}
				}
			}
		}
	}
	return ""
}

func (p *Plan) newOrAbsent(file string) bool { return !p.Tree.Exists(file) }

// PlanDirs lists the directories of the files the plan names, those of the
// component first.
func (p *Plan) PlanDirs(component string) []string {
	var first, rest []string
	for _, f := range p.Feature.Files {
		dir := path.Dir(f.Path.Value)
		if !strings.HasSuffix(f.Path.Value, ".go") || slices.Contains(first, dir) || slices.Contains(rest, dir) {
			continue
		}
		if slices.ContainsFunc(ComponentDirs[component], func(d string) bool { return strings.HasPrefix(dir+"/", d+"/") }) {
			first = append(first, dir)
		} else {
			rest = append(rest, dir)
		}
	}
	return append(first, rest...)
}

// CodeDirs hold the hand-written code of a checkout, tests included.
var CodeDirs = []string{"pkg", "cmd", "tests", "tools"}
