// This file defines how values of the model are followed to their place.
package feature

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Origin ties one value of the model to the plan line it was read from.
type Origin struct {
	Path  string // place in the model: gates[0].name
	Value string
	Pos   diag.Pos
}

// Trace lists every value of the model with its line, in the model's order.
// Sorting it by Pos gives the other direction: what each line amounts to.
func (f *Feature) Trace() []Origin {
	var out []Origin
	EachText(f, func(path string, t *Text) {
		if !t.Empty() {
			out = append(out, Origin{path, t.Value, t.At})
		}
	})
	return out
}

// EachText calls f for every Text below a model value, with its path.
func EachText(v any, f func(path string, t *Text)) {
	walkTexts("", reflect.ValueOf(v).Elem(), f)
}

func walkTexts(path string, v reflect.Value, f func(string, *Text)) {
	if t, ok := v.Addr().Interface().(*Text); ok {
		f(path, t)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if name == "" {
				continue
			}
			if path != "" {
				name = path + "." + name
			}
			walkTexts(name, v.Field(i), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkTexts(fmt.Sprintf("%s[%d]", path, i), v.Index(i), f)
		}
	}
}
