package emit

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/templates"
)

// emitSuites adds the file that runs a package's specs to each package that
// gets its first test. Its form is that of the nearest suite of the checkout.
func emitSuites(c *Context) {
	done := map[string]bool{}
	for _, w := range wantedSuites(c) {
		dir := path.Dir(w.Value)
		if done[dir] {
			continue
		}
		done[dir] = true
		c.suite(w)
	}
}

// wantedSuites returns the suite files that the plan lists, and for other
// packages with new tests the file they would have.
func wantedSuites(c *Context) []feature.Text {
	var out []feature.Text
	for _, f := range c.Feature.Files {
		if isSuite(f.Path.Value) && f.State == feature.FileNew {
			out = append(out, f.Path)
		}
	}
	for _, u := range unitTests(c) {
		if u.file != "" && len(u.group.specs) > 0 {
			out = append(out, feature.T(suiteFile(path.Dir(u.file)), u.from))
		}
	}
	return out
}

// suiteFile returns the usual name of a package's suite file.
func suiteFile(dir string) string {
	return dir + "/" + strings.ReplaceAll(path.Base(dir), "-", "_") + "_suite_test.go"
}

func (c *Context) suite(file feature.Text) {
	dir := path.Dir(file.Value)
	what := "test suite of " + dir
	if f, fd := suiteIn(c.Tree, dir); fd != nil {
		c.Present(what, file.At, f.Pos(fd.Pos()))
		return
	}
	if c.Tree.Exists(file.Value) {
		c.Left(what, "the file is there and runs no specs", file.At)
		return
	}
	near := nearSuites(c.Tree, dir)
	if len(near) == 0 {
		c.Left(what, "the checkout has no suite to take the form from", file.At)
		return
	}
	im := c.Imports(file.Value)
	im.Name("testing")
	setup := im.Qualify(near[0].setupPath, near[0].setup)
	c.Append(file.Value, templates.Text("suite", map[string]any{"Test": "Test" + pascal(path.Base(dir)), "Setup": setup}), file.At)
	c.Fresh(file.Value).Package = c.testPackage(c.firstTest(dir))
	c.Added(what, file.At, diag.Pos{File: file.Value})
}

// firstTest returns a planned test file of a directory; its suite belongs to
// the same package.
func (c *Context) firstTest(dir string) string {
	for _, u := range unitTests(c) {
		if path.Dir(u.file) == dir {
			return u.file
		}
	}
	return dir + "/x_test.go"
}

// pascal joins the words of a directory name: cmd-server → CmdServer.
func pascal(name string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		b.WriteString(capital(w))
	}
	return b.String()
}

// suiteIn finds the function that runs the specs of a directory.
func suiteIn(t *checkout.Tree, dir string) (*checkout.GoFile, *ast.FuncDecl) {
	for _, call := range []string{"SuiteSetup(", "RunSpecs("} {
		for _, f := range testsHolding(t, dir, call) {
			for _, d := range f.AST.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if ok && fd.Recv == nil && strings.HasPrefix(fd.Name.Name, "Test") && fd.Body != nil && strings.Contains(f.NodeText(fd.Body), call) {
					return f, fd
				}
			}
		}
	}
	return nil, nil
}

// testsHolding returns the test files of a directory that hold a text; the
// others are not parsed, since test directories are large.
func testsHolding(t *checkout.Tree, dir, text string) []*checkout.GoFile {
	var out []*checkout.GoFile
	for _, name := range t.Files(dir) {
		p := path.Join(dir, name)
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		if src, err := t.Read(p); err != nil || !bytes.Contains(src, []byte(text)) {
			continue
		}
		if f, err := t.Go(p); err == nil {
			out = append(out, f)
		}
	}
	return out
}

// nearSuite is a suite file that shows the form of its kind.
type nearSuite struct {
	setup, setupPath string // function that the suite calls and its package
	external         bool
}

// nearSuites returns the suites closest to a directory: of its parent and its
// siblings, else of their children, else the same further up.
func nearSuites(t *checkout.Tree, dir string) []nearSuite {
	for d := path.Dir(dir); ; d = path.Dir(d) {
		siblings := below(t, []string{d})
		out := readSuites(t, append([]string{d}, siblings...), dir)
		if len(out) == 0 {
			out = readSuites(t, below(t, siblings), dir)
		}
		if len(out) > 0 {
			return out
		}
		if d == "." || !strings.Contains(d, "/") {
			return nil
		}
	}
}

func readSuites(t *checkout.Tree, dirs []string, except string) []nearSuite {
	var out []nearSuite
	for _, d := range dirs {
		if s, ok := readSuite(t, d); ok && d != except {
			out = append(out, s)
		}
	}
	return out
}

// below returns the directories directly in the given ones.
func below(t *checkout.Tree, dirs []string) []string {
	var out []string
	for _, d := range dirs {
		for _, name := range t.Dirs(d) {
			out = append(out, path.Join(d, name))
		}
	}
	return out
}

// readSuite reads the suite of a directory if it is one plain call.
func readSuite(t *checkout.Tree, dir string) (nearSuite, bool) {
	for _, name := range t.Files(dir) {
		if !isSuite(name) {
			continue
		}
		f, err := t.Go(dir + "/" + name)
		if err != nil {
			continue
		}
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || len(fd.Body.List) != 1 || !strings.HasPrefix(fd.Name.Name, "Test") {
				continue
			}
			if s, ok := suiteCall(f, fd.Body.List[0]); ok {
				s.external = strings.HasSuffix(f.AST.Name.Name, "_test")
				return s, true
			}
		}
	}
	return nearSuite{}, false
}

func suiteCall(f *checkout.GoFile, st ast.Stmt) (nearSuite, bool) {
	es, ok := st.(*ast.ExprStmt)
	if !ok {
		return nearSuite{}, false
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nearSuite{}, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nearSuite{}, false
	}
	for p, alias := range gosrc.Aliases(f) {
		if alias == f.NodeText(sel.X) {
			return nearSuite{setup: sel.Sel.Name, setupPath: p}, true
		}
	}
	return nearSuite{}, false
}

// testPackage returns the package clause of a new test file: the package itself
// where something unexported is to be tested, else that of the tests beside it,
// else what the nearest suites do.
func (c *Context) testPackage(test string) string {
	dir := path.Dir(test)
	own := strings.TrimSuffix(c.PackageName(dir+"/x.go"), "_test")
	for _, fn := range c.untested(test) {
		if !ast.IsExported(fn.Name.Value) || !fn.Receiver.Empty() && !ast.IsExported(strings.TrimPrefix(fn.Receiver.Value, "*")) {
			return own
		}
	}
	if names := testPackages(c.Tree, dir); len(names) > 0 {
		external := 0
		for _, n := range names {
			if strings.HasSuffix(n, "_test") {
				external++
			}
		}
		return externalIf(own, 2*external > len(names))
	}
	external, near := 0, nearSuites(c.Tree, dir)
	for _, s := range near {
		if s.external {
			external++
		}
	}
	return externalIf(own, 2*external >= len(near))
}

var packageClause = regexp.MustCompile(`(?m)^package (\w+)`)

// testPackages returns the package names of the test files of a directory.
func testPackages(t *checkout.Tree, dir string) []string {
	var out []string
	for _, name := range t.Files(dir) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		if src, err := t.Read(path.Join(dir, name)); err == nil {
			if m := packageClause.FindSubmatch(src); m != nil {
				out = append(out, string(m[1]))
			}
		}
	}
	return out
}

func externalIf(pkg string, external bool) string {
	if external {
		return pkg + "_test"
	}
	return pkg
}
