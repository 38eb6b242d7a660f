// This file says what the nodes of a block are: fields with attributes, fields
// with an example value, keys of maps, parts of a manifest.
package sketch

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/plan/attribute"
)

// Leaf is what a block says about one field. Path begins below the root kind;
// lists are written as name[].
type Leaf struct {
	Root    string // kind of the object, or empty
	Path    string
	Key     string // JSON name, or in a sketch of Go structs the Go name
	Struct  string // Go struct that has the field, where the block names it
	Line    int
	Words   string               // the line's value and comment
	Attr    attribute.Attributes // what is said of it
	Schema  bool                 // Attr comes with a type or words of its own; otherwise Example is all there is
	Example string               // example value
	List    bool                 // has elements
	Object  bool                 // has fields of its own
	Go      bool                 // the block sketches Go structs: Key is the name of the field in Go
	Map     bool                 // a key of a map, no field
	Foreign bool                 // in a manifest of another project's API
}

// Sketch is what a block says.
type Sketch struct {
	Leaves []Leaf
	Gates  []Gate // names listed as feature gates
	Asks   []Unread
	Unread []Unread
}

// Gate is a feature gate that an example enables.
type Gate struct {
	Name string
	Line int
}

// Describe reads a block. kind is the root kind that the text around the block
// names; a kind in the block goes before it.
func Describe(lines []string, first int, kind string) Sketch {
	var s Sketch
	roots, unread := Tree(lines, first)
	s.Unread = unread
	for _, r := range roots {
		d := &describer{out: &s, root: kind}
		d.document(r)
	}
	return s
}

type describer struct {
	out     *Sketch
	root    string
	foreign bool
}

// document reads one document of a block.
func (d *describer) document(root *Node) {
	group := ""
	for _, n := range root.Children {
		switch {
		case n.Key == "kind" && plainName(n.Value):
			d.root = n.Value
		case n.Key == "apiVersion":
			group = n.Value
		}
	}
	d.foreign = group != "" && !strings.Contains(group, "kubevirt.io")
	for _, n := range root.Children {
		switch {
		case n.Key == "apiVersion" || n.Key == "kind":
		case group != "" && n.Key == "metadata" || n.Key == "metadata" && !d.goStruct(root):
			d.metadata(n)
		case d.goStruct(root):
			d.goFields(n)
		default:
			d.node(n, "", "")
		}
	}
}

// goStruct reports whether a document sketches Go structs: all its keys begin
// with capital letters, or hold fields with types without being spec or status.
func (d *describer) goStruct(root *Node) bool {
	typed := 0
	for _, n := range root.Children {
		if n.Key == "spec" || n.Key == "status" || n.Key == "apiVersion" || n.Key == "kind" || n.Key == "" || n.Item {
			return false
		}
		upper := unicode.IsUpper(rune(n.Key[0]))
		for _, c := range n.Children {
			if a := attribute.Parse(c.Value); c.Quoted && a.Type != "" && (upper || a.JSON == "" && !strings.Contains(n.Key, "/")) {
				typed++
				break
			}
		}
	}
	return typed > 0 && typed == len(root.Children) && d.root == "" || typed > 0 && unicode.IsUpper(rune(root.Children[0].Key[0]))
}

// goFields reads the members of one struct of a sketch of Go structs.
func (d *describer) goFields(n *Node) {
	for _, c := range n.Children {
		if d.skip(c) {
			continue
		}
		leaf := d.leaf(c, "", n.Key)
		leaf.Go, leaf.Root = true, ""
		d.out.Leaves = append(d.out.Leaves, leaf)
	}
}

// metadata reads labels and annotations; what else stands there is Kubernetes'
// own.
func (d *describer) metadata(n *Node) {
	for _, c := range n.Children {
		if c.Key != "labels" && c.Key != "annotations" {
			continue
		}
		for _, e := range c.Children {
			if strings.Contains(e.Key, "/") && (e.Comment != "" || attribute.Parse(e.Value).Type != "") {
				leaf := d.leaf(e, "metadata."+c.Key, "")
				leaf.Map = true
				d.out.Leaves = append(d.out.Leaves, leaf)
			}
		}
	}
}

// maps are keys of Kubernetes whose values are maps from names of the user's
// own choice.
var maps = map[string]bool{
	"labels": true, "annotations": true, "nodeSelector": true, "matchLabels": true, "requests": true, "limits": true, "data": true,
	"stringData": true, "capacity": true, "allocatable": true, "hard": true,
}

// node reads a key and what is below it. above is the path of its parent,
// owner the Go struct that has the key.
func (d *describer) node(n *Node, above, owner string) {
	if d.skip(n) {
		return
	}
	if n.Key == "featureGates" || n.Key == "disabledFeatureGates" {
		d.gates(n)
		return
	}
	if n.Key == "" { // an element without a key
		for _, c := range n.Children {
			d.node(c, above, owner)
		}
		return
	}
	leaf := d.leaf(n, above, owner)
	if above != "" || n.Key != "spec" && n.Key != "status" && n.Key != "metadata" || leaf.Schema {
		d.out.Leaves = append(d.out.Leaves, leaf)
	}
	if maps[n.Key] && !leaf.Schema {
		return
	}
	below := childOwner(n, leaf.Attr)
	for _, c := range n.Children {
		path := leaf.Path
		if leaf.List {
			path += "[]"
		}
		d.node(c, path, below)
	}
}

// skip reports whether a node stands for others only, and files placeholders.
func (d *describer) skip(n *Node) bool {
	if key := strings.TrimSpace(n.Key); len(key) > 2 && key[0] == '[' || strings.HasPrefix(key, "<") {
		d.out.Asks = append(d.out.Asks, Unread{n.Line, strings.TrimSpace(n.Key + ": " + n.Value)})
		return true
	}
	return n.Key == "..." || n.Key == "" && n.Value == "..."
}

// gates files the gates that a list names.
func (d *describer) gates(n *Node) {
	for _, c := range n.Children {
		if name := strings.TrimSpace(c.Value + c.Key); plainName(name) {
			d.out.Gates = append(d.out.Gates, Gate{name, c.Line})
		}
	}
}

// leaf reads one key.
func (d *describer) leaf(n *Node, above, owner string) Leaf {
	path := n.Key
	if above != "" {
		path = above + "." + n.Key
	}
	l := Leaf{Root: d.root, Path: path, Key: n.Key, Struct: owner, Line: n.Line, Example: n.Value, Foreign: d.foreign}
	l.Words = strings.TrimSpace(strings.TrimSpace(n.Value) + " " + n.Comment)
	for _, c := range n.Children {
		l.List = l.List || c.Item
		l.Object = l.Object || c.Key != ""
		if c.Item && c.Key == "" && l.Example == "" {
			l.Example = c.Value
		}
	}
	if n.Value == "{}" {
		l.Object, l.Example = true, ""
	}
	if placeholder(n.Value) {
		d.out.Asks = append(d.out.Asks, Unread{n.Line, n.Key + ": " + n.Value})
		l.Example = ""
	}
	l.Attr = attribute.Parse(n.Comment)
	l.Schema = l.Attr.Type != "" && !l.Attr.Weak || l.Attr.Optional || l.Attr.Required || l.Attr.Change != "" || len(l.Attr.Enum) > 1 ||
		l.Attr.Default != "" || len(l.Attr.Markers) > 0 || l.Attr.Min != "" || l.Attr.Max != "" || l.Attr.Shape != "" && l.Object
	if v := attribute.Parse(n.Value); isSchema(n, v) {
		purpose := l.Attr.Purpose
		l.Attr, l.Schema, l.Example = join(v, l.Attr), true, ""
		if l.Attr.Purpose == "" {
			l.Attr.Purpose = purpose
		}
	}
	if l.Attr.Purpose == "" && !l.Schema && len(n.Above) > 0 {
		l.Attr.Purpose = strings.Join(n.Above, " ")
	}
	if l.Attr.Weak && l.Object { // "# KubeVirtConfiguration" behind a key names the struct below it
		l.Attr.Type = ""
	}
	return l
}

// join takes attributes of a comment into those of the value.
func join(v, c attribute.Attributes) attribute.Attributes {
	v.Optional, v.Required = v.Optional || c.Optional, v.Required || c.Required
	v.Markers, v.Enum = append(v.Markers, c.Markers...), append(v.Enum, c.Enum...)
	if v.Default == "" {
		v.Default = c.Default
	}
	if v.Change == "" {
		v.Change, v.Old = c.Change, c.Old
	}
	return v
}

// isSchema reports whether a value is words about the field rather than an
// example: it begins with a type and says more, or is a type and nothing else.
func isSchema(n *Node, v attribute.Attributes) bool {
	switch {
	case n.Value != "" && v.Type == "" && len(v.Enum) > 1 && (v.Optional || v.Required || v.Purpose != ""):
		return true // "enum A | B, required - purpose"
	case n.Value == "" || v.Type == "":
		return false
	case v.Weak: // "Duration, optional" in quotes, never "Always"
		return n.Quoted && (v.Optional || v.Required || v.Purpose != "" || v.Change != "" || len(v.Markers) > 0)
	}
	return true
}

// placeholder reports whether a value is a part of the template that nobody
// filled in.
func placeholder(v string) bool {
	v = strings.Trim(v, "\"'")
	return len(v) > 2 && v[0] == '[' && v[len(v)-1] == ']' && strings.ToUpper(v) == v && strings.ContainsAny(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") &&
		!strings.ContainsAny(v, ",") || len(v) > 2 && v[0] == '<' && v[len(v)-1] == '>'
}

// childOwner returns the Go struct of the keys below a node: the type it is
// said to have, or the one that a comment names.
func childOwner(n *Node, a attribute.Attributes) string {
	for _, c := range append([]string{n.Comment}, n.Below...) {
		if c = strings.Trim(c, "`* "); plainName(c) && unicode.IsUpper(rune(c[0])) && len(c) > 3 {
			return c
		}
	}
	typ := strings.TrimLeft(a.Type, "*[]")
	if plainName(typ) && unicode.IsUpper(rune(typ[0])) {
		return typ
	}
	return ""
}

// plainName reports whether a text is one identifier.
func plainName(s string) bool {
	if s == "" {
		return false
	}
	for i, r := range s {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return true
}

// ExampleType returns the Go type that an example value looks like; ok is false
// where the value tells nothing.
func ExampleType(value string, quoted bool) (string, bool) {
	switch v := strings.TrimSpace(value); {
	case v == "":
		return "", false
	case quoted:
		return "string", true
	case v == "true" || v == "false":
		return "bool", true
	default:
		if _, err := strconv.ParseInt(v, 10, 64); err == nil {
			return "int", true
		}
	}
	return "string", true
}
