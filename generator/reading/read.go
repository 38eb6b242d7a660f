// This file defines what reading a plan gives.
package reading

import (
	"errors"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/rule"
	"github.com/kubevirt/kvscaffold/generator/resolve"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Reading is what a plan was understood to mean.
type Reading struct {
	Feature    *feature.Feature
	Ledger     *resolve.Ledger
	Statements []statement.Statement
	Rules      []rule.Heard // what became of each clause about validation
	Diags      diag.List
}

// Markdown reads a plan. tree may be nil.
func Markdown(name string, data []byte, tree *checkout.Tree) *Reading {
	out := &Reading{Feature: &feature.Feature{Schema: feature.Schema}, Ledger: &resolve.Ledger{}}
	d, err := document.Parse(name, data)
	if err != nil {
		at := diag.Pos{File: name}
		var limit document.Limit
		if errors.As(err, &limit) {
			at.Line = limit.Line
		}
		out.Diags.Errorf("plan-too-large", at, "split the plan", "%v", err)
		return out
	}
	var dict statement.Dictionary
	if tree != nil {
		dict = resolve.Dictionary{Tree: tree}
	}
	out.Statements = Statements(d, dict)
	out.Feature, out.Ledger = resolve.Resolve(out.Statements, tree)
	rules := rule.Read(d, out.Feature, tree)
	out.Feature.Rules, out.Rules = rules.Rules, rules.Heard
	return out
}
