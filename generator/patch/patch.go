// Package patch arranges a unified diff for readers: in the order in which a
// reviewer reads, with statistics, colours and the reasons of its hunks. What it
// prints stays a patch that git apply takes, as long as no colour is asked for.
package patch

import (
	"fmt"
	"strconv"
	"strings"
)

// File is the part of a diff that is about one file.
type File struct {
	Path    string   // as it is after the change, or before a deletion
	Head    []string // lines from "diff --git" up to the first hunk
	Hunks   []Hunk
	Created bool
	Deleted bool
}

// Hunk is one run of changed lines. Lines count from 1.
type Hunk struct {
	Old, OldLen int // lines of the file before
	New, NewLen int // lines of the file after
	Note        string
	Lines       []string // with their first character: ' ', '+', '-' or '\'
}

// Parse reads a diff in git's form, as change.Diff writes it.
func Parse(diff string) ([]File, error) {
	var out []File
	left := [2]int{} // lines of the hunk still to come, before and after
	for n, line := range lines(diff) {
		var f *File
		if len(out) > 0 {
			f = &out[len(out)-1]
		}
		inHunk := left[0] > 0 || left[1] > 0 || strings.HasPrefix(line, `\`)
		switch {
		case inHunk && f != nil && len(f.Hunks) > 0:
			if line == "" || !strings.Contains(" +-\\", line[:1]) {
				return nil, fmt.Errorf("line %d of the diff is no line of a hunk: %q", n+1, line)
			}
			h := &f.Hunks[len(f.Hunks)-1]
			h.Lines = append(h.Lines, line)
			count(line, &left)
		case strings.HasPrefix(line, "diff --git "):
			out = append(out, File{Head: []string{line}})
		case f == nil:
			return nil, fmt.Errorf("line %d of the diff belongs to no file: %q", n+1, line)
		case strings.HasPrefix(line, "@@ "):
			h, err := header(line)
			if err != nil {
				return nil, fmt.Errorf("line %d of the diff: %w", n+1, err)
			}
			f.Hunks, left = append(f.Hunks, h), [2]int{h.OldLen, h.NewLen}
		default:
			f.head(line)
		}
	}
	return out, nil
}

func lines(diff string) []string {
	if diff == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(diff, "\n"), "\n")
}

func count(line string, left *[2]int) {
	switch {
	case strings.HasPrefix(line, "-"):
		left[0]--
	case strings.HasPrefix(line, "+"):
		left[1]--
	case !strings.HasPrefix(line, `\`):
		left[0]--
		left[1]--
	}
}

// head takes a line before the first hunk.
func (f *File) head(line string) {
	f.Head = append(f.Head, line)
	name, after := strings.CutPrefix(line, "+++ ")
	if !after {
		name, _ = strings.CutPrefix(line, "--- ")
	}
	switch {
	case after && name == "/dev/null":
		f.Deleted = true
	case name == "/dev/null":
		f.Created = true
	case strings.HasPrefix(name, "a/"), strings.HasPrefix(name, "b/"):
		f.Path = strings.TrimSuffix(name[2:], "\t")
	}
	if _, name, ok := strings.Cut(f.Head[0], " b/"); ok && f.Path == "" {
		f.Path = name // an empty file has no other lines
	}
}

// header reads "@@ -1,2 +3,4 @@ note".
func header(line string) (Hunk, error) {
	var h Hunk
	ranges, note, ok := strings.Cut(strings.TrimPrefix(line, "@@ "), " @@")
	old, now, both := strings.Cut(ranges, " ")
	if !ok || !both {
		return h, fmt.Errorf("%q is no head of a hunk", line)
	}
	var err error
	if h.Old, h.OldLen, err = span(old, "-"); err != nil {
		return h, err
	}
	h.New, h.NewLen, err = span(now, "+")
	h.Note = strings.TrimPrefix(note, " ")
	return h, err
}

func span(text, sign string) (at, n int, err error) {
	first, length, ok := strings.Cut(strings.TrimPrefix(text, sign), ",")
	if !ok {
		length = "1"
	}
	at, err = strconv.Atoi(first)
	n, wrong := strconv.Atoi(length)
	if err != nil || wrong != nil || at < 0 || n < 0 {
		return 0, 0, fmt.Errorf("%q is no range of lines", text)
	}
	return at, n, nil
}

// String renders the hunk's head line.
func (h Hunk) String() string {
	s := fmt.Sprintf("@@ -%s +%s @@", short(h.Old, h.OldLen), short(h.New, h.NewLen))
	if h.Note != "" {
		s += " " + h.Note
	}
	return s
}

func short(at, n int) string {
	if n == 1 {
		return strconv.Itoa(at)
	}
	return fmt.Sprintf("%d,%d", at, n)
}

// Text renders files as the diff they were read from.
func Text(files []File) string {
	var b strings.Builder
	for _, f := range files {
		for _, l := range f.Head {
			b.WriteString(l + "\n")
		}
		for _, h := range f.Hunks {
			b.WriteString(h.String() + "\n")
			for _, l := range h.Lines {
				b.WriteString(l + "\n")
			}
		}
	}
	return b.String()
}

// Lines returns how many lines the change adds and takes away.
func (f File) Lines() (added, removed int) {
	for _, h := range f.Hunks {
		for _, l := range h.Lines {
			switch l[0] {
			case '+':
				added++
			case '-':
				removed++
			}
		}
	}
	return added, removed
}
