package emit

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
)

// unitTitle names the container: the plan's title, else the one function under
// test, else the feature.
func (c *Context) unitTitle(u unitTest) string {
	if title := code.PlainWords(u.test.Title.Value); title != "" && !saysTest.MatchString(title) {
		return title
	}
	subject := c.testSubject(u.file)
	f, err := c.Tree.Go(u.file)
	if err != nil {
		return subject
	}
	if _, ok := ownContainer(f, group{title: subject, specs: u.group.specs}); ok {
		return subject
	}
	return "with " + c.featureWords()
}

// saysTest matches titles that say only that something is tested.
var saysTest = regexp.MustCompile(`(?i)\btests?$`)

// testSubject names what a new test file is about: the only function planned
// beside it, else the file's name in the spelling of the plan's identifiers.
func (c *Context) testSubject(test string) string {
	base := strings.TrimSuffix(path.Base(test), "_test.go")
	if fns := c.plannedIn(strings.TrimSuffix(test, "_test.go") + ".go"); len(fns) == 1 {
		return fns[0].Name.Value
	}
	var words []string
	for _, w := range strings.FieldsFunc(base, func(r rune) bool { return r == '-' || r == '_' }) {
		words = append(words, c.spelling(w))
	}
	return strings.Join(words, " ")
}

// spelling returns a word in the letters in which an identifier of the plan
// holds it: containerpath → ContainerPath.
func (c *Context) spelling(word string) string {
	var names []string
	for _, g := range c.Feature.Gates {
		names = append(names, g.Name.Value)
	}
	for _, t := range c.Feature.Types {
		names = append(names, t.Name.Value)
	}
	for _, fn := range c.Feature.Functions {
		names = append(names, fn.Name.Value)
	}
	for _, n := range names {
		if i := strings.Index(strings.ToLower(n), strings.ToLower(word)); i >= 0 && len(word) > 2 {
			if got := n[i : i+len(word)]; got[0] >= 'A' && got[0] <= 'Z' {
				return got
			}
		}
	}
	return capital(word)
}

var bracketed = regexp.MustCompile(`\s*\([^)]*\)`)

// request matches titles that are sentences: Report the …, Add …
var request = regexp.MustCompile(`(?i)^(add|allow|enable|expose|implement|introduce|let|make|move|provide|remove|replace|report|support|use)\b|,`)

// featureWords names the feature within a sentence: by its title if that is a
// short phrase, else by its name.
func (c *Context) featureWords() string {
	title := c.featureTitle()
	if title == "" || request.MatchString(title) || strings.Count(title, " ") > 4 {
		var words []string
		for _, w := range strings.Split(c.Feature.Name.Value, "-") {
			if slices.Contains(initialisms, w) {
				w = strings.ToUpper(w)
			}
			words = append(words, w)
		}
		return strings.Join(words, " ")
	}
	first, rest, _ := strings.Cut(title, " ")
	if len(first) > 1 && strings.ToLower(first[1:]) == first[1:] {
		first = strings.ToLower(first)
	}
	return strings.TrimSpace(first + " " + rest)
}

// featureTitle is the plan's title without what stands in brackets.
func (c *Context) featureTitle() string {
	return strings.TrimSpace(bracketed.ReplaceAllString(code.PlainWords(c.Feature.Title.Or(c.Feature.Name).Value), ""))
}
