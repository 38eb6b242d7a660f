package codegen

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// place matches a position that a Go tool prints at the beginning of a line or
// behind the name of a package.
var place = regexp.MustCompile(`([^\s:"'\[\]()]+\.(?:go|yaml|proto|bazel)):(\d+)(?::(\d+))?:?\s+(.*)`)

const placesShown = 8

// explainFailure turns the error of a step into diagnostics: its own, or one
// with what the tool said about which files. It returns none for errors that
// are not about the user's source.
func (s *session) explainFailure(step Step, err error) []diag.Diagnostic {
	var own *refused
	if errors.As(err, &own) {
		return own.diags.Sorted()
	}
	var failed *command.Failure
	if !errors.As(err, &failed) {
		return nil
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: "generator-failed",
		Message: fmt.Sprintf("%s: %s failed", step.Name, filepath.Base(failed.Command.Name)),
		Remedy:  "correct the source; with --codegen=off the generated files are left to " + makeGenerate}
	d.Places = s.places(failed)
	if len(d.Places) > 0 {
		d.Pos = d.Places[0].Pos
		d.Message += ": " + d.Places[0].Text
		d.Places = d.Places[1:]
	} else {
		d.Message += ": " + s.relative(lastWords(failed.Output))
	}
	return []diag.Diagnostic{d}
}

// otherGo matches what the go command says when the checkout wants a newer one
// than is at hand, or than may be downloaded.
var otherGo = regexp.MustCompile(`(?m)^.*(requires go >= |requires at least go|go: download go1).*$`)

// needsOtherGo returns why the Go toolchain at hand cannot do a step, "" if
// that is not the reason it failed.
func needsOtherGo(err error) string {
	var failed *command.Failure
	if !errors.As(err, &failed) {
		return ""
	}
	return strings.TrimSpace(otherGo.FindString(failed.Output))
}

// places returns the positions in a tool's output, files of the tree only and
// each once.
func (s *session) places(failed *command.Failure) []diag.Place {
	var out []diag.Place
	seen := map[string]bool{}
	for line := range strings.Lines(failed.Output) {
		m := place.FindStringSubmatch(line)
		if m == nil || len(out) == placesShown {
			continue
		}
		file, ok := s.inTree(failed.Command.Dir, m[1])
		row, _ := strconv.Atoi(m[2])
		col, _ := strconv.Atoi(m[3])
		p := diag.Place{Pos: diag.Pos{File: file, Line: row, Col: col}, Text: s.relative(strings.TrimSpace(m[4]))}
		if key := fmt.Sprint(p); ok && !seen[key] {
			seen[key] = true
			out = append(out, p)
		}
	}
	return out
}

// inTree returns a printed path relative to the tree. Tools print it absolute,
// relative to where they run, or with trimmed paths as import path and file.
func (s *session) inTree(dir, printed string) (string, bool) {
	for _, p := range []string{printed, filepath.Join(dir, printed)} {
		if rel, ok := strings.CutPrefix(filepath.ToSlash(p), filepath.ToSlash(s.dir.Root)+"/"); ok && s.next.Exists(path.Clean(rel)) {
			return path.Clean(rel), true
		}
	}
	if rel, ok := strings.CutPrefix(printed, "kubevirt.io/kubevirt/"); ok {
		return rel, s.next.Exists(rel)
	}
	staging := "staging/src/" + printed
	return staging, s.next.Exists(staging)
}

// relative takes the scratch directory out of a text.
func (s *session) relative(text string) string {
	return strings.ReplaceAll(text, s.dir.Root+string(filepath.Separator), "")
}

// lastWords returns the last lines of an output that say something.
func lastWords(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "; ")
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return first
}
