package plan

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// typePhrase is what words say about a field: "*resource.Quantity, optional.
// Memory …", "enum A | B, default A", "int32 ≥ 1".
type typePhrase struct {
	typ      string
	values   []string
	closed   bool // the word enum was used
	list     bool
	required bool
	optional bool
	def      string
	min, max string
	markers  []string
	embed    bool // the type is embedded inline
	doc      string
}

var (
	phraseType  = regexp.MustCompile(`^(?:\*|\[\]|map\[string\])*(?:string|bool|boolean|int|int32|int64|uint|uint8|uint16|uint32|uint64|float32|float64|byte|[a-z][a-zA-Z0-9]*\.[A-Z]\w*|[A-Z][A-Za-z0-9]*)(?:$|[\s,.;:(–—-])`)
	goBasics    = regexp.MustCompile(`^(?:\*|\[\]|map\[)`)
	enumList    = regexp.MustCompile(`(?i)^(?:(?:optional|required|a|an|string|closed|open)\s+)*enum(?:\s+of)?\s*(?:\(\s*([^()]*(?:\([^()]*\)[^()]*)*)\)|:?\s*(.*))`)
	oneOfList   = regexp.MustCompile(`(?i)\bone of:?\s+(.*)`)
	listOf      = regexp.MustCompile("(?i)^(?:a |an )?list of\\s+`?([\\w.*]+)`?")
	mapOf       = regexp.MustCompile("(?i)^(?:a )?map (?:of|from)\\s+`?(\\w+)`?\\s+to\\s+`?([\\w.*]+)`?")
	minWords    = regexp.MustCompile(`(?i)(?:≥|>=|\bat least|\bmin(?:imum)?(?: of)?:?)\s*(-?\d+)`)
	maxWords    = regexp.MustCompile(`(?i)(?:≤|<=|\bat most|\bmax(?:imum)?(?: of)?:?|\bup to)\s*(-?\d+)`)
	rangeWords  = regexp.MustCompile(`(?i)(?:\bbetween\s+|\brange:?\s+|\bfrom\s+|\(|^|,\s*)(-?\d+)\s*(?:\.\.\.?|–|-|\band\b|\bto\b)\s*(\d+)\b`)
	quantityRE  = regexp.MustCompile(`^\d+(\.\d+)?([KMGTPE]i|[kMGTPE]|m)$`)
	durationRE  = regexp.MustCompile(`^(\d+(h|m|s|ms))+$`)
	inlinedType = regexp.MustCompile("(?i)^(?:an? )?(?:inlined?|embeds|embedded)(?: the)?(?: struct)? `?((?:\\w+\\.)?[A-Z]\\w*)`?(?: (?:of|from) (?:k8s |kubernetes |the )?`?([\\w./]+/v\\w+|core|meta)`?)?")
	listKeyed   = regexp.MustCompile("(?i)^(?:(?:list|map|associative|a)\\s+|listtype=map\\s*)*(?:with key|keyed by|key)\\s+`?(\\w+)`?$")
	itemLimit   = regexp.MustCompile(`(?i)^(?:at most|up to|max(?:imum)?(?: of)?|no more than|limited to)\s+(\d+)\s+(?:items|entries|elements)$`)
	itemsMax    = regexp.MustCompile(`(?i)^maxItems\s*:?=\s*(\d+)$`)
	innerParens = regexp.MustCompile(`\([^()]*\)`)
	defaultWord = regexp.MustCompile("(?i)\\bdefault(?:s)?(?:\\s+(?:is|to|value))?\\s*[:=]?\\s*`?\"?([A-Za-z0-9][\\w.-]*)\"?`?")
	plainTypes  = map[string]string{"string": "string", "bool": "bool", "boolean": "bool", "int": "int", "integer": "int32", "int32": "int32", "int64": "int64", "uint32": "uint32", "uint64": "uint64", "uint": "uint", "float64": "float64", "quantity": "resource.Quantity", "duration": "metav1.Duration", "timestamp": "metav1.Time", "number": "int32", "float": "float64"}
)

// readPhrase reads a phrase of type, attributes and purpose. Attributes stand
// in the first clauses; the text behind them is the purpose.
func readPhrase(s string) typePhrase {
	var t typePhrase
	s = strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "#"))
	rest := t.takeType(t.takeNeed(s))
	for rest != "" {
		clause, next, sep := nextClause(rest)
		if !t.attribute(clause) {
			break
		}
		rest = next
		if t.typ == "" && len(t.values) == 0 {
			rest = t.takeType(rest)
		}
		if sep == "-" || sep == "." || sep == ":" {
			break
		}
	}
	t.doc = strings.TrimSpace(strings.TrimLeft(rest, " -–—:;,."))
	t.bounds(s)
	return t
}

var needWord = regexp.MustCompile(`(?i)^(?:an? )?(?:new )?(optional|required|mandatory)\s+`)

// takeNeed takes "optional" and "required" in front of a type, as in "optional
// int64, 1 to 9"; where no type follows they are part of a sentence.
func (t *typePhrase) takeNeed(s string) string {
	m := needWord.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	rest := s[len(m[0]):]
	var probe typePhrase
	left := probe.takeType(rest)
	word, _, _ := strings.Cut(rest, " ")
	isList := bareList.MatchString(rest)
	if probe.typ == "" && !probe.list && !isList {
		return s
	}
	english := strings.ToLower(word) == word && plainTypes[word] != "" && plainTypes[word] != word
	if english && left != "" && strings.HasPrefix(rest, word+" ") {
		return s // "optional duration of the pause" is a sentence
	}
	t.optional, t.required = strings.EqualFold(m[1], "optional"), !strings.EqualFold(m[1], "optional")
	return rest
}

// thingWords say that a list has structs, and not which.
var thingWords = regexp.MustCompile(`(?i)^(?:objects?|structs?|entries|items|elements|mappings)\.?$`)

// bareList is the word alone: what the list is of stands in the sketch.
var bareList = regexp.MustCompile(`(?i)^(?:an? )?(?:list|array|sequence)(?:$|\s*[,.;:])`)

// takeType takes a type at the start.
func (t *typePhrase) takeType(s string) string {
	s = strings.TrimLeft(s, "`")
	if m := inlinedType.FindStringSubmatch(s); m != nil {
		t.typ, t.embed = qualifiedBy(m[1], m[2]), true
		return strings.TrimLeft(s[len(m[0]):], " ,`")
	}
	if m := mapOf.FindStringSubmatch(s); m != nil {
		t.typ = "map[" + plainType(m[1]) + "]" + plainType(m[2])
		return strings.TrimLeft(s[len(m[0]):], " ,`")
	}
	if m := listOf.FindStringSubmatch(s); m != nil {
		t.list = true
		if !thingWords.MatchString(m[1]) {
			t.typ = "[]" + plainType(strings.TrimSuffix(m[1], "."))
		}
		return strings.TrimLeft(s[len(m[0]):], " ,`")
	}
	word := s
	if i := strings.IndexAny(s, " ,;:("); i >= 0 {
		word = s[:i]
	}
	bare := strings.TrimRight(strings.Trim(word, "`"), ".")
	lower := strings.ToLower(strings.TrimLeft(bare, "*"))
	switch {
	case goBasics.MatchString(bare), strings.Contains(bare, ".") && phraseType.MatchString(bare):
		t.typ = bare
	case plainTypes[lower] != "":
		t.typ = strings.Repeat("*", len(bare)-len(lower)) + plainTypes[lower]
	case phraseType.MatchString(bare) && len(humps(bare)) > 1 && camelWord.MatchString(bare):
		t.typ = bare
	default:
		return s
	}
	rest := strings.TrimLeft(s[len(word):], " `")
	if strings.HasPrefix(rest, "enum") || strings.HasPrefix(rest, "list") || strings.HasPrefix(rest, "slice") {
		return t.secondWord(rest)
	}
	if strings.HasPrefix(rest, "(") {
		if i := strings.IndexByte(rest, ')'); i > 0 && enumList.MatchString(rest[1:i]) {
			t.enum(rest[1:i])
			return strings.TrimLeft(rest[i+1:], " ,;")
		}
		if i := strings.IndexByte(rest, ')'); i > 0 && !strings.ContainsAny(rest[:i], "0123456789") {
			inner := rest[1:i]
			if _, ok := plainTypes[strings.ToLower(inner)]; ok {
				rest = rest[i+1:]
			}
		}
	}
	return strings.TrimLeft(rest, " ,;")
}

// qualifiedBy spells a type of a Kubernetes API group as Go has it.
func qualifiedBy(typ, group string) string {
	switch group = strings.TrimPrefix(group, "k8s.io/api/"); {
	case strings.HasPrefix(group, "core"):
		return "k8sv1." + typ
	case strings.HasPrefix(group, "meta"):
		return "metav1." + typ
	}
	return typ
}

// secondWord reads "string enum: …", "string list".
func (t *typePhrase) secondWord(rest string) string {
	if strings.HasPrefix(rest, "enum") {
		t.closed = true
		return rest
	}
	t.typ = "[]" + t.typ
	t.list = true
	_, after, _ := strings.Cut(rest, " ")
	return after
}

func plainType(s string) string {
	s = strings.Trim(s, "`")
	if p := plainTypes[strings.ToLower(s)]; p != "" {
		return p
	}
	if p := plainTypes[strings.ToLower(strings.TrimSuffix(s, "s"))]; p != "" {
		return p
	}
	return s
}

// nextClause cuts at the first comma, stop, dash, semicolon or colon outside
// parentheses.
func nextClause(s string) (clause, rest, sep string) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',', ';':
			if depth <= 0 {
				return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), ","
			}
		case '.':
			if depth <= 0 && (i+1 == len(s) || s[i+1] == ' ') {
				return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), "."
			}
		case '-':
			if depth <= 0 && i > 0 && s[i-1] == ' ' && i+1 < len(s) && s[i+1] == ' ' {
				return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), "-"
			}
		case ':':
			if depth <= 0 && i+1 < len(s) && s[i+1] == ' ' && !strings.Contains(strings.ToLower(s[:i]), "enum") && !strings.Contains(strings.ToLower(s[:i]), "default") && !strings.Contains(strings.ToLower(s[:i]), "one of") {
				return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), ":"
			}
		}
	}
	return strings.TrimSpace(s), "", ""
}

// attribute takes one clause as an attribute; false means that the purpose
// starts here.
func (t *typePhrase) attribute(c string) bool {
	l := strings.ToLower(strings.Trim(c, "`() "))
	switch {
	case l == "":
		return true
	case l == "optional" || l == "may be omitted":
		t.optional = true
	case l == "nullable":
		t.optional = true
		t.markers = append(t.markers, "+nullable")
	case l == "required" || l == "mandatory":
		t.required = true
	case l == "list" || l == "a list" || l == "array" || l == "sequence":
		t.list = true
	case strings.HasPrefix(l, "default"):
		if m := defaultWord.FindStringSubmatch(c); m != nil {
			t.def = m[1]
		}
	case l == "atomic list" || l == "atomic" || l == "listtype=atomic" || l == "listtype atomic":
		t.markers = append(t.markers, "+listType=atomic")
	case l == "set" || l == "listtype=set":
		t.markers = append(t.markers, "+listType=set")
	case listKeyed.MatchString(c):
		t.markers = append(t.markers, "+listType=map", "+listMapKey="+listKeyed.FindStringSubmatch(c)[1])
	case itemsMax.MatchString(c):
		t.markers = append(t.markers, "+kubebuilder:validation:MaxItems:="+itemsMax.FindStringSubmatch(c)[1])
	case itemLimit.MatchString(c):
		t.markers = append(t.markers, "+kubebuilder:validation:MaxItems:="+itemLimit.FindStringSubmatch(c)[1])
	case strings.HasPrefix(l, "listtype=map"), strings.HasPrefix(l, "keyed by "), strings.HasPrefix(l, "map keyed by "), strings.HasPrefix(l, "list map keyed by "), strings.HasPrefix(l, "list keyed by "):
		t.markers = append(t.markers, "+listType=map", "+listMapKey="+strings.Trim(lastWord(c), "`"))
	case enumList.MatchString(c):
		t.enum(c)
	case strings.HasPrefix(l, "one of "):
		t.values = splitValues(oneOfList.FindStringSubmatch(c)[1])
	case len(t.values) > 0 && t.def == "" && !strings.Contains(l, " ") && strings.Contains(strings.Join(t.values, " "), ","):
	case minWords.MatchString(c) || maxWords.MatchString(c) || rangeWords.MatchString(c):
		return len(strings.Fields(c)) <= 5
	case len(t.values) > 0 && len(strings.Fields(l)) <= 2 && t.doc == "" && isValueWord(c):
		t.values = append(t.values, splitValues(c)...)
	default:
		return false
	}
	return true
}

// isValueWord holds for further values of "one of a, b or c".
func isValueWord(c string) bool {
	c = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(c), "or "), "and ")
	return !strings.Contains(strings.TrimSpace(c), " ") || strings.HasSuffix(strings.ToLower(c), "(default)")
}

func (t *typePhrase) enum(c string) {
	m := enumList.FindStringSubmatch(c)
	t.closed = true
	list := m[1]
	if list == "" {
		list = m[2]
	}
	t.values = splitValues(list)
	for _, v := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == ',' || r == '/' }) {
		if strings.Contains(strings.ToLower(v), "(default)") {
			t.def = strings.Trim(strings.TrimSpace(v[:strings.Index(v, "(")]), "`\"")
		}
	}
}

var valueRE = regexp.MustCompile("^[`\"']?([A-Za-z0-9][\\w.:/-]*)[`\"']?$")

// splitValues splits "A | B", "a, b or c", "`X`/`Y`".
func splitValues(s string) []string {
	s = innerParens.ReplaceAllString(s, "")
	for _, w := range []string{" or ", " and "} {
		s = strings.ReplaceAll(s, w, ",")
	}
	var out []string
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ',' || r == '/' || r == ';' }) {
		if m := valueRE.FindStringSubmatch(strings.Trim(strings.TrimSpace(v), "[]{}")); m != nil {
			out = append(out, strings.TrimRight(m[1], "."))
		}
	}
	return out
}

// bounds finds limits anywhere in the phrase.
func (t *typePhrase) bounds(s string) {
	numeric := strings.Contains(t.typ, "int") || t.typ == ""
	if !numeric {
		return
	}
	if m := rangeWords.FindStringSubmatch(s); m != nil && strings.Contains(t.typ, "int") {
		t.min, t.max = m[1], m[2]
	}
	if m := minWords.FindStringSubmatch(s); m != nil {
		t.min = m[1]
	}
	if m := maxWords.FindStringSubmatch(s); m != nil {
		t.max = m[1]
	}
}

// applyPhrase puts the facts of a phrase into a field.
func applyPhrase(f *feature.Field, t typePhrase, at diag.Pos) {
	if t.typ != "" {
		f.Type = f.Type.Or(feature.T(t.typ, at))
	}
	if t.embed {
		f.Name, f.JSON = feature.T(baseType(t.typ), at), feature.Text{}
		f.Embedded, f.Exact, f.Tag = true, true, feature.T(`json:",inline"`, at)
	}
	for _, v := range t.values {
		f.Values = append(f.Values, feature.T(v, at))
	}
	if t.required {
		f.Required = f.Required.Or(feature.T("required", at))
	}
	if t.def != "" {
		f.Default = f.Default.Or(feature.T(t.def, at))
	}
	for _, m := range t.markers {
		if !hasMarker(f.Markers, m) {
			f.Markers = append(f.Markers, feature.T(m, at))
		}
	}
	if strings.Contains(f.Type.Value, "int") {
		for _, b := range []struct{ name, v string }{{"Minimum", t.min}, {"Maximum", t.max}} {
			if m := "+kubebuilder:validation:" + b.name + "=" + b.v; b.v != "" && !hasMarker(f.Markers, m) {
				f.Markers = append(f.Markers, feature.T(m, at))
			}
		}
	}
	if t.doc != "" {
		f.Doc = f.Doc.Or(feature.T(t.doc, at))
	}
}

// exampleType guesses the Go type behind an example value: the readings are
// several where the value alone does not settle it.
func exampleType(value, tag string) (typ string, readings []string) {
	switch {
	case tag == "!!bool":
		return "*bool", nil
	case tag == "!!int":
		if _, err := strconv.ParseInt(value, 10, 32); err != nil {
			return "*int64", nil
		}
		return "*int32", []string{"*int32", "*int64", "*uint32", "*resource.Quantity"}
	case tag == "!!float":
		return "", []string{"*resource.Quantity", "string", "*int32 (a scaled number)"}
	case quantityRE.MatchString(value) && durationRE.MatchString(value):
		return "", []string{"*resource.Quantity", "*metav1.Duration"}
	case quantityRE.MatchString(value):
		return "*resource.Quantity", nil
	case durationRE.MatchString(value):
		return "*metav1.Duration", nil
	}
	return "string", nil
}
