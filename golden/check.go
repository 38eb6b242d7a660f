package golden

import (
	"context"
	"strings"
)

// Report is what checking or rewriting a set of cases found.
type Report struct {
	Name    string
	Drift   string   // how the outcome differs from the expectation; "" if it does not
	Broken  []string // properties that do not hold
	Archive []byte   // the case as it would be after a rewrite
}

// Fine reports whether there is nothing to tell.
func (r Report) Fine() bool { return r.Drift == "" && len(r.Broken) == 0 }

// String shows what is wrong.
func (r Report) String() string { return strings.Join(append(r.Broken, r.Drift), "\n") }

// Check runs a case and holds it against its expectation and the properties.
func Check(ctx context.Context, c *Case) (Report, error) {
	run, err := c.Run(ctx)
	if err != nil {
		return Report{}, err
	}
	broken, err := run.Broken(ctx)
	if err != nil {
		return Report{}, err
	}
	return Report{Name: c.Name, Drift: run.Drift(), Broken: broken, Archive: run.Rewrite()}, nil
}
