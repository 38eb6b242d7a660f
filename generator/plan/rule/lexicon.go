package rule

// The words of rules and their roles. Longer phrases come first where one
// begins like another.

import (
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
	isElse    role = "else"  // what happens otherwise
	isJust    role = "just"  // only
	isLike    role = "like"  // same form as
	isMeans   role = "means" // what an unset field counts as
	isUnknown role = "?"
)

// phrases are written in lower case; the longest that fits is taken.
var phrases = compile(map[role]string{
	isReject: `invalid|is invalid|reject|rejected|rejects|is rejected|are rejected|refuse|refused|is refused|forbidden|not allowed|disallowed|
		not ok|not permitted|an error|error|not supported|unsupported|nonsense|denied|deny|illegal|not valid|must be rejected|fails|is an error|
		not accepted|makes no sense|no good|cannot be used|must not be used|may not be used|can't be used|is not available|is not possible|one cause|a cause|is not ok|not ok|isn't allowed|must not happen|is not allowed|are not allowed|is invalid|are invalid|is forbidden|are forbidden|are rejected|not possible|must be refused|a violation`,
	isNeed: `required|is required|are required|mandatory|is mandatory|must be set|must be given|must be present|has to be set|needed|is needed|
		must be specified|must not be empty|has to be given|obligatory|must not be unset|must not be missing|non-empty|not empty|must be there|
		must be provided|may not be empty|cannot be empty|has to be there|must be filled`,
	isUnset: `not set|unset|missing|is missing|absent|not given|nil|not specified|is empty|not present|left out|omitted|not there|is not set|is unset|
		is absent|are not set|is not given|are unset|empty|has no|must not be set|must be unset|must be empty|must be absent|may not be set`,
	isSet: `set|is set|are set|given|is given|are given|specified|is specified|present|is present|provided|configured|is there|are there|be set|
		exists|is configured|used|is used|in use|both are set|both are there|both are given|that one is given|it is set|it is given|one is given`,
	isIf: `if|when|whenever|in case|as long as|while|provided that|as soon as|where`,
	isOnly: `only if|only when|only with|only for|only together with|only valid with|only allowed with|only allowed if|only allowed when|requires|
		require|needs|need|depends on|only valid if|only valid when|only valid for|allowed only with|allowed only if|allowed only when|valid only with|
		only makes sense with|makes sense only with|may only be set if|may only be set when|can only be set if|can only be set when|only on|
		may be set only if|may be set only when|only in|only allowed for|is only allowed with|is only allowed if|is only allowed when|must come with|
		can only be used with|may only be used with|may only be set with|may only be set together with|can only be set with|only available on|
		only supported on|only supported with|supported only on`,
	isUnless:  `unless|except if|except when|except with|except for|except on|except|but not if|other than when`,
	isWithout: `without|w/o|with no|lacks|lacking`,
	isBoth:    `both or none|both or neither|together or not at all|either both or none|all or none|both or not at all|only together|set together|must be set together|must come together|come as a pair|both must be set or none|go together`,
	isNotBoth: `not both|mutually exclusive|are mutually exclusive|exclude each other|one at most|at most one|at most one of|cannot be combined|
		only one of|not together|must not be combined|must not both be set|cannot both be set|may not be combined|are exclusive|can't be combined|
		never both|must not be set together|cannot be set together|must not be used together|is incompatible with|are incompatible|
		incompatible with|conflicts with|conflict with|excludes|cannot be combined with|must not be combined with|not together with|
		mutually exclusive with|is mutually exclusive with|cannot be used together|must not be set at the same time|no more than one of`,
	isOne:    `exactly one|exactly one of|one and only one of|precisely one of`,
	isSome:   `at least one|at least one of|one or more of|any one of`,
	isAmong:  `one of|is one of|must be one of|either|any of|be one of|allowed values|valid values|allowed|possible values|only the values|values|accepted values|supported values|are one of`,
	isUnique: `unique|no duplicates|distinct|must not repeat|without duplicates|must be unique|are unique|no duplicate|without repetition|must differ|must not contain duplicates|all different|no repetition|no doubles|may not repeat|must be distinct|only once`,
	isPower:  `power of two|a power of two|power of 2|a power of 2|powers of two`,
	isTimes:  `multiple of|a multiple of|whole multiple of|a whole multiple of|multiples of|divisible by|in steps of|integral multiple of|an integral multiple of`,
	isHex:    `lowercase hex digits|lower-case hex digits|hex digits|hexadecimal digits|lowercase hexadecimal digits|lower case hex digits`,
	isEach:   `each|every|elements|each element|every element|each entry|every entry|entries are|items|each of them|each item|all elements|every item|element|all entries|any element`,
	isKeys:   `keys|key|every key|each key|all keys|its keys`,
	isMember: `name of an entry of|name of an entry in|name of one of|the name of one of|be in|must be in|exist in|exists in|listed in|name one of|
		names one of|must name one of|must name an entry of|an entry of|refer to|refers to|must refer to|must exist in|must be listed in|
		must be the name of one of|must be the name of|must be the name of an entry of|is in|among|must be among|must name a|must be one of the|
		must be an entry of|is the name of|is the name of one of|has to be in|in|references|must reference|must be declared in|must match an entry of|
		must point to|must be defined in|must name|has to name|names|must exist among|must be found in`,
	isUnit:    `characters|character|chars|long|entries|elements long|keys at most|of them|items long|bytes long|entry|in length|letters|characters long|times`,
	isNot:     `not|is not|must not be|must not|may not|cannot|never|can't|cannot be|may not be|no|never be|are not|isn't|not be|mustn't|does not|do not|must never be|must never`,
	isOn:      `on|on the field|at field|reported on|on field`,
	isJust:    `only|exclusively`,
	isElse:    `not found|otherwise|anything else|everything else|else|if not|any other value|other values|all others|any other|others|the rest`,
	isLike:    `same form as|the same form as|same format as|same rules as|the same rule as|same rule as|the same format as|like`,
	isMeans:   `counts as|means|is read as|is treated as|is taken as|defaults to|stands for|counts for`,
	isSame:    `same field|the same field`,
	isAnd:     `and|&&|&|next to|together with|combined with|as well as|while also|plus|along with|beside|in combination with|at the same time as|but`,
	isOr:      `or|\|\||\||/`,
	isGate:    `feature gate|gate|the feature gate|the gate`,
	isOff:     `off|disabled|is off|is disabled|not enabled|is not enabled|not on|turned off`,
	isEnabled: `enabled|is enabled|is on|turned on|active`,
	isCount:   `n|number of|the number of|count|length|the length|size|the length of|number|the count of|the size of|how many`,
	isPermit: `not checked|is not checked|are not checked|no check|irrelevant|fine|is fine|free text|is ok|ok|may be empty|are fine|is allowed|are allowed|not validated|no validation|
		does not matter|not our business|not ours|deals with it|is legal|are legal|left to|no limit|anything goes|is accepted|are accepted|may repeat|
		unchecked|up to the user|checked by|enforced by|is valid|are valid|allowed to be empty|can be empty|not a rule|any order|nothing to check|
		does not care|do not care|not enforced|no rule|no restriction|nothing checks|unlimited|deliberately|never rejected|not rejected|
		is not an error|no error|not an error|no problem|is harmless|harmless|see the comment|is in the struct comment|see above|see below|limit is in`,
	isFiller: `the|a|an|must|be|is|are|has|have|to|should|value|of|it|its|that|this|will|field|fields|too|also|then|with|at|for|a value|does|shall|
		by|as|on its own|in all cases|always|itself|string|number|integer|any|at all|and return|then return|return|nothing else looked at|nothing else is checked|all|whole|only be|must be|has to|have to|has to be|values of|
		list|valid|be a|be an|they|there|which|who|can|may|webhook|the webhook|admitter|used as|treated as|end|ends|again|so|just|even|
		under|full|plain|well-formed|proper|some|one`,
})

var operators = compileOps(map[string]string{
	"<=": `<=|≤|at most|no more than|not more than|not longer than|no longer than|not above|must not exceed|does not exceed|not exceed|up to|maximum|
		maximum of|maximally|not greater than|not bigger than|not larger than|no greater than|no larger than|or less|or fewer|or shorter|or lower|or below|max|
		at the most|must not be greater than|must not be larger than|must not be longer than|must not be more than|may not exceed|cannot exceed|not higher than|not over|must not be above|within|not beyond|capped at|limited to`,
	">=": `>=|≥|at least|no less than|not less than|not below|minimum|minimum of|not smaller than|or more|or greater|or higher|or above|or longer|
		no fewer than|not shorter than|not lower than|not under|min|must not be less than|must not be smaller than|must not be below|at the least|no smaller than|from|and more|and above|and up|upwards|must not be shorter than|no lower than|no shorter than`,
	">":  `>|greater than|more than|larger than|above|over|exceeds|exceeding|exceed|longer than|higher than|bigger than|beyond|is greater than|is larger than|is more than|is longer than|must be greater than|strictly greater than`,
	"<":  `<|less than|smaller than|below|fewer than|shorter than|lower than|is less than|is smaller than|is below|strictly less than`,
	"==": `==|=|equals|equal to|equal|is equal to|must equal|is exactly|must be equal to|exactly|same as|the same as|must be the same as|must be`,
	"!=": `!=|≠|<>|other than|differs from|not equal to|is not equal to|different from|must differ from|must not equal|must not be equal to`,
})

var texts = compileOps(map[string]string{
	"startsWith": `starts with|start with|begins with|begin with|must start with|must begin with|prefixed with|prefixed by|prefix|starting with|has to start with|with the prefix`,
	"endsWith":   `ends with|end with|must end with|must end in|ends in|suffix|ending in`,
	"contains":   `contains|contain|containing|must contain|includes`,
	"matches":    `matches|match|must match|~|=~|of the form|matching|has the form|pattern|regex|has to match|conforms to|must conform to|the pattern|must match the pattern|must match the regular expression|regexp`,
})

var formats = compileOps(map[string]string{
	"isDNS1123Label":     `dns-1123 label|dns 1123 label|dns label|dns1123 label|rfc 1123 label|rfc-1123 label|dns-1123|dns_label`,
	"isDNS1123Subdomain": `dns-1123 subdomain|dns 1123 subdomain|dns subdomain|rfc 1123 subdomain|dns name|dns1123 subdomain`,
	"isCIDR":             `cidr|cidrs|cidr notation|in cidr notation|cidr block|cidr range`,
	"isIP":               `ip address|ip|ip addresses|ipv4 or ipv6 address|valid ip`,
	"isURL":              `url|urls|uri|absolute url|valid url`,
	"isAbsolutePath":     `absolute path|absolute|absolute file path`,
	"isLabelValue":       `label value|label values|kubernetes label value`,
	"isQualifiedName":    `qualified name|label key|qualified names`,
})

type phrase struct {
	words []string
	role  role
	text  string
}

func compile(of map[role]string) []phrase {
	var out []phrase
	for r, list := range of {
		for _, p := range alternatives(list) {
			out = append(out, phrase{strings.Fields(p), r, p})
		}
	}
	return out
}

func alternatives(list string) []string {
	list = strings.ReplaceAll(list, `\|`, "\x00")
	var out []string
	for _, p := range strings.Split(list, "|") {
		if p = strings.TrimSpace(strings.ReplaceAll(p, "\x00", "|")); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func compileOps(of map[string]string) []phrase {
	var out []phrase
	for text, list := range of {
		for _, p := range alternatives(list) {
			out = append(out, phrase{strings.Fields(p), "", text})
		}
	}
	return out
}

// all is every phrase, longest first.
var all = func() []phrase {
	out := slices.Clone(phrases)
	for _, set := range []struct {
		list []phrase
		role role
	}{{operators, isOp}, {texts, isText}, {formats, isFormat}} {
		for _, p := range set.list {
			out = append(out, phrase{p.words, set.role, p.text})
		}
	}
	slices.SortStableFunc(out, func(a, b phrase) int {
		if d := len(b.words) - len(a.words); d != 0 {
			return d
		}
		return rank(a.role) - rank(b.role)
	})
	return out
}()

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
