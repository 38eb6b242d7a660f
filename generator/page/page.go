// Package page renders a run as one self-contained HTML page: which components
// and files the feature touches, every hunk beside the plan lines that ask for
// it, what is left and open, and the plan itself with what became of each line.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/patch"
)

// Place is a line of a plan (or of a model) with its words.
type Place struct {
	File  string
	Line  int
	Words string
}

// Entry is one line of the account: something left, open, or not understood.
type Entry struct {
	From Place
	What string
	Why  string
	At   string // place in the checkout, file:line
}

// Section is a part of the account with a title: "left to you".
type Section struct {
	Title   string
	Entries []Entry
}

// Fate says what became of a plan line.
type Fate string

// The fates of plan lines. A line that asks for nothing has none.
const (
	Written       Fate = "written"
	Present       Fate = "present"
	Left          Fate = "left"
	NotUnderstood Fate = "unread"
)

// Run is everything the page shows.
type Run struct {
	Title   string
	Plan    string   // name of the plan
	Text    []string // its lines
	Fates   map[int]Fate
	Files   []patch.File // in the order in which they are to be shown
	Made    func(path string) bool
	Why     func(path string, h patch.Hunk) []Place
	Account []Section
}

//go:embed page.html
var text string

var page = template.Must(template.New("page").Parse(text))

// Render returns the page. It refers to nothing outside itself.
func Render(r Run) ([]byte, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, r.view()); err != nil {
		return nil, fmt.Errorf("cannot render the page: %w", err)
	}
	return b.Bytes(), nil
}

// The values that the template sees.
type (
	view struct {
		Title, Plan, Totals string
		Parts               []part
		Folded              *part // generated files
		Account             []Section
		Lines               []line
		Counts              []fateCount
	}
	part struct {
		Name           string
		Files          []file
		Added, Removed int
	}
	file struct {
		ID, Path, State string
		Added, Removed  int
		Share           int // of the largest file, in per cent
		Hunks           []hunk
	}
	hunk struct {
		ID, Head string
		From     []Place
		Lines    []diffLine
	}
	diffLine struct{ Kind, Text string }
	line     struct {
		N     int
		Text  string
		Fate  Fate
		Hunks []link
	}
	link      struct{ ID, Text string }
	fateCount struct {
		Fate Fate
		N    int
		Text string
	}
)

func (r Run) view() view {
	v := view{Title: r.Title, Plan: r.Plan, Totals: patch.Totals(r.Files), Account: r.Account}
	most := 1
	for _, f := range r.Files {
		added, removed := f.Lines()
		most = max(most, added+removed)
	}
	links := map[int][]link{}
	for i, f := range r.Files {
		name := patch.Place(f.Path, r.Made)
		row := r.file(i, f, most, links)
		if r.Made != nil && r.Made(f.Path) {
			if v.Folded == nil {
				v.Folded = &part{Name: name}
			}
			v.Folded.add(row)
			continue
		}
		if n := len(v.Parts); n == 0 || v.Parts[n-1].Name != name {
			v.Parts = append(v.Parts, part{Name: name})
		}
		v.Parts[len(v.Parts)-1].add(row)
	}
	v.Lines, v.Counts = r.lines(links)
	return v
}

func (p *part) add(f file) {
	p.Files = append(p.Files, f)
	p.Added, p.Removed = p.Added+f.Added, p.Removed+f.Removed
}

func (r Run) file(i int, f patch.File, most int, links map[int][]link) file {
	out := file{ID: fmt.Sprintf("f%d", i), Path: f.Path, State: state(f)}
	out.Added, out.Removed = f.Lines()
	out.Share = max(2, (out.Added+out.Removed)*100/most)
	for j, h := range f.Hunks {
		row := hunk{ID: fmt.Sprintf("f%dh%d", i, j), Head: h.String()}
		if r.Why != nil {
			row.From = r.Why(f.Path, h)
		}
		for _, p := range row.From {
			if p.File == r.Plan {
				links[p.Line] = append(links[p.Line], link{row.ID, short(f.Path)})
			}
		}
		for _, l := range h.Lines {
			row.Lines = append(row.Lines, diffLine{kinds[l[0]], l})
		}
		out.Hunks = append(out.Hunks, row)
	}
	return out
}

var kinds = map[byte]string{'+': "add", '-': "del", '\\': "eof"}

func state(f patch.File) string {
	switch {
	case f.Created:
		return "new"
	case f.Deleted:
		return "deleted"
	}
	return "changed"
}

func short(p string) string { return p[strings.LastIndex(p, "/")+1:] }

// lines returns the plan with its fates, and how often each fate occurs.
func (r Run) lines(links map[int][]link) (out []line, counts []fateCount) {
	n := map[Fate]int{}
	for i, text := range r.Text {
		fate := r.Fates[i+1]
		if fate == "" && len(links[i+1]) > 0 {
			fate = Written
		}
		n[fate]++
		out = append(out, line{N: i + 1, Text: text, Fate: fate, Hunks: links[i+1]})
	}
	for _, c := range []fateCount{{Fate: Written, Text: "written"}, {Fate: Present, Text: "there already"}, {Fate: Left, Text: "left to you"}, {Fate: NotUnderstood, Text: "not understood"}} {
		if c.N = n[c.Fate]; c.N > 0 {
			counts = append(counts, c)
		}
	}
	return out, counts
}
