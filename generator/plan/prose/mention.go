// Package prose reads sentences, list items and headings: it finds what they
// mention, how the mentions hang together, and makes statements of that.
package prose

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
)

// Form is how a mention is written.
type Form int

// The forms of mentions.
const (
	Other     Form = iota // nothing of a program that could be told
	Ident                 // Name
	Dotted                // Owner.Name
	Path                  // Name is a path
	Signature             // Name(params with types) results
	Call                  // Name(a, b) or Name()
	Typed                 // Name Type
	Value                 // Name = value, Name Type = value
	JSONPath              // spec.a.b
	Literal               // a quoted text
	GoType                // *T, []T, map[K]V, bool
	Marker                // +listType=atomic
)

// Mention is one name in a text.
type Mention struct {
	Form      Form
	Name      string
	Owner     string // receiver, struct or package before a dot
	Params    string
	HasParams bool
	Results   string
	Type      string
	Value     string
	Raw       string // as written
	Tag       string
	Line      int
	From, To  int // tokens it takes
	Noun      words.Noun
	New       bool // the words before it call it new
	Old       bool // the words before it call it existing
	Strong    bool
	Paren     bool // stands in parentheses
	Group     int
}

var (
	identRE  = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	sigRE    = regexp.MustCompile(`^(?:func\s+)?(?:\(\s*(?:\w+\s+)?\*?(\w+)(?:\[.*?\])?\s*\)\s*)?((?:\w+\.)*\w+)(?:\[[^\]]*\])?\(`)
	valueRE  = regexp.MustCompile(`^(?:(?:const|var)\s+)?(\w+)(?:\s+([\w.*\[\]]+))?\s*=\s*(.+)$`)
	typedRE  = regexp.MustCompile("^(\\w+)\\s+((?:\\.\\.\\.)?[\\w.*\\[\\](){}]+(?:\\([^)]*\\).*)?)(?:\\s+`?((?:json|xml|protobuf):\".*?\".*?)`?)?$")
	dottedRE = regexp.MustCompile(`^\*?([A-Za-z_]\w*(?:\[\w*\])?)((?:\.[A-Za-z_]\w*(?:\[\w*\])?)+)$`)
	goTypeRE = regexp.MustCompile(`^(\.\.\.)?(\*|\[\]|map\[|func\(|chan |<-chan )[\w.*\[\]{}() ,]+$`)
	markerRE = regexp.MustCompile(`^//?\s*\+|^\+[a-zA-Z]`)
)

var basicTypes = map[string]bool{"bool": true, "string": true, "int": true, "int32": true, "int64": true, "uint": true, "uint32": true, "uint64": true, "uint8": true, "uint16": true, "int8": true, "int16": true, "error": true,
	"byte": true, "any": true, "float64": true, "float32": true, "rune": true}

// IsGoType reports whether a text is a Go type by its form alone.
func IsGoType(s string) bool { return basicTypes[s] || goTypeRE.MatchString(s) }

// ParseMention tells the form of a text in back-quotes or of a bare name.
func ParseMention(s string) Mention {
	s = strings.TrimSpace(s)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "{"), ",")
	s = strings.TrimSpace(s)
	m := Mention{Name: s, Raw: s}
	switch {
	case s == "":
		return m
	case len(s) > 1 && (s[0] == '"' && s[len(s)-1] == '"' || s[0] == '\'' && s[len(s)-1] == '\''):
		m.Form, m.Name = Literal, s[1:len(s)-1]
		return m
	case markerRE.MatchString(s):
		m.Form, m.Name = Marker, strings.TrimLeft(s, "/ ")
		return m
	case document.IsPath(s):
		m.Form, m.Name = Path, strings.TrimPrefix(s, "./")
		return m
	case IsGoType(s):
		m.Form = GoType
		return m
	case identRE.MatchString(s):
		m.Form = Ident
		return m
	}
	if rest, ok := strings.CutPrefix(s, "type "); ok {
		f := strings.Fields(rest)
		if len(f) > 0 && identRE.MatchString(f[0]) {
			m.Form, m.Name, m.Noun = Typed, f[0], words.NType
			m.Type = strings.TrimSpace(strings.TrimPrefix(rest, f[0]))
			return m
		}
	}
	if g := valueRE.FindStringSubmatch(s); g != nil && !strings.HasPrefix(g[3], "=") {
		m.Form, m.Name, m.Type, m.Value = Value, g[1], g[2], g[3]
		return m
	}
	if parseSignature(s, &m) {
		return m
	}
	if g := dottedRE.FindStringSubmatch(s); g != nil {
		return dotted(s, m)
	}
	if g := typedRE.FindStringSubmatch(s); g != nil && (IsGoType(g[2]) || strings.ContainsAny(g[2], ".*[") || g[3] != "" || isExported(g[2]) && identRE.MatchString(g[2]) && (isExported(g[1]) || strings.ToLower(g[1]) != g[1] || len(g[1]) > 3)) && !strings.HasPrefix(s, "make ") {
		m.Form, m.Name, m.Type, m.Tag = Typed, g[1], g[2], g[3]
		return m
	}
	return m
}

func isExported(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

func dotted(s string, m Mention) Mention {
	s = strings.TrimPrefix(s, "*")
	parts := strings.Split(s, ".")
	first, last := parts[0], parts[len(parts)-1]
	switch {
	case first == "spec" || first == "status" || first == "metadata" || len(parts) > 2 && !isExported(last) && !isExported(first):
		m.Form = JSONPath
		return m
	case !isExported(first) && !isExported(last):
		m.Form = JSONPath
		return m
	}
	m.Form, m.Name, m.Owner = Dotted, last, parts[len(parts)-2]
	return m
}

func parseSignature(s string, m *Mention) bool {
	g := sigRE.FindStringSubmatchIndex(s)
	if g == nil {
		return false
	}
	open := g[1] - 1
	end := closing(s[open:])
	if end < 0 {
		return false
	}
	name := s[g[4]:g[5]]
	if g[2] >= 0 {
		m.Owner = s[g[2]:g[3]]
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		if m.Owner == "" {
			m.Owner = name[:i]
			if j := strings.LastIndexByte(m.Owner, '.'); j > 0 {
				m.Owner = m.Owner[j+1:]
			}
		}
		name = name[i+1:]
	}
	m.Name, m.HasParams = name, true
	m.Params = strings.TrimSpace(s[open+1 : open+end])
	m.Results = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s[open+end+1:]), "{"))
	if m.Results != "" && !resultsRE.MatchString(m.Results) {
		return false
	}
	m.Form = Call
	if m.Results != "" || strings.Contains(m.Params, " ") || strings.HasPrefix(s, "func") || g[2] >= 0 {
		m.Form = Signature
	}
	if m.Params == "..." || m.Params == "…" {
		m.Form, m.HasParams, m.Params = Call, false, ""
	}
	return true
}

var resultsRE = regexp.MustCompile(`^\(.*\)$|^[\w.*\[\]{}]+(\(.*\).*)?$|^(func|map|chan)\b.*$`)

func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
