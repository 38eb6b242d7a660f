package emit

import (
	"go/ast"
	"go/parser"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// registerPlanned lists the configurators that the plan declares itself, and
// gives them the method that makes them configurators.
func (p *codePlan) registerPlanned() {
	for _, t := range p.Feature.Types {
		name := t.Name.Value
		if t.API || !strings.HasSuffix(name, "Configurator") || t.Kind != feature.KindStruct {
			continue
		}
		file, _ := p.homeFile(t.File, name)
		for _, l := range p.configuratorLists() {
			what := "registration of " + name + " in " + l.fn.Name.Name
			if code.Mentions(l.file, l.fn, name).IsValid() || code.Mentions(l.file, l.fn, "New"+name).IsValid() {
				p.Present(what, t.Name.At, diag.Pos{File: l.file.Path})
				continue
			}
			elem, ok := p.configuratorValue(l, file, t)
			if !ok || !p.configures(file, name, l.dir, t.Name.At) {
				p.Left(what, "what it is made from is not in the plan", t.Name.At)
				continue
			}
			p.insertConfigurator(l, elem, t.Name.At)
			p.Added(what, t.Name.At, diag.Pos{File: l.file.Path})
		}
	}
}

// configuratorValue spells a configurator for a list: empty, or made by its
// planned constructor from what the converter's context holds.
func (p *codePlan) configuratorValue(l configuratorList, file string, t feature.Type) (string, bool) {
	if file == "" {
		return "", false
	}
	for _, fn := range p.Feature.Functions {
		if !strings.EqualFold(fn.Name.Value, "new"+t.Name.Value) {
			continue
		}
		var args []string
		for _, name := range paramNames(fn.Params.Value) {
			arg, ok := p.fromContext(l, name)
			if !ok {
				return "", false
			}
			args = append(args, arg)
		}
		return p.Imports(l.file.Path).Qualify(code.ImportPathOf(file), fn.Name.Value) + "(" + strings.Join(args, ", ") + ")", true
	}
	return p.Imports(l.file.Path).Qualify(code.ImportPathOf(file), t.Name.Value) + "{}", len(t.Fields) == 0
}

// paramNames returns the names of a parameter list.
func paramNames(params string) []string {
	e, err := parser.ParseExpr("func(" + params + ")")
	ft, ok := e.(*ast.FuncType)
	if err != nil || !ok {
		return nil
	}
	var out []string
	for _, f := range ft.Params.List {
		for _, id := range f.Names {
			out = append(out, id.Name)
		}
	}
	return out
}

// fromContext finds the field of the converter's context that the plan adds
// under a parameter's name.
func (p *codePlan) fromContext(l configuratorList, name string) (string, bool) {
	for _, param := range l.fn.Type.Params.List {
		if typ := l.file.NodeText(param.Type); !strings.HasSuffix(typ, "ConverterContext") || len(param.Names) == 0 {
			continue
		}
		for _, f := range p.Feature.Fields {
			if f.Struct.Value == "ConverterContext" && strings.EqualFold(f.Name.Value, name) {
				return param.Names[0].Name + "." + f.Name.Value, true
			}
		}
	}
	return "", false
}

// configures sees to it that a planned configurator has the method that those
// beside it have.
func (p *codePlan) configures(file, name, dir string, from diag.Pos) bool {
	for _, nf := range p.Funcs {
		if nf.Name.Value == "Configure" && nf.Recv == name {
			return true
		}
	}
	if _, fd := p.Tree.Package(dir).FindFunc(name, "Configure"); fd != nil {
		return true
	}
	sig, ok := p.configureForm(dir)
	if !ok {
		return false
	}
	out, err := gosrc.FormatDecls("func (" + strings.ToLower(name[:1]) + " " + name + ") Configure" + p.Text(file, sig) + " {\n\t// TODO: implement\n\treturn nil\n}\n")
	if err != nil {
		return false
	}
	p.Append(file, out, from)
	p.Added("method "+name+".Configure", from, diag.Pos{File: file})
	return true
}
