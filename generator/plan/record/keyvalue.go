// This file defines tables whose rows are a label and a value.
package record

import (
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
)

// keyValue reports whether the table has two columns of which the first holds
// labels.
func (t *table) keyValue(tab *document.Table) bool {
	if len(t.columns) != 2 || len(tab.Rows) == 0 {
		return false
	}
	n := 0
	for _, r := range tab.Rows {
		if len(r.Cells) > 0 && words.LabelOf(r.Cells[0].Plain()) != words.LNone {
			n++
		}
	}
	return n*2 > len(tab.Rows) && (t.columns[0] == words.LProperty || t.columns[0] == words.LNone || t.scope.Role == words.Gate)
}

// KeyValue returns the rows of a key/value table as records; ok is false for
// other tables.
func KeyValue(tab *document.Table, role words.Role) (out []document.Record, ok bool) {
	t := &table{}
	t.scope.Role = role
	for _, h := range tab.Head {
		t.columns = append(t.columns, words.LabelOf(h.Plain()))
	}
	if !t.keyValue(tab) {
		return nil, false
	}
	for _, r := range tab.Rows {
		if len(r.Cells) == 2 {
			out = append(out, document.Record{Label: r.Cells[0].Plain(), Value: r.Cells[1], Line: r.Line})
		}
	}
	return out, true
}
