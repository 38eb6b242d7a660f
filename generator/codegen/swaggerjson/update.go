// Package swaggerjson carries changes of the generated OpenAPI definitions into
// the committed swagger.json without compiling KubeVirt: it reads the generated
// Go file as the data it is. It proves itself on every call: whatever it cannot
// reproduce from the file as it was before is refused, so that the caller runs
// the real tool.
package swaggerjson

import (
	"fmt"
	"regexp"
	"strings"
)

// Unproven says why the definitions of a checkout cannot be derived here.
type Unproven struct{ Reason string }

// Error returns the reason.
func (u *Unproven) Error() string { return u.Reason }

func unproven(format string, args ...any) error {
	return &Unproven{fmt.Sprintf(format, args...)}
}

// Update returns swagger.json for the generated definitions in next, given the
// committed swagger.json and the definitions it was made from. Routes are
// taken as they are: when they change the real tool is needed. The error is an
// *Unproven unless base or next are no Go.
func Update(swagger, base, next []byte) ([]byte, error) {
	doc, err := split(swagger)
	if err != nil {
		return nil, err
	}
	was, err := Parse(base)
	if err != nil {
		return nil, err
	}
	if err := prove(doc, was); err != nil {
		return nil, err
	}
	now, err := Parse(next)
	if err != nil {
		return nil, err
	}
	defs, err := now.reachable(doc.roots(), was, doc.definitions)
	if err != nil {
		return nil, err
	}
	return doc.with(defs), nil
}

// Matches reports, as an *Unproven error, the first definition of swagger.json
// that does not follow from the generated definitions.
func Matches(swagger, generated []byte) error {
	doc, err := split(swagger)
	if err != nil {
		return err
	}
	defs, err := Parse(generated)
	if err != nil {
		return err
	}
	return prove(doc, defs)
}

// prove checks that the document has exactly the definitions its routes reach,
// each with the text that follows from the generated file.
func prove(doc *document, defs *Definitions) error {
	made, err := defs.reachable(doc.roots(), defs, doc.definitions)
	if err != nil {
		return err
	}
	for _, name := range doc.order {
		text, ok := made[name]
		if !ok {
			return unproven("definition %s is in swagger.json but no route reaches it", name)
		}
		if text != doc.definitions[name] {
			return unproven("definition %s in swagger.json does not follow from the generated Go file", name)
		}
	}
	for name := range made {
		if _, ok := doc.definitions[name]; !ok {
			return unproven("definition %s is missing from swagger.json", name)
		}
	}
	return nil
}

// document is swagger.json cut around its definitions. Definition texts start
// behind the name's colon and carry the document's indentation.
type document struct {
	head, tail  string
	order       []string
	definitions map[string]string
}

const (
	definitionsOpen  = "\n  \"definitions\": {\n"
	definitionsClose = "\n  }"
	entryOpen        = "   \""
	entryIndent      = "   "
)

var reference = regexp.MustCompile(`"\$ref": "#/definitions/([^"]+)"`)

// split relies on the one form json.MarshalIndent gives the document.
func split(swagger []byte) (*document, error) {
	head, rest, ok := strings.Cut(string(swagger), definitionsOpen)
	if !ok {
		return nil, unproven("swagger.json has no definitions in the known form")
	}
	body, tail, ok := strings.Cut(rest, definitionsClose)
	if !ok {
		return nil, unproven("the definitions in swagger.json do not end in the known form")
	}
	doc := &document{head: head + definitionsOpen, tail: definitionsClose + tail, definitions: map[string]string{}}
	for _, entry := range strings.Split(body, ",\n"+entryOpen) {
		name, text, ok := strings.Cut(strings.TrimPrefix(entry, entryOpen), "\": ")
		if !ok {
			return nil, unproven("a definition in swagger.json has no name")
		}
		doc.order = append(doc.order, name)
		doc.definitions[name] = text
	}
	if string(doc.with(doc.definitions)) != string(swagger) {
		return nil, unproven("the definitions in swagger.json are not in the known form")
	}
	return doc, nil
}

// roots returns the definitions that routes name.
func (d *document) roots() []string {
	var out []string
	for _, m := range reference.FindAllStringSubmatch(d.head+d.tail, -1) {
		out = append(out, m[1])
	}
	return out
}

func (d *document) with(defs map[string]string) []byte {
	var b strings.Builder
	b.WriteString(d.head)
	for i, name := range sortedKeys(defs) {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString(entryOpen + name + "\": " + defs[name])
	}
	b.WriteString(d.tail)
	return []byte(b.String())
}
