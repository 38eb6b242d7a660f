package crdyaml

import (
	"errors"
	"strings"
	"testing"
)

const manifest = `---
apiVersion: boats/v1
spec:
  names:
    singular: boat
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        description: Boat floats.
        properties:
          length:
            minimum: 1
            type: integer
        type: object
    served: true
  - name: v2
    schema:
      openAPIV3Schema:
        description: Boat floats.
        properties:
          length:
            minimum: 1
            type: integer
        type: object
    served: true
`

func validations(schema string) []byte {
	return []byte("package components\n\nvar CRDsValidation = map[string]string{\n\t\"anchor\": `openAPIV3Schema:\n  type: string\n`,\n\t\"boat\": `" + schema + "`,\n}\n")
}

const schema = "openAPIV3Schema:\n  description: Boat floats.\n  properties:\n    length:\n      minimum: 1\n      type: integer\n  type: object\n"

func TestSpliceFillsEveryVersion(t *testing.T) {
	long := strings.Repeat("a rather long description ", 6) + "ends"
	now := strings.Replace(schema, "Boat floats.", long, 1)
	got, err := Splice([]byte(manifest), validations(schema), validations(now))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(got), "a rather long description ends"); n != 0 {
		t.Errorf("long lines are not broken, as the YAML writer does:\n%s", got)
	}
	if n := strings.Count(strings.Join(strings.Fields(string(got)), " "), strings.Join(strings.Fields(long), " ")); n != 2 {
		t.Errorf("%d versions have the new schema:\n%s", n, got)
	}
}

func TestSpliceIsTheIdentityWithoutChange(t *testing.T) {
	got, err := Splice([]byte(manifest), validations(schema), validations(schema))
	if err != nil || string(got) != manifest {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestSpliceRefusesWhatItCannotProve(t *testing.T) {
	cases := map[string]struct{ manifest, base string }{
		"another schema":   {strings.Replace(manifest, "minimum: 1", "minimum: 2", 1), schema},
		"another form":     {strings.Replace(manifest, "  - name: v1", "    - name: v1", 1), schema},
		"no start":         {strings.TrimPrefix(manifest, "---\n"), schema},
		"unknown resource": {strings.Replace(manifest, "singular: boat", "singular: raft", 1), schema},
	}
	for name, c := range cases {
		if _, err := Splice([]byte(c.manifest), validations(c.base), validations(schema)); !errors.Is(err, ErrUnproven) && err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
