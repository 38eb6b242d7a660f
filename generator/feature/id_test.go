package feature

import (
	"reflect"
	"strings"
	"testing"
)

// TestEveryThingHasAnIdentityOfItsOwn: two things of one name are told apart,
// and nothing that a model asks for is passed over.
func TestEveryThingHasAnIdentityOfItsOwn(t *testing.T) {
	f := &Feature{
		Gates: []Gate{{Name: T("G", at(1))}, {Name: T("Old", at(1)), Existing: true}},
		Types: []Type{{Name: T("S", at(2)), File: T("pkg/a/s.go", at(2)), Fields: []Field{{Name: T("N", at(3))}, {JSON: T("m", at(3))}},
			Values: []Const{{Name: T("V", at(4))}}}},
		Fields: []Field{{Struct: T("Spec", at(5)), Name: T("N", at(5))}},
		Consts: []Const{{Name: T("C", at(6)), File: T("pkg/a/c.go", at(6))}, {Name: T("C", at(7)), File: T("pkg/b/c.go", at(7))}},
		Functions: []Function{{Name: T("F", at(8)), Receiver: T("S", at(8)), Calls: []Call{{Func: T("A", at(8))}, {Func: T("A", at(9))}}},
			{Name: T("H", at(10)), Modify: true, NewParams: []Text{T("x bool", at(10))}},
			{Name: T("I", at(11)), Modify: true}, {Name: T("J", at(12)), Remove: T("goes", at(12))}},
		Tests: []Test{{File: T("a_test.go", at(13)), Items: []Text{T("works", at(13))}, Cases: []Case{{Title: T("works", at(14))}}}},
	}
	want := []string{"gate G", "type pkg/a/s.go S", "const pkg/a/s.go V", "field S.N", "field S.M", "field Spec.N", "const pkg/a/c.go C",
		"const pkg/b/c.go C", "func S.F", "call S.F in A", "call S.F in A (2)", "param H: x bool", "change I", "remove J",
		"test a_test.go: works", "test a_test.go: works (2)"}
	var got []string
	for _, fact := range f.Facts() {
		got = append(got, string(fact.ID))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("want\n%s\ngot\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
	}
}

// TestEveryListOfTheModelIsAccountedFor: a list that is added to the model and
// forgotten in Facts shows here.
func TestEveryListOfTheModelIsAccountedFor(t *testing.T) {
	notFacts := map[string]bool{"Paths": true, "Components": true, "Left": true} // overviews, and what a reader left itself
	v := reflect.TypeOf(Feature{})
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Type.Kind() != reflect.Slice || notFacts[field.Name] {
			continue
		}
		f := &Feature{}
		list := reflect.ValueOf(f).Elem().Field(i)
		list.Set(reflect.MakeSlice(field.Type, 1, 1))
		if len(f.Facts()) == 0 {
			t.Errorf("%s holds nothing that is accounted for", field.Name)
		}
	}
}
