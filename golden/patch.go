package golden

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Patch applies a diff in git's form as strictly as can be: every context and
// every removed line must be where the diff says. read gives the old content.
// It exists to check diffs, so it shares no code with what writes them, and it
// knows no renames, modes or binary files.
func Patch(diff string, read func(path string) ([]byte, error)) (map[string][]byte, error) {
	p := &patch{lines: strings.SplitAfter(diff, "\n"), out: map[string][]byte{}}
	for p.more() {
		if err := p.file(read); err != nil {
			return nil, err
		}
	}
	return p.out, nil
}

type patch struct {
	lines []string
	at    int
	out   map[string][]byte
}

func (p *patch) more() bool { return p.at < len(p.lines) && p.lines[p.at] != "" }

func (p *patch) line() string {
	if p.at >= len(p.lines) {
		return ""
	}
	return p.lines[p.at]
}

func (p *patch) fail(why string) error { return fmt.Errorf("diff line %d: %s", p.at+1, why) }

// file applies the section of one file.
func (p *patch) file(read func(string) ([]byte, error)) error {
	if !strings.HasPrefix(p.line(), "diff --git ") {
		return p.fail("expected the head of a file")
	}
	for p.at++; p.more() && !strings.HasPrefix(p.line(), "--- "); p.at++ {
		if strings.HasPrefix(p.line(), "diff --git ") {
			return p.fail("a file without a change")
		}
	}
	from := strings.TrimSpace(strings.TrimPrefix(p.line(), "--- "))
	p.at++
	to := strings.TrimSpace(strings.TrimPrefix(p.line(), "+++ "))
	p.at++
	var old []byte
	if from != "/dev/null" {
		var err error
		if old, err = read(strings.TrimPrefix(from, "a/")); err != nil {
			return p.fail(err.Error())
		}
	} else if _, err := read(strings.TrimPrefix(to, "b/")); !checkout.IsNotExist(err) {
		return p.fail(to + " is created, but exists")
	}
	now, err := p.hunks(strings.SplitAfter(string(old), "\n"))
	if err != nil {
		return err
	}
	if to == "/dev/null" {
		p.out[strings.TrimPrefix(from, "a/")] = nil
	} else {
		p.out[strings.TrimPrefix(to, "b/")] = now
	}
	return nil
}

// hunks applies the hunks of one file to its old lines.
func (p *patch) hunks(old []string) ([]byte, error) {
	var b bytes.Buffer
	done := 0
	for strings.HasPrefix(p.line(), "@@ ") {
		start, count, err := p.head()
		if err != nil {
			return nil, err
		}
		if count > 0 {
			start--
		}
		if start < done || start > len(old) {
			return nil, p.fail("the hunk is out of place")
		}
		b.WriteString(strings.Join(old[done:start], ""))
		if done, err = p.hunk(&b, old, start); err != nil {
			return nil, err
		}
		if done-start != count {
			return nil, p.fail("the hunk does not have as many lines as its head says")
		}
	}
	b.WriteString(strings.Join(old[done:], ""))
	return b.Bytes(), nil
}

// head reads "@@ -start,count +start,count @@".
func (p *patch) head() (start, count int, err error) {
	fields := strings.Fields(p.line())
	if len(fields) < 3 {
		return 0, 0, p.fail("not the head of a hunk")
	}
	from, size, counted := strings.Cut(strings.TrimPrefix(fields[1], "-"), ",")
	count = 1
	if start, err = strconv.Atoi(from); err == nil && counted {
		count, err = strconv.Atoi(size)
	}
	if err != nil {
		return 0, 0, p.fail("not the head of a hunk")
	}
	p.at++
	return start, count, nil
}

// hunk writes the new side of one hunk and returns the number of old lines
// that are used up.
func (p *patch) hunk(b *bytes.Buffer, old []string, at int) (int, error) {
	for ; p.more(); p.at++ {
		l := p.line()
		text := l[1:]
		if p.at+1 < len(p.lines) && strings.HasPrefix(p.lines[p.at+1], `\ `) {
			text = strings.TrimSuffix(text, "\n")
		}
		switch l[0] {
		case ' ', '-':
			if at >= len(old) || old[at] != text {
				return 0, p.fail("the line is not in the file")
			}
			if at++; l[0] == ' ' {
				b.WriteString(text)
			}
		case '+':
			b.WriteString(text)
		case '\\':
		default:
			return at, nil
		}
	}
	return at, nil
}
