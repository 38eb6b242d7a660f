// This file defines the table of links: which words between two names make
// which relation of them.
package words

import "github.com/kubevirt/kvscaffold/generator/document"

// Link is what the words between two mentions say.
type Link string

// The links between mentions. The comment gives the direction: A stands
// before, B behind the words.
const (
	LinkNone     Link = ""
	CalledBy     Link = "called by"   // A is called by B
	Calls        Link = "calls"       // A calls B
	Gains        Link = "gains"       // A gets B
	Loses        Link = "loses"       // A loses B
	Joins        Link = "joins"       // A is added to B
	Replaces     Link = "replaces"    // A replaces B
	ReplacedBy   Link = "replaced by" // A is replaced by B
	RenamedTo    Link = "renamed to"
	MovedTo      Link = "moved to"
	In           Link = "in" // A is in B
	ValueIs      Link = "value"
	TypeIs       Link = "type"
	JSONIs       Link = "json"
	XMLIs        Link = "xml"
	After        Link = "after"
	Before       Link = "before"
	ReturnsIt    Link = "returns"
	Like         Link = "like"
	If           Link = "if"
	Names        Link = "named" // A is called B
	ImplementsIt Link = "implements"
	Default      Link = "default"
)

type linkRow struct {
	link    Link
	phrases []string
}

// links are tried in order; the first row with a phrase in the words decides.
var links = []linkRow{
	{JSONIs, []string{"json name", "in json", "json", "serialized as", "json tag", "json key", "spelled in yaml"}},
	{XMLIs, []string{"xml name", "xml attribute", "in xml", "xml"}},
	{CalledBy, []string{"called by", "called from", "called in", "called inside", "called at", "called as", "called right", "called last", "called first", "called once", "called there by", "is called when", "called before", "called after", "called next", "called with",
		"call in", "call from", "call it in", "call it from", "call at", "call it at", "called on", "called within", "called for", "called also by", "called only by", "called only from", "called both by", "called both from",
		"invoked by", "invoked from", "invoked in", "invoked at", "used by", "used in", "used from", "run by", "run from", "hooked into", "wired into", "plugged into", "consulted by", "asked by", "needed by", "executed by", "executed in", "hook in", "hook into", "called *ly by", "called *ly from", "taken by", "shared by", "read by", "evaluated by", "evaluated in", "consumed by", "its caller is", "caller is", "callers are", "callers"}},
	{ReplacedBy, []string{"replaced by", "replaced with", "superseded by", "gives way to", "is swapped for", "makes room for"}},
	{RenamedTo, []string{"renamed to", "is renamed", "renamed into", "rename to", "gets the name", "becomes"}},
	{MovedTo, []string{"moves to", "moved to", "moves into", "moved into", "moves there as", "moves here as", "going into", "is moved to", "relocated to"}},
	{Replaces, []string{"replaces", "instead of", "in place of", "rather than", "supersedes", "takes the place of", "replacing", "was", "formerly"}},
	{Loses, []string{"loses", "drops", "no longer has", "no longer takes", "drop"}},
	{Gains, []string{"gets", "gains", "receives", "gain", "get", "receive", "is extended by", "extended by", "is extended with", "extended with", "has to get", "obtains", "acquires", "takes one more", "takes an additional", "takes a", "takes", "accepts", "has a new", "has one", "has the", "has a", "grows", "is given", "has two", "has three", "with one more", "with a new", "is enriched by", "is complemented by", "is supplemented by", "holds", "carries", "contains", "has"}},
	{Joins, []string{"added to", "is added to", "appended to", "joins", "inserted into", "put into", "placed in the struct", "belongs to", "is a member of", "member of", "is added as"}},
	{ImplementsIt, []string{"implemented by", "is implemented by", "implementation in", "implemented for", "implemented in", "implemented on"}},
	{ReturnsIt, []string{"returns", "returning", "gives back", "giving back", "return", "yields", "results in", "that returns", "whose result is", "result"}},
	{Names, []string{"is named", "is called", "named", "called", "goes by the name", "under the name", "by the name of", "with the name", "has the name"}},
	{ValueIs, []string{"=", "with the value", "the value", "value", "whose value is", "amounts to", "with the text", "set to", "equals", "formatted from", "with"}},
	{TypeIs, []string{"of type", "of the type", "of go type", "is a pointer to", "pointer to", "a list of", "list of", "slice of", "is of type", "is of the type", "which is a", "which is an", "that is a", "is a", "is an", "type", "typed", "a map of", ":"}},
	{Default, []string{"default", "defaults to", "defaulting to"}},
	{Calls, []string{"done by", "performed by", "carried out by", "made by", "decided by", "checked by", "calls", "call", "calling", "invokes", "invoking", "uses", "using", "asks", "asking", "delegates to", "goes through", "with the help of", "by means of", "depends on", "depend on", "consults", "relies on", "runs", "based on", "on top of", "through", "via", "hands over to", "passes", "use", "then", "applies", "follows from"}},
	{Like, []string{"like", "same as", "as for", "similar to", "modelled on", "modeled on", "pattern of", "following", "analogous to", "as in", "in the style of", "just as", "in the same way as", "mirrors", "copied from", "as"}},
	{After, []string{"after", "behind", "next to", "beside", "right below", "just below", "below", "following", "right behind", "between"}},
	{Before, []string{"before", "in front of", "above", "ahead of", "right above", "preceding"}},
	{If, []string{"if", "when", "whenever", "unless", "while", "provided that", "only when", "in case", "as long as", "once", "where"}},
	{In, []string{"in", "into", "to", "of", "from", "on", "inside", "under", "at", "within", "for"}},
}

// LinkOf returns what the words between two mentions say, and where in them.
func LinkOf(gap document.Rich) (Link, int) {
	for _, row := range links {
		if i := Find(gap, row.phrases...); i >= 0 {
			return row.link, i
		}
	}
	if len(gap) > 0 && gap[len(gap)-1].Is("+") {
		return Gains, len(gap) - 1
	}
	for i := 0; i+1 < len(gap); i++ {
		if gap[i].Is("-") && gap[i+1].Is(">") {
			return RenamedTo, i
		}
	}
	for i, t := range gap {
		if t.Kind == document.Symbol && (t.Text == "→" || t.Text == "➡") {
			return RenamedTo, i
		}
	}
	return LinkNone, -1
}

// Removes reports whether the words say that something goes away.
func Removes(r document.Rich) bool {
	return Has(r, "removed", "removes", "deleted", "delete", "dropped", "goes away", "go away", "disappears", "is taken out", "are taken out", "gets removed", "remove", "is dropped", "are deleted", "obsolete")
}

// Stays reports whether the words leave something as it is.
func Stays(r document.Rich) bool {
	return Has(r, "stays", "stay", "remains", "remain", "unchanged", "untouched", "not touched", "isn't touched", "as it is", "as they are", "as is", "keeps", "no change", "not changed", "not edited", "no functional change", "works as before", "as before", "exists already", "already exists", "without being edited", "left alone", "is not touched", "are not touched", "needs no")
}
