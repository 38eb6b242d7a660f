// Package kvscaffold holds the inputs that ship inside the tool, for its own
// demonstration and its golden cases. It has no logic.
package kvscaffold

import "embed"

// Testdata holds the miniature KubeVirt checkouts under testdata/trees, one
// txtar archive each, and the example plan testdata/plans/demo.md.
//
//go:embed testdata/trees/*.txtar testdata/plans/demo.md
var Testdata embed.FS
