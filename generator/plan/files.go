package plan

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	treeLine   = regexp.MustCompile(`^([\s│|]*)(?:[├└][─-]+|[+` + "`" + `|]-{1,3})\s*(.*)$`)
	treeRemark = regexp.MustCompile(`^(\S+?)(?:\s+(?:(?:#|//|--|—|–|<-|←)\s*(.*?)|(\(.*)))?\s*$`)
	sourceLead = regexp.MustCompile(`(?i)\b(?:out of|from|moved|split off)\s*$`)
	stateWord  = regexp.MustCompile(`(?i)^\s*(?:\((new|modified|modify|changed|generated|created?|added?|existing|edit(?:ed)?|update[ds]?)\)|(new|modified|modify|changed|generated|created?|added?|existing|edit(?:ed)?|update[ds]?)(?: file)?(?:\s*$|\s*[:,;–—-]))\s*`)
)

// readFiles takes the files of all file sections, in whatever form: trees with
// box characters, indented trees, flat lists, bullets with remarks.
func (r *reader) readFiles() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			state, ok := fileState(s)
			if !ok {
				continue
			}
			for _, b := range s.blocks {
				if named, ok := labelledState(b); ok {
					state = named
					continue
				}
				r.fileBlock(pg, s, b, state)
			}
		}
	}
}

// fileState is the state that a section gives its files unless a remark on the
// file says otherwise.
func fileState(s *section) (string, bool) {
	switch s.topic {
	case topicFilesNew:
		return feature.FileNew, true
	case topicFilesModified, topicFiles, topicStructure:
		return feature.FileModified, true
	case topicFilesGenerated:
		return feature.FileGenerated, true
	}
	return "", false
}

// labelledState reads a line that says what the files below it are: "New:".
func labelledState(b block) (string, bool) {
	if b.kind != blockText || !strings.HasSuffix(strings.TrimSpace(b.text.text), ":") {
		return "", false
	}
	switch plainTitle(b.text.flat()) {
	case "new", "new files", "created", "added", "files to create", "files to add":
		return feature.FileNew, true
	case "modified", "modified files", "changed", "changed files", "existing", "existing files", "files to modify", "files to change":
		return feature.FileModified, true
	case "generated", "generated files":
		return feature.FileGenerated, true
	}
	return "", false
}

func (r *reader) fileBlock(pg *page, s *section, b block, state string) {
	switch b.kind {
	case blockCode:
		if b.lang != "go" && b.lang != "yaml" && !hasBoxes(b) {
			r.fileTree(pg.name, b, state)
		}
	case blockList:
		b.eachItem(func(it *item) { r.fileItem(it, state) })
	case blockTable:
		r.fileTable(b, state)
	case blockText:
		if s.topic != topicStructure {
			r.fileText(b.text, state)
		}
	}
}

// hasBoxes recognises a drawing of components, which is no file tree.
func hasBoxes(b block) bool {
	for _, l := range b.code {
		if strings.ContainsAny(l, "┌┐▼→") {
			return true
		}
	}
	return false
}

// fileTree reads a tree: depth is the column at which a name starts, so box
// trees, indented trees and flat lists are one thing.
func (r *reader) fileTree(file string, b block, state string) {
	type level struct {
		col  int
		path string
	}
	var stack []level
	var last *treeFile
	var all []*treeFile
	for i, l := range b.code {
		at := diag.Pos{File: file, Line: b.line + i}
		if more, ok := remarkGoesOn(l, last); ok {
			last.remark = strings.TrimSpace(last.remark + " " + more)
			r.use(file, at.Line, at.Line)
			continue
		}
		name, remark, col := treeEntry(l)
		if name == "" || isNone(name) {
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].col >= col {
			stack = stack[:len(stack)-1]
		}
		full := cleanPath(name)
		if len(stack) > 0 && (!treeRootPath(name) || treeLine.MatchString(l) && belowFolder(name, stack[len(stack)-1].path)) {
			full = strings.TrimSuffix(stack[len(stack)-1].path, "/") + "/" + name
		}
		r.use(file, at.Line, at.Line)
		last = nil
		if !isFileName(name) {
			stack = append(stack, level{col, full})
			continue
		}
		last = &treeFile{feature.T(full, at), remark, col}
		all = append(all, last)
	}
	for _, f := range all {
		r.addFile(f.path, f.remark, state)
		if f.remark != "" {
			r.book.notes = append(r.book.notes, feature.File{Path: f.path, Note: feature.T(f.remark, f.path.At)})
		}
	}
}

// treeFile is a file of a tree with the remark beside it.
type treeFile struct {
	path   feature.Text
	remark string
	col    int
}

var remarkOnly = regexp.MustCompile(`^[\s│|]*(?:#|//)\s*(.+)$`)

// remarkGoesOn reads a line of a tree that holds nothing but more of the remark
// on the file above; a remark that stands further left is a heading.
func remarkGoesOn(l string, last *treeFile) (string, bool) {
	m := remarkOnly.FindStringSubmatch(l)
	if m == nil || last == nil || last.remark == "" {
		return "", false
	}
	col := len([]rune(strings.ReplaceAll(l[:strings.IndexAny(l, "#/")], "\t", "    ")))
	return strings.TrimSpace(m[1]), col > last.col
}

// treeRootPath holds for an entry that starts over at the top: a flat list
// whose lines happen to be indented.
func treeRootPath(name string) bool {
	return strings.Contains(strings.TrimSuffix(name, "/"), "/") && isTreePath(name)
}

// belowFolder holds for an entry of a drawn tree whose first folder has the name
// of one at the top of the checkout, but stands below another: "api/" below
// "pkg/virt-launcher/virtwrap/".
func belowFolder(name, folder string) bool {
	switch first, _, _ := strings.Cut(name, "/"); first {
	case "pkg", "cmd", "staging", "tests", "vendor":
		return false
	}
	return isTreePath(folder)
}

// treeEntry splits a line of a tree into name, remark and depth.
func treeEntry(l string) (name, remark string, col int) {
	l = strings.ReplaceAll(l, "\t", "    ")
	l = strings.ReplaceAll(l, "\u00a0", " ")
	rest := l
	if m := treeLine.FindStringSubmatch(l); m != nil {
		rest = m[2]
		col = len([]rune(l)) - len([]rune(rest))
	} else {
		rest = strings.TrimLeft(l, " │|")
		col = len([]rune(l)) - len([]rune(rest))
		if t := strings.TrimLeft(rest, "-*+"); t != rest && strings.HasPrefix(t, " ") {
			rest = strings.TrimLeft(t, " ")
		}
	}
	m := treeRemark.FindStringSubmatch(strings.TrimSpace(rest))
	if m == nil {
		if f := strings.Fields(rest); len(f) > 0 && isFileName(f[0]) {
			return f[0], strings.Join(f[1:], " "), col
		}
		return "", "", col
	}
	return strings.Trim(m[1], "`"), m[2] + unwrap(m[3]), col
}

func isFileName(s string) bool {
	base := path.Base(s)
	return !strings.HasSuffix(s, "/") && (strings.Contains(strings.TrimPrefix(base, "."), ".") || base == "Makefile" || base == "Dockerfile" || base == "OWNERS") && !strings.HasSuffix(base, ".io")
}

// fileItem takes the paths of a bullet; what follows the path, up to the next
// one, is its note.
func (r *reader) fileItem(it *item, state string) {
	r.fileText(it.text, state)
}

func (r *reader) fileText(p phrase, state string) {
	spans := p.spans()
	if len(spans) == 0 {
		r.bareFile(p, state)
		return
	}
	state = itemState(p, state)
	for i, sp := range spans {
		l := lexOf(sp.text)
		if l != lexPath && l != lexFile || !isFileName(sp.text) {
			continue
		}
		if l == lexFile && !strings.HasPrefix(strings.TrimSpace(p.text), sp.text) && !strings.Contains(sp.text, "BUILD") {
			continue // a base name in passing
		}
		end := len(p.text)
		for _, next := range spans[i+1:] {
			if l := lexOf(next.text); l == lexPath {
				end = next.from
				break
			}
		}
		note := strings.Trim(strings.Join(strings.Fields(p.text[sp.to:end]), " "), " :,;-–—")
		note = strings.TrimPrefix(strings.TrimSuffix(note, " and"), "and ")
		if note == "and" {
			note = ""
		}
		r.usePhrase(p)
		at := state
		if i > 0 && state == feature.FileNew && sourceLead.MatchString(sp.lead) {
			at = feature.FileModified // where something new comes from
		}
		r.addFile(pathText(sp.code), unwrap(note), at)
	}
}

// unwrap removes parentheses around the whole of a note.
func unwrap(s string) string {
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == strings.Count(s, ")") {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// itemState reads "New: `path`", "**Modified**: …".
func itemState(p phrase, state string) string {
	if m := stateWord.FindStringSubmatch(p.text); m != nil {
		if st := stateOf(m[1] + m[2]); st != "" {
			return st
		}
	}
	return state
}

// bareFile takes a path written without code marks at the start of a bullet.
func (r *reader) bareFile(p phrase, state string) {
	fs := strings.Fields(p.text)
	if len(fs) == 0 {
		return
	}
	name := strings.TrimRight(fs[0], ":,")
	if !isTreePath(name) || !isFileName(name) {
		return
	}
	note := strings.Trim(strings.Join(fs[1:], " "), " :-–—")
	r.usePhrase(p)
	if more := strings.Split(p.flat(), ", "); len(more) > 1 && isTreePath(strings.Fields(more[1])[0]) {
		for _, m := range more { // nothing but paths, in one line
			if w := strings.Fields(m); len(w) > 0 && isTreePath(w[0]) && isFileName(w[0]) {
				r.addFile(feature.T(cleanPath(w[0]), p.at(0)), unwrap(strings.Join(w[1:], " ")), state)
			}
		}
		return
	}
	r.addFile(feature.T(cleanPath(name), p.at(0)), unwrap(note), state)
}

func (r *reader) fileTable(b block, state string) {
	if len(b.rows) < 2 || isFieldTable(b) {
		return
	}
	for _, row := range b.rows[1:] {
		for i, c := range row {
			files := treePaths(c)
			if len(files) == 0 {
				continue
			}
			var notes []string
			for j, o := range row {
				if j != i && !o.empty() {
					notes = append(notes, o.flat())
				}
			}
			r.usePhrase(c)
			for _, f := range files {
				r.addFile(f, strings.Join(notes, ": "), state)
			}
			break
		}
	}
}

// treePaths are the files of a table cell that begins with one.
func treePaths(cell phrase) []feature.Text {
	var out []feature.Text
	for i, c := range cell.codes() {
		if isTreePath(c.text) && isFileName(c.text) {
			out = append(out, feature.T(cleanPath(c.text), c.at))
		} else if i == 0 {
			return nil
		}
	}
	return out
}

func stateOf(word string) string {
	switch strings.ToLower(word) {
	case "new", "create", "created", "add", "added":
		return feature.FileNew
	case "modified", "modify", "changed", "existing", "edit", "edited", "updated", "update", "updates":
		return feature.FileModified
	case "generated":
		return feature.FileGenerated
	}
	return ""
}

// addFile records a file once; a remark such as "(new)" or "MODIFIED: …"
// decides its state.
func (r *reader) addFile(p feature.Text, note, state string) {
	if m := stateWord.FindStringSubmatch(note); m != nil {
		if st := stateOf(m[1] + m[2]); st != "" {
			state = st
			note = strings.TrimSpace(note[len(m[0]):])
		}
	}
	if isGeneratedPath(p.Value) {
		r.out.facts.generated = append(r.out.facts.generated, p)
		state = feature.FileGenerated
	}
	if strings.Contains(p.Value, "/") {
		r.book.paths[p.Value] = true
	} else if full := r.completePath(p.Value); full != p.Value {
		p.Value = full
	}
	for i := range r.f.Files {
		if f := &r.f.Files[i]; f.Path.Value == p.Value {
			if f.Note.Empty() {
				f.Note = feature.T(note, p.At)
			}
			return
		}
	}
	f := feature.File{Path: p, State: state, Note: feature.T(note, p.At)}
	r.f.Files = append(r.f.Files, f)
	if strings.HasSuffix(p.Value, ".proto") {
		r.leave(p, "protobuf messages and RPCs are edited by hand")
	}
}

// isGeneratedPath holds for files that KubeVirt's generators own.
func isGeneratedPath(p string) bool {
	base := path.Base(p)
	return strings.Contains(base, "generated") && base != "generated.go" || strings.HasSuffix(base, ".pb.go") || p == "api/openapi-spec/swagger.json" || strings.HasPrefix(p, "manifests/generated/") || strings.Contains(p, "/apitesting/testdata/HEAD/")
}
