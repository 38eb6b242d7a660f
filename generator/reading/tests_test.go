package reading_test

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/reading"
)

// TestCasesArrive: promised cases come into the model with their file, table
// and steps; what changes a test that exists is left, with its sentence.
func TestCasesArrive(t *testing.T) {
	r := reading.Read(reading.Document{Name: "plan.md", Data: []byte(`# Implementation Plan: Pools

## Tests

- ` + "`pkg/a/pool_test.go`" + `, context "with a pool":
  - should grow
    - adds a VM; waits
- ` + "`pkg/b/config_test.go`" + `: table "when it is set" with nil, full
- ` + "`pkg/c/old_test.go`" + `: existing literals are adapted
`)}, nil)
	if len(r.Feature.Tests) != 3 {
		t.Fatalf("%d tests, want 3: %+v", len(r.Feature.Tests), r.Feature.Tests)
	}
	pool, config, old := r.Feature.Tests[0], r.Feature.Tests[1], r.Feature.Tests[2]
	if pool.File.Value != "pkg/a/pool_test.go" || pool.Title.Value != "with a pool" || len(pool.Cases) != 1 ||
		pool.Cases[0].Title.Value != "should grow" || len(pool.Cases[0].Steps) != 2 {
		t.Errorf("pool: %+v", pool)
	}
	if len(config.Cases) != 2 || config.Cases[0].Table.Value != "when it is set" || config.Cases[1].Title.Value != "full" {
		t.Errorf("config: %+v", config)
	}
	if old.State != feature.StateChanged || len(old.Cases) != 0 {
		t.Errorf("old: %+v", old)
	}
	found := false
	for _, l := range r.Feature.Left {
		found = found || l.What.At.Line == 9
	}
	if !found {
		t.Errorf("the change of line 9 is not left: %+v", r.Feature.Left)
	}
}
