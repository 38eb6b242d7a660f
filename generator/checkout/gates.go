package checkout

import "path"

// This file defines where a release keeps its feature gates: since v1.5
// registered with a stage in a package of their own, before that as constants
// beside the accessors of ClusterConfig.

// Directories of feature gates, the package of the registered ones first.
const (
	RegisteredGates = "pkg/virt-config/featuregate"
	ConstantGates   = "pkg/virt-config"
	retiredGates    = "pkg/virt-config/deprecation"
)

// GatesDir returns the directory whose package declares the constants of the
// gates that can be switched on.
func (t *Tree) GatesDir() string {
	if found, d := t.Locate(SiteByID("gate-constants")); d == nil {
		return path.Dir(found.File.Path)
	}
	return RegisteredGates
}

// GatesRegistered reports whether a new gate is registered with its stage.
func (t *Tree) GatesRegistered() bool { return t.GatesDir() == RegisteredGates }

// AllGatesDirs returns the directories that declare gates, with those that are
// generally available or deprecated.
func (t *Tree) AllGatesDirs() []string {
	if t.GatesRegistered() {
		return []string{RegisteredGates}
	}
	return []string{ConstantGates, retiredGates}
}
