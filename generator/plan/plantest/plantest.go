// Package plantest reads the tables of examples that the packages of the plan
// reader are tested with: a text, and what is read from it.
package plantest

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// Case is one example of a table. Line is where it begins in the table.
type Case struct {
	Name string
	In   string
	Want string
	Line int
}

// Read reads a table. An example begins with a line "### name"; a line "=>"
// parts the text from what is read from it.
func Read(t testing.TB, path string) []Case {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []Case
	var part *string
	for i, l := range strings.Split(string(data), "\n") {
		if name, ok := strings.CutPrefix(l, "### "); ok {
			out = append(out, Case{Name: name, Line: i + 1})
			part = &out[len(out)-1].In
			continue
		}
		if part == nil {
			continue
		}
		if l == "=>" && part == &out[len(out)-1].In {
			part = &out[len(out)-1].Want
			continue
		}
		*part += l + "\n"
	}
	if len(out) == 0 {
		t.Fatal(path + " holds no example")
	}
	return out
}

// Check runs a reader over a table and compares what it gives.
func Check(t *testing.T, path string, read func(in string) string) {
	t.Helper()
	for _, c := range Read(t, path) {
		t.Run(c.Name, func(t *testing.T) {
			got, want := strings.TrimSpace(read(strings.TrimSuffix(c.In, "\n"))), strings.TrimSpace(c.Want)
			if got != want {
				t.Error(path + ":" + strconv.Itoa(c.Line) + ":\n--- got\n" + got + "\n--- want\n" + want)
			}
		})
	}
}
