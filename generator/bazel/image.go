// This file writes the rules that no Go file asks for: the binary of a command
// under a name of its own, the image it is shipped in, and the target that
// pushes the image. Their form is that of the commands the checkout has.
package bazel

import (
	"path"
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Tool is a command, by the directory of its main file and the name of its
// binary.
type Tool struct{ Dir, Binary string }

// Image is a container image, by the directory of its BUILD file and its name,
// with the tools in it.
type Image struct {
	Dir, Name string
	TestOnly  bool
	Tools     []Tool
}

// Label returns the label of the image's rule.
func (i Image) Label() string { return "//" + i.Dir + ":" + i.rule() }

func (i Image) rule() string { return i.Name + "-image" }

// The rule kinds of images, of rules_oci and rules_pkg.
const (
	ociImage = "oci_image"
	ociPush  = "oci_push"
	pkgTar   = "pkg_tar"
)

// Images knows how a checkout builds its images.
type Images struct {
	tree    *checkout.Tree
	modules map[string]string // where a rule kind is loaded from
	base    string            // what images are built on
	folder  string            // where binaries go
	user    string            // whom images of components run as; "" if nobody in particular
	layers  []*build.CallExpr // rules below the images of components
	emitter string
}

// ImagesOf learns from the BUILD files of cmd/ how images are built. It returns
// false where none is built by rules_oci; KubeVirt does so since v1.7.
func ImagesOf(t *checkout.Tree, emitter string) (*Images, bool) {
	im := &Images{tree: t, modules: map[string]string{}, emitter: emitter}
	bases, folders, users := tally{}, tally{}, tally{}
	for _, dir := range commandDirs(t) {
		d := openBuild(t, dir)
		if d == nil {
			continue
		}
		im.learnLoads(d)
		for _, r := range d.file.Rules(pkgTar) {
			if isBinaryOf(d, r) {
				folders.add(strings.TrimSuffix(r.AttrString("package_dir"), "/"))
			}
		}
		for _, r := range d.file.Rules(ociImage) {
			if base := r.AttrString("base"); strings.HasPrefix(base, "//:") {
				bases.add(base)
			}
			if user := r.AttrString("user"); user != "" {
				users.add(user)
				im.learnLayers(d, r)
			}
		}
	}
	im.base, im.folder, im.user = bases.most(), folders.most(), users.most()
	return im, im.base != "" && im.modules[ociImage] != "" && im.modules[pkgTar] != ""
}

// commandDirs returns the directories of cmd/, two levels deep, sorted.
func commandDirs(t *checkout.Tree) []string {
	var out []string
	for _, a := range t.Dirs("cmd") {
		out = append(out, "cmd/"+a)
		for _, b := range t.Dirs("cmd/" + a) {
			out = append(out, "cmd/"+a+"/"+b)
		}
	}
	return out
}

func (im *Images) learnLoads(d *document) {
	for _, x := range d.file.Stmt {
		if l, ok := x.(*build.LoadStmt); ok {
			for _, to := range l.To {
				if im.modules[to.Name] == "" {
					im.modules[to.Name] = l.Module.Value
				}
			}
		}
	}
}

// learnLayers keeps the first set of rules that the image of a component
// stands on in its own file.
func (im *Images) learnLayers(d *document, r *build.Rule) {
	base, own := strings.CutPrefix(r.AttrString("base"), ":")
	below := d.named(ociImage, base)
	if !own || below == nil || im.layers != nil || !strings.HasPrefix(below.AttrString("base"), "//:") {
		return
	}
	for _, tar := range below.AttrStrings("tars") {
		if p := d.named(pkgTar, strings.TrimPrefix(tar, ":")); p != nil && !isBinaryOf(d, p) {
			im.layers = append(im.layers, p.Call)
		}
	}
	im.layers = append(im.layers, below.Call)
}

// isBinaryOf reports whether a tar holds a binary of its own file.
func isBinaryOf(d *document, tar *build.Rule) bool {
	return slices.ContainsFunc(tar.AttrStrings("srcs"), func(s string) bool {
		return d.named("go_binary", strings.TrimPrefix(s, ":")) != nil
	})
}

type tally map[string]int

func (c tally) add(s string) { c[s]++ }

// most returns the most frequent value, the first in order among equals.
func (c tally) most() string {
	best := ""
	for s, n := range c {
		if n > c[best] || n == c[best] && s < best {
			best = s
		}
	}
	return best
}

// Binary returns the BUILD file of a new command whose binary is not called
// like its directory; gazelle then adds what is in it. Nothing is asked for
// where the directory has a binary or the tree no bazel.
func Binary(t *checkout.Tree, tool Tool, emitter string, from diag.Pos) change.Set {
	d := open(t, tool.Dir)
	if d == nil || d.has("go_binary") || tool.Binary == path.Base(tool.Dir) {
		return change.Set{}
	}
	addBinary(t, d, tool)
	return d.edits(emitter, from)
}

func addBinary(t *checkout.Tree, d *document, tool Tool) {
	importPath := openWorkspace(t).importPath(tool.Dir)
	if d.lib(importPath) == nil {
		lib := d.add("go_library", ruleName)
		lib.SetAttr("importpath", text(importPath))
		lib.SetAttr("visibility", texts([]string{"//visibility:private"}))
	}
	bin := d.add("go_binary", tool.Binary)
	bin.SetAttr("embed", texts([]string{":" + d.lib(importPath).Name()}))
	bin.SetAttr("visibility", texts([]string{visibilityOf(tool.Dir)}))
}

// open returns the BUILD file of a directory, or a new one where the tree is
// built with bazel.
func open(t *checkout.Tree, dir string) *document {
	if d := openBuild(t, dir); d != nil {
		return d
	}
	if buildFile(t, dir) != "" || buildFile(t, ".") == "" {
		return nil
	}
	return newDocument(dir)
}

// Add returns the edits that build an image: the binary of a tool in the same
// directory, a tar for each tool, and the image. It returns false where the
// rule is there already, or the BUILD file cannot be read.
func (im *Images) Add(i Image, from diag.Pos) (change.Set, bool) {
	d := open(im.tree, i.Dir)
	if d == nil || d.named(ociImage, i.rule()) != nil {
		return change.Set{}, false
	}
	for _, tool := range i.Tools {
		if tool.Dir == i.Dir && !d.has("go_binary") {
			addBinary(im.tree, d, tool)
		}
	}
	base := im.base
	if component := !i.TestOnly && im.user != "" && len(i.Tools) == 1 && i.Tools[0].Dir == i.Dir; component && len(im.layers) > 0 {
		base = ":" + im.stack(d)
	}
	var tars []string
	for _, tool := range i.Tools {
		tars = append(tars, ":"+im.tar(d, i, tool))
	}
	r := im.rule(d, len(d.file.Stmt), ociImage, i.rule(), i.TestOnly)
	r.SetAttr("base", text(base))
	if len(i.Tools) == 1 && i.Tools[0].Dir == i.Dir {
		r.SetAttr("entrypoint", texts([]string{path.Join(im.folder, i.Tools[0].Binary)}))
		if !i.TestOnly && im.user != "" {
			r.SetAttr("user", text(im.user))
		}
	}
	r.SetAttr("tars", texts(tars))
	r.SetAttr("visibility", texts([]string{"//visibility:public"}))
	return d.edits(im.emitter, from), true
}

// stack adds the rules that images of components stand on and returns the name
// of the last.
func (im *Images) stack(d *document) string {
	name := ""
	for _, call := range im.layers {
		r := build.NewRule(call)
		name = r.Name()
		if d.named(r.Kind(), name) == nil {
			d.loadFrom(im.modules[r.Kind()], r.Kind())
			d.file.Stmt = append(d.file.Stmt, call)
		}
	}
	return name
}

// tar adds the tar of a tool's binary and returns its name.
func (im *Images) tar(d *document, i Image, tool Tool) string {
	label := ":" + tool.Binary
	if tool.Dir != i.Dir {
		label = "//" + tool.Dir + label
	}
	r := im.rule(d, len(d.file.Stmt), pkgTar, tool.Binary+"-tar", i.TestOnly)
	r.SetAttr("srcs", texts([]string{label}))
	r.SetAttr("package_dir", text(im.folder))
	return r.Name()
}

// rule puts a rule before the statement of that number.
func (im *Images) rule(d *document, at int, kind, name string, testOnly bool) *build.Rule {
	r := d.insert(at, kind, name)
	d.loadFrom(im.modules[kind], kind)
	if testOnly {
		r.SetAttr("testonly", &build.Ident{Name: "True"})
	}
	return r
}

// Push returns the edit that adds the target that pushes an image, after the
// last one of an image of cmd/. It returns false where the target is there
// already, and an empty set where the root has no such targets.
func (im *Images) Push(i Image, from diag.Pos) (change.Set, bool) {
	d := openBuild(im.tree, ".")
	if d == nil || d.named(ociPush, "push-"+i.Name) != nil {
		return change.Set{}, d == nil
	}
	at, registries := 0, tally{}
	for _, r := range d.file.Rules(ociPush) {
		registries.add(path.Dir(r.AttrString("repository")))
		if strings.HasPrefix(r.AttrString("image"), "//cmd/") {
			at = slices.IndexFunc(d.file.Stmt, func(x build.Expr) bool { return x == r.Call }) + 1
		}
	}
	if at == 0 {
		return change.Set{}, true
	}
	r := im.rule(d, at, ociPush, "push-"+i.Name, i.TestOnly)
	r.SetAttr("image", text(i.Label()))
	r.SetAttr("repository", text(path.Join(registries.most(), i.Name)))
	return d.edits(im.emitter, from), true
}
