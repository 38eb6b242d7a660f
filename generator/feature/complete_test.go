package feature

import "testing"

func TestCompleteSpellsOutShortenedFileNames(t *testing.T) {
	f := &Feature{
		Files: []File{{Path: T("pkg/a/new.go", at(1))}, {Path: T("pkg/b/same.go", at(2))}, {Path: T("pkg/c/same.go", at(3))}},
		Functions: []Function{{Name: T("F", at(4)), File: T("new.go", at(4)), Calls: []Call{{Func: T("G", at(4)), File: T("c/same.go", at(4))}}},
			{Name: T("H", at(5)), File: T("same.go", at(5))}, {Name: T("I", at(6)), File: T("other.go", at(6))}},
	}
	got := f.Complete().Functions
	if got[0].File.Value != "pkg/a/new.go" || got[0].Calls[0].File.Value != "pkg/c/same.go" {
		t.Errorf("not spelled out: %+v", got[0])
	}
	if got[1].File.Value != "same.go" || got[2].File.Value != "other.go" {
		t.Errorf("guessed: %v, %v", got[1].File, got[2].File)
	}
	if f.Functions[0].File.Value != "new.go" || f.Functions[0].Calls[0].File.Value != "c/same.go" {
		t.Error("the feature itself changed")
	}
}
