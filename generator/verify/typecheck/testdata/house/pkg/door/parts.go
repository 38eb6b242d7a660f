package door

import (
	"example.io/glass"
	"example.io/parts/hinge"
)

// Parts are what a door is made of.
var Parts = []any{glass.Clear, hinge.Hinge{Screws: 4}}
