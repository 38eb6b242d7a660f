package script

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Pin is a Go tool at the version a checkout asks for.
type Pin struct {
	Package string // import path of the command
	Version string // as go install takes it
	File    string // where the checkout says so
	Line    int
}

// Name returns the command's name.
func (p Pin) Name() string { return path.Base(p.Package) }

// String returns package@version.
func (p Pin) String() string { return p.Package + "@" + p.Version }

// The places where KubeVirt pins its tools.
const (
	builderFile   = "hack/builder/Dockerfile"
	workspaceFile = "WORKSPACE"
	gazellePath   = "github.com/bazelbuild/bazel-gazelle/cmd/gazelle"
)

var (
	installLine = regexp.MustCompile(`go install (?:-\S+ )*(\S+)@([^\s;&]+)`)
	gazelleLine = regexp.MustCompile(`bazel-gazelle-(v[\d.]+\d)\.tar\.gz`)
	moduleLine  = regexp.MustCompile(`name = "gazelle", version = "([\d.]+)"`)
)

// spelledOut gives revisions that the module proxy does not accept in short
// form as the versions they are.
var spelledOut = map[string]string{
	"k8s.io/kube-openapi/cmd/openapi-gen@f7e401e": "v0.0.0-20240827152857-f7e401e7b4c2",
}

// Pins returns the tools a checkout pins, by command name. Files that are not
// there pin nothing.
func Pins(tree *checkout.Tree) map[string]Pin {
	out := map[string]Pin{}
	eachMatch(tree, builderFile, installLine, func(m []string, line int) {
		p := Pin{Package: m[1], Version: m[2], File: builderFile, Line: line}
		if full, ok := spelledOut[p.String()]; ok {
			p.Version = full
		}
		if _, ok := out[p.Name()]; !ok {
			out[p.Name()] = p
		}
	})
	add := func(file string, re *regexp.Regexp, prefix string) {
		eachMatch(tree, file, re, func(m []string, line int) {
			if _, ok := out["gazelle"]; !ok {
				out["gazelle"] = Pin{gazellePath, prefix + m[1], file, line}
			}
		})
	}
	add(workspaceFile, gazelleLine, "")
	add("MODULE.bazel", moduleLine, "v")
	return out
}

func eachMatch(tree *checkout.Tree, file string, re *regexp.Regexp, found func(m []string, line int)) {
	src, err := tree.Read(file)
	if err != nil {
		return
	}
	number := 0
	for line := range strings.Lines(string(src)) {
		number++
		for _, m := range re.FindAllStringSubmatch(line, -1) {
			found(m, number)
		}
	}
}
