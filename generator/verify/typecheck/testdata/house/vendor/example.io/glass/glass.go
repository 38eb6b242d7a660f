// Package glass is a vendored package that needs another one.
package glass

import "example.io/glass/pane"

// Clear is a pane.
var Clear pane.Pane
