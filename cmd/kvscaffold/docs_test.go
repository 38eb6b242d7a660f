package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var outputBlock = regexp.MustCompile("(?s)<!-- output: (.*?) -->\n```\n(.*?)```")

// TestDocumentsShowRealOutput runs the command line that a document names above
// an output block and looks for the block's lines in its output, in order. A
// line of "…" stands for anything.
func TestDocumentsShowRealOutput(t *testing.T) {
	found := 0
	for _, name := range []string{"README.md", "HOW-IT-WORKS.md", "AGENTS.md"} {
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range outputBlock.FindAllStringSubmatch(string(text), -1) {
			found++
			t.Run(m[1], func(t *testing.T) { showsOutput(t, name, m[1], m[2]) }) // in a test of its own: it changes the directory
		}
	}
	if found < 4 {
		t.Errorf("only %d output blocks found", found)
	}
}

func showsOutput(t *testing.T, name, command, block string) {
	t.Helper()
	d := newDesk(t)
	demo, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	d.write("demo.md", string(demo))
	d.write("field-of-other-type.yaml", "schema: kvscaffold.feature/v1\ntitle: T\nname: t\nfields:\n  - root: VirtualMachineInstance\n    path: spec.domain.memory\n    type: string\n    exact: true\n")
	t.Chdir(d.dir)
	o := d.run(strings.Fields(command)...)
	rest := o.out + o.err
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		if line == "…" {
			continue
		}
		i := strings.Index(rest, line)
		if i < 0 {
			t.Errorf("%s: `kvscaffold %s` (status %d) does not print, in this order:\n%s\n--- it prints\n%s", name, command, o.status, line, o.out+o.err)
			return
		}
		rest = rest[i+len(line):]
	}
}
