package main

// This file defines the page and the comment that a run is shown as: diff --html
// FILE and -o markdown.

import (
	"fmt"
	"os"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/page"
	"github.com/kubevirt/kvscaffold/generator/patch"
	"github.com/kubevirt/kvscaffold/generator/reading"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// writePage writes the run as one HTML file.
func (a *app) writePage(name, planName string, read *reading.Reading, res *generator.Result) error {
	diff, err := change.Diff(res.Base, res.Next)
	if err != nil {
		return a.failure(err)
	}
	files, err := patch.Parse(diff)
	if err != nil {
		return fmt.Errorf("internal error: %w", err)
	}
	patch.Arrange(files, res.Made)
	q := quoter{lines: map[string][]string{}}
	run := page.Run{Title: planName, Plan: planName, Files: files, Made: res.Made, Fates: fates(read, res, planName),
		Why: func(p string, h patch.Hunk) []page.Place {
			var out []page.Place
			for _, at := range res.Why(p, h) {
				out = append(out, q.place(at))
			}
			return out
		}}
	if f := res.Feature; f != nil && !f.Title.Empty() {
		run.Title = f.Title.Value
	}
	if data, err := readPlain(planName); err == nil {
		run.Text = strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	}
	for _, s := range []struct {
		title string
		items []work.Item
	}{{"left to you", res.Left}, {"there already", res.Present}} {
		if len(s.items) == 0 {
			continue
		}
		section := page.Section{Title: s.title}
		for _, it := range s.items {
			section.Entries = append(section.Entries, page.Entry{From: q.place(it.From), What: it.What, Why: it.Why, At: it.At.String()})
		}
		run.Account = append(run.Account, section)
	}
	text, err := page.Render(run)
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return exit{exitRefused, "cannot write the page: " + err.Error()}
	}
	fmt.Fprintf(a.err, "page: %s\n", name)
	return nil
}

// place quotes a place with the words of its line.
func (q quoter) place(at diag.Pos) page.Place {
	return page.Place{File: at.File, Line: at.Line, Words: q.words(at)}
}

// fates says what became of the lines of the plan itself; what was written
// beats what is left, since the account lists the rest.
func fates(read *reading.Reading, res *generator.Result, planName string) map[int]page.Fate {
	out := map[int]page.Fate{}
	for _, l := range read.Unread {
		if l.Pos.File == planName {
			out[l.Pos.Line] = page.NotUnderstood
		}
	}
	for _, s := range []struct {
		fate  page.Fate
		items []work.Item
	}{{page.Left, res.Left}, {page.Present, res.Present}, {page.Written, res.Added}} {
		for _, it := range s.items {
			if it.From.File == planName {
				out[it.From.Line] = s.fate
			}
		}
	}
	return out
}

// markdown renders the run as a comment for a pull request: totals, files, the
// account, and the diff folded.
func markdown(res *generator.Result, diff string) (string, error) {
	files, err := patch.Parse(diff)
	if err != nil {
		return "", fmt.Errorf("internal error: %w", err)
	}
	patch.Arrange(files, res.Made)
	var b strings.Builder
	title := "Planned feature"
	if f := res.Feature; f != nil && !f.Title.Empty() {
		title = f.Title.Value
	}
	fmt.Fprintf(&b, "### %s\n\n%s\n", title, patch.Totals(files))
	if len(files) > 0 {
		b.WriteString("\n| part | file | lines |\n|---|---|---|\n")
		for _, f := range files {
			added, removed := f.Lines()
			fmt.Fprintf(&b, "| %s | `%s` | +%d −%d |\n", patch.Place(f.Path, res.Made), f.Path, added, removed)
		}
	}
	fenced(&b, "account", "", generator.Account{}.Render(res))
	fenced(&b, "diff", "diff", patch.Text(files))
	return b.String(), nil
}

// fenced adds a folded block whose fence is longer than any in the text.
func fenced(b *strings.Builder, title, language, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n%s%s\n%s\n%s\n\n</details>\n", title, fence, language, strings.TrimRight(text, "\n"), fence)
}
