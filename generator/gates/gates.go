// Package gates inspects every feature gate of a checkout: where it is declared
// and registered, what its comment says, which accessor asks for it, and who
// uses it. It only reads; what is wrong becomes a diagnostic.
package gates

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// The directories of KubeVirt's gates: constants and their registration, and
// the accessors of the cluster configuration. Releases before v1.4 declare the
// constants beside the accessors.
const (
	registry  = "pkg/virt-config/featuregate"
	retired   = "pkg/virt-config/deprecation"
	accessors = "pkg/virt-config"
)

// Stage is one line of a gate's comment: "Beta: v1.9.0".
type Stage struct {
	Name    string `json:"name"`    // Alpha, Beta, GA, Deprecated or Discontinued
	Release string `json:"release"` // v1.9.0
}

// Gate is one feature gate as the checkout has it.
type Gate struct {
	Name       string   `json:"name"`                 // the string that users write into the KubeVirt CR
	Const      string   `json:"const"`                // Go constant
	State      string   `json:"state,omitempty"`      // state it is registered with; empty: not registered
	Owner      string   `json:"owner,omitempty"`      // as its comment names it
	Stages     []Stage  `json:"stages,omitempty"`     // as its comment lists them
	Accessors  []string `json:"accessors,omitempty"`  // methods of ClusterConfig that ask for it
	Readers    int      `json:"readers"`              // files outside tests that use the constant or an accessor
	Tests      int      `json:"tests"`                // test files that do
	Declared   string   `json:"declared"`             // file:line of the constant
	Registered string   `json:"registered,omitempty"` // file:line of the registration
	declared   diag.Pos
	registered diag.Pos
}

// Active reports whether the gate can still be switched.
func (g Gate) Active() bool { return g.State == "Alpha" || g.State == "Beta" }

// Inspect returns the gates of a checkout in the order of their names, and what
// is wrong with them; names, if any, choose which. A name that no gate has is
// an error with the nearest ones.
func Inspect(tree *checkout.Tree, names ...string) ([]Gate, diag.List) {
	r := read(tree)
	all := r.sorted()
	var diags diag.List
	if len(all) == 0 {
		diags.Errorf("missing-site", diag.Pos{File: registry}, "see kvscaffold sites", "no feature gate is declared in %s or %s", registry, accessors)
		return nil, diags
	}
	chosen := all
	if len(names) > 0 {
		chosen = nil
		for _, name := range names {
			g, ok := find(all, name)
			if !ok {
				diags.Add(unknown(all, name))
				continue
			}
			chosen = append(chosen, g)
		}
	}
	now := newest(all)
	for _, g := range chosen {
		diags.Merge(r.judge(g, now))
	}
	return chosen, diags
}

func find(all []Gate, name string) (Gate, bool) {
	i := slices.IndexFunc(all, func(g Gate) bool { return g.Name == name || g.Const == name })
	if i < 0 {
		return Gate{}, false
	}
	return all[i], true
}

func unknown(all []Gate, name string) diag.Diagnostic {
	var known []string
	for _, g := range all {
		known = append(known, g.Name)
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: "gate-not-declared", Message: "no feature gate is called " + name}
	if near := checkout.Near(name, known); len(near) > 0 {
		d.Remedy = "the nearest are " + strings.Join(near, ", ")
	}
	return d
}

// inventory is what a tree says about its gates.
type inventory struct {
	gates  map[string]*Gate // by constant
	active bool             // gates that can be switched are registered in this release
}

func read(tree *checkout.Tree) *inventory {
	r := &inventory{gates: map[string]*Gate{}}
	for _, dir := range []string{registry, accessors, retired} {
		for _, f := range tree.Package(dir).Files {
			r.constants(f, dir)
		}
	}
	for _, dir := range []string{registry, retired} {
		for _, f := range tree.Package(dir).Files {
			r.registrations(f)
		}
	}
	asks := map[string][]string{} // constants by accessor
	for _, f := range tree.Package(accessors).Files {
		r.accessors(f, asks)
	}
	r.uses(tree, asks)
	return r
}

func (r *inventory) sorted() []Gate {
	var out []Gate
	for _, g := range r.gates {
		slices.Sort(g.Accessors)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Gate) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Const, b.Const)
	})
	return out
}

// constants collects the gates that a file declares: untyped string constants
// whose value can be a gate's name. Beside the accessors only blocks that hold
// a gate by its comment or its accessor are told from other constants by use,
// so those without one are dropped in uses.
func (r *inventory) constants(f *checkout.GoFile, dir string) {
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok.String() != "const" {
			continue
		}
		for _, s := range gd.Specs {
			vs := s.(*ast.ValueSpec)
			name, ok := gateString(vs)
			if !ok {
				continue
			}
			doc := vs.Doc
			if doc == nil && !gd.Lparen.IsValid() {
				doc = gd.Doc
			}
			g := &Gate{Name: name, Const: vs.Names[0].Name, declared: f.Pos(vs.Pos())}
			g.Declared = g.declared.String()
			g.Owner, g.Stages = comment(doc)
			if _, there := r.gates[g.Const]; !there {
				r.gates[g.Const] = g
			}
		}
	}
}

func gateString(vs *ast.ValueSpec) (string, bool) {
	if vs.Type != nil || len(vs.Names) != 1 || len(vs.Values) != 1 {
		return "", false
	}
	lit, ok := vs.Values[0].(*ast.BasicLit)
	if !ok || lit.Kind.String() != "STRING" {
		return "", false
	}
	name := strings.Trim(lit.Value, "\"`")
	if name == "" || !ast.IsExported(name) || strings.ContainsFunc(name, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	}) {
		return "", false
	}
	return name, true
}

// comment reads the owner and the stage lines of a gate's comment.
func comment(doc *ast.CommentGroup) (owner string, stages []Stage) {
	for _, line := range strings.Split(doc.Text(), "\n") {
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			continue
		}
		switch key = strings.TrimSpace(key); key {
		case "Owner", "Owners":
			owner = value
		case "Alpha", "Beta", "GA", "Deprecated", "Discontinued":
			stages = append(stages, Stage{key, strings.Fields(value)[0]})
		}
	}
	return owner, stages
}

// registrations reads RegisterFeatureGate(FeatureGate{Name: X, State: Y}) and
// the entries of tables of such values.
func (r *inventory) registrations(f *checkout.GoFile) {
	ast.Inspect(f.AST, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		var name, state string
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, _ := kv.Key.(*ast.Ident)
			value, _ := kv.Value.(*ast.Ident)
			if key == nil || value == nil {
				continue
			}
			switch key.Name {
			case "Name":
				name = value.Name
			case "State":
				state = value.Name
			}
		}
		if g := r.gates[name]; g != nil && state != "" {
			g.State, g.registered = state, f.Pos(lit.Pos())
			g.Registered = g.registered.String()
			r.active = r.active || g.Active()
		}
		return true
	})
}

// accessors finds the methods of ClusterConfig that name a gate's constant.
func (r *inventory) accessors(f *checkout.GoFile, asks map[string][]string) {
	for _, d := range f.AST.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Body == nil || checkout.ReceiverName(fd) != "ClusterConfig" || !fd.Name.IsExported() {
			continue
		}
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if g := r.gates[id.Name]; g != nil && !slices.Contains(g.Accessors, fd.Name.Name) {
				g.Accessors = append(g.Accessors, fd.Name.Name)
				asks[fd.Name.Name] = append(asks[fd.Name.Name], id.Name)
			}
			return true
		})
	}
}
