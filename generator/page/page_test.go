package page

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/patch"
)

const diff = `diff --git a/pkg/virt-config/x.go b/pkg/virt-config/x.go
--- a/pkg/virt-config/x.go
+++ b/pkg/virt-config/x.go
@@ -1 +1,2 @@
 one
+<script>two</script>
diff --git a/api/made.json b/api/made.json
new file mode 100644
--- /dev/null
+++ b/api/made.json
@@ -0,0 +1 @@
+{}
`

func run(t *testing.T) Run {
	t.Helper()
	files, err := patch.Parse(diff)
	if err != nil {
		t.Fatal(err)
	}
	return Run{Title: "Power <key>", Plan: "plan.md", Text: []string{"# Power key", "new gate `Two`", "", "swim & fly"},
		Files: files, Made: func(p string) bool { return p == "api/made.json" },
		Fates: map[int]Fate{4: NotUnderstood},
		Why: func(p string, _ patch.Hunk) []Place {
			if p == "pkg/virt-config/x.go" {
				return []Place{{"plan.md", 2, "new gate `Two`"}}
			}
			return nil
		},
		Account: []Section{{"left to you", []Entry{{From: Place{"plan.md", 4, "swim & fly"}, What: "function swim", Why: "no file"}}}},
	}
}

func render(t *testing.T, r Run) string {
	t.Helper()
	b, err := Render(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPageTiesHunksToPlanLines(t *testing.T) {
	got := render(t, run(t))
	for _, want := range []string{
		`<a href="#L2">plan.md:2</a>`,                    // hunk to plan
		`<tr id="L2" class="written">`,                   // line to fate
		`<a href="#f0h0">x.go</a>`,                       // plan to hunk
		`<tr id="L4" class="unread">`,                    // what was not understood, in the plan itself
		`<b>function swim</b> — no file`,                 // the account
		`&lt;script&gt;two&lt;/script&gt;`,               // text stays text
		`feature gate</h3><span class="num soft">+1 −0`,  // the map
		`generated files</h3><span class="num soft">1 ·`, // folded
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(got, "made.json") {
		t.Error("a generated file is not folded")
	}
}

// TestPageStandsAlone: nothing is loaded from elsewhere, every link leads to a
// place of the page, and the markup is well formed.
func TestPageStandsAlone(t *testing.T) {
	got := render(t, run(t))
	if strings.Contains(got, "http") || strings.Contains(got, "src=") || strings.Contains(got, "<script>") {
		t.Error("the page refers to something outside, or runs a script")
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(got, -1) {
		if !strings.Contains(got, `id="`+m[1]+`"`) {
			t.Errorf("link to #%s leads nowhere", m[1])
		}
	}
	d := xml.NewDecoder(strings.NewReader(got))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "br"}, xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestPageOfAnEmptyRunSaysSo(t *testing.T) {
	if got := render(t, Run{Title: "x", Plan: "plan.md"}); !strings.Contains(got, "Nothing changes.") || !strings.Contains(got, "no file changes") {
		t.Error(got)
	}
}
