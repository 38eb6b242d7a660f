// Package tree reads the files that plans list: trees drawn with lines or
// indentation, plain lists, items and sentences that enumerate paths.
package tree

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// State says what a plan does with a file.
type State string

// The states of a file; empty means that the place does not say.
const (
	New       State = "new"
	Modified  State = "modified"
	Generated State = "generated"
	Moved     State = "moved"
	Deleted   State = "deleted"
	Unchanged State = "unchanged"
)

// File is one path of a list. A path may be shortened: only the checkout knows
// where a base name lies.
type File struct {
	Path   string
	State  State
	Remark string // what stands behind it
	Dir    bool
	Line   int
	Words  string // the line
}

// Unread is a line that names no file.
type Unread struct {
	Line int
	Text string
}

// maxDepth bounds the nesting of a drawn tree.
const maxDepth = 60

// stateWords name states, in titles ("Files to create") and remarks ("moved").
// Earlier ones go first: "newly generated" is generated.
var stateWords = []struct {
	state State
	words []string
}{
	{Unchanged, []string{"unchanged", "untouched", "not changed", "not touched", "no change"}},
	{Generated, []string{"generated", "regenerated", "make generate", "generator output", "output of"}},
	{Moved, []string{"moved", "renamed", "moves"}},
	{Deleted, []string{"deleted", "removed", "dropped", "delete", "remove", "to delete"}},
	{Modified, []string{"modified", "modify", "changed", "edited", "edit", "touched", "updated", "extended", "existing", "modifications", "changes", "change", "adapted"}},
	{New, []string{"new", "create", "created", "added", "add"}},
}

// StateOf returns the state that words name.
func StateOf(text string) State {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t,;:.()[]*`/🆕✨", r) })
	joined := " " + strings.Join(words, " ") + " "
	if strings.ContainsAny(text, "🆕✨") {
		return New
	}
	for _, row := range stateWords {
		for _, w := range row.words {
			if strings.Contains(joined, " "+w+" ") {
				return row.state
			}
		}
	}
	return ""
}

// stateOfRemark returns the state that the first word behind a file names; an
// order ("add the group") tells what to do in it.
func stateOfRemark(remark string) State {
	first, _, _ := strings.Cut(strings.Trim(remark, "*_ "), " ")
	switch strings.ToLower(strings.Trim(first, ".,;:")) {
	case "add", "remove", "delete", "change", "create", "edit", "modify", "changes", "moves":
		return ""
	}
	return StateOf(first)
}

// Is reports whether the lines of a block are a file tree or a list of files:
// most of them are paths, or drawn as branches.
func Is(lines []string) bool {
	good, all := 0, 0
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		all++
		name, _, drawn := branch(l)
		first, _, _ := strings.Cut(name, " ")
		if drawn && looksLikePath(first) || looksLikePath(first) && strings.ContainsAny(first, "/.") || l == "(none)" {
			good++
		}
	}
	return all > 0 && good*2 > all
}

// Read reads the lines of a block; first is the line of the plan that the
// first of them stands on, state what the text around the block says of them.
func Read(lines []string, first int, state State) (files []File, unread []Unread) {
	type level struct {
		column int
		dir    string
	}
	var stack []level
	for i, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if s := heading(l); s != "" {
			state, stack = s, nil
			continue
		}
		name, column, drawn := branch(l)
		name, remark := cutRemark(name)
		if drawn && name == "" {
			continue // a line of the drawing alone
		}
		names := expand(name)
		if len(names) == 0 {
			if !isNone(l) {
				unread = append(unread, Unread{first + i, strings.TrimSpace(l)})
			}
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].column >= column {
			stack = stack[:len(stack)-1]
		}
		dir := ""
		if len(stack) > 0 {
			dir = stack[len(stack)-1].dir
		}
		for _, n := range names {
			isDir := strings.HasSuffix(n, "/") || path.Ext(n) == "" && hasBelow(lines[i+1:], column)
			f := File{Path: path.Join(dir, n), Remark: remark, Dir: isDir, Line: first + i, Words: strings.TrimSpace(l), State: state}
			if !isDir && path.Ext(n) == "" && !unicode.IsUpper(rune(path.Base(n)[0])) {
				unread = append(unread, Unread{f.Line, f.Words})
				continue
			}
			if s := stateOfRemark(remark); s != "" {
				f.State = s
			}
			if NamesTest(remark) {
				f.Remark = ""
			}
			if !isDir || !hasBelow(lines[i+1:], column) {
				files = append(files, f)
			}
			if isDir && len(stack) < maxDepth {
				stack = append(stack, level{column, f.Path})
			}
		}
		files = append(files, companions(files, min(len(names), len(files)), remark)...)
	}
	return files, unread
}

// heading returns the state that a line of words gives the files below it: "new",
// "Modified files:". A name with a slash or a dot is a file or a directory.
func heading(l string) State {
	text := strings.Trim(l, " \t:#*")
	if strings.ContainsAny(text, "/.│├└") || len(strings.Fields(text)) > 4 {
		return ""
	}
	return StateOf(text)
}

// isNone reports whether a line says that there is no file.
func isNone(l string) bool {
	l = strings.ToLower(strings.Trim(l, " ()[].-–—*_#/"))
	return l == "none" || l == "n/a" || l == "" || l == "nothing" || l == "..." || l == "…"
}

// branch takes the drawing off a line and returns the column of what remains.
func branch(l string) (rest string, column int, drawn bool) {
	rest = strings.ReplaceAll(l, "\t", "    ")
	for rest != "" {
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case strings.ContainsRune("│├└─┬|", r):
			drawn = true
		case strings.HasPrefix(rest, "+--"), strings.HasPrefix(rest, `\--`), strings.HasPrefix(rest, "`--"):
			drawn, n = true, 3
			column += 2
		case (r == '-' || r == '*' || r == '+') && len(rest) > 1 && (rest[1] == ' ' || drawn):
		case r == ' ', r == '\u00a0':
		default:
			return strings.TrimRight(rest, " \r"), column, drawn
		}
		rest = rest[n:]
		column++
	}
	return "", column, drawn
}

// cutRemark parts a name from the words behind it.
func cutRemark(s string) (name, remark string) {
	best := len(s)
	for _, sign := range []string{" #", " //", " <-", " ←", " -- ", " – ", " — ", " - ", "  ", " (", ": "} {
		if i := strings.Index(s, sign); i > 0 && i < best {
			best = i
		}
	}
	name = strings.TrimSpace(s[:best])
	remark = strings.Trim(s[best:], " #/<-←–—:")
	if strings.HasPrefix(remark, "(") && strings.HasSuffix(remark, ")") && strings.Count(remark, "(") == 1 {
		remark = remark[1 : len(remark)-1]
	}
	return name, strings.TrimSpace(remark)
}

// hasBelow reports whether the next line is further in than a column.
func hasBelow(lines []string, column int) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		_, c, _ := branch(l)
		return c > column
	}
	return false
}

// expand returns the paths that a name stands for: a/{b,c}.go, "a.go, b.go",
// "a.go / b.go". Names behind the first are in its directory where they have
// none.
func expand(name string) []string {
	name = strings.Trim(name, "`*\"' ")
	if name == "" {
		return nil
	}
	if open, end := strings.IndexByte(name, '{'), strings.IndexByte(name, '}'); open >= 0 && end > open {
		var out []string
		for _, part := range strings.Split(name[open+1:end], ",") {
			full := name[:open] + strings.TrimSpace(part) + name[end+1:]
			if looksLikePath(full) {
				out = append(out, path.Clean(full))
			}
		}
		return out
	}
	var out []string
	for _, part := range strings.FieldsFunc(strings.NewReplacer(" / ", ",", " and ", ",", " & ", ",", ", ", ",").Replace(name), func(r rune) bool { return r == ',' }) {
		part = strings.Trim(part, "`*\"' ")
		if !looksLikePath(part) {
			return nil
		}
		if len(out) > 0 && !strings.Contains(part, "/") {
			part = path.Join(path.Dir(out[0]), part)
		}
		out = append(out, part)
	}
	return out
}

// looksLikePath reports whether a word can be the name of a file or directory.
func looksLikePath(s string) bool {
	if s == "" || len(s) > 300 || strings.HasPrefix(s, "-") || strings.Contains(s, "://") || strings.Contains(s, "..") {
		return false
	}
	letter := false
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			letter = true
		case strings.ContainsRune("/._-+@", r):
		default:
			return false
		}
	}
	return letter
}

// companions returns the tests that a remark puts beside files: "with its
// test", "+ test", "(+ _test)".
func companions(files []File, n int, remark string) []File {
	if !NamesTest(remark) {
		return nil
	}
	var out []File
	for _, f := range files[len(files)-n:] {
		if stem, ok := strings.CutSuffix(f.Path, ".go"); ok && !strings.HasSuffix(stem, "_test") {
			f.Path, f.State, f.Remark = stem+"_test.go", "", ""
			out = append(out, f)
		}
	}
	return out
}

// NamesTest reports whether words put the test of a file beside it.
func NamesTest(words string) bool {
	w := " " + strings.ToLower(strings.NewReplacer("(", " ", ")", " ", "`", " ", ",", " ", ".", " ", "+", " + ").Replace(words)) + " "
	w = strings.Join(strings.Fields(w), " ") + " "
	for _, p := range []string{"with its test ", "and its test ", "and its tests ", "with its tests ", "+ _test ", "its unit test ", "_test "} {
		if strings.HasPrefix(w, p) || strings.Contains(w, " "+p) {
			return true
		}
	}
	for _, p := range []string{"with test ", "with tests ", "with unit test ", "with unit tests ", "+ test ", "+ tests ", "plus test ", "and test ", "and tests "} {
		if strings.HasSuffix(" "+w, " "+p) { // not "image with test programs"
			return true
		}
	}
	return false
}
