package score

// This file defines what is seen in a diff: added lines by file, what they
// declare, and the functions that hunks lie in.

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	funcLine     = regexp.MustCompile(`^func (?:\((?:\w+ )?\*?(\w+)(?:\[.*?\])?\) )?(\w+)\(`)
	typeLine     = regexp.MustCompile(`^type (\w+)\b`)
	fieldLine    = regexp.MustCompile("^\t+(\\w+)\\s+(\\S.*?)\\s+`(.*)`$")
	embeddedLine = regexp.MustCompile("^\t+(\\*?[\\w.]+)\\s+`(.*)`$")
	constLine    = regexp.MustCompile(`^(?:\t|const |var )(\w+)(?:\s+[\w.*\[\]]+)?\s+=\s+(.+)$`)
	touchedLine  = regexp.MustCompile(`(?m)^(?:@@.*@@ |[ +-])func (?:\([^)]*\) )?(\w+)\(`)
)

// declaration is one that the diff adds.
type declaration struct {
	file, name string
	recv       string // of a method
	typ        string // of a field, or the line of a type
	tag        string
	value      string
}

// added is what a diff adds.
type added struct {
	files  map[string][]string // lines by file
	text   string              // all of them
	order  []string            // the files as the diff has them
	funcs  []declaration
	types  []declaration
	fields []declaration
	consts []declaration
	touch  map[string]bool // functions that a hunk lies in or changes
}

func readDiff(diff string) *added {
	a := &added{files: map[string][]string{}, touch: map[string]bool{}}
	file := ""
	for line := range strings.SplitSeq(diff, "\n") {
		switch {
		case strings.HasPrefix(line, "+++ "):
			file = ""
			if name, ok := strings.CutPrefix(line, "+++ b/"); ok {
				file = name
			}
		case strings.HasPrefix(line, "+") && file != "":
			if _, ok := a.files[file]; !ok {
				a.order = append(a.order, file)
			}
			a.files[file] = append(a.files[file], line[1:])
		}
	}
	var all []string
	for _, file := range a.order {
		all = append(all, a.files[file]...)
		if strings.HasSuffix(file, ".go") {
			for _, line := range a.files[file] {
				a.declare(file, line)
			}
		}
	}
	a.text = strings.Join(all, "\n")
	for _, m := range touchedLine.FindAllStringSubmatch(diff, -1) {
		a.touch[m[1]] = true
	}
	return a
}

// declare notes what a line declares, if anything.
func (a *added) declare(file, line string) {
	if m := funcLine.FindStringSubmatch(line); m != nil {
		a.funcs = append(a.funcs, declaration{file: file, recv: m[1], name: m[2]})
	} else if m := typeLine.FindStringSubmatch(line); m != nil {
		a.types = append(a.types, declaration{file: file, name: m[1], typ: line})
	} else if m := fieldLine.FindStringSubmatch(line); m != nil {
		a.fields = append(a.fields, declaration{file: file, name: m[1], typ: m[2], tag: m[3]})
	} else if m := embeddedLine.FindStringSubmatch(line); m != nil {
		name := strings.Trim(m[1][strings.LastIndex(m[1], ".")+1:], "*")
		a.fields = append(a.fields, declaration{file: file, name: name, typ: m[1], tag: m[2]})
	} else if m := constLine.FindStringSubmatch(line); m != nil {
		// a call to a local name is an assignment in a block, no constant
		if !unicode.IsLower(rune(m[1][0])) || !strings.Contains(m[2], "(") {
			a.consts = append(a.consts, declaration{file: file, name: m[1], value: m[2]})
		}
	}
}

// has reports whether the expression finds anything in the added lines.
func (a *added) has(expr string) bool {
	return regexp.MustCompile(expr).MatchString(a.text)
}

// paths are the files of the diff that get lines, sorted.
func (a *added) paths() []string {
	return slices.Sorted(maps.Keys(a.files))
}
