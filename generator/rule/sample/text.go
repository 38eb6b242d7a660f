package sample

// Texts that meet or miss what rules ask of strings.

import (
	"regexp/syntax"
	"strings"
)

// texts are candidates for a predicate with an argument.
func texts(predicate, arg string) []any {
	switch predicate {
	case "startsWith":
		return []any{arg + "a", "a"}
	case "endsWith":
		return []any{"a" + arg, "a"}
	case "contains":
		return []any{"a" + arg + "b", "a"}
	case "matches":
		return append(matching(arg), "NOT_valid!")
	}
	return nil
}

// format are candidates for a predicate of Kubernetes.
func format(name string) []any {
	good := map[string]string{
		"isDNS1123Label": "a", "isDNS1123Subdomain": "a.b", "isDNS1035Label": "a", "isQualifiedName": "a/b", "isLabelValue": "a",
		"isIP": "10.0.0.1", "isCIDR": "10.0.0.0/8", "isURL": "https://example.com", "isQuantity": "1Gi", "isAbsolutePath": "/a",
	}[name]
	if good == "" {
		return nil
	}
	return []any{good, "NOT_valid!"}
}

// matching makes texts that match a regular expression: the shortest, and one
// that takes the second choice wherever there is one.
func matching(pattern string) []any {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	var out []any
	for choice := range 2 {
		var b strings.Builder
		spell(&b, re, choice)
		out = append(out, b.String())
	}
	return out
}

func spell(b *strings.Builder, re *syntax.Regexp, choice int) {
	times := 1
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
		return
	case syntax.OpCharClass:
		r := re.Rune[0]
		if choice == 1 {
			r = re.Rune[1]
		}
		b.WriteRune(r)
		return
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
		return
	case syntax.OpStar, syntax.OpQuest:
		times = choice
	case syntax.OpPlus:
		times = 1 + choice
	case syntax.OpRepeat:
		times = re.Min
	case syntax.OpAlternate:
		spell(b, re.Sub[min(choice, len(re.Sub)-1)], choice)
		return
	}
	for range times {
		for _, s := range re.Sub {
			spell(b, s, choice)
		}
	}
}
