package generator

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// pathsInside refuses every path of the feature that would leave the checkout,
// with its plan line. Writing refuses such paths once more; here they are found
// before any emitter acts on them.
func pathsInside(f *feature.Feature) diag.List {
	var diags diag.List
	for _, p := range paths(f) {
		clean := path.Clean(strings.ReplaceAll(p.Value, `\`, "/"))
		if !p.Empty() && (path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../")) {
			diags.Errorf("path-outside", p.At, "give a path relative to the root of the checkout", "%q is no path inside the checkout", p.Value)
		}
	}
	return diags
}

// readable refuses Go files that the feature names and that do not parse: what
// they declare cannot be known, so nothing can be said of what is missing.
func readable(f *feature.Feature, base *checkout.Tree) diag.List {
	var diags diag.List
	seen := map[string]bool{}
	for _, p := range paths(f) {
		if seen[p.Value] || !strings.HasSuffix(p.Value, ".go") || !base.Exists(p.Value) {
			continue
		}
		seen[p.Value] = true
		_, _ = base.Go(p.Value)
		for _, d := range base.Faults() {
			if d.Pos.File == p.Value {
				d.Severity, d.Places = diag.Error, []diag.Place{{Pos: p.At, Text: "is asked for here"}}
				diags.Add(d)
			}
		}
	}
	return diags
}

// paths lists every value of the feature that names a file.
func paths(f *feature.Feature) []feature.Text {
	var out []feature.Text
	for _, fd := range f.Fields {
		out = append(out, fd.File)
	}
	for _, t := range f.Types {
		out = append(out, t.File)
		for _, fd := range t.Fields {
			out = append(out, fd.File)
		}
		for _, v := range t.Values {
			out = append(out, v.File)
		}
	}
	for _, c := range f.Consts {
		out = append(out, c.File)
	}
	for _, fn := range f.Functions {
		out = append(out, fn.File)
		for _, call := range fn.Calls {
			out = append(out, call.File)
		}
	}
	for _, r := range append(append([]feature.Rule{}, f.Rules...), f.Defaults...) {
		out = append(out, r.File)
	}
	for _, t := range f.Tests {
		out = append(out, t.File)
	}
	for _, cmd := range f.Commands {
		out = append(out, cmd.File, cmd.Image)
	}
	for _, file := range f.Files {
		out = append(out, file.Path)
	}
	return out
}
