package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads the type that a sentence makes functions methods of.

var itsMethods = regexp.MustCompile(`(?i)^\W*(?:its|the) (?:\w+ )?methods?\b`)

// receive gives a function the receiver that the sentence is headed with:
// "methods of `Kite`: …", or "its methods …" below the type.
func (t *telling) receive(fact *funcFact) {
	if typ := t.sc.above; typ != nil && t.methods.Empty() && itsMethods.MatchString(t.s.text) {
		t.methods = typ.Name
	}
	if t.methods.Empty() && !t.sc.recv.Empty() {
		t.methods = t.sc.recv
	}
	if typ := t.gainer(); typ != nil && t.methods.Empty() {
		t.methods = typ.value()
	}
	if !t.methods.Empty() {
		fact.Receiver, fact.Method = fact.Receiver.Or(t.methods), feature.Text{}
		fact.isNew++
	}
}

// gainer is the type that a sentence starts with and that gets the methods which
// follow: "`Deck` in `deck.go` gets `Rewind() error`".
func (t *telling) gainer() *ref {
	first := t.refs[0]
	if first.lex != lexIdent || !isUpper(first.text) && len(humps(first.text)) < 2 || first.kind != refOther && first.kind != refType || strings.TrimSpace(first.lead) != "" {
		return nil
	}
	i := 1
	for i < len(t.refs) && t.refs[i].kind == refPath {
		i++
	}
	if i < len(t.refs) && t.refs[i].kind == refFunc && gainsLead.MatchString(t.refs[i].lead) {
		return first
	}
	return nil
}

// gainsLead matches the words between a type and the methods it gets.
var gainsLead = regexp.MustCompile(`(?i)^\s*(?:gets|gains|has)(?: the| a| two| three)?(?: new)?(?: methods?)?\s*$`)

// listedMethods is the type whose methods a list holds that the text
// introduces: "new file `x.go` with the type `Kite` and its methods:".
func listedMethods(p phrase) feature.Text {
	found := feature.Text{}
	if !methodsAhead.MatchString(p.text) {
		return found
	}
	for _, c := range p.codes() {
		name := strings.TrimPrefix(strings.TrimPrefix(c.text, "type "), "*")
		if l := lexOf(c.text); l == lexPath || l == lexFile || !goRule.MatchString(name) {
			continue
		}
		if !found.Empty() {
			return feature.Text{}
		}
		found = feature.T(name, c.at)
	}
	return found
}

var methodsAhead = regexp.MustCompile(`(?i)\bmethods?(?: (?:of|on|for)\b[^:]*)?:\s*$`)

// methodsOf holds for the head of a list of methods: "methods of `Kite`: …".
var methodsOf = regexp.MustCompile(`(?i)^\W*(?:(?:new|its|the|further)\s+)*methods? (?:of|on)(?: the)?(?: type| struct)?\s*$`)

// ofMethod holds for "method `f` of `kite`" and "`f` on `paperKite`", where the
// type need not be exported.
func ofMethod(group []*ref, f *ref) bool {
	switch strings.TrimSpace(f.lead) {
	case "of":
		return group[len(group)-1].noun == nounMethod
	case "on":
		return true
	}
	return false
}

// ofSomethingElse holds for a type that the field before it is of, and for
// messages of the protocol, which have no methods.
func ofSomethingElse(refs []*ref, f *ref) bool {
	if w := plainWords(firstClause(f.tail)); len(w) > 0 && (w[0] == "message" || w[0] == "rpc") {
		return true
	}
	for i, r := range refs {
		if r == f && i > 0 {
			return refs[i-1].kind == refField || refs[i-1].lex == lexTyped
		}
	}
	return false
}
