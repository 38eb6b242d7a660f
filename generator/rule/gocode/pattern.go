package gocode

// Regular expressions of rules, compiled once for the package.

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// pattern returns the variable that holds the compiled pattern of a matches()
// call, and declares it.
func (w *Writer) pattern(n *rule.Node) string {
	text, _ := n.Args[1].Value.(string)
	quoted := "`" + text + "`"
	if strings.Contains(text, "`") {
		quoted = strconv.Quote(text)
	}
	for _, d := range w.decls {
		if name, ok := strings.CutSuffix(d, " = "+w.to.Qualify("regexp", "MustCompile")+"("+quoted+")\n"); ok {
			return strings.TrimPrefix(name, "var ")
		}
	}
	path := strings.ReplaceAll(strings.TrimSuffix(w.jsonPath(n.Args[0]), "[]"), "[]", "")
	parts := strings.Split(path, ".")
	name := lowerFirst(parts[len(parts)-1]) + "Pattern"
	if len(parts) > 1 {
		name = singular(parts[len(parts)-2]) + upperFirst(parts[len(parts)-1]) + "Pattern"
		if !strings.HasSuffix(parts[len(parts)-2], "s") {
			name = parts[len(parts)-2] + upperFirst(parts[len(parts)-1]) + "Pattern"
		}
	}
	for i := 2; w.declared(name); i++ {
		name = strings.TrimRight(name, "0123456789") + itoa(i)
	}
	w.decls = append(w.decls, "var "+name+" = "+w.to.Qualify("regexp", "MustCompile")+"("+quoted+")\n")
	return name
}

func (w *Writer) declared(name string) bool {
	for _, d := range w.decls {
		if strings.HasPrefix(d, "var "+name+" ") {
			return true
		}
	}
	return false
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
