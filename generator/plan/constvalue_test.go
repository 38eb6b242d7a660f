package plan

import "testing"

func TestValuesOfConstantsAsPlansSpellThem(t *testing.T) {
	const plan = "# Implementation Plan: Anchors\n\n## Component Architecture\n\n### virt-launcher\n**Changes Required**:\n" +
		"- [ ] `pkg/virt-launcher/anchor.go`: constants `anchorMass` (int64, 40) and `ropeLength` (int32, -7)\n" +
		"- [ ] `pkg/virt-launcher/chain.go`: constant `ChainPath` \"/var/run/chain\" there; `ChainName` = \"chain\" and `ChainLink` = `Prefix + \"/\" + ChainName`\n"
	want := map[string][2]string{"anchorMass": {"int64", "40"}, "ropeLength": {"int32", "-7"}, "ChainPath": {"", `"/var/run/chain"`},
		"ChainName": {"", `"chain"`}, "ChainLink": {"", `Prefix + "/" + ChainName`}}
	for _, c := range Read(Document{Name: "plan.md", Data: []byte(plan)}).Feature.Consts {
		if w, ok := want[c.Name.Value]; ok && (c.Type.Value != w[0] || c.Value.Value != w[1]) {
			t.Errorf("%s is %q %q, want %v", c.Name.Value, c.Type.Value, c.Value.Value, w)
		}
		delete(want, c.Name.Value)
	}
	if len(want) > 0 {
		t.Errorf("not read: %v", want)
	}
}
