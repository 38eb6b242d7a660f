package main

import (
	"context"
	"os"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/verify"
)

// verify is the pipeline's stage that checks the result; level is types or
// tests. The go command runs with its usual flags, so that what is compiled
// here serves the author's next go test in the same checkout.
func (a *app) verify(level string) generator.Verify {
	return func(ctx context.Context, base, next *checkout.Tree, p generator.Promise) (generator.Verification, error) {
		rep, err := verify.Run(ctx, base, next, verify.Options{Level: verify.Level(level), Again: p.Again, Edits: p.Edits, Env: os.Environ()})
		if err != nil {
			return generator.Verification{}, err
		}
		return generator.Verification{Lines: rep.Lines(), Waiting: rep.Waiting, Diags: rep.Diags}, nil
	}
}
