// This file defines how programs and the images they are shipped in are read.
package prose

import (
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Programs states the programs that a text names with their image: "the test
// program `x` in the new `y` image".
func Programs(text document.Rich, scope Scope) []statement.Statement {
	var out []statement.Statement
	for _, s := range text.Sentences() {
		for i, t := range s {
			if i == 0 || !t.IsMention() || document.IsPath(t.Text) || !s[i-1].Is("program", "binary", "command", "executable") {
				continue
			}
			for k := i + 1; k < len(s); k++ {
				image := s[k].IsMention() && (s[k-1].Is("image") || k+1 < len(s) && s[k+1].Is("image"))
				if !image {
					continue
				}
				more := ""
				if i > 1 && s[i-2].Is("test") {
					more = "test"
				}
				out = append(out, statement.Statement{Subject: statement.Subject{Kind: statement.Program, Name: t.Text}, Relation: statement.InImage,
					Object: s[k].Text, More: more, Trust: statement.Prose, At: scope.At(t.Line), Words: s.Plain()})
				break
			}
		}
	}
	return out
}
