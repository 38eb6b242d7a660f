package feature

import "github.com/kubevirt/kvscaffold/generator/diag"

// This file defines what a plan says of functions: new ones with their form,
// body and callers, and existing ones with what they gain or lose.

// Function is a function or method that the plan names. Everything but the
// name may be missing; what the checkout can tell is completed from it.
type Function struct {
	Name Text `yaml:"name" json:"name"` // also Type.Method
	// receiver type without star, where the plan says it: KubeVirtDeploymentConfig
	Receiver  Text `yaml:"receiver,omitempty" json:"receiver,omitzero"`
	Method    Text `yaml:"method,omitempty" json:"method,omitzero"`       // the words that make it a method when the receiver is not named
	Interface Text `yaml:"interface,omitempty" json:"interface,omitzero"` // interface that declares it; its implementations follow
	// as written between the parentheses: "vmi", "spec *v1.X, gate string"; "()" never included
	Params    Text `yaml:"params,omitempty" json:"params,omitzero"`
	HasParams bool `yaml:"hasParams,omitempty" json:"hasParams,omitempty"` // the plan wrote parentheses, even empty ones
	Results   Text `yaml:"results,omitempty" json:"results,omitzero"`      // as written after them: "bool", "(string, bool)"
	// the last result is an error, whatever the others are
	ReturnsError bool `yaml:"returnsError,omitempty" json:"returnsError,omitempty"`
	// full path, or a base name the resolver completes; helpers of tests stand in *_test.go or below tests/
	File      Text `yaml:"file,omitempty" json:"file,omitzero"`
	Component Text `yaml:"component,omitempty" json:"component,omitzero"` // virt-api, virt-controller …, where it was named
	// existing function whose receiver, parameters, results and comment form it has
	Like Text `yaml:"like,omitempty" json:"like,omitzero"`
	// declaration of its file that it follows; empty: beside its siblings or callers
	After Text   `yaml:"after,omitempty" json:"after,omitzero"`
	Doc   Text   `yaml:"doc,omitempty" json:"doc,omitzero"`      // what the plan says it does
	Steps []Text `yaml:"steps,omitempty" json:"steps,omitempty"` // ordered steps for the body, one comment each
	// Go statements of the plan, final: nothing is added or dropped
	Body     Text   `yaml:"body,omitempty" json:"body,omitzero"`
	Calls    []Call `yaml:"calls,omitempty" json:"calls,omitempty"`      // who calls it
	Modify   bool   `yaml:"modify,omitempty" json:"modify,omitempty"`    // exists and is to be changed; Steps say how
	Replaces Text   `yaml:"replaces,omitempty" json:"replaces,omitzero"` // function it renames or replaces
	// existing function that has this name from now on; callers are told
	Renames   Text `yaml:"renames,omitempty" json:"renames,omitzero"`
	MovesFrom Text `yaml:"movesFrom,omitempty" json:"movesFrom,omitzero"` // file that it stands in today, where it moves to File
	// the words that take it away; it is left, with its callers
	Remove Text `yaml:"remove,omitempty" json:"remove,omitzero"`
	// parameters an existing function gains, e.g. "imageVolumeEnabled bool"
	NewParams  []Text `yaml:"newParams,omitempty" json:"newParams,omitempty"`
	NewResults []Text `yaml:"newResults,omitempty" json:"newResults,omitempty"` // results an existing function gains, e.g. "error"
}

// At returns the place of the function in the plan.
func (f Function) At() diag.Pos { return f.Name.At }

// States of the feature gate at a call or in a test.
const (
	GateOn   = "on"
	GateOff  = "off"
	GateBoth = "both" // once with the gate on, once with it off
)

// Call is a place that calls a function.
type Call struct {
	Func  Text `yaml:"func" json:"func"`                      // caller: name or Type.Method
	File  Text `yaml:"file,omitempty" json:"file,omitzero"`   // file of the caller
	Where Text `yaml:"where,omitempty" json:"where,omitzero"` // the place in the plan's words; to be quoted, not read
	// begin | end | after NAME | before NAME, NAME being called or declared in the caller; empty: where its neighbours are called
	Place Text   `yaml:"place,omitempty" json:"place,omitzero"`
	Args  []Text `yaml:"args,omitempty" json:"args,omitempty"` // Go expressions, one for each parameter; empty: what is at hand
	When  Text   `yaml:"when,omitempty" json:"when,omitzero"`  // condition in the plan's words; to be quoted, not read
	If    Text   `yaml:"if,omitempty" json:"if,omitzero"`      // condition as a Go expression of the caller
	// on | off | both: state of the gate in which it is called; empty: not bound to the gate
	Gate    Text `yaml:"gate,omitempty" json:"gate,omitzero"`
	Gated   bool `yaml:"gated,omitempty" json:"gated,omitempty"`    // older form of gate: on
	ForEach Text `yaml:"forEach,omitempty" json:"forEach,omitzero"` // Go expression of the list whose elements it is called for
	// what becomes of the result: return | assign NAME | condition | ignore; empty: as its neighbours
	Result Text `yaml:"result,omitempty" json:"result,omitzero"`
}
