package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
)

// summary prints the account of a run: files created and changed, what was
// there, what is left to the author, what was generated and checked.
func (a *app) summary(res *generator.Result, wrote bool, f applyFlags) {
	created, changed := files(res)
	a.section(verb(wrote, "created", "would create"), created)
	a.section(verb(wrote, "changed", "would change"), changed)
	a.section("generators", res.Generated.Ran)
	a.section("checks", res.Checked.Lines)
	if n := len(res.Present); n > 0 {
		fmt.Fprintf(a.err, "unchanged: %d planned declarations are there already\n", n)
	}
	var left []string
	for _, it := range res.Left {
		left = append(left, leftLine(it))
	}
	a.section("left to you", left)
	if f.codegen == "off" {
		a.section("generated files that would follow (make generate, or apply with --codegen=auto)", a.would(res))
	}
	if len(created)+len(changed) == 0 {
		fmt.Fprintln(a.err, "nothing to do: the checkout has everything that can be scaffolded")
	}
}

func verb(wrote bool, done, would string) string {
	if wrote {
		return done
	}
	return would
}

func (a *app) section(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(a.err, "%s (%d):\n", title, len(lines))
	for _, l := range lines {
		fmt.Fprintln(a.err, "  "+l)
	}
}

func leftLine(it emit.Item) string {
	s := it.What
	if it.Why != "" {
		s += " — " + it.Why
	}
	if at := it.From.String(); at != "" {
		s = at + ": " + s
	}
	return s
}

func files(res *generator.Result) (created, changed []string) {
	for _, p := range res.Changed() {
		if _, err := res.Base.Read(p); checkout.IsNotExist(err) {
			created = append(created, p)
		} else {
			changed = append(changed, p)
		}
	}
	return created, changed
}

// resultSchema names the version of the JSON object that apply and diff print.
const resultSchema = "kvscaffold.result/v1"

type jsonDiag struct {
	Severity string      `json:"severity"`
	Code     string      `json:"code"`
	Message  string      `json:"message"`
	At       string      `json:"at,omitempty"`
	Places   []jsonPlace `json:"places,omitempty"`
	Remedy   string      `json:"remedy,omitempty"`
}

type jsonPlace struct {
	At   string `json:"at"`
	Text string `json:"text"`
}

type jsonItem struct {
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	From string `json:"from,omitempty"`
	At   string `json:"at,omitempty"`
}

type jsonResult struct {
	Schema      string     `json:"schema"`
	Refused     bool       `json:"refused"`
	Wrote       bool       `json:"wrote"`
	Created     []string   `json:"created"`
	Changed     []string   `json:"changed"`
	Added       []jsonItem `json:"added"`
	Present     []jsonItem `json:"present"`
	Left        []jsonItem `json:"left"`
	Generators  []string   `json:"generators,omitempty"`
	Checks      []string   `json:"checks,omitempty"`
	Diagnostics []jsonDiag `json:"diagnostics"`
	Diff        string     `json:"diff,omitempty"`
}

func resultJSON(res *generator.Result, diff string, wrote bool) jsonResult {
	out := jsonResult{Schema: resultSchema, Refused: res.Refused(), Wrote: wrote, Diff: diff,
		Created: []string{}, Changed: []string{}, Added: items(res.Added), Present: items(res.Present), Left: items(res.Left),
		Generators: res.Generated.Ran, Checks: res.Checked.Lines, Diagnostics: diagsJSON(&res.Diags)}
	if res.Next != nil {
		created, changed := files(res)
		out.Created = append(out.Created, created...)
		out.Changed = append(out.Changed, changed...)
	}
	return out
}

func items(list []emit.Item) []jsonItem {
	out := []jsonItem{}
	for _, it := range list {
		out = append(out, jsonItem{it.What, it.Why, it.From.String(), it.At.String()})
	}
	return out
}

func diagsJSON(l *diag.List) []jsonDiag {
	out := []jsonDiag{}
	for _, d := range l.Sorted() {
		j := jsonDiag{Severity: d.Severity.String(), Code: d.Code, Message: d.Message, At: d.Pos.String(), Remedy: d.Remedy}
		for _, p := range d.Places {
			j.Places = append(j.Places, jsonPlace{p.Pos.String(), p.Text})
		}
		out = append(out, j)
	}
	return out
}

func (a *app) printJSON(v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, strings.TrimRight(string(b), "\n"))
	return err
}
