package plan

import (
	"errors"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

var (
	yamlPair     = regexp.MustCompile(`^(\s*(?:- +)*)("[^"]*"|'[^']*'|[^\s:#"'][^:#]*?)\s*:(?:\s+(.*))?$`)
	yamlEllipsis = regexp.MustCompile(`^\s*(-\s*)?(\.\.\.|…)\s*(#.*)?$`)
	yamlItem     = regexp.MustCompile(`^(\s*(?:- +)*- +)(.*)$`)
	flowSeq      = regexp.MustCompile(`^\[[^\[\]]*\]$`)
	flowMap      = regexp.MustCompile(`^\{[^{}]*\}$`)
)

var errYAMLSize = errors.New("the YAML block is too large")

// parseYAML parses a fence as people write API sketches: types as values,
// ellipses and tabs are tolerated. Line n of the result is line b.line+n-1 of
// the document. Only the first YAML document of a fence is returned by
// parseYAML; parseAllYAML returns all.
func parseYAML(b block) (*yaml.Node, error) {
	docs, err := parseAllYAML(b)
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	return docs[0], nil
}

func parseAllYAML(b block) ([]*yaml.Node, error) {
	size := 0
	for _, l := range b.code {
		size += len(l) + 1
	}
	if size > maxYAML {
		return nil, errYAMLSize
	}
	dec := yaml.NewDecoder(strings.NewReader(strings.Join(tolerate(b.code), "\n")))
	var out []*yaml.Node
	for len(out) < 10 {
		var doc yaml.Node
		if err := dec.Decode(&doc); err != nil {
			if len(out) > 0 || err.Error() == "EOF" {
				break
			}
			return nil, err
		}
		if len(doc.Content) > 0 {
			out = append(out, doc.Content[0])
		}
	}
	return out, nil
}

// tolerate rewrites lines that people understand and YAML does not, without
// changing their number.
func tolerate(lines []string) []string {
	out := make([]string, len(lines))
	block := -1 // indent of a block scalar's key
	for i, l := range lines {
		l = strings.ReplaceAll(l, "\t", "  ")
		indent := len(l) - len(strings.TrimLeft(l, " "))
		if block >= 0 && (strings.TrimSpace(l) == "" || indent > block) {
			out[i] = l
			continue
		}
		block = -1
		out[i] = tolerateLine(l)
		if v := strings.TrimSpace(valueOf(out[i])); v == "|" || v == ">" || v == "|-" || v == ">-" || v == "|+" {
			block = indent
		}
	}
	return out
}

func valueOf(l string) string {
	if m := yamlPair.FindStringSubmatch(l); m != nil {
		return m[3]
	}
	return ""
}

func tolerateLine(l string) string {
	trimmed := strings.TrimSpace(l)
	switch {
	case trimmed == "" || strings.HasPrefix(trimmed, "#") || trimmed == "---":
		return l
	case yamlEllipsis.MatchString(l):
		return ""
	}
	if m := yamlPair.FindStringSubmatch(l); m != nil {
		key := m[2]
		if strings.ContainsAny(key[:1], "[]{}*&!|>%@`") {
			key = quoteYAML(key)
		}
		return m[1] + key + ": " + tolerateValue(m[3])
	}
	if m := yamlItem.FindStringSubmatch(l); m != nil {
		return m[1] + tolerateValue(m[2])
	}
	return l
}

// tolerateValue quotes a value that would not parse or would mean something
// else than its text: types (*T, []T), colons, placeholders, backticks.
func tolerateValue(v string) string {
	val, comment := splitComment(v)
	if val == "" || val[0] == '"' || val[0] == '\'' || val == "|" || val == ">" || val == "|-" || val == ">-" || val == "|+" {
		return v
	}
	odd := strings.ContainsAny(val[:1], "*&!%@`|>,?") || strings.Contains(val, ": ") || strings.HasSuffix(val, ":")
	if val[0] == '[' && (!flowSeq.MatchString(val) || strings.Contains(val, "...")) || val[0] == '{' && (!flowMap.MatchString(val) || strings.Contains(val, "...")) {
		odd = true
	}
	if !odd {
		return v
	}
	return quoteYAML(val) + comment
}

func quoteYAML(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// splitComment cuts the trailing comment off a value, with its blank.
func splitComment(v string) (string, string) {
	quote := byte(0)
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || v[i-1] == ' '):
			quote = c
		case c == '#' && (i == 0 || v[i-1] == ' '):
			return strings.TrimRight(v[:i], " "), " " + v[i:]
		}
	}
	return strings.TrimRight(v, " "), ""
}
