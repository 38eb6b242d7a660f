// Package sketch reads the YAML of plans: schemas, where every field has its
// type and purpose behind it, in quotes or in a comment, and examples, where
// it has a value. Such YAML is often none by the rules (a field with a type in
// quotes has fields of its own below it), so lines and indentation are read.
package sketch

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// The limits of a block; what is beyond them is not read.
const (
	maxLines = 4000
	maxDepth = 60
)

// Node is one key of a block, or one element of a list.
type Node struct {
	Key      string
	Value    string // behind the colon, without quotes and comment
	Quoted   bool
	Comment  string // behind the value
	Above    []string
	Below    []string // comments on lines of their own right behind it, further in
	Item     bool     // an element of a list, or the first key of one
	Line     int
	indent   int
	Parent   *Node
	Children []*Node
}

// Tree reads the lines of a block; first is the line of the plan that the
// first of them stands on. Documents parted by "---" follow each other below
// one root. unread are lines that have no form of YAML.
func Tree(lines []string, first int) (roots []*Node, unread []Unread) {
	t := &treeReader{first: first}
	t.begin()
	for i, l := range lines {
		if i >= maxLines {
			t.unread = append(t.unread, Unread{first + i, "further lines"})
			break
		}
		t.line(l, first+i)
	}
	return t.roots, t.unread
}

// Is reports whether a block whose language is not known is YAML of an API
// object: it begins with a part of one, and most of its lines are keys.
func Is(lines []string) bool {
	keys, all, object := 0, 0, false
	for _, l := range lines {
		body := strings.TrimLeft(strings.TrimSpace(l), "- ")
		if body == "" || strings.HasPrefix(body, "#") {
			continue
		}
		all++
		if key, _, ok := cutKey(body); ok {
			keys++
			object = object || key == "spec" || key == "status" || key == "apiVersion"
		}
	}
	return object && keys*4 >= all*3
}

// Unread is a line that was not understood.
type Unread struct {
	Line int
	Text string
}

type treeReader struct {
	first  int
	roots  []*Node
	stack  []*Node
	above  []string
	block  *Node // holder of a block scalar
	unread []Unread
}

// begin opens a document.
func (t *treeReader) begin() {
	root := &Node{indent: -1}
	t.roots = append(t.roots, root)
	t.stack = []*Node{root}
	t.above, t.block = nil, nil
}

func (t *treeReader) top() *Node { return t.stack[len(t.stack)-1] }

// line reads one line.
func (t *treeReader) line(l string, at int) {
	text := strings.TrimRight(strings.ReplaceAll(l, "\t", "  "), " \r")
	body := strings.TrimLeft(text, " ")
	indent := len(text) - len(body)
	if t.block != nil {
		if body == "" || indent > t.block.indent {
			t.block.Value += body + "\n"
			return
		}
		t.block = nil
	}
	switch {
	case body == "":
		t.above = nil
		return
	case body == "---":
		t.begin()
		return
	case body == "..." || body == "…" || body == "[...]":
		return
	case strings.HasPrefix(body, "#"), strings.HasPrefix(body, "//"):
		t.comment(strings.TrimSpace(strings.TrimLeft(body, "#/")), indent)
		return
	}
	item := false
	for body == "-" || strings.HasPrefix(body, "- ") {
		if item { // a list in a list
			t.push(&Node{Item: true, Line: at, indent: indent})
		}
		item = true
		rest := strings.TrimLeft(body[1:], " ")
		indent += len(body) - len(rest)
		body = rest
	}
	t.entry(body, indent, item, at)
}

// comment files a comment line: below a node that it is further in than, else
// above the next one.
func (t *treeReader) comment(text string, indent int) {
	if top := t.top(); top.Line > 0 && indent > top.indent && len(top.Children) == 0 && len(t.above) == 0 {
		top.Below = append(top.Below, text)
	}
	t.above = append(t.above, text)
}

// entry reads what stands behind the dashes of a line.
func (t *treeReader) entry(body string, indent int, item bool, at int) {
	key, rest, ok := cutKey(body)
	n := &Node{Key: key, Item: item, Line: at, indent: indent, Above: t.above}
	t.above = nil
	if !ok {
		if !item {
			t.unread = append(t.unread, Unread{at, body})
			return
		}
		rest = body
	}
	n.Value, n.Comment, n.Quoted = scalar(rest)
	t.push(n)
	if !n.Quoted && (n.Value == "|" || n.Value == ">" || n.Value == "|-" || n.Value == ">-") {
		n.Value, t.block = "", n
		return
	}
	if !n.Quoted && n.Value != "" && strings.ContainsRune("{[", rune(n.Value[0])) {
		n.flow()
	}
}

// push hangs a node below the last one that is further out.
func (t *treeReader) push(n *Node) {
	for len(t.stack) > 1 && t.top().indent >= n.indent {
		t.stack = t.stack[:len(t.stack)-1]
	}
	n.Parent = t.top()
	n.Parent.Children = append(n.Parent.Children, n)
	if len(t.stack) < maxDepth {
		t.stack = append(t.stack, n)
	}
}

// cutKey cuts "key: value"; a key may be quoted, and may hold a slash or dots.
func cutKey(s string) (key, rest string, ok bool) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		end := strings.IndexByte(s[1:], s[0])
		if end < 0 || !strings.HasPrefix(s[end+2:], ":") {
			return "", "", false
		}
		return s[1 : end+1], strings.TrimSpace(s[end+3:]), true
	}
	i := strings.Index(s, ": ")
	if i < 0 && strings.HasSuffix(s, ":") {
		i = len(s) - 1
	}
	if i <= 0 || strings.ContainsAny(s[:i], " \t{}\"'#(),") {
		return "", "", false
	}
	return s[:i], strings.TrimSpace(s[i+1:]), true
}

// scalar parts a value from the comment behind it and takes its quotes off.
func scalar(s string) (value, comment string, quoted bool) {
	if s == "" {
		return "", "", false
	}
	if q := s[0]; q == '"' || q == '\'' {
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && q == '"':
				i++
			case s[i] == q && i+1 < len(s) && s[i+1] == q && q == '\'':
				i++
			case s[i] == q:
				v := s[1:i]
				var decoded string
				if yaml.Unmarshal([]byte(s[:i+1]), &decoded) == nil && decoded != "" {
					v = decoded
				}
				_, comment, _ = scalar("x " + strings.TrimSpace(s[i+1:]))
				return v, comment, true
			}
		}
		return strings.Trim(s, s[:1]), "", true
	}
	for i := range len(s) {
		if (s[i] == '#' || strings.HasPrefix(s[i:], "// ")) && (i == 0 || s[i-1] == ' ') {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(strings.TrimLeft(s[i:], "#/")), false
		}
	}
	return s, "", false
}

// flow turns a value in braces or brackets into children.
func (n *Node) flow() {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(n.Value), &doc) != nil || len(doc.Content) != 1 {
		return
	}
	n.grow(doc.Content[0], 0)
	if len(n.Children) > 0 {
		n.Value = ""
	}
}

func (n *Node) grow(y *yaml.Node, depth int) {
	if depth > maxDepth {
		return
	}
	add := func(key string, v *yaml.Node, item bool) {
		c := &Node{Key: key, Item: item, Line: n.Line, Parent: n, indent: n.indent + 1}
		if v.Kind == yaml.ScalarNode {
			c.Value, c.Quoted = v.Value, v.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
		} else {
			c.grow(v, depth+1)
		}
		n.Children = append(n.Children, c)
	}
	switch y.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(y.Content); i += 2 {
			add(y.Content[i].Value, y.Content[i+1], false)
		}
	case yaml.SequenceNode:
		for _, v := range y.Content {
			add("", v, true)
		}
	}
}
