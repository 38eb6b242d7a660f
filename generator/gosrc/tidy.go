package gosrc

import (
	"bytes"
	"go/format"
)

// Tidy returns the content to write for a Go file: formatted where the base
// was formatted or the file is new, else as it is, so that lines nobody planned
// to touch stay. The error is the parser's and names line and column. The base
// is looked at only if formatting changes anything: printing is what costs.
func Tidy(base, next []byte) ([]byte, error) {
	out, err := format.Source(next)
	if err != nil || base == nil || bytes.Equal(out, next) {
		return out, err
	}
	if was, err := format.Source(base); err != nil || !bytes.Equal(was, base) {
		return next, nil
	}
	return out, nil
}
