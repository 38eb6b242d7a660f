package main

import (
	"context"
	"os"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/verify"
)

// verify is the pipeline's stage that checks the result; level is types or
// tests.
func (a *app) verify(level string) generator.Verify {
	return func(ctx context.Context, base, next *checkout.Tree, p generator.Promise) (generator.Verification, error) {
		rep, err := verify.Run(ctx, base, next, verify.Options{Level: verify.Level(level), Again: p.Again, Edits: p.Edits, Env: os.Environ(), Flags: verifyFlags})
		if err != nil {
			return generator.Verification{}, err
		}
		return generator.Verification{Lines: rep.Lines(), Diags: rep.Diags}, nil
	}
}

// verifyFlags are those of the generators' builds: with them compiled packages
// are shared with the generators and between checkouts.
var verifyFlags = []string{"-mod=vendor", "-trimpath", "-buildvcs=false"}
