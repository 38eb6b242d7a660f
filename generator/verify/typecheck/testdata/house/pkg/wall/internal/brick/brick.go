// Package brick is for the wall alone.
package brick

// Size is that of a brick.
const Size = 2
