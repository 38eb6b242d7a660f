package emit

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kubevirt/kvscaffold/generator/bazel"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// The scripts that list the images to build and to push.
const (
	buildImages = "hack/bazel-build-images.sh"
	pushImages  = "hack/bazel-push-images.sh"
)

const (
	logPkg   = "kubevirt.io/client-go/log"
	pflagPkg = "github.com/spf13/pflag"
)

// emitCommands adds the main function of each new program, the name of its
// binary, and the image it is shipped in with everything that builds and
// pushes it. Source of the forms: the programs in cmd/ of the checkout,
// BUILD.bazel, hack/bazel-build-images.sh and hack/bazel-push-images.sh.
func emitCommands(c *Context) {
	shipped := map[string][]feature.Command{}
	var images []string
	for _, cmd := range c.Feature.Commands {
		c.mainFunc(cmd)
		dir := strings.TrimSuffix(cmd.Image.Value, "/")
		if dir != path.Dir(cmd.File.Value) { // else the image brings the binary along
			c.Res.Set.Merge(bazel.Binary(c.Tree, tool(cmd), c.Emitter, cmd.File.At))
		}
		if dir == "" {
			continue
		}
		if shipped[dir] == nil {
			images = append(images, dir)
		}
		shipped[dir] = append(shipped[dir], cmd)
	}
	for _, dir := range images {
		c.image(dir, shipped[dir])
	}
}

func tool(cmd feature.Command) bazel.Tool {
	return bazel.Tool{Dir: path.Dir(cmd.File.Value), Binary: cmd.BinaryName()}
}

// mainFunc writes the main function as most programs of the checkout begin:
// with the log under the program's name, and with flags.
func (c *Context) mainFunc(cmd feature.Command) {
	p, at := cmd.File.Value, cmd.File.At
	what := "program " + cmd.BinaryName()
	if f, fd := c.Tree.Package(path.Dir(p)).FindFunc("", "main"); fd != nil {
		c.Present(what, at, f.Pos(fd.Pos()))
		return
	}
	if c.Tree.Exists(p) {
		c.Left(what, "its file is there already, without a main function", at)
		return
	}
	if slices.ContainsFunc(c.Feature.Functions, func(f feature.Function) bool { return f.Name.Value == "main" && f.File.Value == p }) {
		return // planned step by step
	}
	logs, flags := c.mainHabits()
	im := c.Imports(p)
	var body []jen.Code
	if logs {
		body = append(body, jen.Id(im.Qualify(logPkg, "InitializeLogging")).Call(jen.Lit(cmd.BinaryName())).Line())
	}
	if flags {
		body = append(body, jen.Id(im.Qualify(pflagPkg, "Parse")).Call().Line())
	}
	todo := "TODO: implement"
	if !cmd.Doc.Empty() {
		todo = "TODO: " + cmd.Doc.Value
	}
	for _, line := range gosrc.Wrap(todo, 100) {
		body = append(body, jen.Comment(line))
	}
	c.Append(p, gosrc.Render(jen.Func().Id("main").Params().Block(body...)), at)
	c.NewFile(p, at).Package = "main"
	c.Added(what, at, diag.Pos{File: p})
}

// mainHabits reports whether at least half of the programs with KubeVirt's log
// and flags set them up in main.
func (c *Context) mainHabits() (logs, flags bool) {
	all, withLog, withFlags := 0, 0, 0
	for _, a := range c.Tree.Dirs("cmd") {
		for _, name := range c.Tree.Files("cmd/" + a) {
			src, err := c.Tree.Read(path.Join("cmd", a, name))
			if err != nil || !strings.HasSuffix(name, ".go") || !bytes.Contains(src, []byte("\nfunc main() {")) {
				continue
			}
			all++
			if bytes.Contains(src, []byte(`"`+logPkg+`"`)) && bytes.Contains(src, []byte(".InitializeLogging(")) {
				withLog++
			}
			if bytes.Contains(src, []byte(`"`+pflagPkg+`"`)) {
				withFlags++
			}
		}
	}
	return 2*withLog >= all && withLog > 0, 2*withFlags >= all && withFlags > 0
}

// image adds an image with the given programs in it.
func (c *Context) image(dir string, cmds []feature.Command) {
	from := cmds[0].Image.At
	i := bazel.Image{Dir: dir, Name: path.Base(dir)}
	for _, cmd := range cmds {
		i.Tools = append(i.Tools, tool(cmd))
		i.TestOnly = i.TestOnly || !cmd.Test.Empty()
	}
	images, known := bazel.ImagesOf(c.Tree, c.Emitter)
	if !known {
		c.Left("image "+i.Name, "no program in cmd/ of this checkout is shipped in an image of rules_oci", from)
		return
	}
	set, fresh := images.Add(i, from)
	if fresh {
		c.Res.Set.Merge(set)
		c.Added("image "+i.Name, from, diag.Pos{File: dir + "/BUILD.bazel"})
	} else {
		c.Present("image "+i.Name, from, diag.Pos{File: dir + "/BUILD.bazel"})
	}
	set, fresh = images.Push(i, from)
	c.Res.Set.Merge(set)
	switch {
	case fresh && set.Empty():
		c.Left("push target of image "+i.Name, "the root BUILD file pushes no image of cmd/", from)
	case fresh:
		c.Added("push target of image "+i.Name, from, diag.Pos{File: "BUILD.bazel"})
	default:
		c.Present("push target of image "+i.Name, from, diag.Pos{File: "BUILD.bazel"})
	}
	c.listImage(buildImages, i.Label(), from, func(line string) bool { return strings.HasPrefix(line, "//cmd/") })
	c.listImage(pushImages, i.Name, from, func(line string) bool { return line != "" })
}

// listImage adds an entry to the first list of a script that has such entries,
// after the last of them. A list is a quoted text with an entry on each line.
func (c *Context) listImage(script, entry string, from diag.Pos, like func(string) bool) {
	what := "entry " + entry + " in " + script
	src, err := c.Tree.Read(script)
	if err != nil {
		c.Left(what, "the checkout has no such script", from)
		return
	}
	off, at, indent, open := 0, 0, "", false
	for _, line := range strings.SplitAfter(string(src), "\n") {
		off += len(line)
		word := strings.TrimSpace(line)
		switch {
		case word == entry:
			c.Present(what, from, diag.Pos{File: script})
			return
		case strings.HasSuffix(word, `="`):
			open = at == 0
		case word == `"`:
			open = false
		case open && like(word):
			at, indent = off, line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		}
	}
	if at == 0 {
		c.Left(what, "the script has no list of that kind", from)
		return
	}
	c.Insert(script, at, indent+entry+"\n", from)
	c.Added(what, from, diag.Pos{File: script})
}
