// This file turns lists of files into statements.
package tree

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Statements reads a block of a section about files: a drawn tree, an item or
// paragraph that enumerates paths. docFile is the name of the document. Blocks
// nested in an item are read on their own.
func Statements(b *document.Block, docFile string) []statement.Statement {
	w := &stater{doc: docFile}
	state := around(b)
	if b.Kind == document.Code {
		files, unread := Read(b.Code, b.CodeLine, state)
		for _, f := range files {
			w.file(f)
		}
		for _, u := range unread {
			w.say(statement.Subject{Kind: statement.Words}, statement.HasMention, u.Text, u.Line, u.Text)
		}
		return w.out
	}
	for _, f := range Text(b.Text, state) {
		w.file(f)
	}
	return w.out
}

type stater struct {
	doc string
	out []statement.Statement
}

func (w *stater) say(s statement.Subject, r statement.Relation, object string, line int, words string) {
	w.out = append(w.out, statement.Statement{Subject: s, Relation: r, Object: object, Trust: statement.Label,
		At: diag.Pos{File: w.doc, Line: line}, Words: words})
}

func (w *stater) file(f File) {
	if f.Dir && f.State == "" || f.State == Unchanged {
		return
	}
	name := f.Path
	if f.Dir {
		name += "/"
	}
	s := statement.Subject{Kind: statement.File, Name: name, File: name}
	w.say(s, statement.IsFile, string(f.State), f.Line, f.Words)
	if f.Remark != "" {
		w.say(s, statement.Doc, f.Remark, f.Line, f.Words)
	}
}

// around returns the state that the words before a block name: its lead, the
// items it is nested in, the titles above it.
func around(b *document.Block) State {
	for p := b; p != nil; p = p.Parent {
		if p != b {
			if s := StateOf(label(p.Text)); s != "" {
				return s
			}
		}
		if p.Lead != nil && (p.Lead.Kind == document.Paragraph || b.Kind == document.Code) {
			if s := StateOf(p.Lead.Text.Plain()); s != "" && len(p.Lead.Text) < 25 {
				return s
			}
		}
	}
	for s := b.Section; s != nil; s = s.Parent {
		if st := StateOf(s.Title.Plain()); st != "" {
			return st
		}
	}
	return ""
}

// label returns the words of a text before its first path.
func label(r document.Rich) string {
	for i, t := range r {
		if t.IsMention() {
			return r[:i].Plain()
		}
	}
	return r.Plain()
}

// Text reads the paths that a text enumerates. A directory before a colon
// holds all names behind it; a base name lies in the directory of the path
// before it. Paths in parentheses belong to a remark.
func Text(r document.Rich, state State) []File {
	if s := StateOf(label(r)); s != "" {
		state = s
	}
	e := &enumeration{state: state, words: r.String()}
	depth, start := 0, -1
	for i, t := range r {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth <= 0 && t.IsMention() && isFile(strings.Trim(t.Text, ".,;:")):
			e.take(r, start, i)
			start = i
		}
	}
	e.take(r, start, len(r))
	return e.out
}

// enumeration collects the paths of one text.
type enumeration struct {
	state  State
	words  string
	prefix string // directory before a colon
	dir    string // directory of the path before
	of     string // base name before "of": BUILD.bazel of a, b
	out    []File
}

// take takes the path at token i, with the words up to token next behind it.
func (e *enumeration) take(r document.Rich, i, next int) {
	if i < 0 {
		return
	}
	name, gap := strings.Trim(r[i].Text, ".,;:"), r[i+1:next]
	isDir := strings.HasSuffix(name, "/") || path.Ext(name) == "" && strings.Contains(name, "/")
	switch {
	case isDir && e.of != "":
		e.add(path.Join(name, e.of), r[i].Line, nil)
	case isDir && len(gap) > 0 && gap[0].Is(":"):
		e.prefix = path.Clean(name)
	case !isDir && len(gap) > 0 && gap[0].Is("of"):
		e.of = name
	case isDir:
		e.out = append(e.out, File{Path: path.Clean(name), Dir: true, State: e.state, Line: r[i].Line, Words: e.words})
	default:
		for _, p := range expand(name) {
			e.add(p, r[i].Line, gap)
		}
	}
}

func (e *enumeration) add(p string, line int, gap document.Rich) {
	switch {
	case e.prefix != "" && !rooted(p):
		p = path.Join(e.prefix, p)
	case rooted(p):
		e.dir = path.Dir(p)
	case !strings.Contains(p, "/") && e.dir != "" && !topLevel[p]:
		p = path.Join(e.dir, p)
	}
	f := File{Path: p, State: e.state, Line: line, Words: e.words, Remark: remark(gap)}
	if s := stateOfRemark(f.Remark); s != "" {
		f.State = s
	}
	if NamesTest(gap.Plain()) {
		f.Remark = ""
	}
	e.out = append(e.out, f)
	e.out = append(e.out, companions(e.out, 1, gap.Plain())...)
}

// remark returns the words in parentheses or behind a dash that follow a path.
func remark(gap document.Rich) string {
	s := strings.TrimSpace(gap.String())
	for _, sign := range []string{"—", "–", "- ", ":", "<-", "←"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return strings.Trim(rest, " ,;")
		}
	}
	if strings.HasPrefix(s, "(") {
		if end := strings.IndexByte(s, ')'); end > 0 {
			return s[1:end]
		}
	}
	return ""
}

// topLevel are files at the top of the tree.
var topLevel = map[string]bool{"go.mod": true, "go.sum": true, "Makefile": true, "WORKSPACE": true}

// roots are the directories at the top of a KubeVirt tree.
var roots = map[string]bool{
	"pkg": true, "staging": true, "tests": true, "cmd": true, "tools": true, "hack": true, "api": true, "docs": true, "manifests": true,
	"vendor": true, "rpm": true, "examples": true, "automation": true, "images": true, "containerimages": true,
}

// rooted reports whether a path begins at the top of the tree.
func rooted(p string) bool {
	first, _, ok := strings.Cut(p, "/")
	return topLevel[p] || ok && roots[first]
}

// isFile reports whether a mention is a path.
func isFile(s string) bool {
	if topLevel[s] {
		return true
	}
	s = strings.NewReplacer("{", "", "}", "", ",", "").Replace(s)
	return looksLikePath(s) && document.IsPath(s)
}
