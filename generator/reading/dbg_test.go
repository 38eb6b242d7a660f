package reading

import (
	"fmt"
	"github.com/kubevirt/kvscaffold/generator/document"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	d, _ := document.Parse("p.md", []byte("# T\n\n## API\n\n"+os.Getenv("TXT")+"\n"))
	for _, s := range Statements(d, nil) {
		fmt.Printf("%-6s %s\n", s.Trust, s)
	}
}
