package wall

import "testing"

// Forge is there for tests alone.
func Forge() *Wall { return &Wall{bricks: Build(1)} }

// Paint is there for tests alone.
func (w *Wall) Paint() {}

func TestLay(t *testing.T) {
	if lay(1) != 2 {
		t.Fatal("too low")
	}
}
