package typecheck

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// shared knows Go's own library from the first test on.
var shared = New()

func goCommand(t testing.TB, dir string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=vendor", "GOWORK=", "GOPROXY=off")
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("no go command")
	}
	return out
}

func open(t testing.TB, dir string) (*checkout.Tree, Env) {
	t.Helper()
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	env, err := ParseEnv(goCommand(t, dir, append([]string{"env", "-json"}, EnvNames...)...))
	if err != nil {
		t.Fatal(err)
	}
	return tree, env
}

func check(t testing.TB, tree *checkout.Tree, env Env, dirs ...string) Result {
	t.Helper()
	r, err := shared.Check(context.Background(), Request{Tree: tree, Dirs: dirs, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func texts(r Result) string {
	var out []string
	for _, errs := range r.Errors {
		for _, e := range errs {
			out = append(out, fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

var houseDirs = []string{"pkg/wall", "pkg/wall/internal/brick", "pkg/door", "pkg/power", "pkg/lamp", "cmd/ring", "parts/hinge"}

// TestNothingIsWrongWithTheHouse: the module as it is, with its workspace,
// vendored packages, tests of both kinds and a package that needs C.
func TestNothingIsWrongWithTheHouse(t *testing.T) {
	tree, env := open(t, "testdata/house")
	r := check(t, tree, env, houseDirs...)
	if got := texts(r); got != "" {
		t.Error(got)
	}
	if got := fmt.Sprint(r.Excluded); got != "map[pkg/wall:[pkg/wall/wall_other.go]]" && got != "map[pkg/wall:[pkg/wall/wall_linux.go]]" {
		t.Errorf("excluded are %s", got)
	}
}

func lay(tree *checkout.Tree, e edit) *checkout.Tree {
	over := map[string][]byte{}
	for p, text := range e.files {
		over[p] = []byte(text)
		if text == "" {
			over[p] = nil
		}
	}
	return tree.With(over)
}

// TestBrokenEdits: every edit is found, at its place.
func TestBrokenEdits(t *testing.T) {
	tree, env := open(t, "testdata/house")
	if len(broken) < 40 {
		t.Errorf("%d edits only", len(broken))
	}
	for _, e := range broken {
		t.Run(e.name, func(t *testing.T) {
			got := texts(check(t, lay(tree, e), env, strings.Fields(e.dirs)...))
			if !strings.Contains(got, e.want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, e.want)
			}
		})
	}
	if got := texts(check(t, tree, env, houseDirs...)); got != "" {
		t.Errorf("after them all the house itself has %s", got)
	}
}

// TestGoCommandAgrees has the go command compile what TestBrokenEdits checks:
// it refuses the same packages, at the same lines. It takes half a minute and so
// runs only with a checkout at hand.
func TestGoCommandAgrees(t *testing.T) {
	if os.Getenv("KUBEVIRT") == "" {
		t.Skip("KUBEVIRT names no checkout")
	}
	tree, env := open(t, "testdata/house")
	for _, e := range broken {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			said := compile(t, tree, e)
			if e.only != "" {
				return
			}
			if said == "" {
				t.Fatal("the go command finds nothing wrong")
			}
			next := lay(tree, e)
			r, err := New().Check(context.Background(), Request{Tree: next, Dirs: strings.Fields(e.dirs), Env: env})
			if err != nil {
				t.Fatal(err)
			}
			lines := placesOf(said)
			for _, l := range placesOf(texts(r)) {
				if !slices.Contains(lines, l) && len(lines) > 0 {
					t.Errorf("only the check from source finds %s\ngo: %s\nsource: %s", l, said, texts(r))
				}
			}
		})
	}
}

var mention = regexp.MustCompile(`(?m)^(?:\./)?([\w/.-]+\.go):(\d+):`)

func placesOf(said string) []string {
	var out []string
	for _, m := range mention.FindAllStringSubmatch(said, -1) {
		out = append(out, path.Base(m[1])+":"+m[2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// compile returns what the go command says of an edit.
func compile(t *testing.T, tree *checkout.Tree, e edit) string {
	t.Helper()
	root, temp := abs(t, tree.Dir()), t.TempDir()
	replace := map[string]string{}
	for p, text := range e.files {
		to := ""
		if text != "" {
			to = filepath.Join(temp, path.Base(p))
			if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		replace[filepath.Join(root, filepath.FromSlash(p))] = to
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	over := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(over, data, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"list", "-overlay", over, "-e", "-export", "-test", "-json=Dir,Error,DepsErrors"}
	for _, dir := range strings.Fields(e.dirs) {
		args = append(args, "./"+dir)
	}
	said := ""
	for dec := json.NewDecoder(bytes.NewReader(goCommand(t, root, args...))); ; {
		var p struct {
			Error      *struct{ Pos, Err string }
			DepsErrors []*struct{ Pos, Err string }
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return said
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Error != nil {
			p.DepsErrors = append(p.DepsErrors, p.Error)
		}
		for _, d := range p.DepsErrors {
			said += d.Pos + ": " + d.Err + "\n"
		}
	}
}

func abs(t *testing.T, dir string) string {
	t.Helper()
	root, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// TestCancelledCheckIsAnError pins that a check that ended early does not read
// as passed.
func TestCancelledCheckIsAnError(t *testing.T) {
	tree, env := open(t, "testdata/house")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Check(ctx, Request{Tree: tree, Dirs: houseDirs, Env: env}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestWholeCheckout checks every package of the checkout that the environment
// names: nothing is wrong there, and each package has the files that the go
// command takes.
func TestWholeCheckout(t *testing.T) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		t.Skip("KUBEVIRT names no checkout")
	}
	tree, env := open(t, dir)
	var dirs []string
	for _, f := range tree.Index().Files() {
		dirs = append(dirs, path.Dir(f.Path))
	}
	dirs = slices.Compact(dirs)
	if len(dirs) < 400 {
		t.Fatalf("%d directories only", len(dirs))
	}
	c := New()
	r, err := c.Check(context.Background(), Request{Tree: tree, Dirs: dirs, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		for _, e := range r.Errors[dir] {
			if e.Line > 0 { // else a directory of another module, or for another platform
				t.Error(e)
			}
		}
	}
	got, want := filesOf(t, c, tree, env, dirs), filesByGo(t, dir, dirs)
	for _, dir := range dirs {
		if got[dir] != want[dir] {
			t.Errorf("%s has %s, the go command takes %s", dir, got[dir], want[dir])
		}
	}
}

// filesOf returns the files of each package, its tests and its external tests.
func filesOf(t *testing.T, c *Checker, tree *checkout.Tree, env Env, dirs []string) map[string]string {
	t.Helper()
	l, err := newLayout(tree, env)
	if err != nil {
		t.Fatal(err)
	}
	g := &graph{checker: c, layout: l, tree: tree, context: env.context()}
	base := func(files []*file) []string {
		out := []string{}
		for _, f := range files {
			out = append(out, path.Base(f.path))
		}
		return out
	}
	out := map[string]string{}
	for _, dir := range dirs {
		at, err := l.ofDir(dir)
		if err != nil {
			out[dir] = fmt.Sprint("./", dir, "[] [] []")
			continue
		}
		p := g.open(at, true)
		out[dir] = fmt.Sprint(at.path, base(p.files), base(p.tests), base(p.external))
	}
	return out
}

// filesByGo returns the same as the go command sees it.
func filesByGo(t *testing.T, root string, dirs []string) map[string]string {
	t.Helper()
	args := []string{"list", "-e", "-json=ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles"}
	for _, dir := range dirs {
		args = append(args, "./"+dir)
	}
	out := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(goCommand(t, root, args...))); ; {
		var p struct {
			ImportPath, Dir                              string
			GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Dir == "" { // every file is excluded
			p.Dir = filepath.Join(root, strings.TrimPrefix(p.ImportPath, "kubevirt.io/kubevirt"))
		}
		rel, err := filepath.Rel(root, p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		files := slices.Sorted(slices.Values(append(p.GoFiles, p.CgoFiles...)))
		out[filepath.ToSlash(rel)] = fmt.Sprint(p.ImportPath, append([]string{}, files...), append([]string{}, p.TestGoFiles...), append([]string{}, p.XTestGoFiles...))
	}
}
