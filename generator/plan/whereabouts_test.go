package plan

import (
	"strings"
	"testing"
)

const bellPlan = `# Implementation Plan: Bells

## Component Architecture

### virt-api
**Changes Required**:
- [ ] Bell tower admitter: refuses bells at night, with the new helper ` + "`isNight(hour int) bool`" + `
- [ ] The admitter of ropes (` + "`pkg/virt-api/ropes.go`" + `): new function ` + "`admitRope(name string) bool`" + `, helper ` + "`knots(name string) int`" + `
- [ ] New function ` + "`ring(times int)`" + `, called from ` + "`swing`" + `
- [ ] New function ` + "`swing(times int)`" + ` in ` + "`pkg/virt-api/swing.go`" + `
- [ ] New function ` + "`echo(times int)`" + `

## API Design

### Validation Logic
- **Location**: ` + "`pkg/virt-api/hours.go`" + `
- **Requirements**:
  - the new function ` + "`checkHour(hour int) bool`" + ` refuses hours above 23

## File Organization

### Files to Modify
- ` + "`pkg/virt-api/bell-tower-admitter.go`, `pkg/virt-api/bell-tower-admitter_test.go`, `pkg/virt-api/hours.go`, `pkg/virt-api/ropes.go`, `pkg/virt-api/swing.go`" + `
`

func TestFunctionsWithoutAFileAreFoundFromTheWordsAround(t *testing.T) {
	want := map[string]string{"isNight": "pkg/virt-api/bell-tower-admitter.go", "admitRope": "pkg/virt-api/ropes.go", "knots": "pkg/virt-api/ropes.go",
		"swing": "pkg/virt-api/swing.go", "ring": "pkg/virt-api/swing.go", "checkHour": "pkg/virt-api/hours.go", "echo": ""}
	got := map[string]string{}
	for _, f := range Read(Document{Name: "plan.md", Data: []byte(bellPlan)}).Feature.Functions {
		got[f.Name.Value] = f.File.Value
	}
	for name, file := range want {
		if have, ok := got[name]; !ok || have != file {
			t.Errorf("%s: %q, want %q", name, have, file)
		}
	}
}

func TestALabelThatSeveralFilesSpellMeansNone(t *testing.T) {
	twice := strings.Replace(bellPlan, "`pkg/virt-api/hours.go`, ", "`pkg/virt-api/hours.go`, `pkg/other/bell_tower_admitter.go`, ", 1)
	for _, f := range Read(Document{Name: "plan.md", Data: []byte(twice)}).Feature.Functions {
		if f.Name.Value == "isNight" && !f.File.Empty() {
			t.Errorf("isNight goes to %s", f.File.Value)
		}
	}
}
