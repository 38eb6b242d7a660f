package swaggerjson

import (
	"errors"
	"strings"
	"testing"
)

const swagger = `{
  "swagger": "2.0",
  "paths": {
   "/boats": {
    "schema": {
     "$ref": "#/definitions/v1.Boat"
    }
   }
  },
  "definitions": {
   "v1.Boat": {
    "description": "Boat floats \u003con water\u003e.",
    "type": "object",
    "required": [
     "name"
    ],
    "properties": {
     "name": {
      "type": "string",
      "default": ""
     },
     "status": {
      "default": {},
      "$ref": "#/definitions/v1.Log"
     }
    }
   },
   "v1.Log": {
    "type": "object",
    "nullable": true
   }
  },
  "parameters": {}
 }`

const generated = `package api

func GetOpenAPIDefinitions(ref common.ReferenceCallback) map[string]common.OpenAPIDefinition {
	return map[string]common.OpenAPIDefinition{
		"kubevirt.io/api/core/v1.Boat": schema_Boat(ref),
		"kubevirt.io/api/core/v1.Log":  schema_Log(ref),
		"kubevirt.io/api/core/v1.Oar":  schema_Oar(ref),
	}
}

func schema_Boat(ref common.ReferenceCallback) common.OpenAPIDefinition {
	return common.OpenAPIDefinition{
		Schema: spec.Schema{
			SchemaProps: spec.SchemaProps{
				Description: "Boat floats <on water>.",
				Type:        []string{"object"},
				Properties: map[string]spec.Schema{
					"name": {
						SchemaProps: spec.SchemaProps{
							Default: "",
							Type:    []string{"string"},
							Format:  "",
						},
					},
					"status": {
						SchemaProps: spec.SchemaProps{
							Default: map[string]interface{}{},
							Ref:     ref("kubevirt.io/api/core/v1.Log"),
						},
					},
				},
				Required: []string{"name"},
			},
		},
	}
}

func schema_Log(ref common.ReferenceCallback) common.OpenAPIDefinition {
	return common.OpenAPIDefinition{
		Schema: spec.Schema{
			SchemaProps: spec.SchemaProps{
				Type: []string{"object"},
			},
		},
	}
}

func schema_Oar(ref common.ReferenceCallback) common.OpenAPIDefinition {
	return common.OpenAPIDefinition{
		Schema: spec.Schema{
			SchemaProps: spec.SchemaProps{
				Type: []string{"object"},
			},
		},
	}
}
`

// oars is the property that a change of the Go types leads to.
const oars = `					"oars": {
						VendorExtensible: spec.VendorExtensible{
							Extensions: spec.Extensions{
								"x-kubernetes-list-type": "atomic",
							},
						},
						SchemaProps: spec.SchemaProps{
							Type: []string{"array"},
							Items: &spec.SchemaOrArray{
								Schema: &spec.Schema{
									SchemaProps: spec.SchemaProps{
										Default: map[string]interface{}{},
										Ref:     ref("kubevirt.io/api/core/v1.Oar"),
									},
								},
							},
						},
					},
`

func TestUpdateAddsPropertiesAndWhatTheyReach(t *testing.T) {
	next := strings.Replace(generated, "\t\t\t\t\t\"name\": {", oars+"\t\t\t\t\t\"name\": {", 1)
	got, err := Update([]byte(swagger), []byte(generated), []byte(next))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(swagger, `     "status": {`, `     "oars": {
      "type": "array",
      "items": {
       "default": {},
       "$ref": "#/definitions/v1.Oar"
      },
      "x-kubernetes-list-type": "atomic"
     },
     "status": {`, 1)
	want = strings.Replace(want, "    \"nullable\": true\n   }\n", "    \"nullable\": true\n   },\n   \"v1.Oar\": {\n    \"type\": \"object\"\n   }\n", 1)
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	back, err := Update(got, []byte(next), []byte(generated))
	if err != nil || string(back) != swagger {
		t.Errorf("taking the property away again: %v\n%s", err, back)
	}
}

func TestUpdateRefusesWhatItCannotProve(t *testing.T) {
	cases := map[string]struct{ swagger, base, next string }{
		"another definition":  {strings.Replace(swagger, "floats", "sinks", 1), generated, generated},
		"unreached":           {strings.Replace(swagger, "core/v1", "x", 1), strings.Replace(generated, "v1.Log\"),", "v1.Oar\"),", 1), generated},
		"no definitions":      {"{}", generated, generated},
		"computed definition": {swagger, generated, strings.Replace(generated, "Description: \"Boat floats <on water>.\"", "Description: describe()", 1)},
		"two types, one name": {swagger, strings.Replace(generated, "core/v1.Oar", "other/v1.Log", 1), strings.Replace(generated, "core/v1.Oar", "other/v1.Log", 1)},
		"type gone":           {swagger, generated, strings.Replace(generated, "\"kubevirt.io/api/core/v1.Log\":  schema_Log(ref),", "", 1)},
		"no index":            {swagger, "package api\n", generated},
	}
	for name, c := range cases {
		_, err := Update([]byte(c.swagger), []byte(c.base), []byte(c.next))
		var unproven *Unproven
		if !errors.As(err, &unproven) || unproven.Reason == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Matches([]byte(swagger), []byte(generated)); err != nil {
		t.Error(err)
	}
}

// TestUpdateTellsTypesOfOneNameApart: which of them a definition shows only
// the committed text tells.
func TestUpdateTellsTypesOfOneNameApart(t *testing.T) {
	both := strings.Replace(generated, "core/v1.Oar", "other/v1.Boat", 1)
	got, err := Update([]byte(swagger), []byte(both), []byte(strings.Replace(both, "floats", "sails", 1)))
	if err != nil || string(got) != strings.Replace(swagger, "floats", "sails", 1) {
		t.Errorf("%v\n%s", err, got)
	}
}

func FuzzUpdate(f *testing.F) {
	f.Add(swagger, generated)
	f.Fuzz(func(t *testing.T, document, source string) {
		got, err := Update([]byte(document), []byte(source), []byte(source))
		if err == nil && string(got) != document {
			t.Fatal("without a change the document changes")
		}
	})
}
