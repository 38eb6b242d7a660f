package emit

import (
	"go/ast"
	"regexp"
	"strings"
)

// This file tells the old object of an update from the new one, by their names.

var (
	oldName = regexp.MustCompile(`^(old|cur|curr|current|prev|previous|orig|original)([A-Z]|$)`)
	newName = regexp.MustCompile(`^(new|updated|desired|next)([A-Z]|$)`)
)

// ageOf returns "old" or "new" for names that say so, "" for others.
func ageOf(name string) string {
	switch {
	case oldName.MatchString(name):
		return "old"
	case newName.MatchString(name):
		return "new"
	}
	return ""
}

// ofAge returns an argument of the state that a parameter's name asks for:
// the one found for its type, or the same part of the other object at hand.
// There is none where the name says nothing, since any would be a guess.
func (at callSite) ofAge(found string, p arg) (string, bool) {
	want := ageOf(p.name)
	if want == "" || found == "" {
		return "", false
	}
	object := strings.TrimLeft(found, "&*")
	if i := strings.IndexAny(object, ".([ "); i >= 0 {
		object = object[:i]
	}
	have := ageOf(object)
	if have == want {
		return found, true
	}
	if have == "" {
		return "", false
	}
	for _, name := range at.names() {
		if ageOf(name) == want && kindOf(name) == kindOf(object) {
			return strings.Replace(found, object, name, 1), true
		}
	}
	return "", false
}

// kindOf is what is left of a name without the state: KV of newKV and currKV.
func kindOf(name string) string {
	for _, re := range []*regexp.Regexp{oldName, newName} {
		if m := re.FindStringSubmatch(name); m != nil {
			return name[len(m[1]):]
		}
	}
	return name
}

// names lists the parameters of the caller and the variables that its body
// declares at the top.
func (at callSite) names() []string {
	var out []string
	for _, p := range paramsOf(at.file, at.fn) {
		out = append(out, p.name)
	}
	for _, st := range at.fn.Body.List {
		if as, ok := st.(*ast.AssignStmt); ok {
			for _, l := range as.Lhs {
				if id, ok := l.(*ast.Ident); ok {
					out = append(out, id.Name)
				}
			}
		}
	}
	return out
}
