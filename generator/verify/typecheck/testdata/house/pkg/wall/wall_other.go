//go:build !linux

package wall

// Mortar is for the other platforms.
const Mortar = "other"
