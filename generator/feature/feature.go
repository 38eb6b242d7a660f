// Package feature defines the typed model of a planned KubeVirt feature: what
// a plan means, free of how it was written. Plans are one front end; the YAML
// and JSON forms of this model are another, so the model is the contract
// between readers and emitters.
package feature

import (
	"path"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Schema names the version of the model's YAML and JSON form.
const Schema = "kvscaffold.feature/v1"

// Feature is everything a plan asks for. Paths are slash-separated and
// relative to the checkout. Slices keep the order of the plan.
type Feature struct {
	Schema  string `yaml:"schema" json:"schema"`
	Dialect string `yaml:"dialect,omitempty" json:"dialect,omitempty"` // full, simplified, speckit, model

	Title   Text `yaml:"title" json:"title"`
	Name    Text `yaml:"name" json:"name"`                          // short kebab-case name: reboot-policy
	SIG     Text `yaml:"sig,omitempty" json:"sig,omitzero"`         // compute, network, storage, scale …, without "sig-"
	Owner   Text `yaml:"owner,omitempty" json:"owner,omitzero"`     // as written after "Owner:", e.g. "sig-compute / @user"
	Release Text `yaml:"release,omitempty" json:"release,omitzero"` // vX.Y.0 the feature is meant for
	Summary Text `yaml:"summary,omitempty" json:"summary,omitzero"` // one or two sentences

	Gates      []Gate      `yaml:"gates,omitempty" json:"gates,omitempty"`
	Paths      []Path      `yaml:"paths,omitempty" json:"paths,omitempty"` // every API path the plan adds, for the reader's overview
	Fields     []Field     `yaml:"fields,omitempty" json:"fields,omitempty"`
	Types      []Type      `yaml:"types,omitempty" json:"types,omitempty"`
	Consts     []Const     `yaml:"consts,omitempty" json:"consts,omitempty"`
	Functions  []Function  `yaml:"functions,omitempty" json:"functions,omitempty"`
	Rules      []Rule      `yaml:"rules,omitempty" json:"rules,omitempty"`
	Defaults   []Rule      `yaml:"defaults,omitempty" json:"defaults,omitempty"`
	Commands   []Command   `yaml:"commands,omitempty" json:"commands,omitempty"`
	Components []Component `yaml:"components,omitempty" json:"components,omitempty"`
	Loops      []Loop      `yaml:"loops,omitempty" json:"loops,omitempty"`
	Tests      []Test      `yaml:"tests,omitempty" json:"tests,omitempty"`
	Files      []File      `yaml:"files,omitempty" json:"files,omitempty"`
	Left       []Left      `yaml:"left,omitempty" json:"left,omitempty"`
}

// Gate is a feature gate to register (or, with Existing, one the plan only
// mentions). Rules: pkg/virt-config/featuregate/active.go and
// pkg/virt-config/feature-gates.go of KubeVirt.
type Gate struct {
	Name       Text `yaml:"name" json:"name"`                                // the string users put into the KubeVirt CR
	Const      Text `yaml:"const,omitempty" json:"const,omitzero"`           // Go constant; empty: same as Name
	Accessor   Text `yaml:"accessor,omitempty" json:"accessor,omitzero"`     // ClusterConfig method; empty: Name + "Enabled"
	NoAccessor Text `yaml:"noAccessor,omitempty" json:"noAccessor,omitzero"` // why the plan wants none
	Stage      Text `yaml:"stage,omitempty" json:"stage,omitzero"`           // Alpha or Beta; empty: Alpha; with From also GA or Deprecated
	From       Text `yaml:"from,omitempty" json:"from,omitzero"`             // the words that move an existing gate to Stage
	Release    Text `yaml:"release,omitempty" json:"release,omitzero"`       // vX.Y.0
	Owner      Text `yaml:"owner,omitempty" json:"owner,omitzero"`           // "sig-x / @user", "@user", "sig-x"
	Doc        Text `yaml:"doc,omitempty" json:"doc,omitzero"`               // what the gate turns on, a sentence or more
	E2E        Text `yaml:"e2e,omitempty" json:"e2e,omitzero"`               // why it belongs in the e2e gate list; empty: it does not
	Existing   bool `yaml:"existing,omitempty" json:"existing,omitempty"`    // named, not to be created
}

// ConstName returns the Go constant of the gate.
func (g Gate) ConstName() string { return g.Const.Or(g.Name).Value }

// AccessorName returns the ClusterConfig method of the gate; it follows the
// gate string, not the constant (KubeVirt's own habit, 31 of 35 gates).
func (g Gate) AccessorName() string {
	if !g.Accessor.Empty() {
		return g.Accessor.Value
	}
	return g.Name.Value + "Enabled"
}

// Field is one struct field. Either Root and Path say where it is in an API
// object, or Struct (with File for types outside the API) names the Go struct;
// often both are known. A field inside a type that the plan declares is listed
// in Type.Fields instead.
type Field struct {
	Root      Text   `yaml:"root,omitempty" json:"root,omitzero"`           // kind: VirtualMachineInstance, KubeVirt …
	Path      Text   `yaml:"path,omitempty" json:"path,omitzero"`           // JSON path from the root, lists as name[]: spec.domain.devices.panicDevices[].model
	Struct    Text   `yaml:"struct,omitempty" json:"struct,omitzero"`       // Go struct that gets the field
	File      Text   `yaml:"file,omitempty" json:"file,omitzero"`           // file of the struct where the plan says it
	Component Text   `yaml:"component,omitempty" json:"component,omitzero"` // whose packages have the struct, where it was named and no file was
	Name      Text   `yaml:"name,omitempty" json:"name,omitzero"`           // Go name; empty: from the JSON name
	JSON      Text   `yaml:"json,omitempty" json:"json,omitzero"`           // JSON name
	Type      Text   `yaml:"type,omitempty" json:"type,omitzero"`           // Go type expression: *RebootPolicy, []PortRange, *resource.Quantity, map[string]string
	Exact     bool   `yaml:"exact,omitempty" json:"exact,omitempty"`        // Type is Go as the plan spells it (declaration, table); otherwise pointers are added where the API has them
	Guess     bool   `yaml:"guess,omitempty" json:"guess,omitempty"`        // Type is only what an example value looks like
	List      bool   `yaml:"list,omitempty" json:"list,omitempty"`          // a list of structs for which the plan has no name
	Tag       Text   `yaml:"tag,omitempty" json:"tag,omitzero"`             // whole struct tag without back-quotes where the plan gives Go code or a non-JSON tag (xml)
	Doc       Text   `yaml:"doc,omitempty" json:"doc,omitzero"`             // doc comment text, no slashes
	Markers   []Text `yaml:"markers,omitempty" json:"markers,omitempty"`    // without slashes: +optional, +listType=atomic
	Required  Text   `yaml:"required,omitempty" json:"required,omitzero"`   // the words that make it required; empty: optional
	Default   Text   `yaml:"default,omitempty" json:"default,omitzero"`
	Values    []Text `yaml:"values,omitempty" json:"values,omitempty"`     // closed set of values, where the plan gives one inline
	Embedded  bool   `yaml:"embedded,omitempty" json:"embedded,omitempty"` // embedded inline
	After     Text   `yaml:"after,omitempty" json:"after,omitzero"`        // sibling (Go or JSON name) it follows, where the plan says so
}

// At returns the place of the field in the plan.
func (f Field) At() diag.Pos {
	return firstPos(f.Name, f.JSON, f.Path, f.Type, f.Struct)
}

// Path is a place in an API object. Paths are derived from Fields and Types;
// emitters do not use them.
type Path struct {
	Root Text `yaml:"root" json:"root"`
	Path Text `yaml:"path" json:"path"`
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
}

// Const is a constant, or with Var set a package variable.
type Const struct {
	Name  Text `yaml:"name" json:"name"`
	Type  Text `yaml:"type,omitempty" json:"type,omitzero"`   // Go type; empty: untyped
	Value Text `yaml:"value,omitempty" json:"value,omitzero"` // Go expression; strings quoted
	Doc   Text `yaml:"doc,omitempty" json:"doc,omitzero"`
	File  Text `yaml:"file,omitempty" json:"file,omitzero"`
	Near  Text `yaml:"near,omitempty" json:"near,omitzero"` // sibling declaration, or a few words that tell the block: "Synchronized condition reasons"
	Var   bool `yaml:"var,omitempty" json:"var,omitempty"`
}

// Function is a function or method that the plan names.
type Function struct {
	Name      Text   `yaml:"name" json:"name"`
	Receiver  Text   `yaml:"receiver,omitempty" json:"receiver,omitzero"`    // receiver type without star, where the plan says it: KubeVirtDeploymentConfig
	Method    Text   `yaml:"method,omitempty" json:"method,omitzero"`        // the words that make it a method when the receiver is not named
	Params    Text   `yaml:"params,omitempty" json:"params,omitzero"`        // as written between the parentheses: "vmi", "spec *v1.X, gate string"; "()" never included
	HasParams bool   `yaml:"hasParams,omitempty" json:"hasParams,omitempty"` // the plan wrote parentheses, even empty ones
	Results   Text   `yaml:"results,omitempty" json:"results,omitzero"`      // as written after them: "bool", "(string, bool)"
	File      Text   `yaml:"file,omitempty" json:"file,omitzero"`            // full path, or a base name the resolver completes
	Component Text   `yaml:"component,omitempty" json:"component,omitzero"`  // virt-api, virt-controller …, where it was named
	Doc       Text   `yaml:"doc,omitempty" json:"doc,omitzero"`              // what the plan says it does
	Steps     []Text `yaml:"steps,omitempty" json:"steps,omitempty"`         // ordered steps for the body
	Calls     []Call `yaml:"calls,omitempty" json:"calls,omitempty"`         // who calls it
	Modify    bool   `yaml:"modify,omitempty" json:"modify,omitempty"`       // exists and is to be changed; Steps say how
	Replaces  Text   `yaml:"replaces,omitempty" json:"replaces,omitzero"`    // function it renames or replaces
	NewParams []Text `yaml:"newParams,omitempty" json:"newParams,omitempty"` // parameters an existing function gains, e.g. "imageVolumeEnabled bool"
}

// At returns the place of the function in the plan.
func (f Function) At() diag.Pos { return f.Name.At }

// Call is a place that calls a new function.
type Call struct {
	Func  Text `yaml:"func" json:"func"` // caller: name or Type.Method
	File  Text `yaml:"file,omitempty" json:"file,omitzero"`
	Where Text `yaml:"where,omitempty" json:"where,omitzero"`  // end | begin | after NAME | before NAME; empty: where its neighbours are called
	When  Text `yaml:"when,omitempty" json:"when,omitzero"`    // condition in the plan's words
	Gated bool `yaml:"gated,omitempty" json:"gated,omitempty"` // only with the feature gate on
}

// Rule kinds that emitters turn into code. Anything else is RuleProse.
const (
	RuleGate      = "gate"      // Path needs gate Gate
	RuleRequired  = "required"  // Path must be set
	RuleOneOf     = "oneOf"     // Path is one of Values
	RuleRange     = "range"     // Min/Max bound the number at Path
	RuleExclusive = "exclusive" // Path and Others not both set
	RuleMaxCount  = "maxCount"  // list at Path has at most Max elements
	RulePrefix    = "notPrefix" // string at Path does not start with one of Values
	RuleEqual     = "equal"     // where both are set, Path equals Others[0]
	RuleArch      = "arch"      // Path not on the architectures in Values
	RuleForbidIf  = "forbidIf"  // Path must not be set while Others[0] has Values[0] (true/false …)
	RuleRequires  = "requires"  // Path needs Others[0] to be set
	RuleProse     = "prose"
)

// Rule is one validation or defaulting rule. Text always holds the plan's words.
type Rule struct {
	Kind    string `yaml:"kind" json:"kind"`
	Text    Text   `yaml:"text" json:"text"`
	Path    Text   `yaml:"path,omitempty" json:"path,omitzero"` // JSON path from the root, as in Field.Path, or the leaf as written
	Others  []Text `yaml:"others,omitempty" json:"others,omitempty"`
	Values  []Text `yaml:"values,omitempty" json:"values,omitempty"`
	Min     Text   `yaml:"min,omitempty" json:"min,omitzero"`
	Max     Text   `yaml:"max,omitempty" json:"max,omitzero"`
	Gate    Text   `yaml:"gate,omitempty" json:"gate,omitzero"` // gate string
	When    Text   `yaml:"when,omitempty" json:"when,omitzero"` // RuleGate: only for this value (Manual); RuleOneOf: only on this architecture
	Func    Text   `yaml:"func,omitempty" json:"func,omitzero"` // function the plan puts it in
	File    Text   `yaml:"file,omitempty" json:"file,omitzero"`
	Cause   Text   `yaml:"cause,omitempty" json:"cause,omitzero"`     // invalid | notSupported | forbidden | required
	Field   Text   `yaml:"field,omitempty" json:"field,omitzero"`     // reported field path where the plan gives it
	Message Text   `yaml:"message,omitempty" json:"message,omitzero"` // wording the plan asks for
}

// Command is a new program, with the container image it is shipped in where
// the plan asks for one. Rules: cmd/*/BUILD.bazel, the push targets of
// BUILD.bazel, hack/bazel-build-images.sh and hack/bazel-push-images.sh of
// KubeVirt.
type Command struct {
	File  Text `yaml:"file" json:"file"`                      // its main file: cmd/x/main.go
	Name  Text `yaml:"name,omitempty" json:"name,omitzero"`   // name of the binary; empty: that of the directory
	Doc   Text `yaml:"doc,omitempty" json:"doc,omitzero"`     // what it does
	Image Text `yaml:"image,omitempty" json:"image,omitzero"` // directory of the image's BUILD file: cmd/x; empty: no image
	Test  Text `yaml:"test,omitempty" json:"test,omitzero"`   // the words that make it for tests only
}

// BinaryName returns the name of the binary.
func (c Command) BinaryName() string {
	if !c.Name.Empty() {
		return c.Name.Value
	}
	return path.Base(path.Dir(c.File.Value))
}

// Component is one KubeVirt component's part in the feature.
type Component struct {
	Name    Text   `yaml:"name" json:"name"` // virt-operator, virt-controller, virt-handler, virt-launcher, virt-api, or as written
	Role    Text   `yaml:"role,omitempty" json:"role,omitzero"`
	None    Text   `yaml:"none,omitempty" json:"none,omitzero"` // the words that say nothing changes
	Changes []Text `yaml:"changes,omitempty" json:"changes,omitempty"`
}

// Loop is a reconcile sketch: the numbered comments of a Go block, or the
// bullets of a state machine or event section.
type Loop struct {
	Controller Text   `yaml:"controller,omitempty" json:"controller,omitzero"` // vm, vmi, migration, handler …, or as written
	Func       Text   `yaml:"func,omitempty" json:"func,omitzero"`             // function the plan names for it
	New        Text   `yaml:"new,omitempty" json:"new,omitzero"`               // the words that ask for a controller of its own
	Steps      []Text `yaml:"steps,omitempty" json:"steps,omitempty"`
	States     []Text `yaml:"states,omitempty" json:"states,omitempty"`
	Watches    []Text `yaml:"watches,omitempty" json:"watches,omitempty"`
}

// Test kinds.
const (
	TestUnit       = "unit"
	TestFunctional = "functional"
)

// Test is one promised group of tests.
type Test struct {
	Kind        string `yaml:"kind" json:"kind"`
	Title       Text   `yaml:"title,omitempty" json:"title,omitzero"` // context title where the plan quotes one
	File        Text   `yaml:"file,omitempty" json:"file,omitzero"`
	Items       []Text `yaml:"items,omitempty" json:"items,omitempty"`            // what is to be tested, one test each
	Label       Text   `yaml:"label,omitempty" json:"label,omitzero"`             // new decorator label
	LabelText   Text   `yaml:"labelText,omitempty" json:"labelText,omitzero"`     // the label's text, where it is not that of the decorator
	Serial      Text   `yaml:"serial,omitempty" json:"serial,omitzero"`           // the words that make it Serial
	EnablesGate Text   `yaml:"enablesGate,omitempty" json:"enablesGate,omitzero"` // the words that say the test enables the gate itself
}

// File states.
const (
	FileNew       = "new"
	FileModified  = "modified"
	FileGenerated = "generated"
)

// File is a path the plan lists.
type File struct {
	Path  Text   `yaml:"path" json:"path"`
	State string `yaml:"state" json:"state"`
	Note  Text   `yaml:"note,omitempty" json:"note,omitzero"`
}

// Left is something understood but not scaffolded.
type Left struct {
	What   Text   `yaml:"what" json:"what"`
	Reason string `yaml:"reason" json:"reason"`
}

func firstPos(ts ...Text) diag.Pos {
	for _, t := range ts {
		if !t.At.IsZero() {
			return t.At
		}
	}
	return diag.Pos{}
}
