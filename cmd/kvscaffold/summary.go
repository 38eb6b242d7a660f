package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
)

// summary prints the account of a run that was not refused.
func (a *app) summary(res *generator.Result, wrote bool, f applyFlags) {
	account := generator.Account{Wrote: wrote}
	if f.codegen == "off" {
		account.Following = a.would(res)
	}
	fmt.Fprint(a.err, account.Render(res))
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
		created, changed := res.Files()
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
