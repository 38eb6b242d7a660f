package main

// This file defines the JSON objects that commands print with -o json: the
// contract with other programs. Every object names its schema and version; the
// JSON Schemas in the folder schema are made from these types. A field that is
// taken away or changes its meaning raises the version, one more field does not.

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/codegen"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gates"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// position is a place in a file. Lines and columns count from 1; without a line
// the file as a whole is meant.
type position struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

func at(p diag.Pos) *position {
	if p.IsZero() {
		return nil
	}
	return &position{p.File, p.Line, p.Col}
}

// finding is a diagnostic.
type finding struct {
	Severity string    `json:"severity" jsonschema:"enum=error,enum=left,enum=warning,enum=note"`
	Code     string    `json:"code" jsonschema_description:"one of those that explain knows"`
	Message  string    `json:"message"`
	At       *position `json:"at,omitempty"`
	Places   []related `json:"places,omitempty"`
	Remedy   string    `json:"remedy,omitempty" jsonschema_description:"what to do about it"`
}

type related struct {
	At   position `json:"at"`
	Text string   `json:"text"`
}

func findings(l *diag.List) []finding {
	out := []finding{}
	for _, d := range l.Sorted() {
		f := finding{Severity: d.Severity.String(), Code: d.Code, Message: d.Message, At: at(d.Pos), Remedy: d.Remedy}
		for _, p := range d.Places {
			f.Places = append(f.Places, related{position{p.Pos.File, p.Pos.Line, p.Pos.Col}, p.Text})
		}
		out = append(out, f)
	}
	return out
}

// entry is one line of the account.
type entry struct {
	ID     string    `json:"id,omitempty" jsonschema_description:"piece of the feature, the same in every run"`
	Kind   string    `json:"kind,omitempty" jsonschema_description:"function, field, gate, call, test …"`
	Name   string    `json:"name,omitempty"`
	Place  string    `json:"place,omitempty" jsonschema_description:"what it stands in: the caller of a call"`
	What   string    `json:"what" jsonschema_description:"kind, name and place as a phrase for people"`
	Why    string    `json:"why,omitempty" jsonschema_description:"why it is left"`
	Words  string    `json:"words,omitempty" jsonschema_description:"what the plan says"`
	From   *position `json:"from,omitempty" jsonschema_description:"line of the plan or model"`
	At     *position `json:"at,omitempty" jsonschema_description:"place in the checkout"`
	Code   string    `json:"code,omitempty" jsonschema_description:"kind of fault that has to be settled first"`
	Remedy string    `json:"remedy,omitempty"`
}

func entries(list []work.Item) []entry {
	out := []entry{}
	for _, it := range list {
		out = append(out, entry{string(it.ID), it.Kind, it.Name, it.Place, it.What, it.Why, it.Words, at(it.From), at(it.At), it.Code, it.Remedy})
	}
	return out
}

// The names and versions of the objects.
const (
	resultSchema   = "kvscaffold.result/v2"
	checkSchema    = "kvscaffold.check/v2"
	sitesSchema    = "kvscaffold.sites/v1"
	gatesSchema    = "kvscaffold.gates/v1"
	generateSchema = "kvscaffold.generate/v2"
	stepsSchema    = "kvscaffold.steps/v1"
	explainSchema  = "kvscaffold.explain/v1"
	versionSchema  = "kvscaffold.version/v1"
	unreadSchema   = "kvscaffold.unread/v1"
	traceSchema    = "kvscaffold.trace/v1"
)

// outputs maps the name of each object to its type, for the schemas.
var outputs = map[string]any{
	resultSchema: resultOutput{}, checkSchema: checkOutput{}, sitesSchema: sitesOutput{}, gatesSchema: gatesOutput{},
	generateSchema: generateOutput{}, stepsSchema: stepsOutput{}, explainSchema: explainOutput{},
	versionSchema: versionOutput{}, unreadSchema: unreadOutput{}, traceSchema: traceOutput{},
}

type (
	// resultOutput is what apply and diff print.
	resultOutput struct {
		Schema      string    `json:"schema"`
		Refused     bool      `json:"refused" jsonschema_description:"nothing was or would be written; diagnostics say why"`
		Wrote       bool      `json:"wrote" jsonschema_description:"the checkout was changed"`
		Created     []string  `json:"created" jsonschema_description:"files"`
		Changed     []string  `json:"changed" jsonschema_description:"files"`
		Generated   []string  `json:"generated" jsonschema_description:"those of the files that generators made"`
		Following   []string  `json:"following,omitempty" jsonschema_description:"generated files that would follow"`
		Added       []entry   `json:"added" jsonschema_description:"declarations and calls that are written"`
		Present     []entry   `json:"present" jsonschema_description:"what is there already"`
		Left        []entry   `json:"left" jsonschema_description:"what is left to the author"`
		Open        []entry   `json:"open" jsonschema_description:"what is written and still to be filled: bodies, pending tests, rules"`
		Generators  []string  `json:"generators,omitempty"`
		Checks      []string  `json:"checks,omitempty"`
		Diagnostics []finding `json:"diagnostics"`
		Diff        string    `json:"diff,omitempty"`
	}
	// checkOutput is what check prints.
	checkOutput struct {
		Schema      string    `json:"schema"`
		Diagnostics []finding `json:"diagnostics"`
	}
	// sitesOutput is what sites prints.
	sitesOutput struct {
		Schema string     `json:"schema"`
		Sites  []jsonSite `json:"sites"`
	}
	// gatesOutput is what gates prints.
	gatesOutput struct {
		Schema      string       `json:"schema"`
		Gates       []gates.Gate `json:"gates"`
		Diagnostics []finding    `json:"diagnostics"`
	}
	// generateOutput is what generate prints.
	generateOutput struct {
		Schema      string     `json:"schema"`
		Refused     bool       `json:"refused"`
		Wrote       bool       `json:"wrote"`
		Files       []string   `json:"files" jsonschema_description:"generated files that change"`
		Ran         []jsonStep `json:"ran"`
		Skipped     []jsonStep `json:"skipped"`
		Diagnostics []finding  `json:"diagnostics"`
		Diff        string     `json:"diff,omitempty"`
	}
	// stepsOutput is what generate --steps prints.
	stepsOutput struct {
		Schema string         `json:"schema"`
		Steps  []codegen.Step `json:"steps"`
	}
	// explainOutput is what explain prints.
	explainOutput struct {
		Schema string `json:"schema"`
		Codes  []code `json:"codes"`
	}
	code struct {
		Code string `json:"code"`
		What string `json:"what"`
		Why  string `json:"why" jsonschema_description:"why it matters"`
		Fix  string `json:"fix" jsonschema_description:"what to do"`
	}
	// versionOutput is what version prints.
	versionOutput struct {
		Schema   string `json:"schema"`
		Version  string `json:"version"`
		Revision string `json:"revision"`
		Go       string `json:"go"`
	}
	// unreadOutput is what show --unread prints.
	unreadOutput struct {
		Schema string       `json:"schema"`
		Lines  []unreadLine `json:"lines"`
	}
	unreadLine struct {
		At   position `json:"at"`
		Text string   `json:"text"`
		Why  string   `json:"why,omitempty"`
	}
	// traceOutput is what show --trace prints.
	traceOutput struct {
		Schema string       `json:"schema"`
		Values []traceValue `json:"values"`
	}
	traceValue struct {
		Path  string   `json:"path" jsonschema_description:"place in the model: functions[0].name"`
		Value string   `json:"value"`
		From  position `json:"from"`
	}
)

func resultJSON(res *generator.Result, diff string, wrote bool, following []string) resultOutput {
	out := resultOutput{Schema: resultSchema, Refused: res.Refused(), Wrote: wrote, Diff: diff, Following: following,
		Created: []string{}, Changed: []string{}, Generated: []string{}, Added: entries(res.Added), Present: entries(res.Present), Left: entries(res.Left), Open: entries(res.Open),
		Generators: res.Generated.Ran, Checks: res.Checked.Lines, Diagnostics: findings(&res.Diags)}
	if res.Next != nil {
		created, changed := res.Files()
		out.Created = append(out.Created, created...)
		out.Changed = append(out.Changed, changed...)
		for _, p := range res.Changed() {
			if res.Made(p) {
				out.Generated = append(out.Generated, p)
			}
		}
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
