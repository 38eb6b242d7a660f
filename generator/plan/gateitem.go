package plan

import (
	"regexp"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file puts the attributes of a gate together that a list gives one item
// each.

// attributeLabels are the labels of items that tell something about the gate
// which the item before them names.
var attributeLabels = wordSet(`stage owner owners release since maturity accessor constant const name default defaults
	description doc purpose graduation`)

// withAttributes joins the items that only tell an attribute ("- Stage: Alpha")
// to the item before them that names the gate.
func withAttributes(items []*item, about bool) []*item {
	var out []*item
	open := false
	for _, it := range items {
		label := itemLabel(it)
		if open && attributeLabels[label] {
			whole := *out[len(out)-1]
			whole.text, whole.rest = appendPhrase(whole.text, it.text), appendPhrase(whole.rest, it.text)
			whole.blocks = append(whole.blocks[:len(whole.blocks):len(whole.blocks)], it.blocks...)
			out[len(out)-1] = &whole
			continue
		}
		open = isGateLabel(label) || about && label == "name" || startsWithGate(it.text)
		out = append(out, it)
	}
	return out
}

func itemLabel(it *item) string {
	if label := plainTitle(it.key); label != "" {
		return label
	}
	return plainLabel(it.text)
}

var forwarded = regexp.MustCompile(`(?i)\bvirt-handler\b.*\b(?:forwards?|sends?|passes|hands)\b|\b(?:forwarded|sent|passed|handed)(?: on)? to (?:the )?(?:virt-)?launcher\b`)

// forwards takes what the words on a gate say of its way to virt-launcher for a
// change of virt-handler, which sends it.
func (r *reader) forwards(p phrase) {
	for _, s := range p.sentences() {
		if forwarded.MatchString(s.flat()) && !saysNone(s.flat()) {
			c := r.component(feature.T("virt-handler", s.at(0)))
			c.Changes = append(c.Changes, s.value())
		}
	}
}
