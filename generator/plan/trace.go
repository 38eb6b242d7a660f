package plan

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Origin ties one value of the model to the plan line it was read from.
type Origin struct {
	Path  string // place in the model: gates[0].name
	Value string
	Pos   diag.Pos
}

// Trace lists every value of the model with its line, in the model's order.
// Sorting it by Pos gives the other direction: what each line amounts to.
func (r *Reading) Trace() []Origin {
	var out []Origin
	eachText(r.Feature, func(path string, t *feature.Text) {
		if !t.Empty() {
			out = append(out, Origin{path, t.Value, t.At})
		}
	})
	return out
}

// eachText calls f for every Text below a model value, with its path.
func eachText(v any, f func(path string, t *feature.Text)) {
	walkTexts("", reflect.ValueOf(v).Elem(), f)
}

func walkTexts(path string, v reflect.Value, f func(string, *feature.Text)) {
	if t, ok := v.Addr().Interface().(*feature.Text); ok {
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

// unread lists the lines of the plan that no rule made use of, with what they
// seem to be, so that silence can be inspected.
func (r *reader) unread() {
	eachText(r.f, func(_ string, t *feature.Text) {
		if t.At.Line > 0 {
			r.use(t.At.File, t.At.Line, t.At.Line)
		}
	})
	for _, pg := range r.pages {
		used := r.out.facts.used[pg.name]
		kinds := lineKinds(pg)
		for i, text := range pg.lines {
			line := i + 1
			if used[line] || strings.TrimSpace(text) == "" || kinds[line] == "heading" || strings.HasPrefix(strings.TrimSpace(text), "```") {
				continue
			}
			why := kinds[line]
			if why == "" {
				why = "prose"
			}
			r.out.Unread = append(r.out.Unread, Line{diag.Pos{File: pg.name, Line: line}, text, why})
		}
	}
}

// lineKinds says for each line what kind of section it stands in.
func lineKinds(pg *page) map[int]string {
	out := map[int]string{}
	for i, s := range pg.sections {
		end := len(pg.lines)
		if i+1 < len(pg.sections) {
			end = pg.sections[i+1].line - 1
		}
		kind := ""
		switch s.topic {
		case topicNarrative, topicMetrics:
			kind = "narrative"
		case topicChecks, topicPrerequisites, topicExit, topicChecklist, topicProgress:
			kind = "checklist"
		case topicInstructions:
			kind = "template text"
		case topicArchitecture:
			kind = "architecture"
		}
		for l := s.line; l <= end; l++ {
			out[l] = kind
		}
		if s.level < 7 && s.up != nil {
			out[s.line] = "heading"
		}
	}
	return out
}
