package codegen

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// absorb takes what the steps left in the scratch tree into the result. A file
// that no step of the run may write is an error: something other than the
// change is at work, for instance a wrong tool version.
func (s *session) absorb(steps []chosen) error {
	touched, err := s.dir.Touched()
	if err != nil {
		return err
	}
	foreign, err := s.dir.VendorTouched()
	if err != nil {
		return err
	}
	for _, p := range foreign {
		s.res.Diags.Errorf("generator-wrote-elsewhere", diag.Pos{File: p}, "restore it with git checkout", "a vendored file changed during the run")
	}
	allowed, names := outputs(steps)
	files := map[string][]byte{}
	for _, p := range touched {
		now, err := s.dir.Read(p)
		gone := isNotExist(err)
		if err != nil && !gone {
			return err
		}
		was, err := s.next.Read(p)
		if gone && err != nil || !gone && err == nil && bytes.Equal(was, now) {
			continue
		}
		if !Match(allowed, p) {
			s.res.Diags.Errorf("generator-wrote-elsewhere", diag.Pos{File: p}, "check that the checkout is complete, and the versions it pins",
				"a generator changed a file it does not own (steps of this run: %s)", strings.Join(names, ", "))
			continue
		}
		if gone {
			now = nil
		} else if now == nil {
			now = []byte{}
		}
		files[p] = now
	}
	if !s.res.Diags.HasErrors() {
		s.res.Files = files
	}
	slices.SortStableFunc(s.res.Ran, func(a, b StepReport) int { return slices.Index(names, a.Name) - slices.Index(names, b.Name) })
	return nil
}

func outputs(steps []chosen) (patterns, names []string) {
	for _, c := range steps {
		patterns = append(patterns, c.Outputs...)
		names = append(names, c.Name)
	}
	return patterns, names
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// warn adds diagnostics while steps run.
func (s *session) warn(ds ...diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.res.Diags.Add(ds...)
}

func splitNul(out []byte) []string {
	return strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
}
