package plan

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads new programs and the container images they are shipped in.

var (
	programName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	programWord = regexp.MustCompile(`(?i)\b(binary|command|program|executable|tool)\s*$`)
	intoImage   = regexp.MustCompile(`(?i)^,?\s*(\w+\s+){0,2}in(to)? (the|a|an) ([\w-]+\s+){0,2}$`)
	imageAfter  = regexp.MustCompile(`(?i)^\s+(container )?image\b`)
	imageBefore = regexp.MustCompile(`(?i)\b(new|additional)\b[\w\s-]*\bimage\s*$`)
	imageRemark = regexp.MustCompile(`(?i)\b(container )?image\b`)
	forTests    = regexp.MustCompile(`(?i)\btest([- ]?only|s|ing)?\b`)
)

// shipment is a program or an image that the text names.
type shipment struct {
	program, image feature.Text
	test           bool
}

// readCommands finds the main files among the new files, and what the plan
// says of the binary and of its image.
func (r *reader) readCommands() {
	var said []shipment
	for _, pg := range r.pages {
		for _, p := range pg.phrases() {
			said = append(said, shipments(p)...)
		}
	}
	for _, f := range r.f.Files {
		if f.State != feature.FileNew || !isMainFile(f.Path.Value) {
			continue
		}
		c := feature.Command{File: f.Path, Doc: f.Note}
		dir := path.Dir(f.Path.Value)
		image := ""
		for _, s := range said {
			if name := s.program; c.Name.Empty() && !name.Empty() && name.Value != path.Base(dir) && related(name.Value, path.Base(dir)) {
				c.Name, image = name, s.image.Value
			}
		}
		c.Image = r.imageOf(dir, image, said)
		c.Test = r.testOnly(c, said)
		r.f.Commands = append(r.f.Commands, c)
	}
}

// isMainFile holds for cmd/…/main.go, and for cmd/…/x/x.go.
func isMainFile(p string) bool {
	if !strings.HasPrefix(p, "cmd/") || path.Ext(p) != ".go" {
		return false
	}
	base := strings.TrimSuffix(path.Base(p), ".go")
	return base == "main" || strings.ReplaceAll(base, "_", "-") == path.Base(path.Dir(p))
}

// related reports whether a program's name is a longer or shorter form of its
// directory's: test-pod-mutator and pod-mutator.
func related(name, dir string) bool {
	return strings.HasSuffix(name, "-"+dir) || strings.HasPrefix(name, dir+"-") || strings.HasSuffix(dir, "-"+name)
}

// shipments reads what a phrase says of programs and images: "the binary
// `x`", "`x` in the new `y` image", "new test-only image `y`".
func shipments(p phrase) []shipment {
	spans := p.spans()
	var out []shipment
	for i, s := range spans {
		if !programName.MatchString(s.text) {
			continue
		}
		name := feature.T(s.text, p.at(s.from))
		test := forTests.MatchString(s.lead)
		switch {
		case i+1 < len(spans) && intoImage.MatchString(s.tail) && imageAfter.MatchString(spans[i+1].tail):
			out = append(out, shipment{name, feature.T(spans[i+1].text, p.at(spans[i+1].from)), test || forTests.MatchString(s.tail)})
		case programWord.MatchString(s.lead):
			out = append(out, shipment{program: name, test: test})
		case imageBefore.MatchString(s.lead):
			out = append(out, shipment{image: name, test: test})
		}
	}
	return out
}

// imageOf returns the directory of a command's image: the one the plan gives a
// new BUILD file with a remark that says so, or that of the image's name.
func (r *reader) imageOf(dir, named string, said []shipment) feature.Text {
	for d := dir; strings.Contains(d, "/"); d = path.Dir(d) {
		for _, f := range r.f.Files {
			if f.State == feature.FileNew && path.Dir(f.Path.Value) == d && strings.HasPrefix(path.Base(f.Path.Value), "BUILD") && imageRemark.MatchString(f.Note.Value) {
				return feature.T(d, f.Path.At)
			}
		}
		for _, s := range said {
			if !s.image.Empty() && s.image.Value == path.Base(d) && (named == "" || named == s.image.Value) {
				return feature.T(d, s.image.At)
			}
		}
	}
	return feature.Text{}
}

// testOnly returns the words that say that a command is for tests.
func (r *reader) testOnly(c feature.Command, said []shipment) feature.Text {
	for _, s := range said {
		if s.test && (s.program.Value != "" && s.program.Value == c.Name.Value || s.image.Value != "" && s.image.Value == path.Base(c.Image.Value)) {
			if s.image.Empty() {
				return s.program
			}
			return s.image
		}
	}
	if forTests.MatchString(strings.ReplaceAll(c.File.Value, "/", " ")) {
		return c.File
	}
	return feature.Text{}
}
