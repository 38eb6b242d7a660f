// Package violation compares the API rule violations a generator found with
// the ones the checkout knows, and explains each new one: which field of which
// type, what the rule wants, what to write.
package violation

import (
	"fmt"
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const (
	prefix    = "API rule violation: "
	knownList = "api/api-rule-violations-known.list"
)

// Violation is one line of a list.
type Violation struct {
	Rule, Package, Type, Field string
}

// Parse reads one line; it reports false for other lines.
func Parse(line string) (Violation, bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), prefix)
	parts := strings.Split(rest, ",")
	if !ok || len(parts) != 4 {
		return Violation{}, false
	}
	return Violation{parts[0], parts[1], parts[2], parts[3]}, true
}

// Compare returns an error for each violation that only one of the lists has.
// The tree is where the types stand.
func Compare(tree *checkout.Tree, known, found string) diag.List {
	var diags diag.List
	was, now := set(known), set(found)
	for line := range strings.Lines(found) {
		if v, ok := Parse(line); ok && !was[v] {
			diags.Add(explain(tree, v))
		}
	}
	number := 0
	for line := range strings.Lines(known) {
		number++
		if v, ok := Parse(line); ok && !now[v] {
			diags.Errorf("api-rule-outdated", diag.Pos{File: knownList, Line: number}, "delete the line",
				"%s.%s no longer breaks the rule %s", v.Type, v.Field, v.Rule)
		}
	}
	if !diags.HasErrors() && known != found {
		diags.Errorf("api-rule-outdated", diag.Pos{File: knownList}, "put the lines in the order of api/api-rule-violations.list",
			"the known API rule violations are listed in another order or form")
	}
	return diags
}

func set(list string) map[Violation]bool {
	out := map[Violation]bool{}
	for line := range strings.Lines(list) {
		if v, ok := Parse(line); ok {
			out[v] = true
		}
	}
	return out
}

func explain(tree *checkout.Tree, v Violation) diag.Diagnostic {
	at, field := locate(tree, v)
	d := diag.Diagnostic{Severity: diag.Error, Code: "api-rule-violation", Pos: at}
	switch v.Rule {
	case "list_type_missing":
		d.Message = fmt.Sprintf("%s.%s is a list that does not say how two writers' lists merge", v.Type, v.Field)
		d.Remedy = "write // +listType=atomic above the field; or set for unique scalars; or map with // +listMapKey= naming the key of its items"
	case "names_match":
		d.Message = fmt.Sprintf("the json name of %s.%s is not the Go name in lower camel case%s", v.Type, v.Field, jsonName(field))
		d.Remedy = fmt.Sprintf("name it %q in json, or rename the Go field", lowerCamel(v.Field))
	case "omitempty_match_case":
		d.Message = fmt.Sprintf("the json tag of %s.%s spells omitempty in another case", v.Type, v.Field)
		d.Remedy = "write omitempty in lower case"
	case "streaming_list_type_json_tags":
		d.Message = fmt.Sprintf("%s.%s has not the json tags that lists of resources need", v.Type, v.Field)
		d.Remedy = "embed TypeMeta with `json:\",inline\"`, ListMeta with `json:\"metadata,omitempty\"`, and tag Items with `json:\"items\"`"
	default:
		d.Message = fmt.Sprintf("%s.%s breaks the API rule %s", v.Type, v.Field, v.Rule)
		d.Remedy = "correct the field; as a last resort add the line to " + knownList
	}
	d.Message += " (" + v.Rule + ")"
	return d
}

// locate finds the field, or at least the package directory.
func locate(tree *checkout.Tree, v Violation) (diag.Pos, *ast.Field) {
	dir := "vendor/" + v.Package
	if strings.HasPrefix(v.Package, "kubevirt.io/api/") {
		dir = path.Join("staging/src", v.Package)
	}
	for _, f := range tree.Package(dir).Files {
		st := f.Struct(v.Type)
		if st == nil {
			continue
		}
		for _, field := range st.Fields.List {
			for _, name := range field.Names {
				if name.Name == v.Field {
					return f.Pos(name.Pos()), field
				}
			}
		}
		return f.Pos(st.Pos()), nil
	}
	return diag.Pos{File: dir}, nil
}

func jsonName(f *ast.Field) string {
	if f == nil || f.Tag == nil {
		return ""
	}
	return ": " + f.Tag.Value
}

func lowerCamel(name string) string {
	upper := 0
	for upper < len(name) && name[upper] >= 'A' && name[upper] <= 'Z' {
		upper++
	}
	if upper > 1 && upper < len(name) { // leading acronym: the last capital begins the next word
		upper--
	}
	return strings.ToLower(name[:upper]) + name[upper:]
}
