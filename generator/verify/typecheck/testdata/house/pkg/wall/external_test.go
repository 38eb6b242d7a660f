package wall_test

import (
	"testing"

	"example.io/house/pkg/door"
	"example.io/house/pkg/wall"
)

// TestFit needs what the package's own tests declare, and a package between.
func TestFit(t *testing.T) {
	wall.Forge().Paint()
	var w *wall.Wall = (&door.Door{}).Around()
	_ = w
}
