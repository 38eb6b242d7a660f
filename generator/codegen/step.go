package codegen

import (
	"context"
	"path"
	"strings"
)

// Step is one generator as data.
type Step struct {
	Name     string   `json:"name,omitempty"`     // public vocabulary, as in messages
	Makes    string   `json:"makes,omitempty"`    // what it makes, in a few words
	Triggers []string `json:"triggers,omitempty"` // files whose change may call for it; see Match
	Reads    []string `json:"reads,omitempty"`    // files it reads besides the common ones: Go sources, module files, generated files
	Outputs  []string `json:"outputs,omitempty"`  // files it may write; writing others is an error
	Tool     string   `json:"tool,omitempty"`     // pinned tool, or the checkout's own tool it is built from; "" for built-in steps
	After    []string `json:"after,omitempty"`    // steps whose results it reads
	Instead  string   `json:"instead,omitempty"`  // what to run by hand where the step cannot run

	need func(f *facts) string // why the change calls for it, "" if it does not
	run  func(ctx context.Context, s *session) error
	core bool // what an API edit needs, and Check runs
}

// Match reports whether a path matches one of the patterns. A pattern is as
// for path.Match; "**" at its end stands for everything below, "**/" at its
// beginning for any directory.
func Match(patterns []string, p string) bool {
	for _, pattern := range patterns {
		if matchOne(pattern, p) {
			return true
		}
	}
	return false
}

func matchOne(pattern, p string) bool {
	if pattern == "**" {
		return true
	}
	if below, ok := strings.CutSuffix(pattern, "/**"); ok {
		return strings.HasPrefix(p, below+"/")
	}
	if anywhere, ok := strings.CutPrefix(pattern, "**/"); ok {
		ok, _ := path.Match(anywhere, path.Base(p))
		return ok
	}
	ok, _ := path.Match(pattern, p)
	return ok
}

// commonReads is what the go command and the API generators read besides
// vendored modules.
var commonReads = []string{"go.*", "staging/**", "pkg/**", "tools/**", "api/**", "manifests/**", "hack/boilerplate/**"}

// runnable returns the steps that can run here at all.
func runnable(steps []chosen) []chosen {
	var out []chosen
	for _, c := range steps {
		if c.run != nil {
			out = append(out, c)
		}
	}
	return out
}

// chosen is a step with the reason it is needed.
type chosen struct {
	Step
	why string
}

// makeGenerate is what regenerates everything in KubeVirt's own container.
const makeGenerate = "make generate"
