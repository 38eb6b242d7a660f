package rule

// The functions of rules beside those of CEL itself. Names and meanings of
// quantities, IP addresses, CIDRs, URLs and formats are those of Kubernetes'
// CEL library; gate, arch and unique are this tool's own.

import (
	"net/netip"
	"net/url"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Names of the functions that have a meaning of their own in Go.
const (
	FuncGate   = "gate"   // gate("X"): the feature gate X is enabled
	FuncArch   = "arch"   // arch(): the architecture of the guest
	FuncUnique = "unique" // unique(list): no element is there twice
)

// Formats are the predicates over strings: name → what Kubernetes calls it. The
// checks are those of k8s.io/apimachinery/pkg/util/validation.
var Formats = map[string]func(string) bool{
	"isDNS1123Label":     func(s string) bool { return len(validation.IsDNS1123Label(s)) == 0 },
	"isDNS1123Subdomain": func(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 },
	"isDNS1035Label":     func(s string) bool { return len(validation.IsDNS1035Label(s)) == 0 },
	"isQualifiedName":    func(s string) bool { return len(validation.IsQualifiedName(s)) == 0 },
	"isLabelValue":       func(s string) bool { return len(validation.IsValidLabelValue(s)) == 0 },
	"isIP":               func(s string) bool { _, err := netip.ParseAddr(s); return err == nil },
	"isCIDR":             func(s string) bool { _, err := netip.ParsePrefix(s); return err == nil },
	"isURL":              func(s string) bool { u, err := url.ParseRequestURI(s); return err == nil && u != nil },
	"isQuantity":         func(s string) bool { _, err := resource.ParseQuantity(s); return err == nil },
	"isAbsolutePath":     func(s string) bool { return len(s) > 0 && s[0] == '/' },
}

func (e *Env) functions() []cel.EnvOption {
	out := []cel.EnvOption{ext.Math(), ext.Strings(), ext.Sets(),
		cel.Function(FuncGate,
			cel.Overload("gate_string", []*cel.Type{cel.StringType}, cel.BoolType, cel.UnaryBinding(e.gate))),
		cel.Function(FuncArch,
			cel.Overload("arch", []*cel.Type{}, cel.StringType, cel.FunctionBinding(func(...ref.Val) ref.Val { return e.arch() }))),
		cel.Function(FuncUnique,
			cel.Overload("unique_list", []*cel.Type{cel.ListType(cel.TypeParamType("T"))}, cel.BoolType, cel.UnaryBinding(unique))),
		unary("quantity", cel.StringType, quantityType, func(v ref.Val) ref.Val { return parseQuantity(string(v.(types.String))) }),
		member("asInteger", quantityType, cel.IntType, func(v ref.Val) ref.Val { q := v.(quantity); return types.Int(q.q.Value()) }),
		member("sign", quantityType, cel.IntType, func(v ref.Val) ref.Val { q := v.(quantity); return types.Int(q.q.Sign()) }),
		compareMember("compareTo", cel.IntType, func(c int) ref.Val { return types.Int(c) }),
		compareMember("isGreaterThan", cel.BoolType, func(c int) ref.Val { return types.Bool(c > 0) }),
		compareMember("isLessThan", cel.BoolType, func(c int) ref.Val { return types.Bool(c < 0) }),
		compare(operators.Less, "less"),
		compare(operators.LessEquals, "less_equals"),
		compare(operators.Greater, "greater"),
		compare(operators.GreaterEquals, "greater_equals"),
	}
	for name, holds := range Formats {
		out = append(out, unary(name, cel.StringType, cel.BoolType, func(v ref.Val) ref.Val {
			return types.Bool(holds(string(v.(types.String))))
		}))
	}
	return out
}

func compareMember(name string, result *cel.Type, f func(int) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.MemberOverload("quantity_"+name, []*cel.Type{quantityType, quantityType}, result,
		cel.BinaryBinding(func(a, b ref.Val) ref.Val { x := a.(quantity); return f(x.q.Cmp(b.(quantity).q)) })))
}

// compare lets an operator compare quantities; how is told by quantity.Compare.
func compare(op, name string) cel.EnvOption {
	return cel.Function(op, cel.Overload("quantity_"+name, []*cel.Type{quantityType, quantityType}, cel.BoolType))
}

func unique(v ref.Val) ref.Val {
	list, ok := v.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(v)
	}
	n := int(list.Size().(types.Int))
	for i := range n {
		for j := range i {
			if list.Get(types.Int(i)).Equal(list.Get(types.Int(j))) == types.True {
				return types.False
			}
		}
	}
	return types.True
}
