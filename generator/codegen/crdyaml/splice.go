// Package crdyaml puts generated validation schemas into the manifest of a
// custom resource, the way KubeVirt's resource generator would, without
// building it. The YAML library is the one KubeVirt writes its manifests with:
// no other breaks lines and quotes the same way.
package crdyaml

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

const documentStart = "---\n"

// ErrUnproven says that the manifest does not follow from the validations in
// the way known here.
var ErrUnproven = errors.New("the manifest does not follow from the validation schemas in the known way")

// Splice returns the manifest for the validations in now. base is the file the
// manifest was made from; if the manifest does not follow from it the error is
// ErrUnproven.
func Splice(manifest, base, now []byte) ([]byte, error) {
	body, ok := strings.CutPrefix(string(manifest), documentStart)
	if !ok {
		return nil, ErrUnproven
	}
	again, err := splice(body, base)
	if err != nil {
		return nil, err
	}
	if again != body {
		return nil, ErrUnproven
	}
	text, err := splice(body, now)
	if err != nil {
		return nil, err
	}
	return []byte(documentStart + text), nil
}

func splice(manifest string, validations []byte) (string, error) {
	var crd map[string]any
	if err := yaml.Unmarshal([]byte(manifest), &crd, numbers); err != nil {
		return "", fmt.Errorf("cannot read the manifest: %w", err)
	}
	spec, _ := crd["spec"].(map[string]any)
	names, _ := spec["names"].(map[string]any)
	versions, _ := spec["versions"].([]any)
	singular, _ := names["singular"].(string)
	schema, err := validation(validations, singular)
	if err != nil {
		return "", err
	}
	for _, v := range versions {
		if version, ok := v.(map[string]any); ok {
			version["schema"] = schema
		}
	}
	out, err := yaml.Marshal(crd)
	return string(out), err
}

// numbers keeps numbers as they are written.
func numbers(d *json.Decoder) *json.Decoder {
	d.UseNumber()
	return d
}

// validation returns the schema of one resource from the generated Go file.
func validation(src []byte, resource string) (any, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("cannot read the validation schemas: %w", err)
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		if literal(kv.Key) == resource {
			text = literal(kv.Value)
		}
		return false
	})
	if text == "" {
		return nil, ErrUnproven
	}
	var schema any
	if err := yaml.Unmarshal([]byte(text), &schema, numbers); err != nil {
		return nil, fmt.Errorf("cannot read the validation schema of %s: %w", resource, err)
	}
	return schema, nil
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}
