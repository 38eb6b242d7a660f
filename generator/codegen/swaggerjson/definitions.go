package swaggerjson

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Definitions are the schemas of a generated openapi_generated.go by the name
// they have in swagger.json.
type Definitions struct {
	src   []byte
	types map[string][]goType // by definition name; several types may share one
}

// goType is a Go type and the function that states its schema.
type goType struct {
	name string
	fun  *ast.FuncDecl
}

// Parse reads a generated file.
func Parse(src []byte) (*Definitions, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "openapi_generated.go", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("cannot parse the generated definitions: %w", err)
	}
	byFunc := map[string]*ast.FuncDecl{}
	var index *ast.FuncDecl
	for _, d := range file.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			byFunc[fd.Name.Name] = fd
			if fd.Name.Name == "GetOpenAPIDefinitions" {
				index = fd
			}
		}
	}
	if index == nil {
		return nil, unproven("the generated file has no GetOpenAPIDefinitions")
	}
	defs := &Definitions{src: src, types: map[string][]goType{}}
	ast.Inspect(index.Body, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			defs.index(kv, byFunc)
		}
		return true
	})
	return defs, nil
}

// index records one entry of the generated map. Keys are constants of other
// packages in some versions; those types are not KubeVirt's own.
func (d *Definitions) index(kv *ast.KeyValueExpr, byFunc map[string]*ast.FuncDecl) {
	key, ok := kv.Key.(*ast.BasicLit)
	call, isCall := kv.Value.(*ast.CallExpr)
	if !ok || !isCall {
		return
	}
	typ, _ := strconv.Unquote(key.Value)
	fun, ok := call.Fun.(*ast.Ident)
	if !ok {
		return
	}
	if fd := byFunc[fun.Name]; fd != nil && fd.Body != nil {
		name := definitionName(typ)
		d.types[name] = append(d.types[name], goType{typ, fd})
	}
}

// definitionName is how KubeVirt's OpenAPI configuration names a Go type:
// its own types by package and type, others with dots for slashes.
func definitionName(typ string) string {
	if strings.Contains(typ, "kubevirt.io") {
		return typ[strings.LastIndex(typ, "/")+1:]
	}
	return strings.ReplaceAll(typ, "/", ".")
}

// text returns the body of the function that states a type's schema.
func (d *Definitions) text(t goType) string {
	return string(d.src[t.fun.Body.Pos()-1 : t.fun.Body.End()-1])
}

// find returns the type of that Go name, if it has a schema.
func (d *Definitions) find(definition, goName string) (goType, bool) {
	for _, t := range d.types[definition] {
		if t.name == goName {
			return t, true
		}
	}
	return goType{}, false
}

// choose returns the type a definition shows. Types of one name in different
// groups share a definition, and only KubeVirt's order of routes knows which
// one it is; the committed text tells.
func (d *Definitions) choose(name string, was *Definitions, committed string) (goType, error) {
	switch len(d.types[name]) {
	case 0:
		return goType{}, unproven("definition %s belongs to no Go type", name)
	case 1:
		return d.types[name][0], nil
	}
	var chosen []goType
	for _, before := range was.types[name] {
		s, err := read(before.fun)
		if err != nil {
			continue
		}
		adjust(map[string]*schema{name: s})
		if t, ok := d.find(name, before.name); ok && s.render(entryIndent) == committed {
			chosen = append(chosen, t)
		}
	}
	for _, t := range chosen {
		if d.text(t) != d.text(chosen[0]) {
			chosen = nil
			break
		}
	}
	if len(chosen) == 0 {
		return goType{}, unproven("definition %s may belong to any of %d Go types", name, len(d.types[name]))
	}
	return chosen[0], nil
}

// reachable renders the definitions that the roots lead to. A definition that
// cannot be read as data is kept as committed if its source is as it was.
func (d *Definitions) reachable(roots []string, was *Definitions, committed map[string]string) (map[string]string, error) {
	schemas, texts := map[string]*schema{}, map[string]string{}
	queue := slices.Clone(roots)
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if schemas[name] != nil || texts[name] != "" {
			continue
		}
		t, err := d.choose(name, was, committed[name])
		if err != nil {
			return nil, err
		}
		s, err := read(t.fun)
		if err == nil {
			schemas[name] = s
			queue = append(queue, s.references()...)
			continue
		}
		before, ok := was.find(name, t.name)
		if !ok || committed[name] == "" || d.text(t) != was.text(before) {
			return nil, unproven("definition %s %v", name, err)
		}
		texts[name] = committed[name]
		for _, m := range reference.FindAllStringSubmatch(texts[name], -1) {
			queue = append(queue, m[1])
		}
	}
	adjust(schemas)
	for name, s := range schemas {
		texts[name] = s.render(entryIndent)
	}
	return texts, nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
