// Package door needs a wall.
package door

import "example.io/house/pkg/wall"

// Door opens and shuts.
type Door struct {
	Width int
	in    *wall.Wall
}

// Open opens.
func Open() int { return wall.Build(1) }

// Shut shuts.
func (d *Door) Shut() {}

// Around is the wall.
func (d *Door) Around() *wall.Wall { return d.in }
