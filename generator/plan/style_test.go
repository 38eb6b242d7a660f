package plan

import (
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var headingLine = regexp.MustCompile(`(?m)^(#+) `)

// styles rewrite a plan as other people would have typed it.
var styles = map[string]func(string) string{
	"carriage returns": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"byte order mark":  func(s string) string { return "\ufeff" + s },
	"deeper headings": func(s string) string {
		return outsideFences(s, func(l string) string {
			if strings.HasPrefix(l, "##") {
				return "#" + l
			}
			return l
		})
	},
	"emoji": func(s string) string {
		return outsideFences(s, func(l string) string { return headingLine.ReplaceAllString(l, "$1 🚀 ") })
	},
	"numbers": func(s string) string {
		return outsideFences(s, func(l string) string {
			if strings.HasPrefix(l, "## ") {
				return "## 4.2 " + l[3:]
			}
			return l
		})
	},
	"stars": func(s string) string {
		return outsideFences(s, func(l string) string {
			if t := strings.TrimLeft(l, " "); strings.HasPrefix(t, "- ") {
				return l[:len(l)-len(t)] + "* " + t[2:]
			}
			return l
		})
	},
	"no boxes": func(s string) string { return strings.ReplaceAll(s, "- [ ] ", "- ") },
	"trailing blanks": func(s string) string {
		return outsideFences(s, func(l string) string { return l + " " })
	},
	"remarks between": func(s string) string {
		return strings.ReplaceAll(s, "\n## ", "\n<!-- fill in what follows -->\n\n*Naïve façade: ünïcödé.*\n\n## ")
	},
}

func outsideFences(s string, f func(string) string) string {
	lines := strings.Split(s, "\n")
	in := false
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			in = !in
		} else if !in && l != "" && !strings.HasPrefix(l, "===") {
			lines[i] = f(l)
		}
	}
	return strings.Join(lines, "\n")
}

// TestStyleDoesNotChangeMeaning reads every plan in every style.
func TestStyleDoesNotChangeMeaning(t *testing.T) {
	plans, _ := filepath.Glob(filepath.Join(planFolder, "*.md"))
	if extra := os.Getenv("PLANS"); extra != "" { // further plans, to be read by hand
		more, _ := filepath.Glob(filepath.Join(extra, "*", "plan.md"))
		plans = append(plans, more...)
	}
	for _, p := range plans {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		want := meaning(string(data))
		for name, rewrite := range styles {
			got := meaning(rewrite(string(data)))
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("%s, %s: lost %q", p, name, w)
				}
			}
			for _, g := range got {
				if !slices.Contains(want, g) {
					t.Errorf("%s, %s: gained %q", p, name, g)
				}
			}
		}
	}
}

func meaning(text string) []string {
	r := Read(Document{Name: "plan.md", Data: []byte(text)})
	return statements(r.Feature)[1:] // the dialect's headings may be hidden
}

// TestMutilatedPlansAreReadWithoutPanic cuts, doubles and shuffles lines.
func TestMutilatedPlansAreReadWithoutPanic(t *testing.T) {
	plans, _ := filepath.Glob(filepath.Join(planFolder, "*.md"))
	var pool []string
	for _, p := range plans {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		pool = append(pool, strings.Split(string(data), "\n")...)
	}
	rnd := rand.New(rand.NewSource(1))
	for range 300 {
		n := 1 + rnd.Intn(150)
		from := rnd.Intn(len(pool) - n)
		lines := slices.Clone(pool[from : from+n])
		for range rnd.Intn(20) {
			i := rnd.Intn(len(lines))
			other := pool[rnd.Intn(len(pool))]
			switch rnd.Intn(4) {
			case 0:
				lines[i] = other
			case 1:
				lines = slices.Insert(lines, i, other)
			case 2:
				lines[i] = lines[i][:rnd.Intn(len(lines[i])+1)]
			case 3:
				cut := rnd.Intn(len(other) + 1)
				lines[i] += other[cut:]
			}
		}
		text := strings.ToValidUTF8(strings.Join(lines, "\n"), "?")
		r := Read(Document{Name: "plan.md", Data: []byte(text)})
		Check(r, miniTree())
		for _, o := range r.Trace() {
			if o.Pos.Line > len(lines) {
				t.Fatalf("%s is at %s of %d lines:\n%s", o.Path, o.Pos, len(lines), text)
			}
		}
	}
}
