package swaggerjson

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// propOrder is the order in which a schema's members are written; the
// reference and extensions follow.
var propOrder = strings.Fields(`id description type nullable format title default maximum exclusiveMaximum
	minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf enum
	maxProperties minProperties required items allOf oneOf anyOf not properties additionalProperties
	patternProperties dependencies additionalItems definitions`)

// adjust applies what KubeVirt changes in the definitions before it writes
// them: a status may be null, condition times may be null, a few types accept
// more than their Go type says.
func adjust(schemas map[string]*schema) {
	for name, s := range schemas {
		if strings.HasSuffix(name, "Condition") {
			s.nullableString("lastProbeTime")
			s.nullableString("lastTransitionTime")
		}
		if strings.Contains(name, "v1.HTTPGetAction") || strings.Contains(name, "v1.TCPSocketAction") {
			s.retype("port", "string", "number")
		}
		if strings.Contains(name, "v1.PersistentVolumeClaimSpec") {
			if required, ok := s.props["required"].([]any); ok {
				s.props["required"] = slices.DeleteFunc(required, func(r any) bool { return r == "dataSource" })
			}
		}
		if strings.Contains(name, "v1.ObjectMeta") {
			s.nullableString("creationTimestamp")
		}
		if status := s.property("status"); status != nil && status.ref != "" && schemas[status.ref] != nil {
			schemas[status.ref].props["nullable"] = true
		}
	}
	if q := schemas["k8s.io.apimachinery.pkg.api.resource.Quantity"]; q != nil {
		q.props["type"] = []any{"string", "integer", "number"}
	}
}

func (s *schema) property(name string) *schema {
	props, _ := s.props["properties"].(map[string]any)
	p, _ := props[name].(*schema)
	return p
}

func (s *schema) nullableString(property string) { s.retype(property, "string", "null") }

// retype gives a property other JSON types in place of its reference. A
// property that is not there comes into being, as it does in KubeVirt's code.
func (s *schema) retype(property string, types ...any) {
	props, ok := s.props["properties"].(map[string]any)
	if !ok {
		return
	}
	p, ok := props[property].(*schema)
	if !ok {
		p = &schema{props: map[string]any{}}
		props[property] = p
	}
	p.props["type"], p.ref = types, ""
}

// references returns the names of the definitions a schema refers to.
func (s *schema) references() []string {
	var out []string
	if s.ref != "" {
		out = append(out, s.ref)
	}
	for _, name := range sortedKeys(s.props) {
		out = append(out, referencesIn(s.props[name])...)
	}
	return out
}

func referencesIn(v any) []string {
	var out []string
	switch x := v.(type) {
	case *schema:
		return x.references()
	case []any:
		for _, e := range x {
			out = append(out, referencesIn(e)...)
		}
	case map[string]any:
		for _, name := range sortedKeys(x) {
			out = append(out, referencesIn(x[name])...)
		}
	}
	return out
}

type member struct {
	name  string
	value any
}

// render returns the schema as JSON; indent is what its own line is indented
// with.
func (s *schema) render(indent string) string {
	var members []member
	for _, name := range propOrder {
		if v, ok := s.props[name]; ok && !(name != "default" && isEmpty(v)) {
			members = append(members, member{name, v})
		}
	}
	if s.ref != "" {
		members = append(members, member{"$ref", "#/definitions/" + s.ref})
	}
	for _, name := range sortedKeys(s.extensions) {
		if strings.HasPrefix(name, "x-") {
			members = append(members, member{name, s.extensions[name]})
		}
	}
	return renderMembers(members, indent)
}

func isEmpty(v any) bool {
	switch x := v.(type) {
	case string:
		return x == ""
	case bool:
		return !x
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}

func renderMembers(members []member, indent string) string {
	if len(members) == 0 {
		return "{}"
	}
	var b strings.Builder
	b.WriteString("{\n")
	for i, m := range members {
		if i > 0 {
			b.WriteString(",\n")
		}
		value := m.value
		if list, ok := value.([]any); ok && m.name == "type" && len(list) == 1 {
			value = list[0]
		}
		b.WriteString(indent + " " + quote(m.name) + ": " + renderValue(value, indent+" "))
	}
	b.WriteString("\n" + indent + "}")
	return b.String()
}

func renderValue(v any, indent string) string {
	switch x := v.(type) {
	case string:
		return quote(x)
	case number:
		return string(x)
	case bool:
		return fmt.Sprint(x)
	case *schema:
		return x.render(indent)
	case map[string]any:
		var members []member
		for _, name := range sortedKeys(x) {
			members = append(members, member{name, x[name]})
		}
		return renderMembers(members, indent)
	case []any:
		return renderList(x, indent)
	}
	panic(fmt.Sprintf("no JSON form for %T", v))
}

func renderList(list []any, indent string) string {
	if len(list) == 0 {
		return "[]"
	}
	var b strings.Builder
	b.WriteString("[\n")
	for i, e := range list {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString(indent + " " + renderValue(e, indent+" "))
	}
	b.WriteString("\n" + indent + "]")
	return b.String()
}

// quote writes a string as encoding/json does, which escapes <, > and &.
func quote(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(out)
}
