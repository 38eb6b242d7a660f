package main

// This file defines the JSON Schema of the feature model and the examples of
// the model's reference: both are made from the types of package feature.

import (
	_ "embed"
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// modelSchema is the JSON Schema of the model, kept in the repository and made
// by modelSchemaText: the comments that explain each key are in the source alone.
//
//go:embed schema/feature-v1.json
var modelSchema []byte

// modelSchemaText makes the JSON Schema of the model. sources is the folder of
// package feature, from which the explanations of the keys are taken.
func modelSchemaText(sources string) ([]byte, error) {
	r := jsonschema.Reflector{ExpandedStruct: true, Anonymous: true, RequiredFromJSONSchemaTags: true, Mapper: modelType}
	if err := r.AddGoComments("github.com/kubevirt/kvscaffold/generator/feature", sources); err != nil {
		return nil, err
	}
	s := r.Reflect(feature.Feature{})
	s.ID = jsonschema.ID(schemaBase + schemaFile(feature.Schema))
	s.Title = feature.Schema
	s.Definitions["Text"] = textSchema()
	s.Required = []string{"schema", "title", "name"}
	if p, ok := s.Properties.Get("schema"); ok {
		p.Const = feature.Schema
	}
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

// modelType refers to the form of a text, which is defined once.
func modelType(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[feature.Text]() {
		return nil
	}
	return &jsonschema.Schema{Ref: "#/$defs/Text"}
}

// textSchema is the form of a text: a scalar, or as show prints it in JSON, an
// object with the place it was read from.
func textSchema() *jsonschema.Schema {
	object := jsonschema.NewProperties()
	object.Set("value", &jsonschema.Schema{Type: "string"})
	object.Set("from", &jsonschema.Schema{Type: "string"})
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "string"}, {Type: "number"}, {Type: "boolean"},
		{Type: "object", Properties: object, Required: []string{"value"}, AdditionalProperties: jsonschema.FalseSchema},
	}}
}

// modelExample is one kind of thing that a model can ask for.
type modelExample struct {
	Kind  string // heading
	Note  string // what it is for, and what may be left out
	Model string // the part of the model, YAML
}

// modelExamples are the rows of the model's reference, one for each kind; the
// code that each becomes is printed by a run of the tool.
var modelExamples = []modelExample{
	{"A feature gate", "Constant, registration and accessor follow from the name; `const`, `accessor` and `noAccessor` say otherwise. `e2e` puts it on the list of the functional tests.",
		"gates:\n  - {name: LazyAttach, stage: Alpha, release: v1.10.0, owner: sig-storage, doc: LazyAttach lets guests start before their disks are there.}\n"},
	{"A gate that moves", "`from` holds the words that move a gate of the checkout; `stage` is Beta, GA or Deprecated.",
		"gates:\n  - {name: QuietBoot, from: it graduates, stage: Beta, release: v1.10.0}\n"},
	{"A field of the API", "By kind and JSON path, or by `struct`. A pointer and `+optional` are added unless the type is `exact` or the field `required`; `after` names a sibling.",
		"fields:\n  - {root: VirtualMachineInstance, path: spec.domain.devices.lazyAttach, type: bool, doc: LazyAttach starts the guest before all of its disks are there.}\n"},
	{"An enumeration", "A string type with named values; `enum` says why the API closes the set.",
		"types:\n  - name: FanMode\n    kind: string\n    api: true\n    enum: no other modes\n    doc: FanMode is how fast fans turn.\n" +
			"    values:\n      - {name: FanModeSlow, value: '\"Slow\"'}\n      - {name: FanModeFast, value: '\"Fast\"'}\n" +
			"fields:\n  - {root: VirtualMachineInstance, path: spec.domain.fanMode, type: '*FanMode', exact: true, doc: FanMode of the guest.}\n"},
	{"A struct", "Fields of a type that the model declares stand below it.",
		"types:\n  - name: Fan\n    kind: struct\n    api: true\n    doc: Fan cools the guest.\n    fields:\n      - {name: Speed, json: speed, type: '*int32', doc: Speed in turns per minute.}\n" +
			"fields:\n  - {root: VirtualMachineInstance, path: spec.domain.fan, type: '*Fan', exact: true, doc: Fan of the guest.}\n"},
	{"A field that changes its type", "`was` is the type it has today; where the checkout has another, the field is left.",
		"fields:\n  - {struct: DomainSpec, name: Memory, type: '[]Memory', exact: true, was: Memory, file: pkg/virt-launcher/virtwrap/api/schema.go}\n"},
	{"A constant", "Of any package; `var: true` makes it a variable, `near` names a sibling.",
		"consts:\n  - {name: DefaultFanSpeed, value: '1200', file: pkg/virt-config/virt-config.go, doc: DefaultFanSpeed is used where none is given.}\n"},
	{"A function and its call", "Receiver and form are those of its siblings where they are not given; steps become ordered comments. Of a call, `place` is begin, end, `after NAME` or `before NAME`.",
		"functions:\n  - name: handleFan\n    receiver: Controller\n    file: pkg/virt-controller/watch/vm/vm.go\n    params: vm *virtv1.VirtualMachine\n    hasParams: true\n    results: error\n" +
			"    doc: handleFan turns the fan on.\n    steps: [Look at the temperature., Turn the fan on.]\n    calls:\n      - {func: Controller.sync, place: after startVMI}\n"},
	{"Unit tests", "One case, one pending spec, in the file that is named; instructions are no cases.",
		"tests:\n  - kind: unit\n    file: pkg/virt-controller/watch/vm/vm_test.go\n    title: with a fan\n    items: [turns the fan on when it is hot, leaves the fan off when it is cold]\n"},
	{"Functional tests", "Below `tests/`; `label` is a new decorator, `serial` the words that make it Serial.",
		"tests:\n  - kind: functional\n    file: tests/fan/fan.go\n    title: Fan of the guest\n    items: [cools the guest]\n"},
}
