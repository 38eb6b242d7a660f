package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file finds out where the code of a Go block belongs: its file from the
// remark that leads it, its struct from the words before it.

// goPart is a stretch of a Go block that goes to one file.
type goPart struct {
	block
	file feature.Text
}

var fileRemark = regexp.MustCompile(`^//\s*(?:(?:in|file)\b:?\s*)?\x60?([\w./-]+\.go)\x60?:?(?:\s*\([^()]*\))?\s*$`)

// fileParts cuts a Go block at remarks that are nothing but a file. They are
// where the code goes and no part of it.
func fileParts(pg *page, b block) []goPart {
	cur := goPart{block: b}
	cur.code = nil
	var out []goPart
	for i, l := range b.code {
		m := fileRemark.FindStringSubmatch(l)
		if m == nil || lexOf(m[1]) != lexPath && lexOf(m[1]) != lexFile {
			cur.code = append(cur.code, l)
			continue
		}
		if strings.TrimSpace(strings.Join(cur.code, "")) != "" {
			cur.last = b.line + i - 1
			out = append(out, cur)
		}
		cur = goPart{block: b, file: feature.T(cleanPath(m[1]), diag.Pos{File: pg.name, Line: b.line + i})}
		cur.line, cur.code = b.line+i+1, nil
	}
	return append(out, cur)
}

// structsBefore finds the struct that bare fields belong to; several where the
// text says that all get them, or the one that a kind and its part make: "the
// status of the VMI gets".
func (g *goSnippet) structsBefore(s *section) []feature.Text {
	last := phrase{}
	for _, b := range s.blocks {
		if b.kind == blockCode && b.line <= g.at.line && g.at.line <= b.last {
			break
		}
		if b.kind == blockText {
			last = b.text
		}
	}
	var out []feature.Text
	if at := getsWords.FindStringIndex(last.text); at != nil {
		out = subjects(last, at[0])
		if len(out) == 0 {
			out = partsOfKinds(last)
		}
	}
	if len(out) > 0 {
		return out
	}
	if one := g.structBefore(s); !one.Empty() {
		return []feature.Text{one}
	}
	return nil
}

// getsWords end a text whose subject gets what follows.
var getsWords = regexp.MustCompile(`(?i)\b(?:gets?|gains?|receives?)(?: (?:a|the|one|two|this|these|new|following|fields?))*\s*:?\s*$`)

// subjects are the exported names in the list that ends before an offset.
func subjects(p phrase, end int) []feature.Text {
	var out []feature.Text
	cs := p.codes()
	for i := len(cs) - 1; i >= 0; i-- {
		if !listGap.MatchString(p.text[cs[i].to:end]) || lexOf(cs[i].text) != lexIdent || !isUpper(cs[i].text) {
			break
		}
		out = append([]feature.Text{cs[i].value()}, out...)
		end = cs[i].from
	}
	return out
}

var listGap = regexp.MustCompile(`(?i)^[\x60*\s]*(?:,|and|or|&|/|,\s*and)?[\x60*\s]*(?:both|each|all|also)?[\x60*\s]*$`)

// partsOfKinds reads "the status of the VMI" and "the spec of VM and VMI".
func partsOfKinds(p phrase) []feature.Text {
	part := ""
	plain := plainTitle(p.text)
	for _, w := range []string{"spec", "status"} {
		if hasWords(plain, w) {
			if part != "" {
				return nil
			}
			part = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	if part == "" {
		return nil
	}
	var out []feature.Text
	for _, k := range kindsIn(plain) {
		out = append(out, feature.T(k+part, p.at(0)))
	}
	return out
}

// kindsIn lists the API kinds that a text names in full words, longest first.
func kindsIn(plain string) []string {
	var out []string
	for _, k := range apiKinds {
		if hasWords(plain, k.words) {
			plain = strings.ReplaceAll(" "+plain+" ", " "+k.words+" ", " ")
			out = append(out, k.kind)
		}
	}
	return out
}
