// Package script reads what a checkout itself says about its generators: the
// calls in hack/generate.sh and the tool versions in hack/builder/Dockerfile
// and WORKSPACE. It runs nothing.
package script

import (
	"fmt"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Path is the script that "make generate" runs.
const Path = "hack/generate.sh"

// Root stands in calls for the root of the checkout, which the script calls
// ${KUBEVIRT_DIR}; Call.At puts a directory in its place.
const Root = "\x00"

// Unknown stands in calls for the output of a command substitution, which only
// a shell could tell.
const Unknown = "\x01"

// Call is one command line of the script.
type Call struct {
	Line   int      // of its first line, from 1
	Env    []string // assignments before the name
	Name   string   // last element of the program's path
	Args   []string // words, without quotes, variables expanded
	Stdout string   // file behind ">", or ""
}

// Script is the calls of one hack/generate.sh in order.
type Script struct {
	Calls []Call
}

// Read returns the script of a tree. Assignments are followed, ${NAME:-default}
// is its default where the script does not set NAME, so the result does not
// depend on anybody's environment.
func Read(tree *checkout.Tree) (*Script, error) {
	src, err := tree.Read(Path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the generator script: %w", err)
	}
	return Parse(string(src)), nil
}

// Parse reads the text of a script.
func Parse(src string) *Script {
	vars := map[string]string{"KUBEVIRT_DIR": Root}
	s := &Script{}
	for _, l := range logicalLines(src) {
		call, ok := parseCall(l, vars)
		if ok {
			s.Calls = append(s.Calls, call)
		}
	}
	return s
}

// Named returns the calls of one program in order.
func (s *Script) Named(name string) []Call {
	var out []Call
	for _, c := range s.Calls {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}

// At returns the words of the call with dir in place of the checkout's root.
func (c Call) At(dir string) []string {
	out := make([]string, len(c.Args))
	for i, a := range c.Args {
		out[i] = strings.ReplaceAll(a, Root, dir)
	}
	return out
}

// Known reports whether every word of the call could be read.
func (c Call) Known() bool {
	return !strings.Contains(strings.Join(c.Args, " ")+c.Stdout, Unknown)
}

// Flag returns the value of --name in either spelling, or "".
func (c Call) Flag(name string) string {
	for i, a := range c.Args {
		a = strings.TrimLeft(a, "-")
		if v, ok := strings.CutPrefix(a, name+"="); ok {
			return v
		}
		if a == name && i+1 < len(c.Args) {
			return c.Args[i+1]
		}
	}
	return ""
}

// Operands returns the words that are neither flags nor values of flags
// written apart from their names.
func (c Call) Operands() []string {
	var out []string
	for i := 0; i < len(c.Args); i++ {
		switch a := c.Args[i]; {
		case strings.HasPrefix(a, "-") && !strings.Contains(a, "="):
			i++
		case !strings.HasPrefix(a, "-"):
			out = append(out, a)
		}
	}
	return out
}

// InTree returns a path of the script relative to the checkout's root, with
// slashes and without a leading "./".
func InTree(p string) string {
	return strings.TrimPrefix(path.Clean("/"+strings.TrimPrefix(p, Root)), "/")
}

type line struct {
	number int
	text   string
}

// logicalLines joins lines that end in a backslash and drops comments.
func logicalLines(src string) []line {
	var out []line
	open := false
	for i, text := range strings.Split(src, "\n") {
		text = strings.TrimSpace(text)
		if !open && (text == "" || strings.HasPrefix(text, "#")) {
			continue
		}
		body, more := strings.CutSuffix(text, "\\")
		if open {
			out[len(out)-1].text += " " + body
		} else {
			out = append(out, line{i + 1, body})
		}
		open = more
	}
	return out
}
