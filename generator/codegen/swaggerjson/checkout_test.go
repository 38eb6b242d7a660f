package swaggerjson

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMatchesCheckout derives every definition of a real checkout's
// swagger.json from its generated Go file.
func TestMatchesCheckout(t *testing.T) {
	root := os.Getenv("KUBEVIRT")
	if root == "" {
		t.Skip("KUBEVIRT is not set: no checkout to compare with")
	}
	swagger, err := os.ReadFile(filepath.Join(root, "api/openapi-spec/swagger.json"))
	if err != nil {
		t.Fatal(err)
	}
	generated, err := os.ReadFile(filepath.Join(root, "staging/src/kubevirt.io/client-go/api/openapi_generated.go"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Matches(swagger, generated); err != nil {
		t.Error(err)
	}
}
