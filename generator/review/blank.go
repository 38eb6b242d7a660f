// This file defines the blank plan that the command new writes.
package review

import (
	"fmt"
	"strings"
)

// Blank is what the command new knows of a feature; everything but Name may be
// empty.
type Blank struct {
	Name       string   // short name in kebab case
	Gate       string   // feature gate; empty: from the name
	Owner      string   // "@user" or "sig-x / @user"
	SIG        string   // without "sig-"
	Release    string   // v1.9.0
	Components []string // components that change; the others say None
	Fields     []string // "spec.domain.x=*Type"; the type may be left out
	Date       string   // as the caller wants it shown
}

// Write returns a plan to fill in: the headings of the full template in words
// of our own, with what is known already in place and a [PLACEHOLDER] wherever
// the author has to say something.
func (b Blank) Write() []byte {
	var w strings.Builder
	gate := orElse(b.Gate, pascal(b.Name))
	owner := orElse(b.Owner, "[OWNER_HANDLE]")
	if b.SIG != "" && !strings.Contains(owner, "sig-") {
		owner = "sig-" + b.SIG + " / " + owner
	}
	fmt.Fprintf(&w, "# Implementation Plan: %s\n\n", strings.ReplaceAll(b.Name, "-", " "))
	fmt.Fprintf(&w, "**Branch**: `%s` | **Date**: %s | **Spec**: [SPEC_LINK]\n\n", b.Name, orElse(b.Date, "[PLAN_DATE]"))
	w.WriteString("## Prerequisites\n\n- [ ] The specification is approved\n- [ ] Everything it depends on is available\n\n")
	w.WriteString("## Architecture Overview\n\n[WHAT_THE_FEATURE_DOES]\n\n")
	w.WriteString("## Technology Stack\n\n### KubeVirt Framework Integration\n\n")
	fmt.Fprintf(&w, "- **Feature Gates**: `%s`, Alpha in %s, owner %s; accessor `%sEnabled()`. [WHAT_THE_GATE_TURNS_ON]\n\n", gate, orElse(b.Release, "[TARGET_RELEASE]"), owner, gate)
	b.phases(&w, gate)
	b.components(&w)
	b.api(&w)
	w.WriteString("### Validation Logic\n\n- **Location**: [ADMITTER_FILE]\n- **Requirements**:\n")
	fmt.Fprintf(&w, "  - [NEW_FIELD] needs the `%s` gate\n- **Error Messages**: [ERROR_KIND_AND_TEXT]\n\n", gate)
	w.WriteString("### Defaulting Logic\n\nNone.\n\n## Controller Logic Implementation\n\nNone.\n\n")
	w.WriteString("## Testing Implementation Strategy\n\n### Unit Testing Approach\n\n- [UNIT_TEST_FILE]: [UNIT_TEST_CASES]\n\n")
	w.WriteString("### End-to-End Testing Approach\n\n- **Framework**: [E2E_TEST_FILE]\n- **User Workflows**: [E2E_TEST_CASES]\n- **Environment Requirements**: [E2E_TEST_NEEDS]\n\n")
	w.WriteString("## File Organization Strategy\n\n### New Files to Create\n\nNone.\n\n### Modified Files\n\n- [MODIFIED_FILE]: [MODIFIED_WHY]\n\n")
	fmt.Fprintf(&w, "## Deployment Strategy\n\n### Feature Gate Configuration\n\n```yaml\nspec:\n  configuration:\n    developerConfiguration:\n      featureGates:\n        - %s\n```\n", gate)
	return []byte(w.String())
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (b Blank) phases(w *strings.Builder, gate string) {
	w.WriteString("## Implementation Phases\n\n### Phase -1: Pre-Implementation Gates\n\n")
	w.WriteString("- [ ] At most three new Go packages?\n- [ ] Existing patterns used directly?\n- [ ] Tests planned against a real environment?\n\n")
	fmt.Fprintf(w, "### Phase 0: Foundation\n\n**Deliverables**:\n- [ ] Feature gate `%s`\n- [ ] API types and generated code\n\n", gate)
	w.WriteString("### Phase 1: Core Implementation\n\n**Deliverables**:\n- [ ] [CORE_DELIVERABLE]\n\n")
}

func (b Blank) components(w *strings.Builder) {
	w.WriteString("## Component Implementation Strategy\n\n")
	changed := map[string]bool{}
	for _, c := range b.Components {
		changed[c] = true
	}
	for _, c := range []string{"virt-operator", "virt-controller", "virt-handler", "virt-launcher", "virt-api"} {
		if !changed[c] {
			fmt.Fprintf(w, "### %s\n**Changes Required**: None\n\n", c)
			continue
		}
		up := strings.ToUpper(strings.TrimPrefix(c, "virt-"))
		fmt.Fprintf(w, "### %s\n**Role**: [%s_ROLE]\n**Changes Required**:\n- [ ] [%s_FUNCTION] in [%s_FILE], called from [%s_CALLER]. [%s_STEPS]\n\n", c, up, up, up, up, up)
	}
}

// api sketches the given fields, each behind the keys it stands below.
func (b Blank) api(w *strings.Builder) {
	w.WriteString("## API Implementation\n\n### CRD Modifications\n\n")
	if len(b.Fields) == 0 {
		w.WriteString("#### VirtualMachineInstance Spec\n\nNone.\n\n")
		return
	}
	for _, f := range b.Fields {
		path, typ, _ := strings.Cut(f, "=")
		root, full := splitRoot(path)
		part, _, _ := strings.Cut(full, ".")
		fmt.Fprintf(w, "#### %s %s\n```yaml\n", root, strings.ToUpper(part[:1])+part[1:])
		keys := strings.Split(full, ".")
		indent := ""
		for i, k := range keys {
			name, list := strings.CutSuffix(k, "[]")
			if i == len(keys)-1 {
				fmt.Fprintf(w, "%s%s: %s, optional. [%s_PURPOSE]\n", indent, name, orElse(typ, "[FIELD_TYPE]"), strings.ToUpper(strings.Join(humps(name), "_")))
				break
			}
			fmt.Fprintf(w, "%s%s:\n", indent, name)
			indent = strings.ReplaceAll(indent, "-", " ") + "  "
			if list {
				indent += "- "
			}
		}
		w.WriteString("```\n\n")
	}
}

// pascal joins the words of a name: power-key becomes PowerKey.
func pascal(v string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '/' || r == ' ' }) {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}

// splitRoot cuts a path as given on the command line into kind and path:
// "KubeVirt.spec.x", "spec.x", "domain.x".
func splitRoot(s string) (root, rest string) {
	s = strings.Trim(s, "` .")
	root = "VirtualMachineInstance"
	if head, below, ok := strings.Cut(s, "."); ok && isUpper(head) {
		root, s = head, below
	} else if strings.HasPrefix(s, "spec.configuration") {
		root = "KubeVirt"
	}
	if head, _, _ := strings.Cut(s, "."); head != "spec" && head != "status" {
		s = "spec." + s
	}
	return root, s
}

// humps cuts a name into its words in lower case: powerKeyID gives power, key, id.
func humps(name string) []string {
	var out []string
	start := 0
	for i := 1; i <= len(name); i++ {
		if i < len(name) && (!isUpper(name[i:]) || isUpper(name[i-1:])) {
			continue
		}
		out = append(out, strings.ToLower(name[start:i]))
		start = i
	}
	return out
}
