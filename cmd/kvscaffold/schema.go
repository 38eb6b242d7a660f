package main

// This file defines the JSON Schemas of what commands print, made from the Go
// types in contract.go.

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// schemaBase is where the schemas lie in the repository.
const schemaBase = "https://github.com/kubevirt/kvscaffold/blob/main/cmd/kvscaffold/schema/"

// schemaFile turns "kvscaffold.result/v2" into "result-v2.json".
func schemaFile(name string) string {
	return strings.ReplaceAll(strings.TrimPrefix(name, "kvscaffold."), "/", "-") + ".json"
}

// schemaOf returns the JSON Schema of an object that commands print.
func schemaOf(name string) ([]byte, error) {
	if name == feature.Schema {
		return modelSchema, nil
	}
	v, ok := outputs[name]
	if !ok {
		return nil, fmt.Errorf("no command prints %q: the objects are %s", name, strings.Join(schemaNames(), ", "))
	}
	r := jsonschema.Reflector{ExpandedStruct: true, DoNotReference: true, Anonymous: true}
	s := r.Reflect(v)
	s.ID = jsonschema.ID(schemaBase + schemaFile(name))
	s.Title = name
	if p, ok := s.Properties.Get("schema"); ok {
		p.Const = name
	}
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

// schemaNames lists the objects that commands print, and the model.
func schemaNames() []string {
	return slices.Sorted(maps.Keys(outputs))
}

func (a *app) newSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "schema [NAME]",
		Short:       "Print the JSON Schema of the model or of an object that commands print with -o json; without a name list them",
		Example:     "  kvscaffold docs schema kvscaffold.result/v2",
		Annotations: map[string]string{formatsKey: "text"},
		Args:        cobra.MaximumNArgs(1),
		ValidArgs:   append(schemaNames(), feature.Schema),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := fmt.Fprintln(a.out, strings.Join(append(schemaNames(), feature.Schema), "\n"))
				return err
			}
			text, err := schemaOf(args[0])
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err
		},
	}
}
