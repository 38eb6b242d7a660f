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
	JSONSchema string `yaml:"$schema,omitempty" json:"$schema,omitempty"` // address of the JSON Schema, for editors
	Schema     string `yaml:"schema" json:"schema"`
	Dialect    string `yaml:"dialect,omitempty" json:"dialect,omitempty"` // full, simplified, speckit, model

	Title   Text `yaml:"title" json:"title"`
	Name    Text `yaml:"name" json:"name"`                          // short kebab-case name: reboot-policy
	SIG     Text `yaml:"sig,omitempty" json:"sig,omitzero"`         // compute, network, storage, scale …, without "sig-"
	Owner   Text `yaml:"owner,omitempty" json:"owner,omitzero"`     // as written after "Owner:", e.g. "sig-compute / @user"
	Release Text `yaml:"release,omitempty" json:"release,omitzero"` // vX.Y.0 the feature is meant for
	Summary Text `yaml:"summary,omitempty" json:"summary,omitzero"` // one or two sentences

	Gates       []Gate       `yaml:"gates,omitempty" json:"gates,omitempty"`
	Paths       []Path       `yaml:"paths,omitempty" json:"paths,omitempty"` // every API path the plan adds, for the reader's overview
	Fields      []Field      `yaml:"fields,omitempty" json:"fields,omitempty"`
	Types       []Type       `yaml:"types,omitempty" json:"types,omitempty"`
	Consts      []Const      `yaml:"consts,omitempty" json:"consts,omitempty"`
	Functions   []Function   `yaml:"functions,omitempty" json:"functions,omitempty"`
	Rules       []Rule       `yaml:"rules,omitempty" json:"rules,omitempty"`
	Defaults    []Rule       `yaml:"defaults,omitempty" json:"defaults,omitempty"`
	Commands    []Command    `yaml:"commands,omitempty" json:"commands,omitempty"`
	Components  []Component  `yaml:"components,omitempty" json:"components,omitempty"`
	Loops       []Loop       `yaml:"loops,omitempty" json:"loops,omitempty"`
	Metrics     []Metric     `yaml:"metrics,omitempty" json:"metrics,omitempty"`
	Permissions []Permission `yaml:"permissions,omitempty" json:"permissions,omitempty"`
	Flags       []Flag       `yaml:"flags,omitempty" json:"flags,omitempty"`
	Decorators  []Decorator  `yaml:"decorators,omitempty" json:"decorators,omitempty"`
	Tests       []Test       `yaml:"tests,omitempty" json:"tests,omitempty"`
	Files       []File       `yaml:"files,omitempty" json:"files,omitempty"`
	Left        []Left       `yaml:"left,omitempty" json:"left,omitempty"`
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

// Path is a place in an API object. Paths are derived from Fields and Types;
// emitters do not use them.
type Path struct {
	Root Text `yaml:"root" json:"root"`
	Path Text `yaml:"path" json:"path"`
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
	RuleExpr      = "expr" // Expr says it all; the kinds above are older spellings of expressions
)

// When a rule is asked, see Rule.On.
const (
	OnCreate = "create"
	OnUpdate = "update"
	OnBoth   = "both" // also the meaning of an empty On
)

// Who keeps a rule or sets a default, see Rule.In.
const (
	InWebhook  = "webhook"  // an admitter; the meaning of an empty In for rules
	InSchema   = "schema"   // a marker of the CRD
	InMutator  = "mutator"  // the mutating webhook
	InDefaults = "defaults" // pkg/defaults
	InConfig   = "config"   // defaults of the cluster configuration
)

// Rule is one validation or defaulting rule. Text always holds the plan's
// words. A validation is an expression in CEL that is true of what is accepted:
// what is not set makes the comparison that reads it neither true nor false,
// and a rule is broken only where it is false. A default sets Path to the value
// of Expr where the condition If holds.
type Rule struct {
	Kind string `yaml:"kind,omitempty" json:"kind,omitempty"` // empty with Expr: RuleExpr
	Text Text   `yaml:"text,omitempty" json:"text,omitzero"`
	Expr Text   `yaml:"expr,omitempty" json:"expr,omitzero"`
	If   Text   `yaml:"if,omitempty" json:"if,omitzero"` // condition of a default, CEL
	// kind whose spec, metadata, status and self the expression reads; empty: found by its paths
	Root   Text   `yaml:"root,omitempty" json:"root,omitzero"`
	On     string `yaml:"on,omitempty" json:"on,omitempty"`    // OnCreate, OnUpdate, OnBoth
	In     string `yaml:"in,omitempty" json:"in,omitempty"`    // InWebhook, InSchema …
	Path   Text   `yaml:"path,omitempty" json:"path,omitzero"` // JSON path from the root, as in Field.Path, or the leaf as written
	Others []Text `yaml:"others,omitempty" json:"others,omitempty"`
	Values []Text `yaml:"values,omitempty" json:"values,omitempty"`
	Min    Text   `yaml:"min,omitempty" json:"min,omitzero"`
	Max    Text   `yaml:"max,omitempty" json:"max,omitzero"`
	Gate   Text   `yaml:"gate,omitempty" json:"gate,omitzero"` // gate string
	// RuleGate: only for this value (Manual); RuleOneOf: only on this architecture
	When    Text `yaml:"when,omitempty" json:"when,omitzero"`
	Func    Text `yaml:"func,omitempty" json:"func,omitzero"` // function the plan puts it in
	File    Text `yaml:"file,omitempty" json:"file,omitzero"`
	Cause   Text `yaml:"cause,omitempty" json:"cause,omitzero"`     // invalid | notSupported | forbidden | required
	Field   Text `yaml:"field,omitempty" json:"field,omitzero"`     // reported field path where the plan gives it
	Message Text `yaml:"message,omitempty" json:"message,omitzero"` // wording the plan asks for
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
