package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestEveryCodeIsExplained looks at the source for the codes that diagnostics
// are made with.
func TestEveryCodeIsExplained(t *testing.T) {
	found := 0
	for _, root := range []string{"../../generator", "../../golden", "."} {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, code := range codesIn(f) {
				found++
				if _, ok := explanation(code); !ok {
					t.Errorf("%s: code %q has no explanation", p, code)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 50 {
		t.Errorf("only %d codes found: does the search still know how diagnostics are made?", found)
	}
}

func codesIn(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			if sel, ok := x.Fun.(*ast.SelectorExpr); ok && len(x.Args) > 2 && !isPackage(sel.X, "fmt") && (sel.Sel.Name == "Errorf" || sel.Sel.Name == "Warnf" || sel.Sel.Name == "Notef") {
				out = appendLiteral(out, x.Args[0])
			}
		case *ast.KeyValueExpr:
			if k, ok := x.Key.(*ast.Ident); ok && k.Name == "Code" {
				out = appendLiteral(out, x.Value)
			}
		}
		return true
	})
	return out
}

func isPackage(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func appendLiteral(out []string, e ast.Expr) []string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			out = append(out, s)
		}
	}
	return out
}

func TestExplanationsAreComplete(t *testing.T) {
	for _, c := range allCodes() {
		if c.What == "" || c.Why == "" || c.Fix == "" {
			t.Errorf("%s lacks a part: %+v", c.Name, c)
		}
	}
}
