package codegen

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/imports"

	"github.com/kubevirt/kvscaffold/generator/codegen/apisrc"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

// localPrefix is the import group KubeVirt's formatter splits off.
const localPrefix = "kubevirt.io/kubevirt"

// directive matches a request for a mock in a source file.
var directive = regexp.MustCompile(`(?m)^//go:generate mockgen .*$`)

// mock is one mock to make.
type mock struct {
	source string // file with the directive
	call   script.Call
}

// output returns the path of the mock.
func (m mock) output() string { return path.Join(path.Dir(m.source), m.call.Flag("destination")) }

// mocksIn returns the mocks a source file asks for.
func mocksIn(file string, src []byte) []mock {
	var out []mock
	for _, d := range directives(src) {
		text := strings.NewReplacer("$GOFILE", path.Base(file), "$GOPACKAGE", packageName(src)).Replace(strings.TrimPrefix(d, "//go:generate "))
		for _, call := range script.Parse(text).Calls {
			out = append(out, mock{file, call})
		}
	}
	return out
}

var packageClause = regexp.MustCompile(`(?m)^package (\w+)`)

func packageName(src []byte) string {
	if m := packageClause.FindSubmatch(src); m != nil {
		return string(m[1])
	}
	return ""
}

// mocks returns the mocks that the change calls for: those of changed files
// whose interfaces, imports or directive differ, and those made from a whole
// package of which an interface differs.
func (f *facts) mocks() []mock {
	var out []mock
	ofPackage := map[string][]mock{}
	for _, p := range f.changed {
		if !isSource(p) || strings.HasPrefix(p, "vendor/") {
			continue
		}
		dir := path.Dir(p)
		whole, asked := ofPackage[dir]
		if !asked {
			whole = f.packageMocks(dir)
			ofPackage[dir] = whole
		}
		was, now := directives(f.before(p)), directives(f.after(p))
		if len(whole)+len(was)+len(now) == 0 {
			continue
		}
		if slices.Equal(was, now) && slices.Equal(apisrc.Interfaces(f.before(p)), apisrc.Interfaces(f.after(p))) {
			continue
		}
		for _, m := range mocksIn(p, f.after(p)) {
			if m.call.Flag("source") != "" {
				out = append(out, m)
			}
		}
		out = append(out, whole...)
		ofPackage[dir] = nil // once
	}
	return out
}

// directives returns the requests for mocks in a source file.
func directives(src []byte) []string {
	if !bytes.Contains(src, []byte("//go:generate mockgen ")) {
		return nil // the expression is slow on large files
	}
	return directive.FindAllString(string(src), -1)
}

// packageMocks returns the mocks made from a package rather than from a file.
func (f *facts) packageMocks(dir string) []mock {
	var out []mock
	for _, name := range f.next.Files(dir) {
		p := path.Join(dir, name)
		if !isSource(p) {
			continue
		}
		for _, m := range mocksIn(p, f.after(p)) {
			if m.call.Flag("source") == "" {
				out = append(out, m)
			}
		}
	}
	return out
}

func mockNeed(f *facts) string {
	if ms := f.mocks(); len(ms) > 0 {
		return "an interface changed in " + ms[0].source
	}
	return ""
}

// runMocks makes the mocks and groups their imports as KubeVirt's formatter
// does; mockgen alone leaves them in one block.
func runMocks(ctx context.Context, s *session) error {
	todo := s.mocks()
	if s.all {
		todo = s.allMocks()
	}
	imports.LocalPrefix = localPrefix
	root, err := s.box.Root(ctx)
	if err != nil {
		return err
	}
	for _, m := range todo {
		if _, err := s.runTool(ctx, "mockgen", s.at(path.Dir(m.source)), m.call.Args, "GOROOT="+root); err != nil {
			return err
		}
		if err := s.formatMock(m.output()); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) formatMock(file string) error {
	raw, err := s.dir.Read(file)
	if err != nil {
		return err
	}
	text, err := imports.Process(s.at(file), raw, &imports.Options{FormatOnly: true, Comments: true, TabIndent: true, TabWidth: 8})
	if err != nil {
		return fmt.Errorf("the generated mock is no Go: %w", err)
	}
	return s.dir.Write(file, text)
}

// allMocks returns every mock of the tree, those of the script included.
func (s *session) allMocks() []mock {
	var out []mock
	for _, p := range s.listFiles(context.Background()) {
		if isSource(p) && (strings.HasPrefix(p, "pkg/") || strings.HasPrefix(p, clientDir)) {
			out = append(out, mocksIn(p, s.after(p))...)
		}
	}
	for _, call := range s.script.Named("mockgen") {
		out = append(out, mock{"generate.go", call})
	}
	return out
}
