// Package pane is needed by a vendored package.
package pane

// Pane is a piece of glass.
type Pane struct{ Thickness int }
