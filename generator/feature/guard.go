// This file defines what a model may hold, whoever wrote it: how much of what,
// which characters, and which names. It is asked once, before any emitter runs.
package feature

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// The limits of a model. Plans of real features stay far below all of them;
// above them a run would take its time without bound.
const (
	MaxList  = 1000    // entries of any list
	MaxRules = 300     // rules and defaults, each
	MaxText  = 1 << 16 // bytes of one value
	MaxDepth = 32      // parts of a path, in an object or in the checkout
)

// Guarded is a model without what must not be in one.
type Guarded struct {
	Feature *Feature
	Dropped []Left    // pieces that were taken out, each with the reason
	Diags   diag.List // limits that are exceeded (errors), characters that were taken out (notes)
}

// Guard checks a model as a whole. Exceeding a limit is an error that names it.
// Control characters and those that change the direction of text are taken out
// of every value, with a note. A piece with a name that is none, or with code
// that would run by itself, is taken out. The model given stays as it is.
func Guard(f *Feature) Guarded {
	var g Guarded
	w := walker{out: &g}
	clone := w.copy(reflect.ValueOf(*f), "").Interface().(Feature)
	g.Feature = &clone
	if !g.Diags.HasErrors() {
		g.places()
		g.pieces()
	}
	return g
}

// walker copies a model, and looks at every value and list on the way.
type walker struct {
	out *Guarded
}

var textType = reflect.TypeFor[Text]()

// copy returns a deep copy of a value; name is the field it stands in.
func (w *walker) copy(v reflect.Value, name string) reflect.Value {
	switch {
	case v.Type() == textType:
		return reflect.ValueOf(w.text(v.Interface().(Text), name))
	case v.Kind() == reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if out.Field(i).CanSet() {
				out.Field(i).Set(w.copy(v.Field(i), v.Type().Field(i).Name))
			}
		}
		return out
	case v.Kind() == reflect.Slice && !v.IsNil():
		if limit := limitOf(v.Type()); v.Len() > limit {
			w.out.Diags.Errorf("model-too-large", placeOf(v.Index(limit)), "split the plan into several features",
				"the plan has %d %s, the limit is %d", v.Len(), plural(v.Type(), name), limit)
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(w.copy(v.Index(i), name))
		}
		return out
	}
	return v
}

func limitOf(t reflect.Type) int {
	if t.Elem() == reflect.TypeFor[Rule]() {
		return MaxRules
	}
	return MaxList
}

func plural(list reflect.Type, name string) string {
	if elem := list.Elem().Name(); elem != "Text" && elem != "" {
		return strings.ToLower(elem) + "s"
	}
	return strings.ToLower(name)
}

// placeOf returns the first place that a value holds.
func placeOf(v reflect.Value) diag.Pos {
	if v.Type() == textType {
		return v.Interface().(Text).At
	}
	if v.Kind() != reflect.Struct {
		return diag.Pos{}
	}
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			if at := placeOf(v.Field(i)); !at.IsZero() {
				return at
			}
		}
	}
	return diag.Pos{}
}

func (w *walker) text(t Text, name string) Text {
	if len(t.Value) > MaxText {
		w.out.Diags.Errorf("model-too-large", t.At, "shorten it, or put it into a file of its own", "one value has %d bytes, the limit is %d", len(t.Value), MaxText)
		return t
	}
	if name == "Path" || name == "File" {
		if n := 1 + strings.Count(t.Value, ".") + strings.Count(t.Value, "/"); n > MaxDepth {
			w.out.Diags.Errorf("model-too-large", t.At, "no API object and no directory is that deep", "a path has %d parts, the limit is %d", n, MaxDepth)
			return t
		}
	}
	if strings.IndexFunc(t.Value, diag.Unseen) >= 0 {
		w.out.Diags.Notef("unseen-characters", t.At, "characters that cannot be seen were taken out of %q", t.Value)
		t.Value = strings.Map(func(r rune) rune {
			if diag.Unseen(r) {
				return -1
			}
			return r
		}, t.Value)
	}
	return t
}

// drop notes a piece that was taken out.
func (g *Guarded) drop(what string, at diag.Pos, format string, args ...any) bool {
	g.Dropped = append(g.Dropped, Left{What: Text{what, at}, Reason: fmt.Sprintf(format, args...)})
	return true
}
