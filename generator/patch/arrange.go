package patch

// This file defines what readers are shown besides the lines themselves: order,
// reasons, statistics, colour.

import (
	"fmt"
	"slices"
	"strings"
)

// places are the parts of a KubeVirt tree in the order in which a reviewer
// reads a feature; the first prefix that fits counts.
var places = []struct {
	Name   string
	Prefix []string
}{
	{"feature gate", []string{"pkg/virt-config/"}},
	{"API", []string{"staging/src/kubevirt.io/api/"}},
	{"validation and defaults", []string{"pkg/virt-api/", "pkg/network/admitter/", "pkg/storage/admitters/", "pkg/dra/admitter/", "pkg/defaults/", "pkg/virt-operator/webhooks/"}},
	{"virt-operator", []string{"pkg/virt-operator/", "cmd/virt-operator/"}},
	{"virt-controller", []string{"pkg/virt-controller/", "cmd/virt-controller/"}},
	{"virt-handler", []string{"pkg/virt-handler/", "cmd/virt-handler/"}},
	{"virt-launcher", []string{"pkg/virt-launcher/", "cmd/virt-launcher/"}},
	{"functional tests", []string{"tests/"}},
	{"test builders", []string{"pkg/libvmi/"}},
	{"shared packages", []string{"pkg/", "staging/"}},
	{"programs and tools", []string{"cmd/", "tools/", "hack/"}},
}

// Names of the parts that are told by the file, not by the folder.
const (
	buildFiles = "BUILD files"
	generated  = "generated files"
	rest       = "other files"
)

// Place returns the part of the tree that a file belongs to; made tells which
// files generators make.
func Place(p string, made func(string) bool) string {
	if made != nil && made(p) {
		return generated
	}
	if strings.HasSuffix(p, "BUILD.bazel") || strings.HasSuffix(p, "BUILD") {
		return buildFiles
	}
	for _, pl := range places {
		if slices.ContainsFunc(pl.Prefix, func(prefix string) bool { return strings.HasPrefix(p, prefix) }) {
			return pl.Name
		}
	}
	return rest
}

func rank(place string) int {
	for i, p := range places {
		if p.Name == place {
			return i
		}
	}
	return len(places) + slices.Index([]string{rest, buildFiles, generated}, place)
}

// Arrange sorts files as a reviewer reads them: by part of the tree, code
// before its tests, then by path.
func Arrange(files []File, made func(string) bool) {
	slices.SortStableFunc(files, func(a, b File) int {
		if c := rank(Place(a.Path, made)) - rank(Place(b.Path, made)); c != 0 {
			return c
		}
		at, bt := strings.HasSuffix(a.Path, "_test.go"), strings.HasSuffix(b.Path, "_test.go")
		if at != bt {
			if at {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Path, b.Path)
	})
}

// Explain puts a reason behind the head of every hunk for which there is one;
// git apply passes over that place. Line breaks become spaces.
func Explain(files []File, why func(path string, h Hunk) string) {
	for i := range files {
		for j := range files[i].Hunks {
			if text := why(files[i].Path, files[i].Hunks[j]); text != "" {
				files[i].Hunks[j].Note = strings.Join(strings.Fields(text), " ")
			}
		}
	}
}

// Stat renders one line a file with its added and removed lines, grouped by part
// of the tree, generated files as a count, and a line of totals. width is that
// of the screen.
func Stat(files []File, made func(string) bool, width int) string {
	var b strings.Builder
	most, longest := 1, 0
	for _, f := range files {
		added, removed := f.Lines()
		most = max(most, added+removed)
		if Place(f.Path, made) != generated {
			longest = max(longest, len(f.Path))
		}
	}
	room := min(max(width-longest-16, 10), 40)
	last, folded, foldedAdded, foldedRemoved := "", 0, 0, 0
	for _, f := range files {
		added, removed := f.Lines()
		place := Place(f.Path, made)
		if place == generated {
			folded, foldedAdded, foldedRemoved = folded+1, foldedAdded+added, foldedRemoved+removed
			continue
		}
		if place != last {
			b.WriteString(place + "\n")
			last = place
		}
		fmt.Fprintf(&b, "  %-*s | %4d %s%s\n", longest, f.Path, added+removed, bar("+", added, most, room), bar("-", removed, most, room))
	}
	if folded > 0 {
		fmt.Fprintf(&b, "%s\n  %d, +%d −%d\n", generated, folded, foldedAdded, foldedRemoved)
	}
	b.WriteString(Totals(files) + "\n")
	return b.String()
}

func bar(sign string, n, most, room int) string {
	if n == 0 {
		return ""
	}
	return strings.Repeat(sign, max(1, n*room/max(most, room)))
}

// Totals counts files and lines: "1 file created, 12 changed, +190 −0".
func Totals(files []File) string {
	created, changed, deleted, plus, minus := 0, 0, 0, 0, 0
	for _, f := range files {
		added, removed := f.Lines()
		plus, minus = plus+added, minus+removed
		switch {
		case f.Created:
			created++
		case f.Deleted:
			deleted++
		default:
			changed++
		}
	}
	if created+changed+deleted == 0 {
		return "no file changes"
	}
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{created, "created"}, {changed, "changed"}, {deleted, "deleted"}} {
		if c.n == 0 {
			continue
		}
		text := fmt.Sprintf("%d %s", c.n, c.word)
		if len(parts) == 0 {
			text = fmt.Sprintf("%d file%s %s", c.n, plural(c.n), c.word)
		}
		parts = append(parts, text)
	}
	return fmt.Sprintf("%s, +%d −%d", strings.Join(parts, ", "), plus, minus)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// Colours of terminals, as git uses them for diffs.
const (
	bold  = "\x1b[1m"
	red   = "\x1b[31m"
	green = "\x1b[32m"
	cyan  = "\x1b[36m"
	reset = "\x1b[m"
)

// Colour renders files for a terminal.
func Colour(files []File) string {
	var b strings.Builder
	for _, f := range files {
		for _, l := range f.Head {
			b.WriteString(bold + l + reset + "\n")
		}
		for _, h := range f.Hunks {
			note := h.Note
			h.Note = ""
			b.WriteString(cyan + h.String() + reset)
			if note != "" {
				b.WriteString(" " + note)
			}
			b.WriteString("\n")
			for _, l := range h.Lines {
				switch l[0] {
				case '+':
					l = green + l + reset
				case '-':
					l = red + l + reset
				}
				b.WriteString(l + "\n")
			}
		}
	}
	return b.String()
}
