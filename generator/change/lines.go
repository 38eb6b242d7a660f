// This file defines how two texts are compared line by line: anchored on lines
// that occur once on both sides, so that large generated files compare in
// milliseconds and hunks stay where a reader would put them.
package change

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// region says that old lines [a0, a1) became new lines [b0, b1).
type region struct{ a0, a1, b0, b1 int }

// splitLines cuts a text into lines that keep their line break, so that a last
// line without one differs from the same line with one.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.SplitAfter(text, "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	}
	return lines
}

// compare returns the regions in which two line lists differ, in order,
// separated by at least one common line.
func compare(a, b []string) []region {
	c := comparison{a: a, b: b}
	c.split(region{0, len(a), 0, len(b)})
	joined := join(c.found)
	for i := range joined {
		slide(a, b, joined, i)
	}
	return join(joined)
}

// Span is a run of lines, counted from 0: Start is in it, End is not.
type Span struct{ Start, End int }

// Lines returns which lines of next are not in base, in order. Where lines
// were only taken away, the span holds the lines on both sides of the place.
func Lines(base, next string) []Span {
	var out []Span
	for _, r := range compare(splitLines(base), splitLines(next)) {
		if r.b0 == r.b1 {
			r.b0, r.b1 = max(r.b0-1, 0), r.b1+1
		}
		out = append(out, Span{r.b0, r.b1})
	}
	return out
}

type comparison struct {
	a, b  []string
	found []region
}

// split narrows a region to what differs, cuts it at its anchors and hands
// what has none to the library.
func (c *comparison) split(r region) {
	for r.a0 < r.a1 && r.b0 < r.b1 && c.a[r.a0] == c.b[r.b0] {
		r.a0, r.b0 = r.a0+1, r.b0+1
	}
	for r.a0 < r.a1 && r.b0 < r.b1 && c.a[r.a1-1] == c.b[r.b1-1] {
		r.a1, r.b1 = r.a1-1, r.b1-1
	}
	if r.a0 == r.a1 && r.b0 == r.b1 {
		return
	}
	if r.a0 == r.a1 || r.b0 == r.b1 {
		c.found = append(c.found, r)
		return
	}
	anchors := c.anchors(r)
	if len(anchors) == 0 {
		c.search(r)
		return
	}
	at := r
	for _, m := range anchors {
		c.split(region{at.a0, m.a, at.b0, m.b})
		at.a0, at.b0 = m.a+1, m.b+1
	}
	c.split(at)
}

// search compares a region without anchors exactly (the library gives up
// minimality, never correctness, beyond a hundred differences).
func (c *comparison) search(r region) {
	for _, d := range lcs.DiffLines(c.a[r.a0:r.a1], c.b[r.b0:r.b1]) {
		c.found = append(c.found, region{r.a0 + d.Start, r.a0 + d.End, r.b0 + d.ReplStart, r.b0 + d.ReplEnd})
	}
}

type match struct{ a, b int }

// anchors returns the longest rising run of lines that occur exactly once on
// each side of the region.
func (c *comparison) anchors(r region) []match {
	type count struct{ inA, inB, atA, atB int }
	seen := make(map[string]*count, r.a1-r.a0)
	for i := r.a0; i < r.a1; i++ {
		n := seen[c.a[i]]
		if n == nil {
			n = &count{}
			seen[c.a[i]] = n
		}
		n.inA, n.atA = n.inA+1, i
	}
	for i := r.b0; i < r.b1; i++ {
		if n := seen[c.b[i]]; n != nil {
			n.inB, n.atB = n.inB+1, i
		}
	}
	var unique []match
	for _, n := range seen {
		if n.inA == 1 && n.inB == 1 {
			unique = append(unique, match{n.atA, n.atB})
		}
	}
	slices.SortFunc(unique, func(x, y match) int { return cmp.Compare(x.a, y.a) })
	return rising(unique)
}

// rising returns the longest subsequence with rising b of matches sorted by a.
func rising(ms []match) []match {
	var tails []int // tails[k]: index of the smallest last match of a run of k+1
	prev := make([]int, len(ms))
	for i, m := range ms {
		k := sort.Search(len(tails), func(k int) bool { return ms[tails[k]].b >= m.b })
		prev[i] = -1
		if k > 0 {
			prev[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	out := make([]match, len(tails))
	if len(tails) == 0 {
		return out
	}
	for k, i := len(tails)-1, tails[len(tails)-1]; k >= 0; k, i = k-1, prev[i] {
		out[k] = ms[i]
	}
	return out
}

// join merges regions that touch.
func join(rs []region) []region {
	var out []region
	for _, r := range rs {
		if n := len(out); n > 0 && out[n-1].a1 == r.a0 && out[n-1].b1 == r.b0 {
			out[n-1].a1, out[n-1].b1 = r.a1, r.b1
			continue
		}
		out = append(out, r)
	}
	return out
}

// slide moves a pure insertion or deletion among the equal positions it may
// have to the one that reads best: starting at the least indented line, after
// an empty line where there is one, else as far down as possible.
func slide(a, b []string, rs []region, i int) {
	r := rs[i]
	switch {
	case r.a0 == r.a1:
		up, down := bounds(b, r.b0, r.b1, r.b0-floor(rs, i).b1, ceiling(rs, i, len(a), len(b)).b0-r.b1)
		n := best(b, r.b0, r.b1, up, down)
		rs[i] = region{r.a0 + n, r.a1 + n, r.b0 + n, r.b1 + n}
	case r.b0 == r.b1:
		up, down := bounds(a, r.a0, r.a1, r.a0-floor(rs, i).a1, ceiling(rs, i, len(a), len(b)).a0-r.a1)
		n := best(a, r.a0, r.a1, up, down)
		rs[i] = region{r.a0 + n, r.a1 + n, r.b0 + n, r.b1 + n}
	}
}

func floor(rs []region, i int) region {
	if i == 0 {
		return region{}
	}
	return rs[i-1]
}

func ceiling(rs []region, i, a, b int) region {
	if i == len(rs)-1 {
		return region{a0: a, b0: b}
	}
	return rs[i+1]
}

// bounds returns how far the block [from, to) can move up and down within the
// given room without changing what the diff means.
func bounds(lines []string, from, to, maxUp, maxDown int) (up, down int) {
	for up < maxUp && lines[from-up-1] == lines[to-up-1] {
		up++
	}
	for down < maxDown && lines[from+down] == lines[to+down] {
		down++
	}
	return up, down
}

func best(lines []string, from, to, up, down int) int {
	shift, least := down, cost(lines, from+down, to+down)
	for n := down - 1; n >= -up; n-- {
		if c := cost(lines, from+n, to+n); c < least {
			shift, least = n, c
		}
	}
	return shift
}

// cost rates a block by the indentation of its first written line; a block
// that does not follow an empty line costs half a step more.
func cost(lines []string, from, to int) int {
	c := 0
	for _, l := range lines[from:to] {
		if text := strings.TrimLeft(l, " \t"); strings.TrimSpace(text) != "" {
			c = 2 * (len(l) - len(text))
			break
		}
	}
	if from > 0 && strings.TrimSpace(lines[from-1]) != "" {
		c++
	}
	return c
}
