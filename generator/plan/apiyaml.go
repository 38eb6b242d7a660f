package plan

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// apiNode is a key of an API sketch.
type apiNode struct {
	root, path string
	key        string
	at         diag.Pos
	value      string // scalar as written
	tag        string
	quoted     bool
	list       bool // the value is a sequence
	phrase     typePhrase
	example    bool // the value is an example, the facts are in the comment
	kids       []*apiNode
	fact       *feature.Field // field found for it elsewhere in the plan
	typ        *typeFact      // struct of the value, where the plan names it
	explicit   bool           // a comment or type was written for it
	rootless   bool           // the kind is not said, only taken for granted
	bare       bool           // the type is one word in place of a value, which may as well be one: `FooReady`
	afloat     bool           // the sketch begins somewhere inside spec or status
	shows      bool           // part of a block that is called an example
}

// readAPIYAML collects the sketches of all API sections.
func (r *reader) readAPIYAML() []*apiNode {
	var out []*apiNode
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			if s.topic != topicAPI && s.topic != topicAPIKind {
				continue
			}
			for i, b := range s.blocks {
				for _, c := range b.fences() {
					if (isYAML(c) || c.lang == "" && looksLikeYAML(c)) && !r.onlyExample(s, pg) {
						nodes := r.sketch(pg, s, c)
						markShown(nodes, i > 0 && introducesExample(s.blocks[i-1]))
						out = append(out, nodes...)
					}
				}
			}
		}
	}
	return out
}

// onlyExample holds for sections that show a use of the API, which repeats
// with values what is defined elsewhere.
func (r *reader) onlyExample(s *section, pg *page) bool {
	plain := plainTitle(s.title.text)
	return hasWords(plain, "example") || hasWords(plain, "examples") || hasWords(plain, "usage")
}

func looksLikeYAML(b block) bool {
	for _, l := range b.code {
		t := strings.TrimSpace(l)
		if t == "spec:" || t == "status:" || strings.HasPrefix(t, "kind:") {
			return true
		}
	}
	return false
}

func (r *reader) sketch(pg *page, s *section, b block) []*apiNode {
	docs, err := parseAllYAML(b)
	if err != nil {
		r.out.Diags.Warnf("yaml-unreadable", diag.Pos{File: pg.name, Line: yamlErrorLine(err, b)}, "make the block valid YAML; put types and remarks into comments", "the YAML cannot be read: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	var out []*apiNode
	for _, doc := range docs {
		if doc.Kind != yaml.MappingNode {
			continue
		}
		root := r.rootKind(doc, s)
		for _, kind := range rootKinds(doc, s, root) {
			y := &sketcher{r: r, page: pg, b: b, root: kind}
			if root == "" {
				y.root, y.rootless = "VirtualMachineInstance", true
			}
			out = append(out, y.document(doc, s)...)
		}
	}
	if len(out) > 0 {
		r.use(pg.name, b.line-1, b.last+1)
	}
	return out
}

func yamlErrorLine(err error, b block) int {
	line := 0
	msg := err.Error()
	if i := strings.Index(msg, "line "); i >= 0 {
		for _, c := range msg[i+5:] {
			if c < '0' || c > '9' {
				break
			}
			line = line*10 + int(c-'0')
		}
	}
	return min(b.line+max(line-1, 0), b.last)
}

// rootKind is the kind in the YAML, else the one of the heading; where neither
// says it, it is empty.
func (r *reader) rootKind(doc *yaml.Node, s *section) string {
	for i := 0; i+1 < len(doc.Content); i += 2 {
		if doc.Content[i].Value == "kind" && doc.Content[i+1].Value != "" {
			return doc.Content[i+1].Value
		}
	}
	for up := s; up != nil; up = up.up {
		if up.kind != "" && up.topic == topicAPIKind {
			return up.kind
		}
	}
	if findKey(doc, "configuration", 8) != nil && findKey(doc, "template", 8) == nil {
		return "KubeVirt"
	}
	return ""
}

// rootKinds are the kinds a sketch is for: where it names none and its heading
// several ("VirtualMachine and VirtualMachineInstance Status"), all of them. A
// spec that VM and VMI share is the one in the VM's template.
func rootKinds(doc *yaml.Node, s *section, root string) []string {
	plain := plainTitle(s.title.text)
	kinds := kindsIn(plain)
	if s.part != "status" || findKey(doc, "kind", 1) != nil || len(kinds) < 2 || !slices.Contains(kinds, root) || !hasWords(plain, "and") && !strings.ContainsAny(s.title.text, "/&,+") {
		return []string{root}
	}
	slices.Reverse(kinds)
	return kinds
}

type sketcher struct {
	r    *reader
	page *page
	b    block
	root string
	n    int

	rootless bool
	afloat   bool
}

// document walks spec and status; a sketch without either starts inside the
// part its heading names.
func (y *sketcher) document(doc *yaml.Node, s *section) []*apiNode {
	var out []*apiNode
	rooted := false
	for i := 0; i+1 < len(doc.Content); i += 2 {
		key := doc.Content[i].Value
		if key == "spec" || key == "status" {
			rooted = true
			out = append(out, y.mapping(doc.Content[i+1], key, 0)...)
		}
	}
	if !rooted {
		y.afloat = true
		part := s.part
		if part == "" || findKey(doc, "configuration", maxYAMLDeep) != nil {
			part = "spec"
		}
		out = y.mapping(doc, part, 0)
	}
	return out
}

const maxAPINodes = 2000

func (y *sketcher) mapping(n *yaml.Node, path string, depth int) []*apiNode {
	if n.Kind != yaml.MappingNode || depth > 40 || y.n > maxAPINodes {
		return nil
	}
	var out []*apiNode
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Value == "apiVersion" || k.Value == "kind" || k.Value == "metadata" || k.Value == "<<" || !identRE.MatchString(k.Value) {
			continue
		}
		y.n++
		out = append(out, y.node(k, v, path, depth))
	}
	return out
}

func (y *sketcher) node(k, v *yaml.Node, path string, depth int) *apiNode {
	root, full := normalRoot(y.root, path+"."+k.Value)
	a := &apiNode{root: root, rootless: y.rootless, afloat: y.afloat, path: full, key: k.Value, at: diag.Pos{File: y.page.name, Line: y.b.line + k.Line - 1}}
	comment := y.comment(k.Line)
	switch v.Kind {
	case yaml.MappingNode:
		a.kids = y.mapping(v, path+"."+k.Value, depth+1)
	case yaml.SequenceNode:
		a.list = true
		a.kids = y.sequence(v, path+"."+k.Value+"[]", depth+1)
		if len(v.Content) > 0 && v.Content[0].Kind == yaml.ScalarNode {
			a.value, a.tag = v.Content[0].Value, v.Content[0].Tag
		}
	case yaml.ScalarNode:
		a.value, a.tag = v.Value, v.Tag
		a.quoted = v.Style == yaml.DoubleQuotedStyle
	}
	y.explain(a, v, comment)
	return a
}

func (y *sketcher) sequence(v *yaml.Node, path string, depth int) []*apiNode {
	var out []*apiNode
	seen := map[string]bool{}
	for _, el := range v.Content {
		for _, kid := range y.mapping(el, path, depth) {
			if !seen[kid.key] {
				seen[kid.key] = true
				out = append(out, kid)
			}
		}
	}
	return out
}

var oneWordType = regexp.MustCompile(`^[A-Z]\w*$`)

// explain decides whether the value is a type phrase or an example, and reads
// the phrase from value or comment. A value that the comment lists is an
// example, whatever it reads like: `lock: Required # enum Required | Free`.
func (y *sketcher) explain(a *apiNode, v *yaml.Node, comment string) {
	if v.Kind == yaml.ScalarNode && v.Tag != "!!null" && !a.quoted && !slices.Contains(readPhrase(comment).values, a.value) {
		ph := readPhrase(a.value)
		if ph.typ != "" || ph.closed || ph.optional || ph.required || len(ph.values) > 1 {
			a.phrase, a.explicit = ph, true
			a.bare = oneWordType.MatchString(a.value)
			if comment != "" && ph.doc == "" {
				a.phrase.merge(readPhrase(comment))
			}
			return
		}
	}
	a.example = true
	if comment != "" {
		a.phrase, a.explicit = readPhrase(comment), true
	}
}

func (t *typePhrase) merge(o typePhrase) {
	if t.typ == "" {
		t.typ = o.typ
	}
	if len(t.values) == 0 {
		t.values, t.closed = o.values, t.closed || o.closed
	}
	t.required, t.optional = t.required || o.required, t.optional || o.optional
	if t.def == "" {
		t.def = o.def
	}
	if t.doc == "" {
		t.doc = o.doc
	}
	if t.min == "" {
		t.min = o.min
	}
	if t.max == "" {
		t.max = o.max
	}
	t.markers = append(t.markers, o.markers...)
}

// comment returns the remark on a key: behind it on its line, or the lines of
// remark right above it.
func (y *sketcher) comment(line int) string {
	i := line - 1
	if i < 0 || i >= len(y.b.code) {
		return ""
	}
	row := y.b.code[i]
	if m := yamlPair.FindStringSubmatch(row); m != nil {
		if _, c := splitComment(m[3]); c != "" {
			return strings.TrimSpace(strings.TrimLeft(c, " #"))
		}
	}
	var above []string
	for j := i - 1; j >= 0; j-- {
		t := strings.TrimSpace(y.b.code[j])
		if !strings.HasPrefix(t, "#") || j == 0 && y.titleComment(t) {
			break
		}
		above = append([]string{strings.TrimSpace(strings.TrimLeft(t, "# "))}, above...)
	}
	return strings.Join(above, " ")
}

// titleComment holds for the template's own first line of a sketch.
func (y *sketcher) titleComment(t string) bool {
	l := strings.ToLower(t)
	return strings.Contains(l, "example of") || strings.Contains(l, "detailed schema") || strings.Contains(l, "implementation-details")
}

// normalRoot expresses a VM's template as what it is, a VMI.
func normalRoot(root, path string) (string, string) {
	if root == "VirtualMachine" || root == "VirtualMachineInstanceReplicaSet" {
		if rest, ok := strings.CutPrefix(path, "spec.template.spec."); ok {
			return "VirtualMachineInstance", "spec." + rest
		}
	}
	return root, path
}

// splitRoot reads "VirtualMachineInstance.spec.x", "vmi.spec.x" or "spec.x".
func splitRoot(s string, sect *section) (string, string) {
	s = strings.Trim(s, "` .")
	head, rest, ok := strings.Cut(s, ".")
	if ok && head != "spec" && head != "status" {
		for _, k := range apiKinds {
			if strings.EqualFold(head, k.words) || head == k.kind {
				return normalRoot(k.kind, rest)
			}
		}
	}
	root := "VirtualMachineInstance"
	for up := sect; up != nil; up = up.up {
		if up.topic == topicAPIKind && up.kind != "" {
			root = up.kind
			break
		}
	}
	if strings.HasPrefix(s, "spec.configuration") {
		root = "KubeVirt"
	}
	if head != "spec" && head != "status" {
		s = "spec." + s
	}
	return normalRoot(root, s)
}

func lastKey(path string) string {
	return strings.TrimSuffix(path[strings.LastIndexByte(path, '.')+1:], "[]")
}
