package reading

import (
	"fmt"
	"os"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// TestDump prints the statements of a plan named by the environment, to look at.
func TestDump(t *testing.T) {
	name := os.Getenv("PLAN")
	if name == "" {
		t.Skip()
	}
	src, _ := os.ReadFile(name)
	d, _ := document.Parse("plan.md", src)
	for _, s := range Statements(d, nil) {
		fmt.Printf("%4d %-6s %s\n", s.At.Line, s.Trust, s)
	}
}
