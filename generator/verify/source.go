// This file defines the checks that need nothing but the bytes of Go files.
package verify

import (
	"bytes"
	"errors"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// goFiles returns the changed Go files that next has.
func (v *verification) goFiles() []string {
	return slices.DeleteFunc(slices.Clone(v.changed), func(p string) bool {
		return !strings.HasSuffix(p, ".go") || !v.next.Exists(p)
	})
}

func (v *verification) parse() {
	before := v.report.Diags.Count(diag.Error)
	files := v.goFiles()
	for _, p := range files {
		src, err := v.next.Read(p)
		if err == nil {
			_, err = parser.ParseFile(token.NewFileSet(), p, src, parser.ParseComments|parser.SkipObjectResolution)
		}
		if err != nil {
			v.report.Diags.Errorf("broken-result", place(p, err), "look for Go code in the plan that is not complete", "the file would not parse: %s", reason(err))
		}
	}
	v.conclude("parses", before, "%s", count(len(files), "Go file"))
}

func place(p string, err error) diag.Pos {
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return diag.Pos{File: p, Line: list[0].Pos.Line, Col: list[0].Pos.Column}
	}
	return diag.Pos{File: p}
}

func reason(err error) string {
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Msg
	}
	return err.Error()
}

// format demands gofmt's form of every new file, and of every file that had it.
func (v *verification) format() {
	before := v.report.Diags.Count(diag.Error)
	files := v.goFiles()
	for _, p := range files {
		was, err := v.base.Read(p)
		if err == nil && !isFormatted(was) {
			continue
		}
		if now, err := v.next.Read(p); err == nil && !isFormatted(now) {
			v.report.Diags.Errorf("not-formatted", diag.Pos{File: p}, bug, "gofmt would change the file")
		}
	}
	v.conclude("formatted", before, "%s", count(len(files), "Go file"))
}

func isFormatted(src []byte) bool {
	out, err := format.Source(src)
	return err == nil && bytes.Equal(out, src)
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
