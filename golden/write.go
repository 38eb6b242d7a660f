package golden

import (
	"slices"

	udiff "github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/txtar"
)

// Rewrite returns the archive of the case with the expected sections replaced
// by what the run gave. All else stays byte for byte. A run that breaks a
// property must not be made the expectation: callers check Broken first, and
// the error of Check says what to look at.
func (r *Run) Rewrite() []byte {
	files := slices.Clone(r.Case.arch.Files)
	for _, s := range r.sections() {
		i := slices.IndexFunc(files, func(f txtar.File) bool { return f.Name == s.name })
		switch {
		case i >= 0 && s.got == "":
			files = slices.Delete(files, i, i+1)
		case i >= 0:
			files[i].Data = []byte(s.got)
		case s.got != "":
			files = append(files, txtar.File{Name: s.name, Data: []byte(s.got)})
		}
	}
	return txtar.Format(&txtar.Archive{Comment: r.Case.arch.Comment, Files: files})
}

// drift shows the difference between two texts.
func drift(name, want, got string) string {
	return udiff.Unified(name+" (expected)", name+" (now)", want, got)
}
