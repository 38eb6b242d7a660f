package main

import (
	"fmt"

	"github.com/kubevirt/kvscaffold/generator"
)

// summary prints the account of a run that was not refused.
func (a *app) summary(res *generator.Result, wrote bool, f applyFlags) {
	account := generator.Account{Wrote: wrote, Following: a.following(res, f)}
	fmt.Fprint(a.err, account.Render(res))
}

// following lists the generated files that would follow where the generators
// did not run.
func (a *app) following(res *generator.Result, f applyFlags) []string {
	if f.codegen != "off" {
		return nil
	}
	return a.would(res)
}
