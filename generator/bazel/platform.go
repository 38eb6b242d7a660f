// This file defines for which platforms a Go file counts, as gazelle sees it:
// by file name suffix and by the build constraint at its head.
package bazel

import (
	"bytes"
	"go/build/constraint"
	"slices"
	"strings"
)

// platforms lists the architectures that gazelle knows for each operating
// system (rule/platform.go of bazel-gazelle, since 0.39).
var platforms = map[string][]string{
	"aix":       {"ppc64"},
	"android":   {"386", "amd64", "arm", "arm64"},
	"darwin":    {"386", "amd64", "arm", "arm64"},
	"dragonfly": {"amd64"},
	"freebsd":   {"386", "amd64", "arm", "arm64"},
	"illumos":   {"amd64"},
	"ios":       {"amd64", "arm64"},
	"js":        {"wasm"},
	"linux":     {"386", "amd64", "arm", "arm64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x"},
	"netbsd":    {"386", "amd64", "arm", "arm64"},
	"openbsd":   {"386", "amd64", "arm", "arm64"},
	"osx":       {"386", "amd64", "arm", "arm64"},
	"plan9":     {"386", "amd64", "arm"},
	"qnx":       {"386", "amd64", "arm", "arm64"},
	"solaris":   {"amd64"},
	"windows":   {"386", "amd64", "arm", "arm64"},
}

// notUnix are the systems for which the constraint "unix" does not hold.
var notUnix = []string{"js", "osx", "plan9", "qnx", "windows"}

var architectures = func() []string {
	var out []string
	for _, archs := range platforms {
		out = append(out, archs...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}()

func isSystem(tag string) bool       { return platforms[tag] != nil || tag == "unix" }
func isArchitecture(tag string) bool { return slices.Contains(architectures, tag) }

// isSystemMatch reports whether a constraint on value holds on a system:
// android is linux and ios is darwin, too.
func isSystemMatch(system, value string) bool {
	switch {
	case value == "unix":
		return !slices.Contains(notUnix, system)
	case system == "android" && value == "linux", system == "ios" && value == "darwin":
		return true
	}
	return system == value
}

// reach says on which platforms something is needed. Any means everywhere;
// otherwise exactly one of the sets is in use, as in the select() that gazelle
// writes: systems, architectures, or pairs of both joined by an underscore.
type reach struct {
	any                   bool
	systems, archs, pairs []string
}

func (r reach) empty() bool {
	return !r.any && len(r.systems)+len(r.archs)+len(r.pairs) == 0
}

// with returns where something is needed that two files ask for.
func (r reach) with(o reach, unknown []string) reach {
	switch {
	case r.any || o.any:
		return reach{any: true}
	case r.empty():
		return o
	case o.empty():
		return r
	case len(r.systems) > 0 && len(o.systems) > 0:
		return reach{systems: union(r.systems, o.systems)}
	case len(r.archs) > 0 && len(o.archs) > 0:
		return reach{archs: union(r.archs, o.archs)}
	}
	return reach{pairs: union(r.asPairs(unknown), o.asPairs(unknown))}
}

func (r reach) asPairs(unknown []string) []string {
	out := slices.Clone(r.pairs)
	for system, archs := range platforms {
		if slices.Contains(unknown, system) {
			continue
		}
		for _, arch := range archs {
			if slices.Contains(r.systems, system) || slices.Contains(r.archs, arch) {
				out = append(out, system+"_"+arch)
			}
		}
	}
	return out
}

func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// constrained is what restricts a file to platforms.
type constrained struct {
	system, arch string          // from the file name
	expr         constraint.Expr // from the head, nil if there is none
}

// constraintOf reads the restrictions of a file. A constraint that does not
// parse restricts nothing, as the compiler will tell.
func constraintOf(name string, src []byte) constrained {
	c := constrained{expr: headConstraint(src)}
	stem := strings.TrimSuffix(strings.TrimSuffix(name, ".go"), "_test")
	parts := strings.Split(stem, "_")
	last := len(parts) - 1
	switch {
	case last >= 2 && platforms[parts[last-1]] != nil && isArchitecture(parts[last]):
		c.system, c.arch = parts[last-1], parts[last]
	case last >= 1 && platforms[parts[last]] != nil:
		c.system = parts[last]
	case last >= 1 && isArchitecture(parts[last]):
		c.arch = parts[last]
	}
	return c
}

func headConstraint(src []byte) constraint.Expr {
	for line := range bytes.Lines(src) {
		text := strings.TrimSpace(string(line))
		switch {
		case constraint.IsGoBuild(text):
			x, err := constraint.Parse(text)
			if err != nil {
				return nil
			}
			return x
		case strings.HasPrefix(text, "package "):
			return nil
		}
	}
	return nil
}

// reach returns where the file counts, among the systems that the tree's gazelle
// knows. Tags given to gazelle, release tags and
// a few others are left to the compiler: they hold, negated or not.
func (c constrained) reach(w *workspace) reach {
	tags := w.tags
	var bySystem, byArch bool
	walkTags(c.expr, func(tag string) {
		bySystem = bySystem || isSystem(tag)
		byArch = byArch || isArchitecture(tag)
	})
	bySystem, byArch = bySystem || c.system != "", byArch || c.arch != ""
	var r reach
	switch {
	case !bySystem && !byArch:
		r.any = c.holds("", "", tags)
	case !byArch:
		for system := range platforms {
			if !slices.Contains(w.unknown, system) && c.holds(system, "", tags) {
				r.systems = append(r.systems, system)
			}
		}
	case !bySystem:
		for _, arch := range architectures {
			if c.holds("", arch, tags) {
				r.archs = append(r.archs, arch)
			}
		}
	default:
		for system, archs := range platforms {
			for _, arch := range archs {
				if !slices.Contains(w.unknown, system) && c.holds(system, arch, tags) {
					r.pairs = append(r.pairs, system+"_"+arch)
				}
			}
		}
	}
	slices.Sort(r.systems)
	slices.Sort(r.pairs)
	return r
}

func (c constrained) holds(system, arch string, tags []string) bool {
	if c.system != "" && !isSystemMatch(system, c.system) || c.arch != "" && c.arch != arch {
		return false
	}
	return c.expr == nil || evaluate(c.expr, false, func(tag string, negated bool) bool {
		switch {
		case isLeftToCompiler(tag) || slices.Contains(tags, tag):
			return true
		case isSystem(tag):
			return isSystemMatch(system, tag) != negated
		case isArchitecture(tag):
			return (arch == tag) != negated
		}
		return negated
	})
}

// evaluate is constraint.Expr.Eval with the negation pushed down to the tags.
func evaluate(x constraint.Expr, negated bool, ok func(tag string, negated bool) bool) bool {
	switch x := x.(type) {
	case *constraint.NotExpr:
		return evaluate(x.X, !negated, ok)
	case *constraint.TagExpr:
		return ok(x.Tag, negated)
	case *constraint.AndExpr:
		if negated {
			return evaluate(x.X, true, ok) || evaluate(x.Y, true, ok)
		}
		return evaluate(x.X, false, ok) && evaluate(x.Y, false, ok)
	case *constraint.OrExpr:
		if negated {
			return evaluate(x.X, true, ok) && evaluate(x.Y, true, ok)
		}
		return evaluate(x.X, false, ok) || evaluate(x.Y, false, ok)
	}
	return true
}

func walkTags(x constraint.Expr, visit func(string)) {
	switch x := x.(type) {
	case *constraint.NotExpr:
		walkTags(x.X, visit)
	case *constraint.TagExpr:
		visit(x.Tag)
	case *constraint.AndExpr:
		walkTags(x.X, visit)
		walkTags(x.Y, visit)
	case *constraint.OrExpr:
		walkTags(x.X, visit)
		walkTags(x.Y, visit)
	}
}

func isLeftToCompiler(tag string) bool {
	switch tag {
	case "cgo", "purego", "race", "msan", "gc":
		return true
	}
	release, ok := strings.CutPrefix(tag, "go1.")
	return strings.HasPrefix(tag, "goexperiment.") || ok && release != "" && strings.Trim(release, "0123456789") == ""
}
