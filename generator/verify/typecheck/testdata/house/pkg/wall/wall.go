// Package wall is what everything else needs.
package wall

import "example.io/house/pkg/wall/internal/brick"

// Wall is a number of bricks.
type Wall struct{ bricks int }

// Build builds.
func Build(height int) int { return lay(height) }

func lay(height int) int { return height * brick.Size }
