// This file defines which paths are no places for generated code.
package feature

import (
	"go/token"
	"path"
	"slices"
	"strings"
)

// noPlace says why nothing is written to a path of the checkout, "" where it is
// a place like any other. Paths that leave the checkout are not its matter.
func noPlace(p string) string {
	p = strings.ReplaceAll(p, `\`, "/")
	if p == "" || path.IsAbs(p) {
		return ""
	}
	parts := strings.Split(strings.TrimSuffix(p, "/"), "/")
	switch parts[0] {
	case ".git", ".github":
		return "what is there is no source code of the feature"
	case "vendor":
		return "vendored code is not edited: name the file in the repository that it comes from, for the API below staging/"
	}
	if slices.Contains(parts, "") {
		return "a part of the path is empty"
	}
	if slices.Contains(parts, ".git") {
		return "this is inside of git's own directory"
	}
	if base := parts[len(parts)-1]; strings.HasPrefix(base, ".") && strings.HasSuffix(base, ".go") || strings.HasPrefix(base, "..") && base != ".." {
		return "Go and bazel pass over files whose names begin with a dot"
	}
	if strings.HasSuffix(p, ".go") && len(parts) > 1 && !packageName(parts[len(parts)-2]) {
		return "the name of its directory makes no package name"
	}
	return ""
}

// packageName reports whether a package clause follows from the name of a
// directory, which may hold dashes, dots and underscores beside the name.
func packageName(dir string) bool {
	name := strings.NewReplacer("-", "", "_", "", ".", "").Replace(dir)
	return token.IsIdentifier(name) || token.IsKeyword(name)
}

// misplaced takes a piece out whose file is no place for it.
func (g *Guarded) misplaced(what string, files ...Text) bool {
	for _, file := range files {
		if why := noPlace(file.Value); why != "" {
			return g.drop(what, file.At, "nothing is written to %s: %s", file.Value, why)
		}
	}
	return false
}

// places takes out the pieces whose files are no places for them.
func (g *Guarded) places() {
	f := g.Feature
	f.Fields = slices.DeleteFunc(f.Fields, func(x Field) bool {
		return g.misplaced("field "+x.Name.Or(x.JSON).Or(x.Path).Value, x.File)
	})
	f.Types = slices.DeleteFunc(f.Types, func(x Type) bool { return g.misplaced("type "+x.Name.Value, x.File) })
	f.Consts = slices.DeleteFunc(f.Consts, func(x Const) bool { return g.misplaced("constant "+x.Name.Value, x.File) })
	f.Functions = slices.DeleteFunc(f.Functions, func(x Function) bool { return g.misplaced("function "+x.Name.Value, x.File, x.MovesFrom) })
	for i := range f.Functions {
		f.Functions[i].Calls = slices.DeleteFunc(f.Functions[i].Calls, func(c Call) bool { return g.misplaced("call in "+c.Func.Value, c.File) })
	}
	rule := func(x Rule) bool { return g.misplaced("rule "+x.Text.Value, x.File) }
	f.Rules, f.Defaults = slices.DeleteFunc(f.Rules, rule), slices.DeleteFunc(f.Defaults, rule)
	f.Commands = slices.DeleteFunc(f.Commands, func(x Command) bool { return g.misplaced("command "+x.Name.Value, x.File, x.Image) })
	f.Metrics = slices.DeleteFunc(f.Metrics, func(x Metric) bool { return g.misplaced("metric "+x.Name.Value, x.File) })
	f.Flags = slices.DeleteFunc(f.Flags, func(x Flag) bool { return g.misplaced("flag "+x.Name.Value, x.File) })
	f.Tests = slices.DeleteFunc(f.Tests, func(x Test) bool { return g.misplaced("tests in "+x.File.Value, x.File) })
	f.Files = slices.DeleteFunc(f.Files, func(x File) bool { return g.misplaced(x.State+" file "+x.Path.Value, x.Path) })
}
