package plan

import (
	"go/token"
	"regexp"
	"strings"
	"unicode"
)

// lexeme is what a code span is, judged by its spelling alone.
type lexeme int

const (
	lexOther     lexeme = iota
	lexIdent            // validateRebootPolicy, RebootPolicy
	lexSignature        // isMdevGPU(gpu, config) bool
	lexTyped            // OnReboot string
	lexTypeDecl         // type MigrationPriority string
	lexMember           // MigrationCreateAdmitter.Admit
	lexPath             // pkg/virt-handler/vm.go
	lexFile             // vmi-create-admitter.go
	lexFlag             // --image-volume
	lexLiteral          // "Reboot"
	lexJSONPath         // spec.domain.rebootPolicy
	lexKey              // kubevirt.io/eviction-source, /var/run/x, system-critical
	lexGoType           // *safepath.Path, []v1.PanicDevice
)

var (
	identRE     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	memberRE    = regexp.MustCompile(`^\(?\*?([A-Za-z_][A-Za-z0-9_]*)\)?\.([A-Za-z_][A-Za-z0-9_]*)$`)
	signatureRE = regexp.MustCompile(`^(?:func\s+)?(?:\((?:\w+\s+)?\*?([A-Za-z_]\w*)\)\s*\.?\s*)?(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)\((.*)$`)
	typedRE     = regexp.MustCompile(`^([A-Za-z_]\w*)\s+((?:\*|\[\]|\[\w+\]|map\[|chan |func\(|[A-Za-z_])[^\x60"=]*?)(?:\s+\x60(.*)\x60)?$`)
	typeDeclRE  = regexp.MustCompile(`^type\s+([A-Za-z_]\w*)\s+(.+)$`)
	jsonPathRE  = regexp.MustCompile(`^\.?[a-z][A-Za-z0-9]*(\[\w*\])?(\.[a-z][A-Za-z0-9]*(\[\w*\])?)+$`)
	partPathRE  = regexp.MustCompile(`^[a-z][\w.-]*(/[\w.-]+)+\.go$`) // the end of a path
	fileRE      = regexp.MustCompile(`^[\w.+-]+\.(go|proto|json|md|yaml|yml|sh|in|list|bazel|txt)$`)
	goTypeRE    = regexp.MustCompile(`^(\*|\[\]|map\[)[\w\[\].*/]+$|^[a-z]\w*\.[A-Z]\w*$`)
	treeRoots   = map[string]bool{"pkg": true, "cmd": true, "staging": true, "tests": true, "tools": true, "hack": true, "api": true, "docs": true, "manifests": true, "automation": true, "examples": true, "vendor": true, "images": true, "cluster-up": true}
)

// lexOf classifies a code span.
func lexOf(s string) lexeme {
	switch {
	case strings.HasPrefix(s, "-"):
		return lexFlag
	case strings.HasPrefix(s, `"`):
		return lexLiteral
	case identRE.MatchString(s):
		return lexIdent
	case fileRE.MatchString(s):
		return lexFile
	case isTreePath(s):
		return lexPath
	case partPathRE.MatchString(s):
		return lexFile
	case typeDeclRE.MatchString(s):
		return lexTypeDecl
	case goTypeRE.MatchString(s), strings.HasPrefix(s, "func("):
		return lexGoType
	case memberRE.MatchString(s):
		if jsonPathRE.MatchString(s) {
			return lexJSONPath
		}
		return lexMember
	case jsonPathRE.MatchString(s):
		return lexJSONPath
	case signatureRE.MatchString(s) && !strings.ContainsAny(s, "\"'"):
		return lexSignature
	case typedRE.MatchString(s) && !strings.ContainsAny(s, "\"'/:<>$") && !strings.Contains(s, "--"):
		return lexTyped
	case strings.ContainsAny(s, "/:-.") && !strings.ContainsAny(s, " <>"):
		return lexKey
	}
	return lexOther
}

// isTreePath holds for paths into a KubeVirt checkout, absolute ones of the
// author's machine included.
func isTreePath(s string) bool {
	if strings.ContainsAny(s, " \"'<>(){}") || !strings.Contains(s, "/") || strings.Contains(s, "://") {
		return false
	}
	return treeRoots[strings.SplitN(cleanPath(s), "/", 2)[0]]
}

// cleanPath makes a path relative to the checkout: "./", the folders of the
// author's machine and GOPATH prefixes are cut off.
func cleanPath(s string) string {
	s = strings.TrimPrefix(strings.TrimSuffix(strings.TrimSpace(s), ":"), "./")
	if i := strings.Index(s, "kubevirt.io/kubevirt/"); i >= 0 {
		return s[i+len("kubevirt.io/kubevirt/"):]
	}
	if !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "~") {
		return s
	}
	parts := strings.Split(strings.TrimLeft(s, "~/"), "/")
	for i, p := range parts {
		if i > 0 && (p == "kubevirt" || parts[i-1] == "kubevirt") && treeRoots[p] {
			return strings.Join(parts[i:], "/")
		}
	}
	for i, p := range parts {
		if i > 0 && treeRoots[p] && strings.Contains(parts[len(parts)-1], ".") {
			return strings.Join(parts[i:], "/")
		}
	}
	return s
}

// noun is what the word next to a code span says it is.
type noun int

const (
	nounNone noun = iota
	nounFunc
	nounMethod
	nounType
	nounStringType
	nounConst
	nounVar
	nounField
	nounParam
	nounGate
	nounInterface
	nounOther
)

var nouns = map[string]noun{
	"function": nounFunc, "functions": nounFunc, "func": nounFunc, "helper": nounFunc, "helpers": nounFunc, "accessor": nounFunc, "accessors": nounFunc,
	"constructor": nounFunc, "option": nounFunc, "builder": nounFunc, "validator": nounFunc, "getter": nounFunc, "predicate": nounFunc, "decoder": nounFunc,
	"method": nounMethod, "methods": nounMethod,
	"type": nounType, "types": nounType, "struct": nounType, "structs": nounType, "mutator": nounType, "configurator": nounType, "structure": nounType, "enum": nounStringType,
	"constant": nounConst, "constants": nounConst, "const": nounConst, "consts": nounConst, "key": nounConst, "variable": nounVar, "variables": nounVar, "var": nounVar,
	"field": nounField, "fields": nounField, "property": nounField, "attribute": nounField, "element": nounField, "member": nounField,
	"parameter": nounParam, "parameters": nounParam, "argument": nounParam, "arguments": nounParam, "param": nounParam, "params": nounParam,
	"gate": nounGate, "gates": nounGate, "interface": nounInterface, "interfaces": nounInterface,
	"label": nounOther, "labels": nounOther, "annotation": nounOther, "annotations": nounOther, "flag": nounOther, "flags": nounOther, "package": nounOther, "packages": nounOther,
	"condition": nounOther, "conditions": nounOther, "reason": nounOther, "reasons": nounOther, "event": nounOther, "events": nounOther, "container": nounOther, "image": nounOther, "webhook": nounOther, "rpc": nounOther,
	"message": nounOther, "messages": nounOther, "value": nounOther, "values": nounOther, "model": nounOther, "phase": nounOther, "state": nounOther, "command": nounOther, "commands": nounOther,
	"volume": nounOther, "metric": nounOther, "metrics": nounOther, "role": nounOther, "marker": nounOther, "controller": nounOther, "subresource": nounOther, "file": nounOther, "decorator": nounOther, "kind": nounOther, "crd": nounOther, "resource": nounOther, "suite": nounOther, "lane": nounOther, "binary": nounOther,
}

// nounBefore returns what the words right before a code span call it.
func nounBefore(lead string) noun {
	words := plainWords(lead)
	if len(words) == 0 || endsClause(lead) {
		return nounNone
	}
	last := words[len(words)-1]
	if strings.HasSuffix(strings.TrimSpace(lead), ":") && nouns[last] != nounFunc && nouns[last] != nounMethod && nouns[last] != nounConst {
		return nounNone
	}
	if last == "type" && len(words) > 1 && words[len(words)-2] == "string" {
		return nounStringType
	}
	if last == "controller" && len(words) > 1 && words[len(words)-2] == "new" {
		return nounType
	}
	return nouns[last]
}

// nounAfter returns what the words right after a code span call it: "`X` type",
// "`X` is a new string type".
func nounAfter(tail string) noun {
	if strings.HasPrefix(strings.TrimLeft(tail, " "), ",") || strings.HasPrefix(strings.TrimLeft(tail, " "), "(") || strings.HasPrefix(tail, ":") {
		return nounNone
	}
	words := plainWords(firstClause(tail))
	if len(words) == 0 {
		return nounNone
	}
	if words[0] == "is" || words[0] == "are" || words[0] == "become" || words[0] == "becomes" {
		for i, w := range words[1:min(len(words), 6)] {
			if n := nouns[w]; n == nounType && words[i] == "string" {
				return nounStringType
			} else if n != nounNone && n != nounOther {
				return n
			}
		}
		return nounNone
	}
	return nouns[words[0]]
}

// firstClause cuts at the first sign that ends a clause.
func firstClause(s string) string {
	if i := strings.IndexAny(s, ",;:.("); i >= 0 {
		return s[:i]
	}
	return s
}

func endsClause(lead string) bool {
	l := strings.TrimRight(lead, " \n(")
	return strings.HasSuffix(l, ",") || strings.HasSuffix(l, ";") || strings.HasSuffix(l, ".") || strings.HasSuffix(l, ")")
}

// plainWords splits text into lower-case words.
func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' && r != '\''
	})
}

// verbs that function names start with.
var verbs = wordSet(`get set is has new with validate apply convert create delete update add remove build make find generate
	place group serve handle render check compute calculate collect sync reconcile process mutate admit start stop run register
	enqueue requeue re list watch patch mark fetch lookup parse format init setup prepare migrate hotplug unplug attach detach mount
	unmount link unlink adjust ensure expect should must can filter map merge resolve select sort ack iterate expected missing
	assign allocate release lock unlock inject append prepend export import disable enable restore save load store read write
	open close wait poll notify emit record report send receive execute finalize cleanup clear reset refresh compare equal match
	contains count copy clone translate configure extend need needs do visit walk expand count print upgrade evict drain
	connect disconnect dial subscribe publish encode decode marshal unmarshal hash sign verify upload download plug move rename`)

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// humps splits an identifier into its lower-cased words.
func humps(name string) []string {
	var out []string
	runes := []rune(name)
	start := 0
	for i := 1; i <= len(runes); i++ {
		if i < len(runes) {
			up := unicode.IsUpper(runes[i])
			prevLow := !unicode.IsUpper(runes[i-1])
			nextLow := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if runes[i] != '_' && (!up || !prevLow && !nextLow) {
				continue
			}
		}
		if w := strings.Trim(strings.ToLower(string(runes[start:i])), "_"); w != "" {
			out = append(out, w)
		}
		start = i
	}
	return out
}

// looksLikeFunc reports whether an identifier reads as the name of a function.
func looksLikeFunc(name string) bool {
	hs := humps(name)
	if len(hs) == 0 || strings.HasSuffix(name, "Func") || token.IsKeyword(name) {
		return false
	}
	if len(hs) == 1 {
		return verbs[hs[0]] && len(name) > 3
	}
	if verbs[hs[0]] {
		return true
	}
	if !unicode.IsUpper([]rune(name)[0]) {
		for _, h := range hs[1:] {
			if h == "contains" || h == "has" || h == "is" || h == "for" || h == "from" || h == "requires" || h == "supports" || h == "needs" {
				return true
			}
		}
	}
	return strings.HasSuffix(name, "Enabled") && unicode.IsUpper([]rune(name)[0])
}
