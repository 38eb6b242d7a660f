package feature

import (
	"reflect"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Origin is one part of the model with all plan lines its values come from.
type Origin struct {
	What  string // "gate RebootPolicy", "function validateRebootPolicy"
	Lines []diag.Pos
}

// Trace lists the parts of the model in model order, each with the places its
// values were read from, sorted and without repeats.
func (f *Feature) Trace() []Origin {
	var out []Origin
	v := reflect.ValueOf(*f)
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() != reflect.Slice {
			continue
		}
		kind := strings.TrimSuffix(strings.ToLower(v.Type().Field(i).Name), "s")
		for j := range field.Len() {
			var at []diag.Pos
			places(field.Index(j), &at)
			out = append(out, Origin{What: strings.TrimSpace(kind + " " + label(field.Index(j))), Lines: unique(at)})
		}
	}
	return out
}

var textType = reflect.TypeFor[Text]()

// places collects the positions of all texts below a value.
func places(v reflect.Value, out *[]diag.Pos) {
	switch {
	case v.Type() == textType:
		if t := v.Interface().(Text); !t.Empty() && !t.At.IsZero() {
			*out = append(*out, t.At)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			places(v.Field(i), out)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			places(v.Index(i), out)
		}
	}
}

// label names an item: its name or path, else its first text.
func label(v reflect.Value) string {
	if v.Type() == textType {
		return v.Interface().(Text).Value
	}
	for _, name := range []string{"Path", "Name", "File", "Title", "Controller", "What", "Text"} {
		if f := v.FieldByName(name); f.IsValid() && f.Type() == textType && !f.Interface().(Text).Empty() {
			return f.Interface().(Text).Value
		}
	}
	return ""
}

func unique(at []diag.Pos) []diag.Pos {
	slices.SortFunc(at, func(a, b diag.Pos) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return slices.Compact(at)
}
