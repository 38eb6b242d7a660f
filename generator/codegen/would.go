package codegen

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/swaggerdoc"
)

// Follow is a generated file that a change makes stale.
type Follow struct {
	Step  string
	File  string // path, or a pattern for steps that own directories
	Maybe bool   // whether the file changes shows only when the step runs
}

// Would returns the generated files that would follow the change from base to
// next, in the order of Steps. It runs nothing but the documentation of
// changed API files; which kinds reach a changed type is read from the source.
func Would(base, next *checkout.Tree) ([]Follow, error) {
	f := newFacts(base, next, false)
	if f.nothing() {
		return nil, nil
	}
	cat, err := readCatalog(next)
	if checkout.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w := &forecast{facts: f, types: f.changedTypes()}
	steps := f.choose(cat.steps())
	follows := make([][]Follow, len(steps))
	var wg sync.WaitGroup
	for i, c := range steps {
		wg.Go(func() { follows[i] = w.follow(c.Step) })
	}
	wg.Wait()
	return slices.Concat(follows...), nil
}

type forecast struct {
	*facts
	types []string // changed API types as directory.Type
}

func (w *forecast) follow(s Step) []Follow {
	switch s.Name {
	case "swagger-doc":
		return w.documentation(s)
	case "openapi":
		return w.ifTypes(s, false, openapiFile)
	case "crd-validation", "swagger-json":
		return w.ifTypes(s, false, s.Outputs...)
	case "defaults", "conversion", "deepcopy":
		return w.ifTypes(s, true, w.inChangedPackages(s.Outputs)...)
	case "kubevirt-crd":
		return w.ifReached(s, "KubeVirt", kubevirtCRD)
	case "fixtures":
		return w.fixtures(s)
	case "mocks":
		var out []Follow
		for _, m := range w.mocks() {
			out = append(out, Follow{Step: s.Name, File: m.output()})
		}
		return out
	case "build-files":
		return nil // they are written with the change itself
	}
	return w.all(s, true, s.Outputs...)
}

func (w *forecast) all(s Step, maybe bool, files ...string) []Follow {
	var out []Follow
	for _, file := range files {
		out = append(out, Follow{s.Name, file, maybe})
	}
	return out
}

func (w *forecast) ifTypes(s Step, maybe bool, files ...string) []Follow {
	if len(w.types) == 0 {
		maybe = true
	}
	return w.all(s, maybe, files...)
}

// documentation is exact: the step is cheap enough to run.
func (w *forecast) documentation(s Step) []Follow {
	var out []Follow
	for _, p := range w.changed {
		if !slices.Contains(s.Triggers, p) {
			continue
		}
		text, diags := swaggerdoc.Generate(p, w.after(p))
		if diags.HasErrors() || string(text) != string(w.before(swaggerdoc.Output(p))) {
			out = append(out, Follow{Step: s.Name, File: swaggerdoc.Output(p)})
		}
	}
	return out
}

// inChangedPackages keeps the files whose directory has a changed source.
func (w *forecast) inChangedPackages(files []string) []string {
	var out []string
	for _, file := range files {
		if w.first([]string{path.Dir(file) + "/*.go"}, isSource) != "" {
			out = append(out, file)
		}
	}
	return out
}

func (w *forecast) ifReached(s Step, kind string, files ...string) []Follow {
	if len(w.types) > 0 && !w.reaches(kind) {
		return nil
	}
	return w.ifTypes(s, false, files...)
}

// fixtures are named by the kind they are an example of.
func (w *forecast) fixtures(s Step) []Follow {
	var out []Follow
	head := fixtureDir + "/HEAD"
	for _, name := range w.next.Files(head) {
		kind := strings.TrimSuffix(name, path.Ext(name))
		out = append(out, w.ifReached(s, kind[strings.LastIndex(kind, ".")+1:], path.Join(head, name))...)
	}
	return out
}

// changedTypes returns the API types whose declarations differ, comments
// included.
func (f *facts) changedTypes() []string {
	var out []string
	for _, p := range f.changed {
		if !Match(apiSources, p) || !isSource(p) {
			continue
		}
		was := typeTexts(f.base, p)
		for name, text := range typeTexts(f.next, p) {
			if was[name] != text {
				out = append(out, path.Dir(p)+"."+name)
			}
		}
	}
	slices.Sort(out)
	return out
}

func typeTexts(t *checkout.Tree, p string) map[string]string {
	out := map[string]string{}
	file, err := t.Go(p)
	if err != nil {
		return out
	}
	for _, d := range file.AST.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.TYPE {
			from := gd.Pos()
			if gd.Doc != nil {
				from = gd.Doc.Pos()
			}
			text := file.Text(from, gd.End())
			for _, s := range gd.Specs {
				out[s.(*ast.TypeSpec).Name.Name] = text
			}
		}
	}
	return out
}

// reaches reports whether a kind of the core API group holds a changed type.
// It follows names within the package.
func (w *forecast) reaches(kind string) bool {
	const dir = apiDir + "/core/v1"
	uses := map[string][]string{}
	for _, f := range w.next.Package(dir).Files {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok || gd.Tok != token.TYPE {
				continue
			}
			for _, s := range gd.Specs {
				uses[s.(*ast.TypeSpec).Name.Name] = namesIn(s.(*ast.TypeSpec).Type)
			}
		}
	}
	seen := map[string]bool{kind: true}
	for queue := []string{kind}; len(queue) > 0; queue = queue[1:] {
		if slices.Contains(w.types, dir+"."+queue[0]) {
			return true
		}
		for _, next := range uses[queue[0]] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// namesIn returns the identifiers that stand for types of the same package.
func namesIn(e ast.Expr) []string {
	var out []string
	ast.Inspect(e, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			return false
		case *ast.Field:
			ast.Inspect(x.Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					out = append(out, id.Name)
				}
				_, foreign := n.(*ast.SelectorExpr)
				return !foreign
			})
			return false
		case *ast.Ident:
			out = append(out, x.Name)
		}
		return true
	})
	return out
}
