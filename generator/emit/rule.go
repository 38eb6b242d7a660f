package emit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/generator/rule"
)

// The places where KubeVirt checks objects at admission. Each has its own form
// of function and of call.
const (
	atSpec      = "spec"      // VMI spec: (field, spec, config) []metav1.StatusCause
	atArch      = "arch"      // per architecture: (field, spec, statusCauses *[]metav1.StatusCause)
	atConfig    = "config"    // KubeVirt CR: (config) []metav1.StatusCause, fields as text
	atMigration = "migration" // inline in Admit, a violation is the response
	atPolicy    = "policy"    // inline in Admit, causes are collected
	atNetwork   = "network"   // as atSpec, with a narrow interface for the cluster config
	atOther     = "other"     // an admitter of other objects or of updates; what it has at hand differs
)

// check is one validation function, or one inline block, to be written.
type check struct {
	name   string
	fn     *feature.Function // nil where only rules ask for it
	at     string
	file   string
	from   diag.Pos
	rules  []boundRule
	parent *check   // the planned check that calls this one for each element
	parts  []*check // the checks it calls

	plainForm bool                // it is called with field and spec, and the config where that is asked
	written   map[*rule.Expr]bool // rules that became code
}

// boundRule is a rule whose paths are resolved.
type boundRule struct {
	feature.Rule
	path   FieldPath
	others []FieldPath
	expr   *rule.Expr // the rule as an expression; nil for the older kinds
	prose  bool       // cannot be expressed; the plan's words become a comment
}

// webhookDirs hold the admission code.
var webhookDirs = []string{"pkg/virt-api/webhooks", "pkg/network/admitter", "pkg/storage/admitters", "pkg/virt-operator/webhooks", "pkg/dra/admitter"}

// ownsCheck reports whether the admission emitter writes a planned function: a
// validator, or the gate helper of the KubeVirt CR's admitter.
func ownsCheck(fn feature.Function) bool {
	return isValidator(fn) || isGateHelper(fn)
}

func isValidator(fn feature.Function) bool {
	name := fn.Name.Value
	rest := ""
	for _, p := range []string{"validate", "Validate", "Admit", "admit"} {
		if r, ok := strings.CutPrefix(name, p); ok {
			rest = r
		}
	}
	if rest == "" || rest[0] < 'A' || rest[0] > 'Z' || !fn.Receiver.Empty() {
		return false
	}
	if otherAnswer(fn) {
		return false
	}
	return inWebhooks(fn.File.Value)
}

// otherAnswer holds for functions that the plan lets answer otherwise than with
// a list of causes; they are written like any function.
func otherAnswer(fn feature.Function) bool {
	return fn.Results.Value != "" && bareQualifiers(fn.Results.Value) != "[]StatusCause"
}

// inWebhooks reports whether a file, as the plan has it, is admission code.
func inWebhooks(file string) bool {
	if !strings.Contains(file, "/") {
		return file == "" || strings.Contains(file, "admitter")
	}
	return slices.ContainsFunc(webhookDirs, func(d string) bool { return strings.HasPrefix(file, d+"/") })
}

// isGateHelper recognises a function that tells from a KubeVirt configuration
// whether a gate is on.
func isGateHelper(fn feature.Function) bool {
	return strings.Contains(fn.Params.Value, "KubeVirtConfiguration") && strings.TrimSpace(fn.Results.Value) == "bool" &&
		strings.Contains(strings.ToLower(fn.Name.Value), "gate") && inWebhooks(fn.File.Value)
}

// checks gathers what the plan wants checked: its validators with their rules,
// and for rules without a validator the ones that have to be made.
func (c *Context) checks() []*check {
	var out []*check
	for i := range c.Feature.Functions {
		fn := &c.Feature.Functions[i]
		if !isValidator(*fn) || fn.Modify {
			continue
		}
		if !c.authorsWork(*fn) {
			out = append(out, &check{name: fn.Name.Value, fn: fn, from: fn.Name.At, file: fn.File.Value})
		}
	}
	linkParts(out)
	for _, br := range c.boundRules() {
		r := br.Rule
		ck := c.checkFor(out, br)
		if ck == nil {
			ck = c.newCheck(br)
			if ck == nil {
				c.Left("validation rule: "+firstWords(r.Text.Value), c.homeless(r), r.Text.At)
				continue
			}
			out = append(out, ck)
		}
		ck.rules = append(ck.rules, br)
	}
	for _, ck := range out {
		c.place(ck)
		shareParts(ck)
	}
	return out
}

// boundRules resolves the plan's rules; those that can be expressed come first,
// because they tell which checks there are. What volumeSources does anyway is
// left out.
func (c *Context) boundRules() []boundRule {
	var out, prose []boundRule
	for _, r := range c.Feature.Rules {
		if !r.Expr.Empty() {
			if r.In == "" || r.In == feature.InWebhook {
				if br, ok := c.bindExpr(r); ok {
					out = append(out, br)
				}
			}
			continue
		}
		br := c.bind(r)
		switch {
		case br.prose && strings.Contains(r.Text.Value, "sources") && strings.Contains(r.Text.Value, "count") && c.newSource():
		case br.prose:
			prose = append(prose, br)
		default:
			out = append(out, br)
		}
	}
	return append(out, prose...)
}

// newSource reports whether the plan adds a member to a counted union.
func (c *Context) newSource() bool {
	return slices.ContainsFunc(c.Fields().Planned, func(p FieldPath) bool { return unionDirs[p.Last().Owner.Name] != "" })
}

// shareParts gives a check the rules of its parts, at their place in the plan,
// so that it knows when to call them.
func shareParts(ck *check) {
	for _, p := range ck.parts {
		if len(p.rules) == 1 && !p.rules[0].prose {
			ck.rules = append(ck.rules, p.rules[0])
		}
	}
	slices.SortStableFunc(ck.rules, func(a, b boundRule) int {
		if a.Text.At.File != b.Text.At.File {
			return 0
		}
		return a.Text.At.Line - b.Text.At.Line
	})
}

// linkParts finds validators that another planned validator calls.
func linkParts(checks []*check) {
	for _, ck := range checks {
		for _, call := range ck.fn.Calls {
			for _, up := range checks {
				if up != ck && up.name == call.Func.Value {
					ck.parent = up
					up.parts = append(up.parts, ck)
				}
			}
		}
	}
	for i, ck := range checks {
		if up := spokenParent(checks[:i], ck); up != nil && ck.parent == nil && len(ck.fn.Calls) == 0 {
			ck.parent = up
			up.parts = append(up.parts, ck)
		}
	}
}

var perElement = regexp.MustCompile(`(?i)\bcalled (by|from|in) (the )?(former|first|it|that)\b|\b(for|on|per) (each|every)\b`)

// spokenParent finds the check that a plan means by "called by the former for
// every device": the one before it that shares most of its name.
func spokenParent(before []*check, ck *check) *check {
	if !perElement.MatchString(ck.words()) {
		return nil
	}
	var best *check
	most := len("validateXxx")
	for _, up := range before {
		n := 0
		for n < len(up.name) && n < len(ck.name) && up.name[n] == ck.name[n] {
			n++
		}
		if n >= most && up.parent == nil {
			best, most = up, n
		}
	}
	return best
}

// words returns what the plan says about a check's function.
func (ck *check) words() string {
	if ck.fn == nil {
		return ""
	}
	out := ck.fn.Doc.Value
	for _, s := range ck.fn.Steps {
		out += " " + s.Value
	}
	return out
}

// bind resolves the paths of a rule. A rule whose paths lead nowhere is kept
// as prose.
func (c *Context) bind(r feature.Rule) boundRule {
	br := boundRule{Rule: r}
	m := c.Fields()
	if r.Kind == feature.RuleProse || r.Kind == "" {
		br.prose = true
	}
	var ok bool
	if br.path, ok = m.findFor(r, r.Path.Value, nil); !ok {
		if len(m.Planned) == 1 && r.Path.Empty() {
			br.path, ok = m.Planned[0], true
		}
		br.prose = br.prose || !ok
	}
	for _, o := range r.Others {
		near := []FieldPath{}
		if ok {
			near = append(near, br.path)
		}
		p, found := m.findFor(r, o.Value, near)
		br.prose = br.prose || !found
		br.others = append(br.others, p)
	}
	br.prose = br.prose || !expressible(m, br)
	return br
}

// expressible reports whether a rule has what its code needs.
func expressible(m *Fields, r boundRule) bool {
	if r.path.Hops == nil {
		return r.Kind == feature.RuleArch
	}
	switch r.Kind {
	case feature.RuleGate, feature.RuleRequired:
		return true
	case feature.RuleOneOf, feature.RuleArch, feature.RulePrefix:
		return len(r.Values) > 0
	case feature.RuleRange:
		return (!r.Min.Empty() || !r.Max.Empty()) && numeric(m, r.path.Last())
	case feature.RuleMaxCount:
		return !r.Max.Empty() && (r.path.Last().List || r.path.Last().Map)
	case feature.RuleExclusive, feature.RuleEqual, feature.RuleRequires, feature.RuleForbidIf:
		return len(r.others) > 0
	}
	return false
}

func numeric(m *Fields, h checkout.Hop) bool {
	b := m.Basic(h)
	return strings.HasPrefix(b, "int") || strings.HasPrefix(b, "uint") || strings.HasPrefix(b, "float") || b == "resource.Quantity" || b == "byte"
}

// checkFor finds the planned check a rule belongs to: the one it names, the one
// for its architecture, the one whose name tells its field, else the first
// main check of its place.
func (c *Context) checkFor(checks []*check, r boundRule) *check {
	for _, ck := range checks {
		if !r.Func.Empty() && ck.name == r.Func.Value {
			return ck
		}
	}
	if r.Kind == feature.RuleOneOf && !r.When.Empty() {
		for _, ck := range checks {
			if archOf(ck.name) == r.When.Value {
				return ck
			}
		}
		return nil
	}
	if arch := archOfRule(r); arch != "" && r.Func.Empty() {
		for _, ck := range checks {
			if ck.file == r.File.Value && archOf(ck.name) == arch {
				return ck
			}
		}
		return nil
	}
	var best *check
	bestScore := -1
	for _, ck := range checks {
		if ck.fn == nil && ck.at == "" || archOf(ck.name) != "" || !c.samePlace(ck, r) {
			continue
		}
		if s := affinity(ck, r); s > bestScore {
			best, bestScore = ck, s
		}
	}
	return best
}

// affinity scores how well a check's name tells the field of a rule: panic
// device model before panic devices for the model. A part is taken only where
// its name tells more than the one of the check that calls it.
func affinity(ck *check, r boundRule) int {
	name := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(ck.name, "validate"), "Validate"))
	score := 0
	for _, h := range r.path.Hops {
		json := strings.ToLower(strings.TrimSuffix(h.JSON, "s"))
		if strings.Contains(name, json) && json != "spec" {
			score += 2
		}
	}
	if ck.parent != nil && (len(r.path.Hops) == 0 || score <= affinity(ck.parent, r)) {
		return -1
	}
	return score
}

func firstWords(s string) string {
	w := strings.Fields(s)
	if len(w) > 8 {
		return strings.Join(w[:8], " ") + " …"
	}
	return strings.Join(w, " ")
}

// gateRef is a feature gate as admission code refers to it.
type gateRef struct {
	name, constant, accessor string
	stage                    string
	pkg                      string // import path of the constant
}

// gateFor returns the gate a rule names, or the feature's only one: a planned
// gate, else one of the checkout.
func (c *Context) gateFor(name string) (gateRef, bool) {
	for _, g := range c.Feature.Gates {
		if name == "" || g.Name.Value == name || g.ConstName() == name {
			ref := gateRef{g.Name.Value, g.ConstName(), g.AccessorName(), stage(g), c.gatesPkg()}
			if !g.NoAccessor.Empty() {
				ref.accessor = ""
			}
			if !g.Existing {
				return ref, true
			}
			name = g.Name.Value
			break
		}
	}
	at, constant, ok := c.gateByString(name)
	if !ok {
		return gateRef{}, false
	}
	ref := gateRef{name: name, constant: constant, pkg: gatePkgAt(at)}
	for _, f := range c.Tree.Mentioning(checkout.ConstantGates, constant) {
		for _, fd := range methods(f, "ClusterConfig") {
			if text := f.NodeText(fd); asksGate(fd, constant) && strings.Contains(text, ") bool") {
				ref.accessor = fd.Name.Name
			}
		}
	}
	return ref, true
}

// qualified returns the constant as a file spells it.
func (g gateRef) qualified(im *gosrc.Imports) string { return im.Qualify(g.pkg, g.constant) }
