// Package kvscaffold holds the inputs that ship inside the tool, for its own
// demonstration and its golden cases. It has no logic.
package kvscaffold

import "embed"

// Testdata holds the miniature KubeVirt checkouts under testdata/trees, one
// txtar archive each.
//
//go:embed testdata/trees/*.txtar
var Testdata embed.FS
