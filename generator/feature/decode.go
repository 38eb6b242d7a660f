// This file defines how the YAML and JSON forms of the model are read back.
package feature

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// IsModel recognises the YAML or JSON form of the feature model by the file's
// extension or by its first words.
func IsModel(name string, data []byte) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	case ".md", ".markdown":
		return false
	}
	head := bytes.TrimSpace(data[:min(len(data), 4096)])
	return bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("schema:"))
}

// Limits of a model; they keep hostile input from costing time in parsers
// that are not ours.
const (
	maxModel    = 4 << 20
	maxYAMLDeep = 100
)

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// Decode reads a feature model in YAML or JSON form back. Keys that the model
// does not have are errors with their line; on errors the feature is nil.
func Decode(name string, data []byte) (*Feature, diag.List) {
	var out diag.List
	at := diag.Pos{File: name}
	if len(data) > maxModel {
		out.Errorf("plan-too-large", at, "", "the model has %d bytes, the limit is %d", len(data), maxModel)
		return nil, out
	}
	if line, deep := nestedTooDeep(data); deep {
		out.Errorf("plan-too-complex", diag.Pos{File: name, Line: line}, "", "the model is nested more than %d levels deep", maxYAMLDeep)
		return nil, out
	}
	f := &Feature{}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		decodeJSON(name, data, f, &out)
	} else {
		decodeYAML(name, data, f, &out)
	}
	if out.HasErrors() {
		return nil, out
	}
	if f.Schema != Schema {
		out.Errorf("model-schema", at, "write `schema: "+Schema+"`, or regenerate the model with `kvscaffold show`", "the model has the schema %q", f.Schema)
		return nil, out
	}
	f.Dialect = "model"
	return f, out
}

func decodeJSON(name string, data []byte, f *Feature, out *diag.List) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(f)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("text follows the model")
		}
	}
	if err == nil {
		return
	}
	off := dec.InputOffset()
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	if errors.As(err, &syntax) {
		off = syntax.Offset
	} else if errors.As(err, &typ) {
		off = typ.Offset
	}
	code := "model-unreadable"
	if strings.Contains(err.Error(), "unknown field") {
		code = "model-unknown-key"
		off = unknownKeyOffset(data, err.Error(), off)
	}
	line := 1 + bytes.Count(data[:min(int(off), len(data))], []byte("\n"))
	out.Errorf(code, diag.Pos{File: name, Line: line}, "compare with the output of `kvscaffold show -o json`", "%s", strings.TrimPrefix(err.Error(), "json: "))
}

// unknownKeyOffset finds the key that the JSON error names; the decoder has
// read past it.
func unknownKeyOffset(data []byte, msg string, off int64) int64 {
	i := strings.Index(msg, `"`)
	if i < 0 {
		return off
	}
	if j := bytes.Index(data, []byte(msg[i:])); j >= 0 {
		return int64(j)
	}
	return off
}

func decodeYAML(name string, data []byte, f *Feature, out *diag.List) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(f)
	if err == nil {
		fillFile(f, name)
		return
	}
	var typ *yaml.TypeError
	msgs := []string{err.Error()}
	if errors.As(err, &typ) {
		msgs = typ.Errors
	}
	for _, m := range msgs {
		at := diag.Pos{File: name}
		if loc := yamlLine.FindStringSubmatch(m); loc != nil {
			at.Line, _ = strconv.Atoi(loc[1])
			m = m[len(loc[0]):]
		}
		code := "model-unreadable"
		if strings.Contains(m, "not found in type") {
			code = "model-unknown-key"
		}
		out.Errorf(code, at, "compare with the output of `kvscaffold show`", "%s", strings.TrimPrefix(m, "yaml: "))
	}
}

// fillFile names the model file in positions that only have a line.
func fillFile(f *Feature, name string) {
	EachText(f, func(_ string, t *Text) {
		if t.At.File == "" && t.At.Line > 0 {
			t.At.File = name
		}
	})
}

// nestedTooDeep counts brackets and indentation, so that no parser has to
// recurse into hostile input.
func nestedTooDeep(data []byte) (int, bool) {
	depth, line, quoted := 0, 1, false
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '\n':
			line++
			quoted = false
			indent := 0
			for i+1+indent < len(data) && (data[i+1+indent] == ' ' || data[i+1+indent] == '-') {
				indent++
			}
			if indent > 4*maxYAMLDeep {
				return line, true
			}
		case '[', '{':
			if !quoted {
				depth++
			}
		case ']', '}':
			if !quoted {
				depth--
			}
		}
		if depth > maxYAMLDeep {
			return line, true
		}
	}
	return 0, false
}
