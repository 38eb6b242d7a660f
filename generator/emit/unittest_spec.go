package emit

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/templates"
)

// ginkgoPath is the test framework of all KubeVirt tests.
const ginkgoPath = "github.com/onsi/ginkgo/v2"

// spec is one promised test: its title, and what the plan says beyond it.
type spec struct {
	title string
	steps []string
	apart bool                   // the steps say more than the title
	act   func(gk string) string // the whole spec where it calls code of the plan, else ""; nil for most
	from  feature.Text
}

// maxTitle is the length from which an item is too long for a title. Half of
// it is where an item without a colon is worth splitting into steps.
const maxTitle = 110

// specOf turns an item of a plan into a spec. "title: step, step" is split at
// the colon; other items are their own title, with their parts as steps where
// there are several.
func specOf(item feature.Text) spec {
	text := code.PlainWords(item.Value)
	s := spec{title: text, from: item}
	if head, tail, ok := strings.Cut(text, ": "); ok && len(head) > 2 && tail != "" {
		s.title, s.steps, s.apart = head, clauses(tail), true
		return s
	}
	if parts := clauses(text); len(parts) > 1 && len(text) > maxTitle/2 {
		s.steps = parts
		if s.apart = len(text) > maxTitle; s.apart {
			s.title = outcome(parts)
		}
	}
	return s
}

var expectation = regexp.MustCompile(`(?i)^(expect|verify|check|ensure|assert|see that)\b|\b(must|should|shall)\b`)

// outcome returns the step that says what a workflow is to show: the last one
// if it states an expectation, else the first.
func outcome(steps []string) string {
	if last := steps[len(steps)-1]; expectation.MatchString(last) {
		return last
	}
	return steps[0]
}

// specsOf turns a list of items into specs. Fragments of a list inside a
// sentence ("gate off, on, and with …") are put together again.
func specsOf(items []feature.Text) []spec {
	var whole []feature.Text
	for _, it := range items {
		it.Value = itemWords(it.Value)
		if n := len(whole); n > 0 && whole[n-1].At == it.At && (len(it.Value) <= 3 || strings.HasPrefix(it.Value, "and ")) && it.Value != "" {
			whole[n-1].Value += ", " + it.Value
		} else if it.Value != "" {
			whole = append(whole, it)
		}
	}
	var out []spec
	seen := map[string]bool{}
	for _, it := range whole {
		if s := specOf(it); s.title != "" && !seen[s.title] {
			seen[s.title] = true
			out = append(out, s)
		}
	}
	return out
}

var (
	fileWords  = regexp.MustCompile(`(^|\s+)((in|of|to|from) )?(and )?[\w./-]+\.go\b( \([^)]*\))?:?`)
	emptyWords = regexp.MustCompile(`(?i)^(with (a|the) (new )?suite( file)?|(unit |new )?tests?|new file)$`)
)

// itemWords returns what an item says apart from the file it is for.
func itemWords(text string) string {
	text = strings.TrimSpace(fileWords.ReplaceAllString(code.PlainWords(text), ""))
	text = strings.TrimPrefix(strings.TrimPrefix(text, "for "), ", ")
	if emptyWords.MatchString(text) {
		return ""
	}
	return text
}

// clauses splits at commas and semicolons that stand outside brackets and
// quotes.
func clauses(text string) []string {
	var out []string
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			quoted = !quoted
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',', ';':
			if depth == 0 && !quoted && i+1 < len(text) && text[i+1] == ' ' {
				out = append(out, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[start:]))
}

// quote spells a string for Go; with quotes inside, as a raw string.
func quote(s string) string {
	if strings.Contains(s, `"`) && !strings.Contains(s, "`") {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// group is a container of specs, to be written as Context or Describe.
type group struct {
	title      string
	decorators []string
	setup      string // statements before the specs
	specs      []spec
	by         bool // steps as By, for workflows; else as comments
}

// text renders the body of the container.
func (g group) text(gk string) string {
	var b strings.Builder
	b.WriteString(g.setup)
	for i, s := range g.specs {
		if i > 0 || g.setup != "" {
			b.WriteString("\n")
		}
		b.WriteString(s.text(gk, g.by))
	}
	return b.String()
}

func (s spec) text(gk string, by bool) string {
	if s.act != nil {
		if text := s.act(gk); text != "" {
			return text
		}
	}
	var body strings.Builder
	for _, step := range s.steps {
		if by {
			body.WriteString(gk + "By(" + quote(step) + ")\n")
		} else if s.apart {
			body.WriteString(gosrc.Comment("", step))
		}
	}
	return templates.Text("pending", map[string]any{"Ginkgo": gk, "Title": quote(s.title), "Body": body.String()})
}

// context renders the group as a Context; the text is not yet indented.
func (g group) context(gk string) string {
	return templates.Text("context", map[string]any{"Ginkgo": gk, "Title": quote(g.title), "Decorators": g.decorators, "Body": g.text(gk)})
}

// ginkgo returns the qualifier of ginkgo in a file, "" for the dot import that
// test files have.
func (c *Context) ginkgo(p string) string {
	if f, err := c.Tree.Go(p); err == nil {
		if alias, ok := gosrc.Aliases(f)[ginkgoPath]; ok && alias != "." {
			return alias + "."
		}
	}
	c.Imports(p).Dot(ginkgoPath)
	return ""
}
