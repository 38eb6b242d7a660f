package document

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// dump renders blocks one a line: kind, line, parent's line, text.
func dump(d *Document) string {
	var b strings.Builder
	for _, bl := range d.Blocks {
		text := bl.Text.String()
		switch bl.Kind {
		case Row:
			var cells []string
			for i, c := range bl.Cells {
				cells = append(cells, bl.Table.Head[i].Plain()+"="+c.String())
			}
			text = strings.Join(cells, "; ")
		case Code:
			text = bl.Lang + ": " + strings.Join(bl.Code, "|")
		}
		up := 0
		if bl.Parent != nil {
			up = bl.Parent.Line
		}
		fmt.Fprintf(&b, "%d<%d %s: %s\n", bl.Line, up, strings.Join(bl.Section.Titles(), "/"), text)
	}
	return b.String()
}

const sample = `# Plan: a thing

**Owner**: sig-x / @me | **Target**: v1.9.0

## API *types*

1. ` + "`NewThing(a int)`" + ` in pkg/thing/thing.go: makes a
   thing, e.g. one. Second sentence
   - nested (see https://x.y/z)

   ` + "```go" + `
   type T struct{}
   ` + "```" + `
- [x] done **bold** word

| a | b |
|---|---|
| ` + "`x`" + ` | y z |
`

func TestBlocks(t *testing.T) {
	d, err := Parse("p.md", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := "3<0 Plan: a thing: Owner: sig-x / @me | Target: v1.9.0\n" +
		"7<0 Plan: a thing/API types: `NewThing(a int)` in pkg/thing/thing.go: makes a thing, e.g. one. Second sentence\n" +
		"9<7 Plan: a thing/API types: nested (see https://x.y/z)\n" +
		"12<7 Plan: a thing/API types: go: type T struct{}\n" +
		"14<0 Plan: a thing/API types: done bold word\n" +
		"18<0 Plan: a thing/API types: a=`x`; b=y z\n"
	if got := dump(d); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := len(d.Blocks[1].Text.Sentences()); got != 2 {
		t.Errorf("%d sentences, want 2", got)
	}
	if d.Blocks[4].Box != Ticked {
		t.Error("box not ticked")
	}
}

func tokensOf(s string) string {
	d, _ := Parse("p.md", []byte(s))
	var out []string
	for _, bl := range d.Blocks {
		for _, tok := range bl.Text {
			out = append(out, string("wsnpy"[tok.Kind])+":"+tok.Text)
		}
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"- new isGate(featureGate string) bool on ClusterConfig: true":  "w:new n:isGate(featureGate string) w:bool w:on n:ClusterConfig p:: w:true",
		"In pkg/a/b.go the struct Devices receives `X`, a list (new).":  "w:In n:pkg/a/b.go w:the w:struct w:Devices w:receives s:X p:, w:a w:list p:( w:new p:) p:.",
		"the function(s) and/or virt-api, foo.Bar, active.go, (x/y.go)": "w:the w:function p:( w:s p:) w:and p:/ w:or w:virt-api p:, n:foo.Bar p:, n:active.go p:, p:( n:x/y.go p:)",
		"a -> b → ✅ ok; *[]string and []byte, \"quoted word\"":          "w:a p:- p:> w:b y:→ y:✅ w:ok p:; n:*[]string w:and n:[]byte p:, p:\" w:quoted w:word p:\"",
	} {
		if got := tokensOf(in); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestRecords(t *testing.T) {
	for in, want := range map[string]string{
		"**Branch**: `x` | **Date**: 2024-01-01 | **SIG**: sig-compute": "Branch=`x`;Date=2024-01-01;SIG=sig-compute",
		"**Name:** `Plugins`":              "Name=`Plugins`",
		"File: staging/x/types.go, then y": "File=staging/x/types.go, then y",
		"🟡 **Risk** — words":               "Risk=words",
		"A sentence without label, see: x": "",
		"**New helper** `f(x)` on `T`":     "",
	} {
		d, _ := Parse("p.md", []byte(in))
		var got []string
		for _, r := range d.Blocks[0].Text.Records() {
			got = append(got, r.Label+"="+r.Value.String())
		}
		if strings.Join(got, ";") != want {
			t.Errorf("%s\n got %v\nwant %s", in, got, want)
		}
	}
}

func TestFrontMatter(t *testing.T) {
	d, _ := Parse("p.md", []byte("---\ntitle: \"A b\"\nowner: sig-x\n---\n# T\n\ntext\n"))
	if len(d.Front) != 2 || d.Front[0].Value.Plain() != "A b" || d.Front[1].Line != 3 {
		t.Errorf("front matter: %+v", d.Front)
	}
	if d.Blocks[0].Line != 7 || d.Sections[1].Line != 5 {
		t.Errorf("lines shifted: %d %d", d.Blocks[0].Line, d.Sections[1].Line)
	}
}

func TestLimits(t *testing.T) {
	for src, code := range map[string]string{
		strings.Repeat("x\n", maxBytes):        "plan-too-large",
		strings.Repeat("\n", maxLines) + "a\n": "plan-too-complex",
		strings.Repeat("> ", maxMarks+2) + "x": "plan-too-complex",
		strings.Repeat("x", maxLine+1):         "plan-too-complex",
		" \n":                                  "plan-empty",
		"a\x00b":                               "plan-binary",
	} {
		_, err := Parse("p.md", []byte(src))
		var l *Limit
		if !errors.As(err, &l) || l.Code != code {
			t.Errorf("%.20q: %v, want %s", src, err, code)
		}
	}
}
