// This file defines how one text is carried from what it came from to what it is
// to come from, without touching a line that somebody edited.
package change

import (
	"path"
	"slices"
	"strings"
)

// Stayed is a piece of a text that is not as it was made.
type Stayed struct {
	Line int    // in the result, from 1
	Text string // its first line
}

// Carry makes in have the changes that lead from gen to next, wherever have is
// still as gen there. A change is made for whole pieces: runs of lines, cut
// between declarations where lines are only taken away. Import lines that are
// still used stay. The pieces that somebody edited are returned.
func Carry(gen, next, have string) (string, []Stayed) {
	g, n, h := splitLines(gen), splitLines(next), splitLines(have)
	mine := compare(g, h)
	theirs := pieces(g, compare(g, n))
	for i := range mine {
		mine[i] = moveClear(mine[i], theirs, g, h)
	}
	var out []string
	var stayed []Stayed
	at := 0 // line of gen up to which out is complete
	copyTo := func(end int) {
		for at < end {
			if m := regionAt(mine, at); m != nil {
				out = append(out, h[m.b0:m.b1]...)
				at = m.a1
				continue
			}
			out = append(out, g[at])
			at++
			out = append(out, insertedAt(mine, h, at)...)
		}
	}
	out = append(out, insertedAt(mine, h, 0)...)
	for _, r := range theirs {
		copyTo(r.a0)
		if m := meets(mine, r); m != nil || at > r.a0 {
			if text := firstText(g[r.a0:r.a1], n[r.b0:r.b1]); m != nil && !undone(*m, r, h, n) {
				stayed = append(stayed, Stayed{len(out) + 1, text})
			}
			continue
		}
		out = append(out, n[r.b0:r.b1]...)
		at = r.a1
		if r.a1 > r.a0 {
			out = append(out, insertedAt(mine, h, at)...)
		}
	}
	copyTo(len(g))
	return strings.Join(keepImports(g, n, out), ""), stayed
}

// moveClear moves an insertion out of a region that it stands in, where the same
// lines may as well be inserted before or behind it.
func moveClear(m region, rs []region, g, h []string) region {
	if m.a0 != m.a1 {
		return m
	}
	for _, r := range rs {
		if r.a0 >= m.a0 || m.a0 >= r.a1 {
			continue
		}
		up, down := bounds(h, m.b0, m.b1, min(m.a0-r.a0, m.b0), min(r.a1-m.a0, len(h)-m.b1))
		switch {
		case up == m.a0-r.a0 && slices.Equal(g[r.a0:m.a0], h[m.b0-up:m.b0]):
			return region{m.a0 - up, m.a1 - up, m.b0 - up, m.b1 - up}
		case down == r.a1-m.a0 && slices.Equal(g[m.a0:r.a1], h[m.b1:m.b1+down]):
			return region{m.a0 + down, m.a1 + down, m.b0 + down, m.b1 + down}
		}
	}
	return m
}

// regionAt returns the region that replaces or removes a line of the left side.
func regionAt(rs []region, line int) *region {
	for i, r := range rs {
		if r.a0 <= line && line < r.a1 {
			return &rs[i]
		}
	}
	return nil
}

// insertedAt returns what is inserted before a line of the left side.
func insertedAt(rs []region, lines []string, line int) []string {
	for _, r := range rs {
		if r.a0 == line && r.a1 == line {
			return lines[r.b0:r.b1]
		}
	}
	return nil
}

// meets returns the region of mine that shares a line or a place with r.
func meets(mine []region, r region) *region {
	for i, m := range mine {
		switch {
		case m.a0 < r.a1 && r.a0 < m.a1,
			m.a0 == m.a1 && r.a0 < m.a0 && m.a0 < r.a1,
			r.a0 == r.a1 && m.a0 < r.a0 && r.a0 < m.a1:
			return &mine[i]
		}
	}
	return nil
}

// undone reports whether somebody has made the change already.
func undone(m, r region, have, next []string) bool {
	return m.a0 == r.a0 && m.a1 == r.a1 && slices.Equal(have[m.b0:m.b1], next[r.b0:r.b1])
}

func firstText(lists ...[]string) string {
	for _, lines := range lists {
		for _, l := range lines {
			if text := strings.TrimSpace(l); text != "" {
				return text
			}
		}
	}
	return "an empty line"
}

// pieces cuts regions that only take lines away between declarations, where an
// empty line is followed by one that begins at the margin. The empty line goes
// with the declaration on the side where the region has one at its end.
func pieces(g []string, rs []region) []region {
	empty := func(i int) bool { return strings.TrimSpace(g[i]) == "" }
	var out []region
	for _, r := range rs {
		start := r.a0
		for i := r.a0 + 1; r.b0 == r.b1 && i < r.a1; i++ {
			if !empty(i-1) || empty(i) || strings.TrimLeft(g[i], " \t})") != g[i] {
				continue
			}
			cut := i
			if empty(r.a0) {
				cut--
			}
			if cut > start {
				out = append(out, region{start, cut, r.b0, r.b0})
				start = cut
			}
		}
		r.a0 = start
		out = append(out, r)
	}
	return out
}

// keepImports puts import lines back that were taken away and whose package is
// still used.
func keepImports(g, n, out []string) []string {
	for i, l := range g {
		name, ok := importName(l)
		if !ok || slices.Contains(n, l) || slices.Contains(out, l) || !uses(out, name) {
			continue
		}
		for k := i; k > 0; k-- { // behind the line that it followed
			if at := slices.Index(out, g[k-1]); at >= 0 {
				out = slices.Insert(out, at+1, l)
				break
			}
		}
	}
	return out
}

// importName returns the name under which an import line makes a package known.
func importName(line string) (string, bool) {
	words := strings.Fields(line)
	if !strings.HasPrefix(line, "\t") || len(words) == 0 || len(words) > 2 || !strings.HasPrefix(words[len(words)-1], `"`) || !strings.HasSuffix(words[len(words)-1], `"`) {
		return "", false
	}
	if len(words) == 2 {
		return words[0], true
	}
	return path.Base(strings.Trim(words[0], `"`)), true
}

func uses(lines []string, name string) bool {
	return slices.ContainsFunc(lines, func(l string) bool {
		before, _, ok := strings.Cut(l, name+".")
		return ok && !strings.HasPrefix(strings.TrimSpace(l), "//") && (before == "" || !wordEnd(before))
	})
}

func wordEnd(s string) bool {
	c := s[len(s)-1]
	return c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// Wanted returns have with those pieces as want has them that want has and base
// has not: what a plan would make otherwise than it is there. Pieces that the
// plan leaves to the author to fill in are not among them.
func Wanted(base, want, have string) string {
	w, h := splitLines(want), splitLines(have)
	own := compare(splitLines(base), w)
	var out []string
	at := 0
	for _, r := range compare(h, w) {
		out = append(out, h[at:r.a0]...)
		at = r.a1
		if r.b0 < r.b1 && made(own, r) && !toFillIn(w, r) {
			out = append(out, w[r.b0:r.b1]...)
		} else {
			out = append(out, h[r.a0:r.a1]...)
		}
	}
	return strings.Join(append(out, h[at:]...), "")
}

// made reports whether the right side of a region lies in what was made.
func made(own []region, r region) bool {
	return slices.ContainsFunc(own, func(o region) bool { return o.b0 <= r.b0 && r.b1 <= o.b1 })
}

// toFillIn reports whether the declaration around the lines of a region is one
// that was made to be filled in.
func toFillIn(w []string, r region) bool {
	from, to := r.b0, r.b1
	for from > 0 && strings.TrimSpace(w[from-1]) != "" {
		from--
	}
	for to < len(w) && !strings.HasPrefix(w[to], "}") {
		to++
	}
	text := strings.Join(w[from:to], "")
	for _, mark := range []string{"TODO", "PIt(", "PDescribe", "PContext", "PEntry(", "Skip("} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}
