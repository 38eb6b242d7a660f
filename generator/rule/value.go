package rule

// Values of sample objects as CEL sees them. A sample is what encoding/json
// gives for an object; its types come from the schema.

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/api/resource"
)

// object is a struct value.
type object struct {
	typ    *Type
	fields map[string]any
}

func (o object) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("structs are not converted")
}
func (o object) ConvertToType(ref.Type) ref.Val { return types.NewErr("structs are not converted") }
func (o object) Type() ref.Type                 { return types.NewObjectType(o.typ.id) }
func (o object) Value() any                     { return o }
func (o object) Equal(other ref.Val) ref.Val {
	b, ok := other.(object)
	return types.Bool(ok && reflect.DeepEqual(o.fields, b.fields))
}

// isSet is what has() answers: present for pointers, not zero for the rest.
func isSet(obj any, f *Field) bool {
	o, ok := obj.(object)
	if !ok {
		return false
	}
	v, there := o.fields[f.JSON]
	if f.Ptr {
		return there && v != nil
	}
	if f.Type.Kind == Struct {
		return true
	}
	return there && !zero(v)
}

func zero(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return reflect.ValueOf(v).IsZero()
}

func fieldOf(obj any, f *Field) (any, error) {
	o, ok := obj.(object)
	if !ok {
		return nil, fmt.Errorf("no such key: %s", f.JSON)
	}
	v, there := o.fields[f.JSON]
	if (!there || v == nil) && f.Ptr {
		return nil, fmt.Errorf("no such key: %s", f.JSON)
	}
	return celValue(f.Type, v), nil
}

// celValue gives a JSON value its type; nil is the zero value.
func celValue(t *Type, v any) ref.Val {
	switch t.Kind {
	case Struct:
		m, _ := v.(map[string]any)
		return object{t, m}
	case List:
		var out []ref.Val
		l, _ := v.([]any)
		for _, e := range l {
			out = append(out, celValue(t.Elem, e))
		}
		return types.NewDynamicList(types.DefaultTypeAdapter, out)
	case Map:
		out := map[ref.Val]ref.Val{}
		m, _ := v.(map[string]any)
		for k, e := range m {
			out[types.String(k)] = celValue(t.Elem, e)
		}
		return types.NewRefValMap(types.DefaultTypeAdapter, out)
	case Quantity:
		return parseQuantity(fmt.Sprint(orZero(v, "0")))
	case Duration:
		d, err := time.ParseDuration(fmt.Sprint(orZero(v, "0s")))
		if err != nil {
			return types.NewErr("%v", err)
		}
		return types.Duration{Duration: d}
	case Int:
		return types.Int(integer(v))
	case String:
		return types.String(fmt.Sprint(orZero(v, "")))
	case Bool:
		b, _ := v.(bool)
		return types.Bool(b)
	}
	return types.DefaultTypeAdapter.NativeToValue(v)
}

func orZero(v, zero any) any {
	if v == nil {
		return zero
	}
	return v
}

func integer(v any) int64 {
	switch x := v.(type) {
	case int64:
		return x
	case int:
		return int64(x)
	case float64:
		return int64(x)
	}
	return 0
}

// quantity is a resource.Quantity.
type quantity struct{ q resource.Quantity }

func parseQuantity(s string) ref.Val {
	q, err := resource.ParseQuantity(s)
	if err != nil {
		return types.NewErr("%q is no quantity", s)
	}
	return quantity{q}
}

func (q quantity) ConvertToNative(reflect.Type) (any, error) { return q.q, nil }
func (q quantity) ConvertToType(ref.Type) ref.Val {
	return types.NewErr("quantities are not converted")
}
func (q quantity) Type() ref.Type { return quantityType }
func (q quantity) Value() any     { return q.q }
func (q quantity) Equal(other ref.Val) ref.Val {
	b, ok := other.(quantity)
	return types.Bool(ok && q.q.Cmp(b.q) == 0)
}

// Compare makes the operators of order work.
func (q quantity) Compare(other ref.Val) ref.Val {
	b, ok := other.(quantity)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(q.q.Cmp(b.q))
}
