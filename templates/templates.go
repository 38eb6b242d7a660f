// Package templates holds the texts of generated files that are mostly fixed.
// What a checkout decides (licence, package, imports, helper names) is filled
// in by the emitters.
package templates

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

var parsed = template.Must(template.New("").ParseFS(files, "*.tmpl"))

// Workflow is a complete workflow for GitHub Actions that checks the plans of a
// KubeVirt fork.
//
//go:embed workflow.yaml
var Workflow string

// Text renders the template of that name ("suite") with the fields it uses. A
// missing template or field is a programming error and panics.
func Text(name string, data any) string {
	var b strings.Builder
	if err := parsed.ExecuteTemplate(&b, name+".tmpl", data); err != nil {
		panic(fmt.Sprintf("template %s: %v", name, err))
	}
	return b.String()
}
