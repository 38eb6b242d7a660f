package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// optionView is what builders are derived from: the API as it will be once the
// planned fields are in.
type optionView struct {
	*Context
	api     *checkout.Tree
	structs map[string]checkout.StructRef
	members map[string][]checkout.Hop
}

func newOptionView(c *Context) *optionView {
	return &optionView{Context: c, api: plannedAPI(c), structs: map[string]checkout.StructRef{}, members: map[string][]checkout.Hop{}}
}

// plannedAPI returns the tree with the feature's API types and fields in it.
// Where they cannot be placed, which emitAPI reports, it is the tree itself.
func plannedAPI(c *Context) *checkout.Tree {
	f := *c.Feature
	f.Types = slices.Clone(f.Types)
	for i := range f.Types {
		f.Types[i].Fields = slices.Clone(f.Types[i].Fields)
	}
	scratch := newContext(c.Tree, &f)
	emitAPI(scratch)
	scratch.finish()
	var api change.Set
	for _, e := range scratch.Res.Set.Edits {
		if strings.HasPrefix(e.Path, checkout.APIRoot+"/") {
			api.Edits = append(api.Edits, e)
		}
	}
	overlay, diags := api.Compose(c.Tree)
	if diags.HasErrors() {
		return c.Tree
	}
	return c.Tree.With(overlay)
}

// route is a walk along API fields from the object a builder changes.
type route []checkout.Hop

func (r route) last() checkout.Hop { return r[len(r)-1] }

// maxHops bounds the search; the deepest VMI field in use has nine.
const maxHops = 10

// routes calls visit for every field below a struct.
func (v *optionView) routes(s checkout.StructRef, at route, visit func(route)) {
	if len(at) >= maxHops || s.Node == nil {
		return
	}
	for _, h := range v.fields(s) {
		if slices.ContainsFunc(at, func(o checkout.Hop) bool { return o.Owner.Node == s.Node }) {
			return
		}
		if len(at) == 0 && h.JSON == "status" {
			continue // builders make what a user writes
		}
		next := append(slices.Clone(at), h)
		visit(next)
		v.routes(v.structOf(h), next, visit)
	}
}

// fields returns the fields of a struct, those of inlined structs included.
func (v *optionView) fields(s checkout.StructRef) []checkout.Hop {
	key := s.Dir() + "." + s.Name
	if hops, ok := v.members[key]; ok {
		return hops
	}
	var hops []checkout.Hop
	for _, name := range v.api.FieldNames(s) {
		if h, ok := v.api.Hop(s, name); ok && !strings.HasPrefix(h.Go, "Deprecated") {
			hops = append(hops, h)
		}
	}
	v.members[key] = hops
	return hops
}

func (v *optionView) structOf(h checkout.Hop) checkout.StructRef {
	if h.Map {
		return checkout.StructRef{}
	}
	key := h.Owner.Dir() + "." + h.Owner.File.NodeText(h.Elem)
	s, ok := v.structs[key]
	if !ok {
		s, _ = v.api.ResolveStruct(h.Owner.File, h.Elem)
		v.structs[key] = s
	}
	return s
}

// isPlanned reports whether the field is the feature's own.
func (v *optionView) isPlanned(h checkout.Hop) bool {
	s, ok := v.Tree.StructIn(h.Owner.Dir(), h.Owner.Name)
	if !ok {
		return true
	}
	_, ok = v.Tree.Hop(s, h.JSON)
	return !ok
}

// elemType spells the element type of a field for a file.
func (v *optionView) elemType(h checkout.Hop, file string) string {
	switch x := h.Elem.(type) {
	case *ast.Ident:
		if code.Builtin[x.Name] {
			return x.Name
		}
		return v.Imports(file).Qualify(gosrc.ImportPath(h.Owner.Dir()), x.Name)
	case *ast.SelectorExpr:
		if q, ok := x.X.(*ast.Ident); ok {
			for p, alias := range gosrc.Aliases(h.Owner.File) {
				if alias == q.Name {
					return v.Imports(file).Qualify(p, x.Sel.Name)
				}
			}
		}
	}
	return ""
}

// place inserts the builder behind its nearest relative, the last builder
// whose name begins with the same word, else at the end of its kind.
func (v *optionView) place(o *option, text string, b optionBody) {
	at := o.fn.At()
	f, err := v.Tree.Go(o.file)
	if err != nil {
		v.Append(o.file, text, at)
	} else if after := relative(f, o); after != nil {
		v.Insert(f.Path, f.LineEnd(f.Offset(after.End())), "\n"+text, at)
	} else {
		v.Append(o.file, text, at)
	}
	if b.factory == "" {
		return
	}
	if b.after != nil {
		v.Insert(b.home.Path, b.home.LineEnd(b.home.Offset(b.after.End())), "\n"+b.factory, at)
		return
	}
	v.Append(path.Clean(o.file), b.factory, at)
}

// relative returns the function to insert after, nil for the end of the file.
func relative(f *checkout.GoFile, o *option) *ast.FuncDecl {
	prefix := camelWords(strings.TrimPrefix(o.fn.Name.Value, "With"))[0]
	var kin, last *ast.FuncDecl
	for _, d := range f.AST.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || !returns(fd, o.result) || !fd.Name.IsExported() {
			continue
		}
		last = fd
		if words := camelWords(strings.TrimPrefix(fd.Name.Name, "With")); words[0] == prefix {
			kin = fd
		}
	}
	if kin != nil {
		return kin
	}
	if decls := f.AST.Decls; last != nil && decls[len(decls)-1] != ast.Decl(last) {
		return last
	}
	return nil
}

func returns(fd *ast.FuncDecl, result string) bool {
	return fd.Recv == nil && fd.Type.Results != nil && bareFields(fd.Type.Results) == result
}
