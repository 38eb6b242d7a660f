package kvscaffold_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/kubevirt/kvscaffold"

// rooms says which room of the project may import which. A room is a directory
// with all below it; "." is the root package. An edge that is not here is a
// mistake in the design or needs a line here and in HOW-IT-WORKS.md.
var rooms = map[string][]string{
	"cmd": {
		"golden", "golden/score", "generator", "generator/gates", "generator/emit", "generator/codegen",
		"generator/verify", "generator/reading", "generator/resolve", "generator/review",
		"generator/change", "generator/checkout",
		"generator/feature", "generator/diag", "templates", ".", "generator/patch",
		"generator/page", "generator/pullrequest", "generator/work",
	},
	"golden/score": {},
	"golden": {
		"generator", "generator/emit", "generator/ledger", "generator/reading", "generator/change", "generator/checkout", ".",
	},
	"generator": {
		"generator/emit", "generator/work", "generator/codegen", "generator/verify", "generator/gosrc",
		"generator/bazel", "generator/change", "generator/checkout", "generator/feature",
		"generator/diag", "generator/patch", "generator/ledger",
	},
	"generator/ledger": {"generator/work", "generator/checkout", "generator/feature", "generator/diag"},
	"generator/work": {
		"generator/gosrc", "generator/change", "generator/checkout", "generator/feature",
		"generator/diag",
	},
	"generator/code": {
		"generator/work", "generator/gosrc", "generator/checkout", "generator/feature", "generator/diag",
	},
	"generator/complete": {"generator/checkout", "generator/feature", "generator/diag"},
	"generator/emit": {"generator/complete", "generator/code",
		"generator/work", "generator/gosrc", "generator/bazel", "generator/change", "generator/checkout",
		"generator/feature", "generator/diag", "templates",
		"generator/rule", "generator/rule/gocode", "generator/rule/sample",
	},
	"generator/codegen": {
		"generator/change", "generator/checkout", "generator/diag",
	},
	"generator/verify": {
		"generator/change", "generator/checkout", "generator/diag",
	},
	"generator/gosrc": {
		"generator/change", "generator/checkout", "generator/diag",
	},
	"generator/bazel": {
		"generator/change", "generator/checkout", "generator/diag",
	},
	"generator/change": {
		"generator/checkout", "generator/diag",
	},
	"generator/rule/sample": {
		"generator/rule", "generator/rule/gocode",
	},
	"generator/rule/gocode": {
		"generator/rule",
	},
	"generator/rule": {
		"generator/checkout", "generator/feature",
	},
	"generator/plan/goblock": {
		"generator/plan/plantest", "generator/document", "generator/statement", "generator/diag",
	},
	"generator/plan/plantest": {},
	"generator/checkout": {
		"generator/diag",
	},
	"generator/feature": {
		"generator/diag",
	},
	"generator/gates": {
		"generator/checkout", "generator/diag",
	},
	"generator/diag":        {},
	"templates":             {},
	".":                     {},
	"generator/patch":       {},
	"generator/pullrequest": {},
	"generator/page":        {"generator/patch"},
}

// outside are calls that reach the outside world; only cmd makes them.
var outside = []string{
	"fmt.Print", "fmt.Printf", "fmt.Println", "os.Exit", "os.Getenv", "os.LookupEnv", "os.Environ",
	"os.Stdout", "os.Stderr", "os.Stdin", "time.Now", "time.Since",
}

// reachesOut are files below cmd that may make such a call all the same, with
// the reason.
var reachesOut = map[string]string{}

// The sizes above which a file or function is no longer read in one go.
const (
	maxFile     = 400
	maxFunction = 70
)

type source struct {
	path string
	room string
	fset *token.FileSet
	file *ast.File
}

// sources parses every Go file of the project that is no test.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		p = filepath.ToSlash(p)
		out = append(out, source{path: p, room: roomOf(path.Dir(p)), fset: fset, file: file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("found only %d files", len(out))
	}
	return out
}

// roomOf returns the room of a directory: the longest that holds it.
func roomOf(dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if _, ok := rooms[dir]; ok {
			return dir
		}
	}
	return "."
}

// TestImportsFollowTheDesign: whoever reads one room needs to know only those
// below it.
func TestImportsFollowTheDesign(t *testing.T) {
	for _, s := range sources(t) {
		for _, im := range s.file.Imports {
			name, _ := strconv.Unquote(im.Path.Value)
			if name != module && !strings.HasPrefix(name, module+"/") {
				continue
			}
			to := "."
			if name != module {
				to = roomOf(strings.TrimPrefix(name, module+"/"))
			}
			if to != s.room && !slices.Contains(rooms[s.room], to) {
				t.Errorf("%s: %s must not import %s", s.fset.Position(im.Pos()), s.room, to)
			}
		}
	}
}

// TestOnlyTheCommandReachesOut: nothing below cmd prints, exits, or reads the
// clock or the environment, so that a run depends on plan and checkout alone.
func TestOnlyTheCommandReachesOut(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		if s.room == "cmd" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			what := ""
			switch x := n.(type) {
			case *ast.SelectorExpr:
				if id, ok := x.X.(*ast.Ident); ok && slices.Contains(outside, id.Name+"."+x.Sel.Name) {
					what = id.Name + "." + x.Sel.Name
				}
			case *ast.CallExpr:
				if id, ok := x.Fun.(*ast.Ident); ok && (id.Name == "println" || id.Name == "print") {
					what = id.Name
				}
			case *ast.ImportSpec:
				if x.Path.Value == `"log"` || x.Path.Value == `"log/slog"` {
					what = "the import of " + x.Path.Value
				}
			}
			if what == "" {
				return true
			}
			if _, ok := reachesOut[s.path]; ok {
				used[s.path] = true
				return true
			}
			t.Errorf("%s: %s is for cmd alone", s.fset.Position(n.Pos()), what)
			return true
		})
	}
	for p, why := range reachesOut {
		if !used[p] {
			t.Errorf("%s needs no exception (%s) any more", p, why)
		}
	}
}

// TestFilesAndFunctionsAreShort keeps both readable in one go.
func TestFilesAndFunctionsAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if n := s.fset.File(s.file.Pos()).LineCount() - 1; n > maxFile {
			t.Errorf("%s has %d lines, more than %d", s.path, n, maxFile)
		}
		for _, d := range s.file.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			from, to := s.fset.Position(fd.Pos()), s.fset.Position(fd.End())
			if n := to.Line - from.Line + 1; n > maxFunction {
				t.Errorf("%s: %s has %d lines, more than %d", from, fd.Name.Name, n, maxFunction)
			}
		}
	}
}

// TestExportedNamesAreDocumented: the contract of a name is beside it.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no doc comment", s.fset.Position(d.Pos()), name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that nothing
// documents: neither a comment of their own nor one of the group.
func undocumented(d ast.Decl) []string {
	var out []string
	switch x := d.(type) {
	case *ast.FuncDecl:
		if x.Name.IsExported() && x.Doc == nil && exportedReceiver(x) {
			out = append(out, x.Name.Name)
		}
	case *ast.GenDecl:
		if x.Doc != nil {
			return nil
		}
		for _, spec := range x.Specs {
			switch y := spec.(type) {
			case *ast.TypeSpec:
				if y.Name.IsExported() && y.Doc == nil {
					out = append(out, y.Name.Name)
				}
			case *ast.ValueSpec:
				for _, id := range y.Names {
					if id.IsExported() && y.Doc == nil && y.Comment == nil {
						out = append(out, id.Name)
					}
				}
			}
		}
	}
	return out
}

func exportedReceiver(fd *ast.FuncDecl) bool {
	if fd.Recv == nil || len(fd.Recv.List) == 0 {
		return true
	}
	typ := fd.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}
