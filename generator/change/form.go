// This file defines the form that a file has on disk: its line ends and its byte
// order mark, which edits leave as they are.
package change

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// contents returns the bytes of a file in two trees, of which one comes from the
// other, in the form that it has on disk; nil where there is no such file. An
// empty file is not nil.
func contents(base, next *checkout.Tree, p string) (was, now []byte, err error) {
	if was, err = content(base, p); err != nil {
		return nil, nil, err
	}
	if now, err = content(next, p); err != nil {
		return nil, nil, err
	}
	_, wasMade := base.Overlay()[p]
	_, nowMade := next.Overlay()[p]
	switch {
	case nowMade && !wasMade && was != nil && now != nil:
		now = dress(was, now)
	case wasMade && !nowMade && was != nil && now != nil:
		was = dress(now, was)
	}
	return was, now, nil
}

// Content returns the bytes that a file of next has in the form of that of base,
// from which next comes; nil where there is none.
func Content(base, next *checkout.Tree, p string) ([]byte, error) {
	_, now, err := contents(base, next, p)
	return now, err
}

func content(t *checkout.Tree, p string) ([]byte, error) {
	data, err := t.Raw(p)
	switch {
	case checkout.IsNotExist(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("cannot compare: %w", err)
	case data == nil:
		return []byte{}, nil
	}
	return data, nil
}

// dress gives a text the form of a file: its byte order mark, and for each line
// that the file has the line end that it has there. New lines get the end that
// most lines of the file have.
func dress(raw, text []byte) []byte {
	mark := []byte("\ufeff")
	body, marked := bytes.CutPrefix(raw, mark)
	ends := bytes.Count(body, []byte("\r\n"))
	if ends > 0 && bytes.IndexByte(raw, 0) < 0 && !bytes.Contains(text, []byte("\r\n")) {
		text = lineEnds(string(body), string(text), 2*ends > bytes.Count(body, []byte("\n")))
	}
	if marked && bytes.IndexByte(raw, 0) < 0 && !bytes.HasPrefix(text, mark) {
		text = append(bytes.Clone(mark), text...)
	}
	return text
}

func lineEnds(file, text string, windows bool) []byte {
	var out bytes.Buffer
	have, lines := splitLines(file), splitLines(text)
	plain := make([]string, len(have))
	for i, l := range have {
		plain[i] = strings.TrimSuffix(strings.TrimSuffix(l, "\n"), "\r") + l[len(strings.TrimSuffix(l, "\n")):]
	}
	at := 0
	for _, r := range append(compare(plain, lines), region{len(have), len(have), len(lines), len(lines)}) {
		for ; at < r.a0; at++ { // the same in both
			out.WriteString(have[at])
		}
		for _, l := range lines[r.b0:r.b1] {
			if body, ok := strings.CutSuffix(l, "\n"); ok && windows {
				l = body + "\r\n"
			}
			out.WriteString(l)
		}
		at = r.a1
	}
	return out.Bytes()
}
