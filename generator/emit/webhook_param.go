package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// Parameters that the constructors of admitters gain, passed on from the API
// server's application through the functions that serve the webhooks.

// constructorParams threads the new parameters of existing constructors of
// admitters.
func (c *Context) constructorParams() {
	for _, fn := range c.Feature.Functions {
		f, typ := c.admitterOf(fn)
		if f == nil {
			continue
		}
		cf, ctor, _ := c.constructor(path.Dir(f.Path), typ)
		for _, p := range c.wantedParams(fn) {
			what := "parameter " + p.Name + " of " + fn.Name.Value
			if ctor == nil {
				c.Left(what, "the constructor is not as expected", fn.At())
				continue
			}
			if slices.ContainsFunc(paramsOf(cf, ctor), func(have arg) bool { return have.bare() == p.Bare }) {
				c.Present(what, fn.At(), cf.Pos(ctor.Pos()))
				continue
			}
			if !c.canAdd(path.Dir(f.Path), typ, p, fn) {
				c.Left(what, "no value for it is at hand at every call of the constructor", fn.At())
				continue
			}
			if _, ok := c.AddDependency(path.Dir(f.Path), typ, p, fn.At()); !ok {
				c.Left(what, "the constructor or its callers are not as expected", fn.At())
			}
		}
	}
}

// canAdd tries a dependency without keeping anything of it: one that cannot be
// passed everywhere is left, where a half-done one would refuse the plan.
func (c *Context) canAdd(dir, typ string, p NewParam, fn feature.Function) bool {
	trial := newContext(c.Tree, c.Feature)
	trial.callers = c.callers // what is true of the checkout holds for both
	_, ok := trial.AddDependency(dir, typ, p, fn.At())
	return ok && !trial.Res.Diags.HasErrors()
}

// admitterOf returns the type that a planned function constructs, and its file,
// where the checkout has constructor and type. What a plan says of such a
// function changes it.
func (c *Context) admitterOf(fn feature.Function) (*checkout.GoFile, string) {
	typ, ok := strings.CutPrefix(fn.Name.Value, "New")
	if !ok || !strings.HasSuffix(typ, "Admitter") {
		return nil, ""
	}
	for _, dir := range admitterDirs {
		f, ts := c.Tree.Package(dir).FindType(typ)
		if _, fd := c.Tree.Package(dir).FindFunc("", fn.Name.Value); ts != nil && fd != nil {
			return f, typ
		}
	}
	return nil, ""
}

var admitterDirs = append([]string{"pkg/virt-api/webhooks/validating-webhook/admitters", "pkg/virt-api/webhooks/mutating-webhook/mutators"}, webhookDirs...)

// passesAdmitters recognises what hands parameters to admitters: constructors
// of the checkout, and the functions that serve their webhooks.
func (c *Context) passesAdmitters(fn feature.Function) bool {
	if f, _ := c.admitterOf(fn); f != nil {
		return true
	}
	if !strings.HasPrefix(fn.Name.Value, "Serve") || !slices.ContainsFunc(c.Feature.Functions, func(o feature.Function) bool { f, _ := c.admitterOf(o); return f != nil }) {
		return false
	}
	return slices.ContainsFunc([]string{"pkg/virt-api/webhooks/validating-webhook", "pkg/virt-api/webhooks/mutating-webhook", "pkg/virt-operator/webhooks"}, func(dir string) bool {
		_, fd := c.Tree.Package(dir).FindFunc("", fn.Name.Value)
		return fd != nil
	})
}

// wantedParams lists the parameters that the plan gives a constructor: those it
// spells with a type, and those it only names, where the API server's
// application has a field of that name.
func (c *Context) wantedParams(fn feature.Function) []NewParam {
	var out []NewParam
	fields := c.appFields()
	news := fn.NewParams
	if len(news) == 0 && fn.HasParams { // its signature to be
		for _, p := range code.SplitParams(fn.Params.Value) {
			news = append(news, feature.T(p.Name+" "+p.Typ, fn.Params.At))
		}
	}
	for _, t := range news {
		name, typ, spelled := strings.Cut(strings.TrimSpace(t.Value), " ")
		for _, f := range fields {
			if f.Name == name {
				out = append(out, f)
				spelled = false
			}
		}
		if spelled {
			out = append(out, NewParam{Name: name, Bare: bareQualifiers(typ), Zero: zeroOf(typ), Type: func(im *gosrc.Imports) string { return spelledFor(im, typ) }})
		}
	}
	if len(out) > 0 {
		return out
	}
	var said strings.Builder
	said.WriteString(" " + strings.ToLower(fn.Doc.Value))
	for _, s := range fn.Steps {
		said.WriteString(" " + strings.ToLower(s.Value))
	}
	if !strings.Contains(said.String(), "parameter") && !strings.Contains(said.String(), "gets") {
		return nil
	}
	for _, f := range fields {
		if strings.Contains(said.String(), " "+strings.ToLower(f.Name)) {
			out = append(out, f)
			continue
		}
		if words := strings.ToLower(strings.Join(camelWords(f.Name), " ")); strings.Contains(strings.ReplaceAll(said.String(), "kubevirt ", "kube virt "), " "+words) {
			out = append(out, f)
		}
	}
	return out
}

// appFields lists what the API server's application holds, as parameters.
func (c *Context) appFields() []NewParam {
	var out []NewParam
	for _, f := range c.Tree.Mentioning("pkg/virt-api", "registerValidatingWebhooks") {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Name.Name != "registerValidatingWebhooks" {
				continue
			}
			owner, ts := c.Tree.Package(path.Dir(f.Path)).FindType(checkout.ReceiverName(fd))
			if ts == nil {
				continue
			}
			st, ok := ts.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, field := range st.Fields.List {
				for _, id := range field.Names {
					typ := owner.NodeText(field.Type)
					out = append(out, NewParam{Name: id.Name, Bare: bareQualifiers(typ), Zero: zeroOf(typ),
						Type: func(im *gosrc.Imports) string { return respelled(c, owner, im, typ) }})
				}
			}
		}
	}
	return out
}

// zeroOf returns the zero value of a type as source, "" where it needs a name.
func zeroOf(typ string) string {
	switch {
	case strings.HasPrefix(typ, "*"), strings.HasPrefix(typ, "map["), strings.HasPrefix(typ, "[]"), strings.HasPrefix(typ, "func("), strings.HasPrefix(typ, "chan "):
		return "nil"
	case typ == "string":
		return `""`
	case typ == "bool":
		return "false"
	case code.Builtin[typ]:
		return "0"
	}
	return ""
}

// respelled spells a type of one file for another.
func respelled(c *Context, from *checkout.GoFile, im *gosrc.Imports, typ string) string {
	for p, alias := range gosrc.Aliases(from) {
		if alias != "." && alias != "_" && uses(typ, alias) && strings.Contains(typ, alias+".") {
			typ = strings.ReplaceAll(typ, alias+".", im.Name(p)+".")
		}
	}
	return typ
}

// spelledFor resolves the qualifiers of a type the plan spells.
func spelledFor(im *gosrc.Imports, typ string) string {
	i := strings.IndexByte(typ, '.')
	if i < 0 {
		return typ
	}
	start := i
	for start > 0 && identByte(typ[start-1]) {
		start--
	}
	if p, ok := im.Find(typ[start:i]); ok {
		return typ[:start] + im.Name(p) + typ[i:]
	}
	return typ
}
