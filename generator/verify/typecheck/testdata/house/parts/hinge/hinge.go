// Package hinge lies in a module beside that of the house.
package hinge

// Hinge turns.
type Hinge struct{ Screws int }
