package main

import (
	"context"
	"os"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/verify"
	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

// verify is the pipeline's stage that checks the result; level is types or
// tests. What is checked once is not checked again in the same run.
func (a *app) verify(told *report, level string) generator.Verify {
	if a.checker == nil {
		a.checker = typecheck.New()
	}
	return func(ctx context.Context, base, next *checkout.Tree, p generator.Promise) (generator.Verification, error) {
		told.begin(level)
		defer told.begin("")
		rep, err := verify.Run(ctx, base, next, verify.Options{
			Level: verify.Level(level), Again: p.Again, Edits: p.Edits, Env: os.Environ(), Checker: a.checker, Said: told.count,
		})
		if err != nil {
			return generator.Verification{}, err
		}
		return generator.Verification{Lines: rep.Lines(), Waiting: rep.Waiting, Diags: rep.Diags}, nil
	}
}
