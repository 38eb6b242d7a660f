package work

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Licence returns the licence comment that new files of a directory start
// with, ending in a line break: the form without a year that most files of the
// directory, of the packages around it and, if these are few, of others have,
// else that of the feature gates, or "" where no file has one. A few files
// alone are no form: some have slips. The text is the checkout's own.
func (s *Surface) Licence(dir string) string {
	t := tally{count: map[string]int{}}
	t.files(s, dir)
	for d := path.Dir(dir); t.total < fewFiles && d != "." && d != "/"; d = path.Dir(d) {
		t.files(s, d)
		for _, sub := range s.Tree.Dirs(d) {
			if p := path.Join(d, sub); p != dir {
				t.files(s, p)
			}
		}
	}
	for _, sub := range s.Tree.Dirs("pkg") {
		if t.total < fewFiles {
			t.files(s, path.Join("pkg", sub))
		}
	}
	if src, err := s.Tree.Read("pkg/virt-config/featuregate/active.go"); err == nil && t.total == 0 {
		return header(string(src))
	}
	if t.total == 0 {
		return t.dated
	}
	return t.best()
}

// tally counts the forms of licence comments.
type tally struct {
	count map[string]int
	order []string
	total int
	dated string // one with a year, which is no form for new files
}

// Fewer than fewFiles do not show the form, and manyFiles are enough.
const (
	fewFiles  = 12
	manyFiles = 60
)

func (t *tally) files(s *Surface, dir string) {
	for _, name := range s.Tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") || checkout.IsGenerated(name) || t.total >= manyFiles {
			continue
		}
		src, err := s.Tree.Read(path.Join(dir, name))
		if err != nil {
			continue
		}
		h := header(string(src))
		switch {
		case h == "":
		case hasYear(h):
			t.dated = h
		default:
			if t.count[h] == 0 {
				t.order = append(t.order, h)
			}
			t.count[h]++
			t.total++
		}
	}
}

// best returns the most frequent form, the first of several.
func (t *tally) best() string {
	best := ""
	for _, h := range t.order {
		if t.count[h] > t.count[best] {
			best = h
		}
	}
	return best
}

// header returns the leading block comment of a file if it is a licence.
func header(src string) string {
	if !strings.HasPrefix(src, "/*") {
		return ""
	}
	end := strings.Index(src, "*/\n")
	if end < 0 || !strings.Contains(src[:end], "Licen") {
		return ""
	}
	return src[:end+3]
}

// hasYear reports whether a licence names a year; the house form has none.
func hasYear(h string) bool {
	return strings.Contains(h, "Copyright 20")
}
