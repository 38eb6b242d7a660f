// This file defines the unified diff: one text that shows what Write would do
// and that git apply takes.
package change

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// contextLines is the number of unchanged lines around a hunk, git's default.
const contextLines = 3

// Diff returns the difference between two trees in git's form: files sorted by
// path under a/ and b/, /dev/null for what is created or deleted, no
// timestamps. It is empty where nothing differs. One of the trees must come from
// the other by calls to With; which one does not matter, so that Diff(next,
// base) takes a change back. A file that is no text is an error, since the form
// cannot hold it.
func Diff(base, next *checkout.Tree) (string, error) {
	var b strings.Builder
	paths := append(next.Changed(base), base.Changed(next)...)
	slices.Sort(paths)
	for _, p := range slices.Compact(paths) {
		was, now, err := contents(base, next, p)
		if err != nil {
			return "", err
		}
		if bytes.IndexByte(was, 0) >= 0 || bytes.IndexByte(now, 0) >= 0 {
			return "", fmt.Errorf("cannot show %s as a diff: it is a binary file", p)
		}
		writeFile(&b, p, base.Mode(p), was, now)
	}
	return b.String(), nil
}

func writeFile(b *strings.Builder, p string, mode fs.FileMode, was, now []byte) {
	from, to := quote("a/"+p), quote("b/"+p)
	fmt.Fprintf(b, "diff --git %s %s\n", from, to)
	if was == nil {
		fmt.Fprintf(b, "new file mode 100644\n")
		from = "/dev/null"
	}
	if now == nil {
		fmt.Fprintf(b, "deleted file mode %s\n", gitMode(mode))
		to = "/dev/null"
	}
	old, new := splitLines(string(was)), splitLines(string(now))
	if hunks := gather(compare(old, new)); len(hunks) > 0 {
		fmt.Fprintf(b, "--- %s\n+++ %s\n", terminate(from), terminate(to))
		for _, h := range hunks {
			h.write(b, old, new)
		}
	}
}

// gitMode reduces a permission to the two that git knows.
func gitMode(mode fs.FileMode) string {
	if mode&0o111 != 0 {
		return "100755"
	}
	return "100644"
}

// quote renders a name as git does: in quotes with C escapes where it holds a
// control character, a quote, a backslash or a byte beyond ASCII.
func quote(name string) string {
	odd := func(c byte) bool { return c < ' ' || c == '"' || c == '\\' || c >= 0x7f }
	var b strings.Builder
	plain := true
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case odd(c):
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
		plain = plain && !odd(name[i])
	}
	if plain {
		return name
	}
	return `"` + b.String() + `"`
}

// terminate adds the tab by which patch readers find the end of a name that
// holds a space.
func terminate(name string) string {
	if strings.Contains(name, " ") {
		return name + "\t"
	}
	return name
}

// hunk is a run of regions whose contexts meet.
type hunk []region

func gather(rs []region) []hunk {
	var out []hunk
	for i, r := range rs {
		if i > 0 && r.a0-rs[i-1].a1 <= 2*contextLines {
			out[len(out)-1] = append(out[len(out)-1], r)
			continue
		}
		out = append(out, hunk{r})
	}
	return out
}

func (h hunk) write(b *strings.Builder, old, new []string) {
	first, last := h[0], h[len(h)-1]
	lead := min(contextLines, first.a0)
	tail := min(contextLines, len(old)-last.a1)
	fmt.Fprintf(b, "@@ -%s +%s @@\n", span(first.a0-lead, last.a1+tail), span(first.b0-lead, last.b1+tail))
	at := first.a0 - lead
	for _, r := range h {
		writeLines(b, ' ', old[at:r.a0])
		writeLines(b, '-', old[r.a0:r.a1])
		writeLines(b, '+', new[r.b0:r.b1])
		at = r.a1
	}
	writeLines(b, ' ', old[at:last.a1+tail])
}

// span renders a half-open range of lines as start,length counted from 1; an
// empty range names the line before it.
func span(from, to int) string {
	switch to - from {
	case 0:
		return strconv.Itoa(from) + ",0"
	case 1:
		return strconv.Itoa(to)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func writeLines(b *strings.Builder, mark byte, lines []string) {
	for _, l := range lines {
		b.WriteByte(mark)
		b.WriteString(l)
		if !strings.HasSuffix(l, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
