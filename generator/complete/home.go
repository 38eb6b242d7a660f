package complete

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file finds the package of types for which a feature names no file.

// settleHomes gives types without a file the file of the functions that are
// their methods, make them or take them, and that of the fields outside the API
// that have them. Types that an API field has belong to the API.
func settleHomes(tree *checkout.Tree, f *feature.Feature) *feature.Feature {
	out := *f
	out.Types = slices.Clone(f.Types)
	for again := true; again; {
		again = false
		for i := range out.Types {
			t := &out.Types[i]
			if !t.File.Empty() || hasAPIShape(t) || usedInAPI(&out, t.Name.Value) {
				continue
			}
			if file := homeByUse(&out, t.Name.Value); !file.Empty() {
				t.File, t.API = file, checkout.IsAPIFile(file.Value)
				again = true
			}
		}
	}
	return &out
}

// hasAPIShape holds for types with JSON names, as objects of the API have.
func hasAPIShape(t *feature.Type) bool {
	return slices.ContainsFunc(t.Fields, func(f feature.Field) bool {
		return !f.JSON.Empty() || !f.Path.Empty() || strings.Contains(f.Tag.Value, "json:")
	})
}

func usedInAPI(f *feature.Feature, name string) bool {
	api := func(fields []feature.Field, ofAPI bool) bool {
		return slices.ContainsFunc(fields, func(fd feature.Field) bool {
			return mentions(fd.Type.Value, name) && (!fd.Path.Empty() || checkout.IsAPIFile(fd.File.Value) || ofAPI && fd.File.Empty())
		})
	}
	if api(f.Fields, true) {
		return true
	}
	return slices.ContainsFunc(f.Types, func(t feature.Type) bool {
		return t.Name.Value != name && (t.API && hasAPIShape(&t) || checkout.IsAPIFile(t.File.Value)) && api(t.Fields, true)
	})
}

// homeByUse returns the file of the first function or field that speaks of a
// type as of one of its own package.
func homeByUse(f *feature.Feature, name string) feature.Text {
	for _, fn := range f.Functions {
		if !strings.HasSuffix(fn.File.Value, ".go") || strings.HasSuffix(fn.File.Value, "_test.go") || fn.Modify {
			continue
		}
		recv, _, isMethod := strings.Cut(fn.Name.Value, ".")
		if strings.TrimPrefix(fn.Receiver.Value, "*") == name || isMethod && recv == name {
			return feature.T(fn.File.Value, fn.File.At)
		}
	}
	for _, fn := range f.Functions {
		if strings.HasSuffix(fn.File.Value, ".go") && !strings.HasSuffix(fn.File.Value, "_test.go") &&
			(mentions(fn.Results.Value, name) || mentions(fn.Params.Value, name) || strings.EqualFold(fn.Name.Value, "new"+name)) {
			return feature.T(fn.File.Value, fn.File.At)
		}
	}
	for _, fd := range f.Fields {
		if strings.HasSuffix(fd.File.Value, ".go") && mentions(fd.Type.Value, name) {
			return fd.File
		}
	}
	for _, t := range f.Types {
		if t.Name.Value != name && strings.HasSuffix(t.File.Value, ".go") && usesType(t, name) {
			return t.File
		}
	}
	return feature.Text{}
}

func usesType(t feature.Type, name string) bool {
	return mentions(t.Underlying.Value, name) || slices.ContainsFunc(t.Fields, func(fd feature.Field) bool { return mentions(fd.Type.Value, name) }) ||
		slices.ContainsFunc(t.Methods, func(m feature.Text) bool { return mentions(m.Value, name) })
}

// mentions reports whether Go text uses a name without a qualifier.
func mentions(text, name string) bool {
	if !strings.Contains(text, name) {
		return false
	}
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	for last := token.ILLEGAL; ; {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return false
		}
		if tok == token.IDENT && lit == name && last != token.PERIOD {
			return true
		}
		last = tok
	}
}
