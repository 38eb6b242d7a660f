package emit

// This file defines which markers a field or type of the API gets, and which
// of the plan's it cannot have: controller-gen and openapi-gen fail on those
// they cannot read, minutes later and without the plan's line.

import (
	"encoding/json"
	"go/ast"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// markers returns the plan's markers, completed by the ones the API needs:
// +optional as the neighbours have it, a list type for slices, the default.
// What cannot be read by the generators is left.
func (a *apiPlan) markers(f feature.Field, s checkout.StructRef) []string {
	out := a.readable(f.Markers, "field "+s.Name+"."+f.Name.Value)
	has := func(prefix string) bool {
		for _, m := range out {
			if strings.HasPrefix(m, prefix) {
				return true
			}
		}
		return false
	}
	optional := f.Required.Empty() && !strings.Contains(f.Tag.Value, "json:") ||
		reflect.StructTag(f.Tag.Value).Get("json") != "" && strings.Contains(f.Tag.Value, ",omitempty")
	if optional && !has("+optional") && usesOptional(s) {
		out = append([]string{"+optional"}, out...)
	}
	if strings.HasPrefix(f.Type.Value, "[]") && f.Type.Value != "[]byte" && !has("+listType") {
		out = append(out, "+listType=atomic")
	}
	if f.Default.Empty() || has("+kubebuilder:default") || has("+default") {
		return out
	}
	value, ok := a.defaultValue(f)
	if !ok {
		a.Left("default of API field "+s.Name+"."+f.Name.Value, strconv.Quote(f.Default.Value)+" is no value of its type", f.Default.At)
		return out
	}
	return append(out, "+kubebuilder:default:="+value)
}

// readable returns the markers that the generators can read, and leaves the
// others.
func (a *apiPlan) readable(markers []feature.Text, of string) []string {
	var out []string
	for _, m := range markers {
		if isMarker(m.Value) {
			out = append(out, m.Value)
		} else {
			a.Left("marker "+m.Value+" of "+of, "the generators cannot read it", m.At)
		}
	}
	return out
}

// numberMarkers are the markers whose value is a number.
var numberMarkers = map[string]bool{"Minimum": true, "Maximum": true, "MinLength": true, "MaxLength": true, "MinItems": true, "MaxItems": true,
	"MinProperties": true, "MaxProperties": true, "MultipleOf": true}

// isMarker reports whether a text has the form of a marker: a plus sign, a name
// of words with colons between, and a value that fits the name, if any.
func isMarker(text string) bool {
	rest, ok := strings.CutPrefix(text, "+")
	if !ok {
		return false
	}
	name, value, hasValue := strings.Cut(rest, "=")
	name = strings.TrimSuffix(name, ":")
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(":.-_/", r)) {
			return false
		}
	}
	if name == "" || hasValue && value == "" {
		return false
	}
	last := name[strings.LastIndexByte(name, ':')+1:]
	switch {
	case numberMarkers[last]:
		_, err := strconv.ParseFloat(value, 64)
		return err == nil
	case last == "Enum":
		return isEnumeration(value)
	case name == "listType":
		return value == "atomic" || value == "set" || value == "map"
	}
	return true
}

// isEnumeration reports whether a value is a list as the Enum marker takes it:
// a;b;c or {a,b}, each a word or a string in quotes.
func isEnumeration(value string) bool {
	if strings.HasPrefix(value, "{") {
		return strings.HasSuffix(value, "}")
	}
	for part := range strings.SplitSeq(value, ";") {
		if _, err := strconv.Unquote(part); err != nil && (part == "" || strings.ContainsAny(part, " \t,|\"`")) {
			return false
		}
	}
	return true
}

// defaultValue returns the default of a field as its marker takes it, or false
// where the plan's words are no value of its type.
func (a *apiPlan) defaultValue(f feature.Field) (string, bool) {
	text := strings.TrimSpace(f.Default.Value)
	typ := strings.TrimPrefix(f.Type.Value, "*")
	if t := a.planned[typ]; t != nil {
		return a.defaultOfPlanned(t, text)
	}
	if strings.HasPrefix(typ, "[]") || strings.HasPrefix(typ, "map[") {
		return text, isJSON(text)
	}
	switch base := typ[strings.LastIndexByte(typ, '.')+1:]; base {
	case "Duration":
		_, err := time.ParseDuration(strings.Trim(text, `"`))
		return text, err == nil
	case "Quantity":
		return text, isQuantity(strings.Trim(text, `"`))
	case "IntOrString":
		return text, isOneWord(text)
	default:
		return basicValue(text, a.basicType(base))
	}
}

// basicType returns the basic type below a type of core/v1, "" for a struct.
func (a *apiPlan) basicType(name string) string {
	if code.Builtin[name] {
		return name
	}
	_, ts := a.Tree.Package(checkout.APIRoot + "/core/v1").FindType(name)
	if ts == nil {
		return ""
	}
	if id, ok := ts.Type.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// defaultOfPlanned holds a default against a type that the plan declares: one
// of its values by string or constant, or an object.
func (a *apiPlan) defaultOfPlanned(t *feature.Type, text string) (string, bool) {
	if t.Kind == feature.KindStruct {
		return text, isJSON(text)
	}
	plain := plainValue(text)
	for _, v := range t.Values {
		if have := plainValue(v.Value.Value); have == plain || v.Name.Value == plain {
			return have, true
		}
	}
	return text, len(t.Values) == 0 && isOneWord(text)
}

// basicValue reads a default of a basic type.
func basicValue(text, typ string) (string, bool) {
	switch {
	case typ == "bool":
		return text, text == "true" || text == "false"
	case typ == "string":
		return text, isOneWord(text)
	case strings.HasPrefix(typ, "int") || strings.HasPrefix(typ, "uint"):
		_, err := strconv.ParseInt(text, 10, 64)
		return text, err == nil
	case strings.HasPrefix(typ, "float"):
		_, err := strconv.ParseFloat(text, 64)
		return text, err == nil
	}
	return text, isJSON(text)
}

// isOneWord holds for a string in quotes and for a bare one without spaces:
// several bare words are a remark.
func isOneWord(text string) bool {
	if _, err := strconv.Unquote(text); err == nil {
		return true
	}
	return text != "" && !strings.ContainsAny(text, " \t\"`'(),;")
}

// isJSON holds for objects and lists.
func isJSON(text string) bool {
	return (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// isQuantity holds for a number with a suffix of resource quantities.
func isQuantity(text string) bool {
	number := strings.TrimRight(text, "EPTGMKkimnu")
	_, err := strconv.ParseFloat(number, 64)
	return err == nil && len(text)-len(number) <= 2
}
