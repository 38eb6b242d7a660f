package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// readAPI reads Go snippets and tables first, because they name types and JSON
// keys, which the prose is judged by. Sketches are merged in mergeAPI.
func (r *reader) readAPI() {
	r.collectKeys()
	r.readGoFences()
	r.readFieldTables()
	for _, t := range r.book.types {
		for _, f := range t.Fields {
			if !f.JSON.Empty() {
				r.book.jsonKeys[f.JSON.Value] = true
			}
		}
	}
}

// collectKeys notes the keys of all YAML, so that they are not taken for
// functions: `sendTo` looks like one.
func (r *reader) collectKeys() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			for _, b := range s.blocks {
				for _, c := range b.fences() {
					if isYAML(c) {
						r.collectKeysOf(c)
					}
				}
			}
		}
	}
}

func (r *reader) collectKeysOf(b block) {
	for _, l := range b.code {
		if m := yamlPair.FindStringSubmatch(l); m != nil {
			r.book.jsonKeys[strings.Trim(m[2], `"'`)] = true
		}
	}
}

// mergeAPI joins sketches with the structs that Go code, tables and prose
// declare, walking from the roots so that each key finds the struct it is in.
func (r *reader) mergeAPI() {
	nodes := r.readAPIYAML()
	r.resolveEmbeds()
	for _, t := range r.book.types {
		if f := t.File.Value; f != "" && !strings.Contains(f, "/") {
			t.File.Value = r.completePath(f)
		}
	}
	m := &merger{r: r, seen: map[string]bool{}}
	for _, n := range nodes {
		m.node(n, nil)
	}
	r.adoptChildren()
	r.pathsBelow()
}

// adoptChildren moves fields that are known by path only into the type that
// the plan declares for their parent.
func (r *reader) adoptChildren() {
	for again := true; again; {
		again = false
		types := map[string]*typeFact{}
		for _, f := range r.apiFields() {
			if t := r.book.find(baseType(f.Type.Value)); t != nil && t.declared && t.Kind == feature.KindStruct && !f.Path.Empty() {
				types[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value, "[]")] = t
			}
		}
		var keep []feature.Field
		for _, f := range r.f.Fields {
			i := strings.LastIndexByte(f.Path.Value, '.')
			parent := types[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value[:max(i, 0)], "[]")]
			if i > 0 && parent != nil {
				parent.addField(f, rankTable)
				again = true
				continue
			}
			keep = append(keep, f)
		}
		r.f.Fields = keep
	}
}

type merger struct {
	r    *reader
	seen map[string]bool
}

// node merges one key. parent is the struct the key is in, where the plan
// knows it.
func (m *merger) node(n *apiNode, parent *typeFact) {
	if n.key == "type" && strings.HasSuffix(n.path, "conditions[].type") && n.value != "" && newMark.MatchString(n.phrase.doc) {
		m.r.book.conditions = append(m.r.book.conditions, feature.T(n.value, n.at))
	}
	n.fact, n.typ = m.find(n, parent)
	if n.fact != nil {
		m.complete(n)
	} else {
		m.loose(n, parent)
	}
	for _, k := range n.kids {
		m.node(k, n.typ)
	}
}

// find looks the key up: in the parent's fields, else among the fields that
// the plan adds to existing structs.
func (m *merger) find(n *apiNode, parent *typeFact) (*feature.Field, *typeFact) {
	var f *feature.Field
	if parent != nil {
		f = m.r.fieldOf(parent, n.key, 0)
	} else {
		f = m.r.candidate(n)
	}
	if f == nil {
		return nil, nil
	}
	t := m.r.book.find(baseType(f.Type.Value))
	if t != nil && !isAPIFile(t.File.Value) && !t.API && !t.File.Empty() {
		t = nil
	}
	return f, t
}

// fieldOf finds a field by JSON name, embedded structs included.
func (r *reader) fieldOf(t *typeFact, key string, depth int) *feature.Field {
	for i := range t.Fields {
		if f := &t.Fields[i]; f.JSON.Value == key || f.JSON.Empty() && jsonName(f.Name.Value) == key && f.Tag.Empty() {
			return f
		}
	}
	for i := range t.Fields {
		if !t.Fields[i].Embedded || depth > 5 {
			continue
		}
		if e := r.book.find(baseType(t.Fields[i].Type.Value)); e != nil && e != t {
			if f := r.fieldOf(e, key, depth+1); f != nil {
				return f
			}
		}
	}
	return nil
}

// complete adds what the sketch knows to the field found.
func (m *merger) complete(n *apiNode) {
	f := n.fact
	if f.Path.Empty() {
		f.Root, f.Path = feature.T(n.root, n.at), feature.T(n.path, n.at)
	}
	f.JSON = f.JSON.Or(feature.T(n.key, n.at))
	typ := f.Type
	applyPhrase(f, n.phrase, n.at)
	f.Guess = f.Guess || typ.Empty() && n.bare
	if t := n.phrase.typ; !n.bare && t != "" && !typ.Empty() && baseType(t) != baseType(typ.Value) && baseType(t) != "string" {
		m.r.contradiction(feature.T(t, n.at), typ, "type of field "+n.key)
	}
	if n.typ == nil && len(n.phrase.values) > 0 {
		m.shown(n, f.Type.Value, feature.Text{})
		n.typ = m.r.book.find(baseType(f.Type.Value))
	}
	if n.typ != nil && n.typ.Kind == feature.KindString {
		m.closed(n, n.typ)
		f.Values = nil
	}
	closeString(f, n.at)
	m.named(n, f)
	if n.typ == nil && f.Type.Empty() {
		m.guess(n, f)
	}
	if n.typ == nil && len(n.kids) > 0 {
		m.shown(n, f.Type.Value, feature.Text{})
		n.typ = m.r.book.find(baseType(f.Type.Value))
	}
}

// closed fills a string type's values from the sketch and notes that the CRD
// closes the set.
func (m *merger) closed(n *apiNode, t *typeFact) {
	if n.phrase.closed && !m.r.openSaid(t.Name.Value, n.key) {
		t.Enum = t.Enum.Or(feature.T("enum "+strings.Join(n.phrase.values, " | "), n.at))
	}
	if len(t.Values) > 0 {
		fillValues(t, n)
		return
	}
	for _, v := range n.phrase.values {
		t.Values = append(t.Values, feature.Const{Name: feature.T(t.Name.Value+pascal(v), n.at), Type: t.Name, Value: feature.T(quoteValue(`"`+v+`"`), n.at)})
	}
}

// loose records a key for which nothing but the sketch speaks. If it exists in
// the checkout it is context; that is for the emitters to see.
func (m *merger) loose(n *apiNode, parent *typeFact) {
	f := feature.Field{Root: feature.T(n.root, n.at), Path: feature.T(n.path, n.at), JSON: feature.T(n.key, n.at)}
	applyPhrase(&f, n.phrase, n.at)
	f.Guess = n.bare
	m.named(n, &f)
	m.guess(n, &f)
	if t := m.r.structNamed(n.key); f.Type.Empty() && t != nil && !n.list {
		f.Name, f.Type = feature.T(t.Name.Value, n.at), feature.T("*"+t.Name.Value, n.at)
	}
	base := baseType(f.Type.Value)
	if n.phrase.typ != "" {
		m.shown(n, f.Type.Value, parentFile(parent))
	}
	if t := m.r.book.find(base); t != nil && (t.API || t.File.Empty() || isAPIFile(t.File.Value)) {
		n.typ = t
		if t.Kind == feature.KindString {
			m.closed(n, t)
			f.Values = nil
		}
	}
	if parent != nil && parent.declared && parent.Kind == feature.KindStruct {
		parent.addField(f, rankProse)
		return
	}
	if n.shows && !n.explicit {
		return // what stands around the feature in an example
	}
	if m.seen[n.root+" "+n.path] || len(n.kids) > 0 && !n.explicit && parent == nil {
		return // an inner key without a word about it is context, or made with its children
	}
	m.seen[n.root+" "+n.path] = true
	m.r.f.Fields = append(m.r.f.Fields, f)
	n.fact = &m.r.f.Fields[len(m.r.f.Fields)-1]
}

func parentFile(t *typeFact) feature.Text {
	if t == nil {
		return feature.Text{}
	}
	return t.File
}

// guess fills the type from the example value and asks where it is ambiguous.
func (m *merger) guess(n *apiNode, f *feature.Field) {
	if !f.Type.Empty() {
		if n.list && !strings.HasPrefix(f.Type.Value, "[]") && len(n.kids) > 0 {
			f.Type.Value = "[]" + strings.TrimPrefix(f.Type.Value, "*")
		}
		return
	}
	switch {
	case len(n.kids) > 0:
		f.List = n.list // the emitters name a struct that has no name
		return
	case len(f.Values) > 0:
		f.Type = feature.T("string", n.at)
		return
	case n.value == "" || n.tag == "!!null":
		return
	}
	typ, readings := exampleType(n.value, n.tag)
	if typ == "" && len(readings) > 1 && readings[1] == "*metav1.Duration" && timeWords.MatchString(strings.Join(humps(n.key), " ")+" "+n.phrase.doc) {
		typ, readings = "*metav1.Duration", nil
	}
	if n.quoted {
		typ, readings = "string", nil
	}
	if n.list {
		typ = "[]" + strings.TrimPrefix(typ, "*")
	}
	if typ != "" && typ != "[]" {
		f.Type, f.Guess = feature.T(typ, n.at), true
	}
	if len(readings) > 1 && n.explicit {
		m.r.out.Diags.Notef("type-ambiguous", n.at, "the example %q of %s can be %s; write the type in the comment, as in `# %s, optional`", n.value, n.key, strings.Join(readings, " or "), readings[0])
	}
}

var timeWords = regexp.MustCompile(`(?i)\b(?:time|timeout|interval|period|grace|duration|delay|ttl|long|often|seconds|minutes|wait|age|deadline)\b`)

// resolveEmbeds turns "embeds the common state inline" into an embedded field:
// the type of the plan whose name has all the words.
func (r *reader) resolveEmbeds() {
	for _, t := range r.book.types {
		for _, e := range t.embeds {
			if name := r.typeByWords(e.Value, t.Name.Value); name != "" {
				f := feature.Field{Name: feature.T(name, e.At), Type: feature.T(name, e.At), Embedded: true, Tag: feature.T(`json:",inline"`, e.At)}
				t.Fields = slices.Insert(t.Fields, 0, f)
				continue
			}
			r.out.Diags.Warnf("embed-unknown", e.At, "name the embedded struct in backquotes", "no struct of the plan fits %q", e.Value)
		}
	}
}

// typeByWords returns the type all of whose distinguishing words occur.
func (r *reader) typeByWords(words, not string) string {
	best, hits := "", 0
	text := plainWords(words)
	for _, t := range r.book.types {
		if t.Name.Value == not {
			continue
		}
		n := 0
		for _, h := range humps(t.Name.Value) {
			if slices.Contains(text, h) {
				n++
			}
		}
		if n > hits && n > 1 || n == hits && n > 1 && len(t.Name.Value) < len(best) {
			best, hits = t.Name.Value, n
		}
	}
	return best
}

// openSaid reports whether the plan says that the set stays open: "no enum in
// the CRD", "plain string and not an enum".
func (r *reader) openSaid(names ...string) bool {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			if s.topic != topicAPI && s.topic != topicAPIKind {
				continue
			}
			for _, b := range s.blocks {
				for _, p := range b.phrases() {
					if noEnumWords.MatchString(p.text) {
						return true
					}
				}
			}
		}
	}
	return false
}

// addLooseField keeps a field whose struct is not named.
func (r *reader) addLooseField(f feature.Field, s *section) {
	if f.Path.Empty() {
		r.out.Diags.Warnf("struct-unknown", f.At(), "add a column with the struct or the JSON path", "the field %s does not say which struct it belongs to", f.Name.Or(f.JSON).Value)
		return
	}
	r.f.Fields = append(r.f.Fields, f)
}

// jsonName is the JSON name that KubeVirt gives a Go field.
func jsonName(name string) string {
	hs := humps(name)
	if len(hs) == 0 {
		return ""
	}
	return hs[0] + name[len(hs[0]):]
}

// pascal makes an identifier part of a value: system-critical → SystemCritical.
func pascal(v string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '/' || r == ' ' }) {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}
