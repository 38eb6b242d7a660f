package rule

// The CEL environment of a kind: its variables, the types behind them, and the
// functions that Kubernetes and this tool add to the language.

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Variables of every expression. The part variables are fields of self.
const (
	Self    = "self"    // the object that is admitted
	OldSelf = "oldSelf" // the object before an update
)

var parts = []string{"spec", "metadata", "status"}

// Env checks and evaluates the rules of one kind.
type Env struct {
	Root   *Type
	Kind   string
	schema *Schema
	cel    *cel.Env
	lock   sync.Mutex // held while a sample is judged
	now    Sample     // the sample that is judged
}

// NewEnv makes the environment of an API kind.
func NewEnv(s *Schema, kind string) (*Env, error) {
	root, ok := s.Kind(kind)
	if !ok {
		return nil, fmt.Errorf("no API kind %s", kind)
	}
	e := &Env{Root: root, Kind: kind, schema: s}
	opts := []cel.EnvOption{
		cel.EnableMacroCallTracking(),
		cel.CustomTypeProvider(&provider{s, types.NewEmptyRegistry()}),
		cel.CustomTypeAdapter(types.DefaultTypeAdapter),
		cel.Variable(Self, celType(root)), cel.Variable(OldSelf, celType(root)),
	}
	for _, part := range parts {
		if f, ok := root.Field(part); ok {
			opts = append(opts, cel.Variable(part, celType(f.Type)))
		}
	}
	var err error
	e.cel, err = cel.NewEnv(append(opts, e.functions()...)...)
	return e, err
}

// celType is how a type of the API looks to CEL.
func celType(t *Type) *cel.Type {
	switch t.Kind {
	case Bool:
		return cel.BoolType
	case Int:
		return cel.IntType
	case Double:
		return cel.DoubleType
	case String:
		return cel.StringType
	case Quantity:
		return quantityType
	case Duration:
		return cel.DurationType
	case Time:
		return cel.TimestampType
	case List:
		return cel.ListType(celType(t.Elem))
	case Map:
		return cel.MapType(celType(t.Key), celType(t.Elem))
	case Struct:
		t.schema.byID(t)
		return cel.ObjectType(t.id)
	}
	return cel.DynType
}

// byID remembers a struct under its name in expressions.
func (s *Schema) byID(t *Type) {
	if s.structs == nil {
		s.structs = map[string]*Type{}
	}
	s.structs[t.id] = t
}

// provider answers CEL's questions about structs.
type provider struct {
	schema *Schema
	types.Provider
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if t, ok := p.schema.structs[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(t.id)), true
	}
	return p.Provider.FindStructType(name)
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	t, ok := p.schema.structs[name]
	if !ok {
		return p.Provider.FindStructFieldNames(name)
	}
	var out []string
	for _, f := range t.Fields() {
		out = append(out, f.JSON)
	}
	return out, true
}

func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	t, ok := p.schema.structs[name]
	if !ok {
		return p.Provider.FindStructFieldType(name, field)
	}
	f, ok := t.Field(unescape(field))
	if !ok {
		return nil, false
	}
	return &types.FieldType{
		Type:    celType(f.Type),
		IsSet:   func(obj any) bool { return isSet(obj, f) },
		GetFrom: func(obj any) (any, error) { return fieldOf(obj, f) },
	}, true
}

// reserved words of CEL are written with underscores, as in Kubernetes.
var reserved = strings.Fields(`true false null in as break const continue else for function if import let loop package
	namespace return var void while`)

func unescape(name string) string {
	if in, ok := strings.CutPrefix(name, "__"); ok {
		if in, ok = strings.CutSuffix(in, "__"); ok && slices.Contains(reserved, in) {
			return in
		}
	}
	return name
}

// Escape spells a field name as expressions have to.
func Escape(name string) string {
	if slices.Contains(reserved, name) {
		return "__" + name + "__"
	}
	return name
}

var quantityType = types.NewObjectType("kubernetes.Quantity", traits.ComparerType)

func unary(name string, arg, result *cel.Type, f func(ref.Val) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_"+arg.TypeName(), []*cel.Type{arg}, result, cel.UnaryBinding(f)))
}

func member(name string, on, result *cel.Type, f func(ref.Val) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.MemberOverload(on.TypeName()+"_"+name, []*cel.Type{on}, result, cel.UnaryBinding(f)))
}
