// This file defines what labels and column headings mean.
package words

import "strings"

// Label is the meaning of a label or of the heading of a column.
type Label string

// The meanings of labels.
const (
	LNone      Label = ""
	LName      Label = "name"
	LGate      Label = "gate"
	LConst     Label = "const"
	LAccessor  Label = "accessor"
	LStage     Label = "stage"
	LFrom      Label = "from"
	LTo        Label = "to"
	LRelease   Label = "release"
	LOwner     Label = "owner"
	LSIG       Label = "sig"
	LFile      Label = "file"
	LPackage   Label = "package"
	LStruct    Label = "struct"
	LField     Label = "field"
	LType      Label = "type"
	LJSON      Label = "json"
	LXML       Label = "xml"
	LMarker    Label = "marker"
	LOptional  Label = "optional"
	LRequired  Label = "required"
	LDefault   Label = "default"
	LValue     Label = "value"
	LValues    Label = "values"
	LDoc       Label = "doc"
	LFunction  Label = "function"
	LReceiver  Label = "receiver"
	LParams    Label = "params"
	LReturns   Label = "returns"
	LCalledBy  Label = "called by"
	LSignature Label = "signature"
	LChange    Label = "change"
	LComponent Label = "component"
	LKind      Label = "kind"
	LVariable  Label = "variable"
	LRule      Label = "rule"
	LMessage   Label = "message"
	LCause     Label = "cause"
	LProperty  Label = "property"
	LState     Label = "state"
	LCase      Label = "case"
	LTitle     Label = "title"
	LLike      Label = "like"
	LSummary   Label = "summary"
	LCondition Label = "condition"
)

var labels = map[Label][]string{
	LName:      {"name", "identifier", "name / constant", "name/constant", "symbol", "gate name"},
	LGate:      {"gate", "feature gate", "feature gates", "gates", "fg", "featuregate"},
	LConst:     {"const", "constant", "go constant", "const name", "constants", "go const", "constant name"},
	LAccessor:  {"accessor", "getter", "query", "config accessor", "accessor method", "clusterconfig method", "method on clusterconfig", "check"},
	LStage:     {"stage", "state", "maturity", "phase", "level", "initial stage", "initial state", "status", "graduation", "starts as"},
	LFrom:      {"from", "old stage", "was"},
	LTo:        {"to", "new stage"},
	LRelease:   {"release", "since", "version", "target", "target release", "introduced in", "target version", "in", "targets", "first release"},
	LOwner:     {"owner", "owners", "owning sig", "sig / owner", "responsible", "owned by", "sig/owner", "contact"},
	LSIG:       {"sig"},
	LFile:      {"file", "path", "location", "where", "lives in", "source file", "definition", "files", "place", "in file", "source", "defined in"},
	LPackage:   {"package", "pkg", "directory"},
	LStruct:    {"struct", "in struct", "parent", "parent struct", "owner struct", "belongs to", "structure", "object"},
	LField:     {"field", "member", "go name", "go field", "field name", "fields", "go"},
	LType:      {"type", "go type", "kind of value", "typ"},
	LJSON:      {"json", "json name", "json tag", "yaml", "tag", "json key", "serialized as"},
	LXML:       {"xml", "xml name", "xml tag", "element"},
	LMarker:    {"marker", "markers", "kubebuilder", "annotations", "kubebuilder markers", "validation markers", "markers / notes"},
	LOptional:  {"optional", "opt", "optional?", "opt."},
	LRequired:  {"required", "required?", "req", "mandatory"},
	LDefault:   {"default", "default value", "defaults"},
	LValue:     {"value", "go value", "string", "string value", "literal"},
	LValues:    {"values", "allowed values", "possible values", "enum"},
	LDoc:       {"doc", "meaning", "description", "purpose", "does", "what it does", "documentation", "comment", "what", "notes", "note", "remark", "details", "explanation", "behaviour", "behavior", "doc comment", "gate description", "enables", "describes", "responsibility", "job", "semantics", "checks"},
	LFunction:  {"function", "func", "functions", "method", "helper", "new function", "funcs", "new func", "function / method", "function or method", "changed function"},
	LReceiver:  {"receiver", "on", "method of", "recv"},
	LParams:    {"params", "parameters", "args", "arguments", "takes", "input", "in"},
	LReturns:   {"ret", "returns", "return", "result", "results", "return type", "gives", "output"},
	LCalledBy:  {"called by", "called from", "caller", "callers", "used by", "used in", "call site", "call sites", "called in", "hook", "invoked by", "invoked from", "user", "users"},
	LSignature: {"signature", "declaration", "prototype"},
	LChange:    {"change", "changes", "what changes", "what happens", "modification", "how", "to do", "todo", "impact", "role", "part", "work", "changes required", "content"},
	LComponent: {"component", "comp", "binary", "components"},
	LKind:      {"kind", "category", "sort", "new/changed", "new?"},
	LVariable:  {"variable", "var"},
	LRule:      {"rule", "requirement", "constraint", "rules", "check name"},
	LMessage:   {"message", "error message", "error", "text", "msg"},
	LCause:     {"cause", "cause type", "reason"},
	LProperty:  {"property", "key", "attribute", "item", "aspect", "setting"},
	LCase:      {"case", "cases", "scenario", "test", "tests", "test case", "test cases", "title", "covers", "entries", "scenarios"},
	LLike:      {"like", "pattern", "modelled on", "similar to", "same as", "template"},
	LSummary:   {"summary", "primary requirement", "goal", "objective", "feature"},
	LCondition: {"condition", "when", "if"},
}

var labelOf = func() map[string]Label {
	out := map[string]Label{}
	for l, names := range labels {
		for _, n := range names {
			if was, ok := out[n]; !ok || l < was {
				out[n] = l
			}
		}
	}
	for n, l := range map[string]Label{"in": LFile, "state": LStage, "status": LStage, "title": LCase, "check": LAccessor, "reason": LCause, "object": LStruct, "go": LField} {
		out[n] = l
	}
	return out
}()

// LabelOf returns what a label or column heading means, LNone if nothing known.
func LabelOf(s string) Label {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.Trim(s, "*_`:?. ")
	if l, ok := labelOf[s]; ok {
		return l
	}
	for _, cut := range []string{"new ", "the ", "go ", "proposed ", "a ", "all "} {
		if rest, ok := strings.CutPrefix(s, cut); ok {
			if l, ok := labelOf[rest]; ok {
				return l
			}
		}
	}
	if i := strings.IndexAny(s, "(/&,"); i > 0 {
		if l, ok := labelOf[strings.TrimSpace(s[:i])]; ok {
			return l
		}
	}
	return LNone
}

// IsNothing reports whether a text says that there is nothing: none, n/a, –.
func IsNothing(s string) bool {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), ".*_ "))
	switch s {
	case "", "-", "–", "—", "none", "n/a", "na", "nothing", "no", "no change", "no changes", "unchanged", "not applicable", "nil", "none new", "–none–", "not touched", "untouched", "nothing to do", "n", "no code", "none (code)":
		return true
	}
	for _, p := range []string{"none,", "none ", "none;", "none.", "no change", "not touched", "unchanged", "nothing ", "none:", "no code"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// IsDitto reports whether a cell repeats the one above.
func IsDitto(s string) bool {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(s), ". ")) {
	case "ditto", "same", "as above", "\"", "〃", "idem", "dito", "see above", "''", "same as above", "the same", "same file", "likewise", "-\"-", "do":
		return true
	}
	return false
}

// IsYes reports whether a cell affirms.
func IsYes(s string) bool {
	f := strings.Fields(strings.ToLower(strings.Trim(s, " .✅✔")))
	if len(f) == 0 {
		return strings.ContainsAny(s, "✅✔")
	}
	switch strings.Trim(f[0], ",.;()") {
	case "yes", "y", "true", "x", "optional", "+optional", "opt":
		return true
	}
	return false
}

// IsNo reports whether a cell denies.
func IsNo(s string) bool {
	f := strings.Fields(strings.ToLower(strings.Trim(s, " .")))
	if len(f) == 0 {
		return strings.ContainsAny(s, "❌✗")
	}
	switch strings.Trim(f[0], ",.;()") {
	case "no", "n", "false", "required", "-", "–", "—":
		return true
	}
	return false
}
