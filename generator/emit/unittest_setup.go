package emit

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file enables the feature gate for the specs of a new Context, by the
// means that the test file has for it.

// gateSetup returns a BeforeEach that enables the gate of the feature, or ""
// where the specs speak of a gate that is off, the code under test asks no
// cluster configuration, or the file shows no way to change the one it uses.
func (c *Context) gateSetup(in container, g group) string {
	var words []string
	for _, s := range g.specs {
		words = append(words, s.title)
		words = append(words, s.steps...)
	}
	a := &act{codePlan: c.codePlan(), test: in.file.Path, words: strings.Join(words, "; "), names: map[string]bool{}}
	if bothStates.MatchString(a.words) || withoutGate.MatchString(a.words) || notEnabled.MatchString(a.words) || !a.asksGate() {
		return ""
	}
	gate, known := a.gate()
	if !known {
		return ""
	}
	a.external = strings.HasSuffix(in.file.AST.Name.Name, "_test")
	enable := a.enabling(in, gate)
	if enable == nil {
		return ""
	}
	return c.ginkgo(a.test) + "BeforeEach(func() {\n" + enable() + "})\n"
}

// notEnabled matches words on a state without the gate that need not name it:
// "not passed when disabled", "with and without it", "nothing when off".
var notEnabled = regexp.MustCompile(`(?i)\b(when|while|if|is|are|being|gates?|feature)( (it|they|gate|gates|feature))?( is| are)? (not enabled|disabled|off)\b|\b(enabled and disabled|on and off|on/off)\b|\bwithout (it|them|(the |its |their )?(feature )?gates?|(?-i:[A-Z]\w+))\b|\bwithout($|[;,.)])|\b(gate|feature)[- ]off\b|\bdisabled gate`)

// asksGate reports whether the package under test is to ask for the gate: it
// uses the cluster configuration, and the plan puts functions, steps or calls
// into it.
func (a *act) asksGate() bool {
	if !a.takesConfig() {
		return false
	}
	dir := path.Dir(a.test)
	for _, f := range a.Feature.Functions {
		at := []feature.Text{f.File}
		for _, call := range f.Calls {
			at = append(at, call.File)
		}
		for _, file := range at {
			if path.Dir(file.Value) == dir {
				return true
			}
		}
	}
	for _, f := range a.Feature.Files {
		if path.Dir(f.Path.Value) == dir && strings.HasSuffix(f.Path.Value, ".go") && !strings.HasSuffix(f.Path.Value, "_test.go") {
			return true
		}
	}
	return false
}

var enabler = regexp.MustCompile(`(?i)^enable\w*gates?$`)

// enabling chooses among what the container has in scope: a helper that
// enables a gate or sets a configuration, a variable that holds the object
// under test, or the store of the configuration.
func (a *act) enabling(in container, gate gateRef) func() string {
	im := a.Imports(a.test)
	list := func() string { return "[]string{" + gate.qualified(im) + "}" }
	vars := a.scope(in)
	for _, v := range vars {
		if p := oneParam(v.fn); p != nil && enabler.MatchString(v.name) && in.file.NodeText(p) == "string" {
			return func() string { return v.name + "(" + gate.qualified(im) + ")\n" }
		}
	}
	for _, v := range vars {
		if p := oneParam(v.fn); p != nil && a.Canon(in.file, p) == `*"`+corePkg+`".KubeVirtConfiguration` {
			return func() string { return v.name + "(" + a.configuration(list()) + ")\n" }
		}
	}
	if !declaresFunc(a.Tree, testutilsPkg, "NewFakeClusterConfigUsingKVConfig") || !a.mayImport(testutilsPkg) {
		return nil
	}
	for _, v := range vars {
		if field := a.FieldOf(v.typ, code.ClusterConfigType, 0); v.typ != "" && field != "" && !a.external {
			return func() string {
				config := a.fresh("config")
				return config + ", _, _ := " + a.fakeConfig(list()) + "\n" + v.name + "." + field + " = " + config + "\n"
			}
		}
	}
	return a.storing(in, vars, list)
}

// storing changes the configuration in the store that the tests keep of it.
func (a *act) storing(in container, vars []variable, list func() string) func() string {
	if !declaresFunc(a.Tree, testutilsPkg, "GetFakeKubeVirtClusterConfig") {
		return nil
	}
	for _, v := range vars {
		if !storeOfConfig(in, v.name) {
			continue
		}
		return func() string {
			im, kv := a.Imports(a.test), a.fresh("kv")
			v1 := im.Name(corePkg)
			return kv + " := " + im.Qualify(testutilsPkg, "GetFakeKubeVirtClusterConfig") + "(" + v.name + ")\n" +
				kv + ".Spec.Configuration.DeveloperConfiguration = &" + v1 + ".DeveloperConfiguration{\nFeatureGates: " + list() + ",\n}\n" +
				im.Qualify(testutilsPkg, "UpdateFakeKubeVirtClusterConfig") + "(" + v.name + ", " + kv + ")\n"
		}
	}
	return nil
}

// storeOfConfig reports whether a variable is the store that a fake cluster
// configuration comes with, which is its third result.
func storeOfConfig(in container, name string) bool {
	found := false
	ast.Inspect(in.body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Tok != token.ASSIGN || len(as.Lhs) != 3 || len(as.Rhs) != 1 {
			return true
		}
		id, ok := as.Lhs[2].(*ast.Ident)
		if call, isCall := as.Rhs[0].(*ast.CallExpr); ok && isCall && id.Name == name {
			found = found || strings.Contains(in.file.NodeText(call.Fun), "NewFakeClusterConfig")
		}
		return true
	})
	return found
}

// variable is a name that the specs of a container can use.
type variable struct {
	name string
	typ  string        // canonical type, where it is declared with one
	fn   *ast.FuncType // of a closure
}

// scope lists what a container declares itself, in order.
func (a *act) scope(in container) []variable {
	var out []variable
	for _, st := range in.body.List {
		switch x := st.(type) {
		case *ast.AssignStmt:
			if x.Tok != token.DEFINE {
				continue
			}
			for i, l := range x.Lhs {
				v := variable{name: in.file.NodeText(l)}
				if i < len(x.Rhs) {
					if lit, ok := x.Rhs[i].(*ast.FuncLit); ok {
						v.fn = lit.Type
					}
				}
				out = append(out, v)
			}
		case *ast.DeclStmt:
			out = append(out, a.declaredIn(in, x)...)
		}
	}
	return slices.DeleteFunc(out, func(v variable) bool { return v.name == "_" })
}

func (a *act) declaredIn(in container, st *ast.DeclStmt) []variable {
	gd, ok := st.Decl.(*ast.GenDecl)
	if !ok || gd.Tok != token.VAR {
		return nil
	}
	var out []variable
	for _, s := range gd.Specs {
		vs := s.(*ast.ValueSpec)
		for i, id := range vs.Names {
			v := variable{name: id.Name}
			if vs.Type != nil {
				v.typ = a.Canon(in.file, vs.Type)
				v.fn, _ = vs.Type.(*ast.FuncType)
			}
			if i < len(vs.Values) {
				if lit, ok := vs.Values[i].(*ast.FuncLit); ok {
					v.fn = lit.Type
				}
			}
			out = append(out, v)
		}
	}
	return out
}

// oneParam returns the type of the only parameter of a function without
// results.
func oneParam(ft *ast.FuncType) ast.Expr {
	if ft == nil || ft.Params.NumFields() != 1 || ft.Results.NumFields() != 0 {
		return nil
	}
	return ft.Params.List[0].Type
}
