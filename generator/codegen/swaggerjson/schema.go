package swaggerjson

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// schema is one JSON schema as the generated Go file states it. Values are
// strings, []string, bools, numbers, schemas, lists and maps of these.
type schema struct {
	props      map[string]any // by JSON name
	extensions map[string]any
	ref        string // name of a definition
}

// read returns the schema that a generated function returns.
func read(fd *ast.FuncDecl) (*schema, error) {
	if fd.Body == nil || len(fd.Body.List) != 1 {
		return nil, fmt.Errorf("is computed, not stated")
	}
	ret, ok := fd.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return nil, fmt.Errorf("is computed, not stated")
	}
	def, ok := ret.Results[0].(*ast.CompositeLit)
	if !ok {
		return nil, fmt.Errorf("is computed, not stated")
	}
	lit, ok := element(def, "Schema").(*ast.CompositeLit)
	if !ok {
		return nil, fmt.Errorf("has no schema")
	}
	return readSchema(lit)
}

// field returns name and value of an element of a struct literal.
func field(e ast.Expr) (string, ast.Expr) {
	if kv, ok := e.(*ast.KeyValueExpr); ok {
		if id, ok := kv.Key.(*ast.Ident); ok {
			return id.Name, kv.Value
		}
	}
	return "", nil
}

// element returns the value of a field in a composite literal, or nil.
func element(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if found, value := field(e); found == name {
			return value
		}
	}
	return nil
}

func readSchema(lit *ast.CompositeLit) (*schema, error) {
	s := &schema{props: map[string]any{}, extensions: map[string]any{}}
	for _, e := range lit.Elts {
		name, value := field(e)
		part, ok := value.(*ast.CompositeLit)
		if !ok {
			return nil, fmt.Errorf("has a part that is computed")
		}
		var err error
		switch name {
		case "SchemaProps":
			err = s.readProps(part)
		case "VendorExtensible":
			err = s.readExtensions(part)
		default:
			err = fmt.Errorf("has an unknown part %s", name)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *schema) readProps(lit *ast.CompositeLit) error {
	for _, e := range lit.Elts {
		name, expr := field(e)
		if name == "" {
			return fmt.Errorf("has an unnamed property")
		}
		if name == "Ref" {
			ref, err := readRef(expr)
			if err != nil {
				return err
			}
			s.ref = definitionName(ref)
			continue
		}
		value, err := readValue(expr)
		if err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
		s.props[strings.ToLower(name[:1])+name[1:]] = value
	}
	return nil
}

func (s *schema) readExtensions(lit *ast.CompositeLit) error {
	value := element(lit, "Extensions")
	if value == nil {
		return fmt.Errorf("has an unknown extension part")
	}
	m, err := readValue(value)
	if err != nil {
		return err
	}
	s.extensions, _ = m.(map[string]any)
	return nil
}

// readRef returns the Go type in ref("…").
func readRef(e ast.Expr) (string, error) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", fmt.Errorf("reference is computed")
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return "", fmt.Errorf("reference is computed")
	}
	return strconv.Unquote(lit.Value)
}

// number is a numeric literal in the form JSON gives it.
type number string

func readValue(e ast.Expr) (any, error) {
	switch x := e.(type) {
	case *ast.BasicLit:
		return readBasic(x)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return readValue(x.X)
		}
		if n, err := readValue(x.X); err == nil && x.Op == token.SUB {
			if n, ok := n.(number); ok {
				return "-" + n, nil
			}
		}
	case *ast.Ident:
		if x.Name == "true" || x.Name == "false" {
			return x.Name == "true", nil
		}
	case *ast.CallExpr: // ptr.To[float64](1)
		if _, generic := x.Fun.(*ast.IndexExpr); generic && len(x.Args) == 1 {
			return readValue(x.Args[0])
		}
	case *ast.CompositeLit:
		return readComposite(x)
	}
	return nil, fmt.Errorf("is computed, not stated")
}

func readBasic(lit *ast.BasicLit) (any, error) {
	switch lit.Kind {
	case token.STRING:
		return strconv.Unquote(lit.Value)
	case token.INT:
		return number(lit.Value), nil
	case token.FLOAT:
		if f, err := strconv.ParseFloat(lit.Value, 64); err == nil && f == float64(int64(f)) {
			return number(strconv.FormatInt(int64(f), 10)), nil
		}
		return number(lit.Value), nil
	}
	return nil, fmt.Errorf("is an unknown literal")
}

func readComposite(lit *ast.CompositeLit) (any, error) {
	switch t := lit.Type.(type) {
	case *ast.SelectorExpr:
		switch t.Sel.Name {
		case "Schema":
			return readSchema(lit)
		case "SchemaOrArray", "SchemaOrBool":
			return readEither(lit)
		case "Extensions":
			return readMap(lit)
		}
	case nil: // a schema whose type the surrounding map or list gives
		return readSchema(lit)
	case *ast.MapType:
		return readMap(lit)
	case *ast.ArrayType:
		list := []any{}
		for _, e := range lit.Elts {
			v, err := readValue(e)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return nil, fmt.Errorf("is of an unknown kind")
}

// readEither reads SchemaOrBool and SchemaOrArray, which JSON shows as the
// schema where there is one.
func readEither(lit *ast.CompositeLit) (any, error) {
	if s := element(lit, "Schema"); s != nil {
		return readValue(s)
	}
	if allows := element(lit, "Allows"); allows != nil {
		return readValue(allows)
	}
	return nil, fmt.Errorf("is of an unknown kind")
}

func readMap(lit *ast.CompositeLit) (any, error) {
	m := map[string]any{}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return nil, fmt.Errorf("has an element without key")
		}
		key, err := readValue(kv.Key)
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("has a key that is no string")
		}
		if m[name], err = readValue(kv.Value); err != nil {
			return nil, err
		}
	}
	return m, nil
}
