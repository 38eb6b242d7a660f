package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostileDocuments are shapes that make naive readers slow or recurse deeply.
func hostileDocuments(size int) map[string]string {
	rep := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	head := "# Implementation Plan: x\n\n## API Design\n\n"
	return map[string]string{
		"one line":            rep("a"),
		"quotes":              rep(">"),
		"nested lists":        rep("- "),
		"brackets":            rep("["),
		"links":               rep("[a](b"),
		"stars":               rep("*a "),
		"backticks":           rep("`a``b "),
		"short bracket lines": rep("[[[[[[[[[[\n"),
		"emphasis lines":      rep("*a _b **c\n"),
		"code spans":          rep("`f()` in `pkg/a.go` and\n"),
		"many headings":       rep("# a\n"),
		"many labels":         rep("**Key**: value\n"),
		"many items":          head + rep("- `validateFoo` in `pkg/a/b.go`, called from `Bar`\n"),
		"one long item":       head + "- " + rep("`validateFoo` in `pkg/a/b.go`, called from `Bar`; \n  "),
		"tables":              head + "| a | b |\n|---|---|\n" + rep("| `X` (new) | `Y` (`y`) |\n"),
		"field table":         head + "| Struct | Field (JSON) | Go type |\n|---|---|---|\n" + rep("| `X` | `Yy` (`yy`) | `string` |\n"),
		"many functions":      head + numbered("- function `validateFoo%d` in `pkg/a/b%d.go`\n", size),
		"many types":          head + numbered("- new struct `Foo%d` gets `Bar%d string`\n", size),
		"many files":          "# Implementation Plan: x\n\n## New Files\n\n" + numbered("- `pkg/a%d/b%d.go`\n", size),
		"yaml nesting":        head + "```yaml\n" + rep("a: {a: ") + "\n```\n",
		"yaml indent":         head + "```yaml\n" + indented(size) + "```\n",
		"yaml flat":           head + "```yaml\nspec:\n" + numbered("  a%d: b%d\n", size) + "```\n",
		"yaml anchors":        head + "```yaml\na: &a [x]\n" + numbered("b%d: &b%d [*a, *a, *a, *a]\n", size) + "```\n",
		"go nesting":          head + "```go\nvar x = " + rep("(") + "\n```\n",
		"go fields":           head + "```go\ntype X struct {\n" + numbered("\tA%d string `json:\"a%d\"`\n", size) + "}\n```\n",
		"unclosed fence":      head + "```\n" + rep("├── a\n"),
		"deep tree":           "# Implementation Plan: x\n\n## New Files\n\n```\n" + indented(size) + "```\n",
		"placeholders":        rep("[SOME_PLACEHOLDER] "),
		"placeholder lines":   rep("[SOME_PLACEHOLDER]\n"),
		"html":                rep("<a "),
		"entities":            rep("&amp;&#1;"),
		"gates":               "# Implementation Plan: x\n\n## Feature Gates\n\n" + numbered("- `Gate%d`: Alpha v1.%d, owner @a\n", size),
		"rules":               "# Implementation Plan: x\n\n## Validation\n\n" + numbered("- `a.b%d` must be between 1 and %d\n", size),
	}
}

func numbered(format string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, format, i, i)
	}
	return b.String()
}

func indented(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(strings.Repeat("  ", i%400) + "a:\n")
	}
	return b.String()
}

// TestHostileDocumentsEndSoon reads ten megabytes, and as much as the limits
// let through, of every hostile shape.
func TestHostileDocumentsEndSoon(t *testing.T) {
	for _, size := range []int{10 << 20, maxBytes - 4096} {
		for name, text := range hostileDocuments(size) {
			t.Run(fmt.Sprintf("%s/%d", name, size), func(t *testing.T) {
				start := time.Now()
				r := Read(Document{Name: "plan.md", Data: []byte(text)})
				Check(r, nil)
				if d := time.Since(start); d > time.Second {
					t.Errorf("took %v", d)
				}
				if size > maxBytes && !r.Diags.HasErrors() {
					t.Error("ten megabytes were accepted")
				}
			})
		}
	}
}
