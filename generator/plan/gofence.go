package plan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	goEllipsis   = regexp.MustCompile(`^\s*(\.\.\.|…).*$`)
	goInner      = regexp.MustCompile(`\{\s*(\.\.\.|…)\s*\}`)
	addedComment = regexp.MustCompile(`(?i)\b(?:added|new|additional) fields?\b|\bexisting\b|\bextend(?:ed|s)?\b|\bgets?\b|\bgains?\b|^\s*(?:\.\.\.|…)`)
)

// goSnippet is a Go fence: its declarations and where they go.
type goSnippet struct {
	r    *reader
	page *page
	at   block
	file feature.Text
	api  bool
	fset *token.FileSet
	src  string
	off  int // lines put before the fence's first one
}

// readGoFences takes declarations from Go code in the plan and in the linked
// documents as they are meant: a struct with an ellipsis or an "added field"
// comment names fields of an existing one.
func (r *reader) readGoFences() {
	for _, pg := range r.pages {
		where := feature.Text{}
		for _, s := range pg.sections {
			where = r.sectionFile(s, where, pg)
			if s.topic == topicLoop || s.topic == topicNarrative || s.topic == topicInstructions {
				continue
			}
			near := where
			for _, b := range s.blocks {
				switch {
				case b.kind == blockText:
					near = lastPath(b.text, near)
				case b.kind == blockList:
					for _, p := range b.phrases() {
						near = lastPath(p, near)
					}
				}
				for _, c := range b.fences() {
					if c.lang == "go" || c.lang == "golang" {
						for _, part := range fileParts(pg, c) {
							g := &goSnippet{r: r, page: pg, at: part.block, file: part.file.Or(near)}
							g.api = isAPIFile(g.file.Value) || g.file.Empty() && s.topic != topicComponent
							g.read(s)
						}
					}
				}
			}
		}
	}
}

// sectionFile finds the file a section's code goes to: named in its heading,
// possibly below the folder that an introduction gave.
func (r *reader) sectionFile(s *section, outer feature.Text, pg *page) feature.Text {
	if s.level <= 1 || s.up == nil {
		return feature.Text{}
	}
	for _, p := range []phrase{s.title, s.remark} {
		if t := lastPath(p, feature.Text{}); !t.Empty() {
			return inFolder(t, pg)
		}
		if w := strings.Fields(p.text); len(w) == 1 && fileRE.MatchString(w[0]) {
			return inFolder(feature.T(w[0], p.at(0)), pg)
		}
	}
	if s.level == 7 {
		return outer
	}
	for up := s.up; up != nil && up.level > 1; up = up.up {
		if t := lastPath(up.title, feature.Text{}); !t.Empty() {
			return inFolder(t, pg)
		}
	}
	return feature.Text{}
}

// inFolder completes a base name with the only folder the page's introduction
// names: "everything below goes to `staging/…/v1/`".
func inFolder(t feature.Text, pg *page) feature.Text {
	if strings.Contains(t.Value, "/") {
		return t
	}
	for _, s := range pg.sections {
		if s.level > 1 {
			break
		}
		for _, b := range s.blocks {
			for _, c := range b.text.codes() {
				if isTreePath(c.text) && strings.HasSuffix(c.text, "/") {
					return feature.T(cleanPath(c.text)+t.Value, t.At)
				}
			}
		}
	}
	return t
}

func lastPath(p phrase, none feature.Text) feature.Text {
	out := none
	for _, c := range p.codes() {
		if l := lexOf(c.text); (l == lexPath || l == lexFile) && strings.HasSuffix(c.text, ".go") {
			out = pathText(c)
		}
	}
	return out
}

// read parses the snippet; code that does not parse even as the inside of a
// struct is reported.
func (g *goSnippet) read(s *section) {
	lines := make([]string, len(g.at.code))
	for i, l := range g.at.code {
		if goEllipsis.MatchString(l) {
			l = "// ..."
		}
		lines[i] = goInner.ReplaceAllString(l, "{ /* ... */ }")
	}
	body := strings.Join(lines, "\n")
	if f, err := g.parse("package p\n", body, "\n"); err == nil {
		g.decls(f)
		g.r.use(g.page.name, g.at.line-1, g.at.last+1)
		return
	}
	if f, err := g.parse("package p\nfunc _() {\n", body, "\n}\n"); err == nil && len(f.Decls) > 0 {
		return // statements: an illustration, not a declaration
	}
	f, err := g.parse("package p\ntype _ struct {\n", body, "\n}\n")
	if err == nil {
		g.fields(f, s)
		g.r.use(g.page.name, g.at.line-1, g.at.last+1)
		return
	}
	g.r.out.Diags.Warnf("go-snippet-unreadable", diag.Pos{File: g.page.name, Line: g.at.line}, "make the snippet valid Go; `// ...` may stand for what is left out", "the Go code cannot be read: %s", firstLine(err.Error()))
}

func firstLine(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i]
	}
	return s
}

func (g *goSnippet) parse(head, body, tail string) (*ast.File, error) {
	if strings.HasPrefix(strings.TrimSpace(body), "package ") && head == "package p\n" {
		head = ""
	}
	g.fset = token.NewFileSet()
	g.src = head + body + tail
	g.off = strings.Count(head, "\n")
	return parser.ParseFile(g.fset, "snippet.go", g.src, parser.ParseComments|parser.SkipObjectResolution)
}

func (g *goSnippet) pos(p token.Pos) diag.Pos {
	line := g.fset.Position(p).Line - g.off + g.at.line - 1
	return diag.Pos{File: g.page.name, Line: max(min(line, g.at.last), g.at.line)}
}

func (g *goSnippet) text(from, to token.Pos) string {
	return g.src[g.fset.Position(from).Offset:g.fset.Position(to).Offset]
}

func (g *goSnippet) node(n ast.Node) feature.Text {
	return feature.T(strings.TrimSpace(g.text(n.Pos(), n.End())), g.pos(n.Pos()))
}

func (g *goSnippet) decls(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			g.function(d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					doc := s.Doc
					if doc == nil && len(d.Specs) == 1 {
						doc = d.Doc
					}
					g.typeSpec(s, doc, f)
				case *ast.ValueSpec:
					g.value(s, d)
				}
			}
		}
	}
}

// function takes a declaration with its signature; the comments of its body
// are the steps.
func (g *goSnippet) function(d *ast.FuncDecl) {
	recv := feature.Text{}
	if d.Recv != nil && len(d.Recv.List) == 1 {
		recv = feature.T(strings.TrimLeft(g.node(d.Recv.List[0].Type).Value, "*"), g.pos(d.Pos()))
	}
	f := g.r.book.function(feature.T(d.Name.Name, g.pos(d.Name.Pos())), g.file, recv)
	f.isNew += 3
	f.HasParams = true
	f.Params = feature.T(strings.Trim(g.node(d.Type.Params).Value, "()"), g.pos(d.Pos()))
	if d.Type.Results != nil {
		f.Results = g.node(d.Type.Results)
	}
	if doc := commentText(d.Doc); doc != "" {
		f.desc = append(f.desc, feature.T(doc, g.pos(d.Doc.Pos())))
	}
}

// commentText returns the prose of a comment group without markers.
func commentText(c *ast.CommentGroup) string {
	if c == nil {
		return ""
	}
	var out []string
	for _, l := range c.List {
		t := strings.TrimSpace(strings.TrimPrefix(l.Text, "//"))
		if strings.HasPrefix(l.Text, "/*") {
			t = strings.TrimSpace(strings.Trim(l.Text, "/*"))
		}
		if t != "" && !strings.HasPrefix(t, "+") {
			out = append(out, t)
		}
	}
	return strings.Join(out, "\n")
}

func (g *goSnippet) markers(c *ast.CommentGroup) []feature.Text {
	if c == nil {
		return nil
	}
	var out []feature.Text
	for _, l := range c.List {
		if t := strings.TrimSpace(strings.TrimPrefix(l.Text, "//")); strings.HasPrefix(t, "+") {
			out = append(out, feature.T(t, g.pos(l.Pos())))
		}
	}
	return out
}
