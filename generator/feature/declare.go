package feature

import "github.com/kubevirt/kvscaffold/generator/diag"

// This file defines what a plan says of fields, types, constants and variables,
// in the API and outside it.

// Field is one struct field. Either Root and Path say where it is in an API
// object, or Struct (with File for types outside the API) names the Go struct;
// often both are known. A field inside a type that the plan declares is listed
// in Type.Fields instead.
type Field struct {
	Root Text `yaml:"root,omitempty" json:"root,omitzero"` // kind: VirtualMachineInstance, KubeVirt …
	// JSON path from the root, lists as name[]: spec.domain.devices.panicDevices[].model
	Path   Text `yaml:"path,omitempty" json:"path,omitzero"`
	Struct Text `yaml:"struct,omitempty" json:"struct,omitzero"` // Go struct that gets the field
	File   Text `yaml:"file,omitempty" json:"file,omitzero"`     // file of the struct where the plan says it
	// whose packages have the struct, where it was named and no file was
	Component Text `yaml:"component,omitempty" json:"component,omitzero"`
	Name      Text `yaml:"name,omitempty" json:"name,omitzero"` // Go name; empty: from the JSON name
	JSON      Text `yaml:"json,omitempty" json:"json,omitzero"` // JSON name
	// Go type expression: *RebootPolicy, []PortRange, *resource.Quantity, map[string]string
	Type Text `yaml:"type,omitempty" json:"type,omitzero"`
	// Type is Go as the plan spells it (declaration, table); otherwise pointers are added where the API has them
	Exact bool `yaml:"exact,omitempty" json:"exact,omitempty"`
	Guess bool `yaml:"guess,omitempty" json:"guess,omitempty"` // Type is only what an example value looks like
	List  bool `yaml:"list,omitempty" json:"list,omitempty"`   // a list of structs for which the plan has no name
	// whole struct tag without back-quotes where the plan gives Go code or a non-JSON tag (xml)
	Tag      Text   `yaml:"tag,omitempty" json:"tag,omitzero"`
	Doc      Text   `yaml:"doc,omitempty" json:"doc,omitzero"`           // doc comment text, no slashes
	Markers  []Text `yaml:"markers,omitempty" json:"markers,omitempty"`  // without slashes: +optional, +listType=atomic
	Required Text   `yaml:"required,omitempty" json:"required,omitzero"` // the words that make it required; empty: optional
	Default  Text   `yaml:"default,omitempty" json:"default,omitzero"`
	Values   []Text `yaml:"values,omitempty" json:"values,omitempty"`     // closed set of values, where the plan gives one inline
	Embedded bool   `yaml:"embedded,omitempty" json:"embedded,omitempty"` // embedded inline
	After    Text   `yaml:"after,omitempty" json:"after,omitzero"`        // sibling (Go or JSON name) it follows, where the plan says so
	Was      Text   `yaml:"was,omitempty" json:"was,omitzero"`            // Go type that an existing field has today: it becomes Type
	Renames  Text   `yaml:"renames,omitempty" json:"renames,omitzero"`    // Go name that the field has today: it becomes Name
	Inline   bool   `yaml:"inline,omitempty" json:"inline,omitempty"`     // with Embedded: the tag says json:",inline"
}

// At returns the place of the field in the plan.
func (f Field) At() diag.Pos {
	return firstPos(f.Name, f.JSON, f.Path, f.Type, f.Struct)
}

// Type kinds.
const (
	KindStruct    = "struct"
	KindString    = "string" // string type with named values; Enum says whether the CRD closes the set
	KindFunc      = "func"
	KindInterface = "interface"
	KindOther     = "other" // Underlying holds the expression
)

// Type is a new named Go type.
type Type struct {
	Name       Text    `yaml:"name" json:"name"`
	Kind       string  `yaml:"kind" json:"kind"`
	File       Text    `yaml:"file,omitempty" json:"file,omitzero"` // empty: with the struct that uses it
	API        bool    `yaml:"api,omitempty" json:"api,omitempty"`  // belongs to the KubeVirt API
	Doc        Text    `yaml:"doc,omitempty" json:"doc,omitzero"`
	Underlying Text    `yaml:"underlying,omitempty" json:"underlying,omitzero"`
	Enum       Text    `yaml:"enum,omitempty" json:"enum,omitzero"` // why the CRD closes the set; empty: open
	Markers    []Text  `yaml:"markers,omitempty" json:"markers,omitempty"`
	Values     []Const `yaml:"values,omitempty" json:"values,omitempty"`
	Fields     []Field `yaml:"fields,omitempty" json:"fields,omitempty"`
	Methods    []Text  `yaml:"methods,omitempty" json:"methods,omitempty"` // interface methods, Go source
	// file of the generated mock of an interface; empty: as its neighbours have one
	Mock   Text `yaml:"mock,omitempty" json:"mock,omitzero"`
	After  Text `yaml:"after,omitempty" json:"after,omitzero"`   // declaration of its file that it follows
	Source Text `yaml:"source,omitempty" json:"source,omitzero"` // whole declaration, Go of the plan, final
}

// Const is a constant, or with Var set a package variable: of any package,
// test packages included; with Type naming an enumeration, one of its values.
type Const struct {
	Name  Text `yaml:"name" json:"name"`
	Type  Text `yaml:"type,omitempty" json:"type,omitzero"`   // Go type; empty: untyped
	Value Text `yaml:"value,omitempty" json:"value,omitzero"` // Go expression; strings quoted
	Doc   Text `yaml:"doc,omitempty" json:"doc,omitzero"`
	File  Text `yaml:"file,omitempty" json:"file,omitzero"`
	// sibling declaration, or a few words that tell the block: "Synchronized condition reasons"
	Near Text `yaml:"near,omitempty" json:"near,omitzero"`
	// declaration that it follows; with Type, values of an existing enumeration stand behind their siblings anyway
	After Text `yaml:"after,omitempty" json:"after,omitzero"`
	Var   bool `yaml:"var,omitempty" json:"var,omitempty"`
	Was   Text `yaml:"was,omitempty" json:"was,omitzero"` // value that an existing one has today: it becomes Value
}
