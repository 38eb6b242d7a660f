package main

// This file defines how a diff is shown: in the reviewer's order, with colour
// and a pager on terminals, with statistics or reasons where they are asked for.

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/patch"
)

// viewFlags choose how a diff is shown.
type viewFlags struct {
	colour  string // auto, always or never
	stat    bool
	summary bool
	why     bool
	noPager bool
	html    string
}

func (v *viewFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&v.colour, "color", "auto", "colour the diff: auto, always or never")
	cmd.Flags().BoolVar(&v.stat, "stat", false, "print added and removed lines by file instead of the diff")
	cmd.Flags().BoolVar(&v.summary, "summary", false, "print the account alone, without the diff")
	cmd.Flags().BoolVar(&v.why, "why", false, "put the plan line that asks for it behind the head of each hunk; git apply still takes the diff")
	cmd.Flags().BoolVar(&v.noPager, "no-pager", false, "print to the terminal without a pager")
	cmd.Flags().StringVar(&v.html, "html", "", "write the run as one HTML page to this `file`")
	cmd.MarkFlagsMutuallyExclusive("stat", "summary")
	cmd.MarkFlagsMutuallyExclusive("why", "summary")
}

func (v *viewFlags) valid() error {
	if v.colour != "" && v.colour != "auto" && v.colour != "always" && v.colour != "never" {
		return fmt.Errorf("--color is auto, always or never, not %q", v.colour)
	}
	return nil
}

// printDiff shows a diff of the result as the flags say.
func (a *app) printDiff(res *generator.Result, diff string, v viewFlags) error {
	if a.format == "markdown" {
		text, err := markdown(res, diff)
		fmt.Fprint(a.out, text)
		return err
	}
	if v.summary || diff == "" {
		return nil
	}
	files, err := patch.Parse(diff)
	if err != nil {
		return fmt.Errorf("internal error: %w", err)
	}
	patch.Arrange(files, res.Made)
	if v.why {
		q := quoter{lines: map[string][]string{}}
		patch.Explain(files, func(p string, h patch.Hunk) string { return q.reasons(res.Why(p, h)) })
	}
	text := ""
	switch {
	case v.stat:
		text = patch.Stat(files, res.Made, a.width())
	case a.coloured(v):
		text = patch.Colour(files)
	default:
		text = patch.Text(files)
	}
	if !v.noPager && !v.stat && a.terminal() {
		return a.page(text)
	}
	_, err = fmt.Fprint(a.out, text)
	return err
}

// quoter names plan lines with their words.
type quoter struct{ lines map[string][]string }

// mostWords is how many characters of a plan line stand behind a hunk's head.
const mostWords = 100

// reasons renders places as "plan.md:41 the words of that line; plan.md:57 …".
func (q quoter) reasons(at []diag.Pos) string {
	var out []string
	for _, p := range at {
		text := p.String()
		if words := []rune(q.words(p)); len(words) > mostWords {
			text += " " + string(words[:mostWords-1]) + "…"
		} else if len(words) > 0 {
			text += " " + string(words)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// words returns a plan line without the marks of lists and tables.
func (q quoter) words(p diag.Pos) string {
	lines, ok := q.lines[p.File]
	if !ok {
		if data, err := readPlain(p.File); err == nil {
			lines = strings.Split(string(data), "\n")
		}
		q.lines[p.File] = lines
	}
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	words := strings.Trim(strings.Join(strings.Fields(lines[p.Line-1]), " "), "-*| ")
	return diag.Visible(strings.TrimPrefix(strings.TrimPrefix(words, "[ ] "), "[x] "))
}

// terminal reports whether stdout is one.
func (a *app) terminal() bool {
	file, ok := a.out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// width returns the columns of the terminal, 80 where there is none.
func (a *app) width() int {
	if file, ok := a.out.(*os.File); ok {
		if w, _, err := term.GetSize(int(file.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 80
}

// coloured follows --color, then NO_COLOR (no-color.org) and CLICOLOR_FORCE,
// then whether stdout is a terminal.
func (a *app) coloured(v viewFlags) bool {
	switch {
	case v.colour == "always":
		return true
	case v.colour == "never", a.env("NO_COLOR") != "":
		return false
	case a.env("CLICOLOR_FORCE") != "" && a.env("CLICOLOR_FORCE") != "0":
		return true
	}
	return a.terminal() && a.env("TERM") != "dumb"
}

// page hands text to the user's pager, as git does: GIT_PAGER, PAGER, less. A
// pager that cannot be started is none.
func (a *app) page(text string) error {
	pager := a.env("GIT_PAGER")
	if pager == "" {
		pager = a.env("PAGER")
	}
	if pager == "" {
		pager = "less"
	}
	if pager != "cat" {
		cmd := exec.Command("sh", "-c", pager)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), a.out, a.err
		cmd.Env = os.Environ()
		if a.env("LESS") == "" {
			cmd.Env = append(cmd.Env, "LESS=FRX")
		}
		if cmd.Start() == nil {
			_ = cmd.Wait() // a reader that quits early is no error
			return nil
		}
	}
	_, err := fmt.Fprint(a.out, text)
	return err
}
