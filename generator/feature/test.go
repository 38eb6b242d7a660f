package feature

// This file defines what a plan promises of tests.

// Test kinds.
const (
	TestUnit       = "unit"
	TestFunctional = "functional"
)

// Test is one promised group of tests: a container with its cases.
type Test struct {
	Kind      string `yaml:"kind" json:"kind"`
	Title     Text   `yaml:"title,omitempty" json:"title,omitzero"` // context title where the plan quotes one
	File      Text   `yaml:"file,omitempty" json:"file,omitzero"`
	Items     []Text `yaml:"items,omitempty" json:"items,omitempty"`        // what is to be tested, one test each
	Label     Text   `yaml:"label,omitempty" json:"label,omitzero"`         // new decorator label
	LabelText Text   `yaml:"labelText,omitempty" json:"labelText,omitzero"` // the label's text, where it is not that of the decorator
	Serial    Text   `yaml:"serial,omitempty" json:"serial,omitzero"`       // the words that make it Serial
	State     string `yaml:"state,omitempty" json:"state,omitempty"`        // new or changed; empty: new
	In        Text   `yaml:"in,omitempty" json:"in,omitzero"`               // title of the existing container that gets the cases
	Setup     []Text `yaml:"setup,omitempty" json:"setup,omitempty"`        // what is done before each case, one comment each
	Gate      Text   `yaml:"gate,omitempty" json:"gate,omitzero"`           // on | off | both: state of the feature gate; empty: on
	// decorators of the container: decorators.SigCompute, Serial
	Decorators  []Text `yaml:"decorators,omitempty" json:"decorators,omitempty"`
	Cases       []Case `yaml:"cases,omitempty" json:"cases,omitempty"`            // one spec each; Items is the older form, titles alone
	EnablesGate Text   `yaml:"enablesGate,omitempty" json:"enablesGate,omitzero"` // the words that say the test enables the gate itself
}

// States of a test: added, or adapted where it is.
const (
	StateNew     = "new"
	StateChanged = "changed"
)

// What a case expects of the function that it calls.
const (
	ExpectError   = "error"   // an error is returned
	ExpectNoError = "noError" // none is
	ExpectEmpty   = "empty"   // nothing, nil, false or an empty list
)

// Case is one spec.
type Case struct {
	Title Text   `yaml:"title" json:"title"`
	Steps []Text `yaml:"steps,omitempty" json:"steps,omitempty"` // what the spec does, in order, one By or comment each
	Setup []Text `yaml:"setup,omitempty" json:"setup,omitempty"` // what holds before it
	State string `yaml:"state,omitempty" json:"state,omitempty"` // new or changed; empty: that of the test
	Func  Text   `yaml:"func,omitempty" json:"func,omitzero"`    // function under test
	Gate  Text   `yaml:"gate,omitempty" json:"gate,omitzero"`    // on | off | both; empty: that of the test
	// title of the table that gets the entry; a new one where the file has none
	Table   Text   `yaml:"table,omitempty" json:"table,omitzero"`
	Entries []Text `yaml:"entries,omitempty" json:"entries,omitempty"` // entries of the table: the descriptions
	Expect  Text   `yaml:"expect,omitempty" json:"expect,omitzero"`    // error | noError | empty; empty: said by the title alone
	Accept  Text   `yaml:"accept,omitempty" json:"accept,omitzero"`    // YAML of an object that is admitted
	Reject  Text   `yaml:"reject,omitempty" json:"reject,omitzero"`    // YAML of an object that is refused
	Ordered bool   `yaml:"ordered,omitempty" json:"ordered,omitempty"` // needs the case before it
}
