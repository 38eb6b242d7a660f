package script

import (
	"path"
	"strings"
)

// parseCall reads one logical line. It reports false for assignments, which it
// records in vars.
func parseCall(l line, vars map[string]string) (Call, bool) {
	words := split(strings.TrimLeft(l.text, "( "), vars)
	call := Call{Line: l.number}
	for len(words) > 0 && isAssignment(words[0]) {
		call.Env = append(call.Env, words[0])
		words = words[1:]
	}
	if len(words) == 0 {
		for _, e := range call.Env {
			name, value, _ := strings.Cut(e, "=")
			vars[name] = value
		}
		return Call{}, false
	}
	call.Name = path.Base(words[0])
	for i := 1; i < len(words); i++ {
		if out, ok := strings.CutPrefix(words[i], ">"); ok {
			if out == "" && i+1 < len(words) {
				i++
				out = words[i]
			}
			call.Stdout = out
			continue
		}
		call.Args = append(call.Args, words[i])
	}
	return call, true
}

func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.IndexFunc(name, notInName) < 0
}

func notInName(r rune) bool {
	return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
}

// split cuts a line into words the way a shell does, as far as the script
// needs it: both kinds of quotes and variables.
func split(text string, vars map[string]string) []string {
	var out []string
	var word strings.Builder
	quote, started := byte(0), false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote == 0 && (c == ' ' || c == '\t'):
			if started && word.Len() > 0 {
				out = append(out, word.String())
			}
			word.Reset()
			started = false
			continue
		case quote == 0 && c == '#' && !started: // a comment up to the end of the line
			i = len(text)
			continue
		case quote == 0 && (c == '"' || c == '\'') || quote != 0 && c == quote:
			quote ^= c
		case c == '$' && quote != '\'' && i+1 < len(text):
			value, length := expand(text[i:], vars)
			word.WriteString(value)
			i += length - 1
		default:
			word.WriteByte(c)
		}
		started = true
	}
	if word.Len() > 0 {
		out = append(out, word.String())
	}
	return out
}

// expand returns the value of the variable that text begins with and the
// number of bytes its name takes.
func expand(text string, vars map[string]string) (string, int) {
	if strings.HasPrefix(text, "$(") {
		return Unknown, substitution(text)
	}
	if !strings.HasPrefix(text, "${") {
		end := 1
		for end < len(text) && !notInName(rune(text[end])) {
			end++
		}
		return vars[text[1:end]], end
	}
	end := strings.IndexByte(text, '}')
	if end < 0 {
		return text, len(text)
	}
	name, fallback, _ := strings.Cut(text[2:end], ":-")
	if v, ok := vars[name]; ok {
		return v, end + 1
	}
	return fallback, end + 1
}

// substitution returns the length of the command substitution that text
// begins with.
func substitution(text string) int {
	depth := 0
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
