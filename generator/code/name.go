package code

import (
	"go/token"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// MostFrequent returns the most frequent key, the first in order among equals.
func MostFrequent(count map[string]int) string {
	keys := slices.Sorted(maps.Keys(count))
	sort.SliceStable(keys, func(i, j int) bool { return count[keys[i]] > count[keys[j]] })
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// SplitMethod splits "Type.Method" or "(*Type).Method"; plain names have no
// type.
func SplitMethod(name string) (recv, method string) {
	name = strings.TrimSuffix(strings.NewReplacer("(", "", ")", "", "*", "").Replace(name), "()")
	if r, m, ok := strings.Cut(name, "."); ok {
		return r, m
	}
	return "", name
}

// IsIdentifier reports whether a word is a Go identifier.
func IsIdentifier(s string) bool { return token.IsIdentifier(s) }

// NameWords splits a camel-case name: NewVMIAdmitter → New VMI Admitter.
func NameWords(name string) []string {
	var out []string
	r := []rune(name)
	start := 0
	for i := 1; i < len(r); i++ {
		up, prevUp := unicode.IsUpper(r[i]), unicode.IsUpper(r[i-1])
		if up && !prevUp || up && prevUp && i+1 < len(r) && unicode.IsLower(r[i+1]) {
			out = append(out, string(r[start:i]))
			start = i
		}
	}
	return append(out, string(r[start:]))
}
