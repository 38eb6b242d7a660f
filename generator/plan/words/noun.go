// This file defines the nouns that say what kind of thing a name is, and the
// words that link names.
package words

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// Noun is the kind of thing a word names.
type Noun string

// The kinds of things that nouns name.
const (
	NNone     Noun = ""
	NFunction Noun = "function"
	NMethod   Noun = "method"
	NType     Noun = "type"
	NStruct   Noun = "struct"
	NEnum     Noun = "enum"
	NIface    Noun = "interface"
	NField    Noun = "field"
	NConst    Noun = "const"
	NValue    Noun = "value"
	NVar      Noun = "var"
	NGate     Noun = "gate"
	NParam    Noun = "param"
	NFile     Noun = "file"
	NPackage  Noun = "package"
	NMetric   Noun = "metric"
	NTest     Noun = "test"
	NMarker   Noun = "marker"
	NMessage  Noun = "message"
	NOther    Noun = "other" // a thing that is none of these: event, phase, resource
)

var nouns = map[string]Noun{
	"function": NFunction, "func": NFunction, "functions": NFunction, "funcs": NFunction, "helper": NFunction, "helpers": NFunction, "predicate": NFunction, "predicates": NFunction,
	"constructor": NFunction, "validator": NFunction, "builder": NFunction, "closure": NFunction, "option": NFunction, "options": NFunction, "applier": NFunction, "wrapper": NFunction, "mutator": NFunction,
	"method": NMethod, "methods": NMethod, "accessor": NMethod, "accessors": NMethod, "getter": NMethod, "getters": NMethod,
	"type": NType, "types": NType, "struct": NStruct, "structs": NStruct, "structure": NStruct, "enum": NEnum, "enumeration": NEnum, "interface": NIface, "interfaces": NIface,
	"field": NField, "fields": NField, "member": NField, "members": NField, "attribute": NField, "boolean": NField, "booleans": NField,
	"constant": NConst, "constants": NConst, "const": NConst, "consts": NConst, "label": NConst, "annotation": NConst, "reason": NConst, "reasons": NConst, "value": NValue, "values": NValue,
	"variable": NVar, "variables": NVar, "var": NVar, "vars": NVar,
	"gate": NGate, "gates": NGate, "fg": NGate,
	"parameter": NParam, "parameters": NParam, "param": NParam, "params": NParam, "argument": NParam, "arguments": NParam, "arg": NParam, "args": NParam,
	"file": NFile, "files": NFile, "package": NPackage, "packages": NPackage, "metric": NMetric, "metrics": NMetric, "gauge": NMetric, "counter": NMetric, "histogram": NMetric,
	"test": NTest, "tests": NTest, "table": NTest, "context": NTest, "entry": NTest, "case": NTest, "marker": NMarker, "markers": NMarker, "message": NMessage, "error": NMessage, "text": NMessage,
	"event": NOther, "phase": NOther, "resource": NOther, "condition": NOther, "element": NOther, "verb": NOther, "verbs": NOther, "policy": NOther, "subresource": NOther, "preference": NOther, "command": NOther, "version": NOther,
}

// TypeEnding returns the last words of the Go type that words before a
// constant name: "condition type" stands for some …ConditionType.
func TypeEnding(text string) string {
	low := strings.ToLower(text)
	for _, e := range []struct{ words, ending string }{
		{"condition type", "ConditionType"}, {"condition reason", "ConditionReason"}, {"phase", "Phase"},
	} {
		if strings.HasPrefix(strings.TrimLeft(low, "-*+ ["), e.words) || strings.Contains(low, " "+e.words+" `") || strings.HasPrefix(low, "new "+e.words) {
			return e.ending
		}
	}
	return ""
}

// NounOf returns what a word names.
func NounOf(w string) Noun { return nouns[strings.ToLower(w)] }

// small are words that may stand between a noun or preposition and a name.
var small = set("a", "an", "the", "this", "that", "its", "their", "new", "existing", "own", "small", "exported", "unexported", "optional", "required", "single", "second", "third", "first",
	"public", "private", "package", "string", "pointer", "list", "both", "two", "three", "four", "our", "same", "such", "generated", "of", "named", "called", "name", "following", "additional", "one", "more",
	"boolean", "bool", "also", "only", "pure", "shared", "common", "typed", "go", "golang", "feature", "already", "there", "very", "last", "seventh", "trailing", "further", "old", "former")

// IsSmall reports whether a word may stand between a noun and its name.
func IsSmall(t document.Token) bool { return t.Kind == document.Word && small[strings.ToLower(t.Text)] }

func set(ws ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range ws {
		m[w] = true
	}
	return m
}

// Has reports whether one of the words stands in the text; a phrase of several
// words has to stand in a row.
func Has(r document.Rich, phrases ...string) bool { return Find(r, phrases...) >= 0 }

// Find returns the index of the first token of the first phrase that occurs,
// or -1. A phrase ends at code spans.
func Find(r document.Rich, phrases ...string) int {
	best := -1
	for _, p := range phrases {
		ws := strings.Fields(p)
		for i := range r {
			if i+len(ws) > len(r) || best >= 0 && i >= best {
				break
			}
			ok := true
			for j, w := range ws {
				if !r[i+j].Is(w) && !(strings.HasSuffix(w, "*") && r[i+j].Kind == document.Word && strings.HasPrefix(strings.ToLower(r[i+j].Text), strings.TrimSuffix(w, "*"))) {
					ok = false
					break
				}
			}
			if ok {
				best = i
				break
			}
		}
	}
	return best
}

// Negates reports whether the words deny what follows them.
func Negates(r document.Rich) bool {
	return Has(r, "no", "not", "never", "none", "neither", "nor", "without", "cannot", "don't", "doesn't", "isn't", "no longer", "nothing")
}
