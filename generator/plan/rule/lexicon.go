package rule

// The words of rules and their roles. Longer phrases come first where one
// begins like another.

import (
	_ "embed"
	"slices"
	"strings"
)

// role is what a word or phrase does in a rule.
type role string

const (
	isField   role = "field"
	isValue   role = "value"
	isOp      role = "op"     // text: <, <=, ==, …
	isRange   role = "range"  // between two values
	isReject  role = "reject" // what stands there is refused
	isNeed    role = "need"   // required
	isSet     role = "set"
	isUnset   role = "unset"
	isIf      role = "if"
	isOnly    role = "only" // only if, only with, needs
	isUnless  role = "unless"
	isWithout role = "without"
	isBoth    role = "both or none"
	isNotBoth role = "not both"
	isOne     role = "exactly one"
	isSome    role = "at least one"
	isAmong   role = "one of"
	isUnique  role = "unique"
	isPower   role = "power"
	isTimes   role = "multiple"
	isText    role = "text"   // text: startsWith, endsWith, contains, matches
	isFormat  role = "format" // text: isCIDR …
	isHex     role = "hex"
	isEach    role = "each"
	isKeys    role = "keys"
	isMember  role = "member" // name of an entry of
	isUnit    role = "unit"   // characters, entries
	isNot     role = "not"
	isOn      role = "on"   // on FIELD: where it is reported
	isSame    role = "same" // same field
	isAnd     role = "and"
	isOr      role = "or"
	isComma   role = ","
	isColon   role = ":"
	isArrow   role = "->"
	isArch    role = "arch"
	isGate    role = "gate"
	isOff     role = "off"
	isEnabled role = "enabled"
	isCause   role = "cause"
	isCount   role = "count" // n, the number of elements
	isFiller  role = "filler"
	isPermit  role = "permit"
	isElse    role = "else" // what happens otherwise
	isJust    role = "just" // only
	isTwice   role = "twice"
	isNamed   role = "named"
	isPer     role = "per"
	isBut     role = "but"
	isBecause role = "because"
	isExample role = "example"
	isBetween role = "between"
	isOutside role = "outside"
	isLike    role = "like"  // same form as
	isMeans   role = "means" // what an unset field counts as
	isUnknown role = "?"
)

//go:embed lexicon.txt
var lexicon string

type phrase struct {
	words []string
	role  role
	text  string
}

// all is every phrase, longest first.
var all = func() []phrase {
	var out []phrase
	var r role
	text := ""
	for _, line := range strings.Split(lexicon, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			kind, name, _ := strings.Cut(strings.TrimSuffix(head, "]"), " ")
			r, text = meant[kind], name
			if kind == "role" {
				r, text = role(name), ""
			}
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		p := phrase{strings.Fields(line), r, text}
		if text == "" {
			p.text = line
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b phrase) int {
		if d := len(b.words) - len(a.words); d != 0 {
			return d
		}
		return rank(a.role) - rank(b.role)
	})
	return out
}()

var meant = map[string]role{"operator": isOp, "text": isText, "format": isFormat}

// rank decides between readings of the same words.
func rank(r role) int {
	switch r {
	case isFiller:
		return 2
	case isMember:
		return 1
	}
	return 0
}

var architectures = []string{"amd64", "arm64", "s390x", "ppc64le", "riscv64", "x86_64", "aarch64"}
