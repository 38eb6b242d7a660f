// This file hands tables and blocks of code to their readers.
package reading

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/goblock"
	"github.com/kubevirt/kvscaffold/generator/plan/prose"
	"github.com/kubevirt/kvscaffold/generator/plan/record"
	"github.com/kubevirt/kvscaffold/generator/plan/sketch"
	"github.com/kubevirt/kvscaffold/generator/plan/tree"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// rootKinds returns the API kinds that the nearest title above a block names,
// "" alone if none does.
func (w *walker) rootKinds(s *document.Section) []string {
	for ; s != nil; s = s.Parent {
		var out []string
		for _, m := range prose.Mentions(s.Title, w.dict) {
			if m.Form == prose.Ident && m.Name[0] >= 'A' && m.Name[0] <= 'Z' && s.Level > 1 {
				out = append(out, m.Name)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return []string{""}
}

// table reads a table by its first row.
func (w *walker) table(b *document.Block, scope prose.Scope) {
	if scope.Role == words.Idle || scope.Role == words.Tests {
		return
	}
	if recs, ok := record.KeyValue(b.Table, scope.Role); ok {
		for _, r := range recs {
			if scope.Role == words.Gate {
				w.gate(b.Section).Label(scope, r, statement.TableRow)
			}
		}
		return
	}
	w.out = append(w.out, record.Table(b.Table, scope, w.dict)...)
}

// code hands a block of code to the reader of its language.
func (w *walker) code(b *document.Block, scope prose.Scope) {
	if scope.Role == words.Idle {
		return
	}
	src := strings.Join(b.Code, "\n")
	if b.Parent == nil && scope.File != "" {
		if sec := w.section(b.Section); sec.File == "" || sec.Weak {
			sec.File, sec.Weak = scope.File, true
		}
	}
	switch {
	case b.Lang == "go" || b.Lang == "golang" || (b.Lang == "" || b.Lang == "diff" || b.Lang == "text") && goblock.IsGo(src):
		w.out = append(w.out, goblock.Statements(b, scope.File, w.doc.File)...)
	case b.Lang == "yaml" || b.Lang == "yml" || b.Lang == "" && sketch.Is(b.Code):
		for _, kind := range w.rootKinds(b.Section) {
			w.out = append(w.out, sketch.Statements(b, kind, scope.File, w.doc.File)...)
		}
	case scope.Role == words.Files || tree.Is(b.Code):
		w.out = append(w.out, tree.Statements(b, w.doc.File)...)
	}
}
