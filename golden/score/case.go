// Package score says how much of what plans ask for arrives in a diff. A corpus
// is a directory of cases; each has a plan, the commit of the checkout it is
// written for, and the facts that a careful reader takes from the plan. The
// tool is asked from outside, as users ask it; here its answer is counted.
package score

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"gopkg.in/yaml.v3"
)

// The files of a case.
const (
	PlanFile  = "plan.md"
	factsFile = "facts.yaml"
	caseFile  = "case.json"
)

// Case is one plan with what is to come of it.
type Case struct {
	ID    string `json:"id"`
	Style string `json:"style"` // how the plan is written, for the report
	Base  string `json:"base"`  // the commit of KubeVirt that the plan is for
	Dir   string `json:"-"`     // of the case, in the corpus
	Facts Facts  `json:"-"`
}

// Facts are what a careful reader takes from a plan. Keys that nothing is
// counted for are ignored.
type Facts struct {
	Gates     []Gate     `yaml:"gates"`
	Types     []Type     `yaml:"types"`
	Fields    []Field    `yaml:"fields"`
	Consts    []Const    `yaml:"consts"`
	Functions []Function `yaml:"functions"`
	Changed   []Changed  `yaml:"changed"` // functions that exist and change
	Tests     []Test     `yaml:"tests"`
	Rules     []any      `yaml:"rules"`
	NewFiles  []string   `yaml:"new_files"`
	Modified  []string   `yaml:"modified_files"`
	NoChange  []string   `yaml:"no_change"` // components that the plan leaves alone
}

// Gate is a feature gate; with From it exists and moves to Stage.
type Gate struct {
	Name     string `yaml:"name"`
	Const    string `yaml:"const"`
	From     string `yaml:"from"`
	Stage    string `yaml:"stage"`
	Accessor string `yaml:"accessor"`
}

// Type is a new type; Values are the constants of an enumeration.
type Type struct {
	Name   string            `yaml:"name"`
	Kind   string            `yaml:"kind"`
	Values map[string]string `yaml:"values"`
}

// Field is a new field, Go its type.
type Field struct {
	Name string `yaml:"name"`
	JSON string `yaml:"json"`
	Go   string `yaml:"go"`
}

// Const is a new constant or variable; no value means any.
type Const struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// Function is a new function; Calls names the existing functions that call it.
type Function struct {
	Name     string   `yaml:"name"`
	File     string   `yaml:"file"`
	Receiver string   `yaml:"receiver"`
	Calls    []string `yaml:"calls"`
}

// Changed is a function that exists and changes.
type Changed struct {
	Name    string `yaml:"name"`
	Renamed string `yaml:"renamed_to"`
}

// Test is a promised test file; Titles says how many titles the plan gives for
// it, and a file without any is not counted.
type Test struct {
	File   string `yaml:"file"`
	Titles *int   `yaml:"titles"`
}

// Load reads the cases of a corpus, ordered by directory. A directory without
// facts is no case.
func Load(corpus fs.FS) ([]Case, error) {
	found, err := fs.Glob(corpus, "*/"+factsFile)
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	var out []Case
	for _, name := range found {
		c, err := load(corpus, path.Dir(name))
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", path.Dir(name), err)
		}
		out = append(out, c)
	}
	return out, nil
}

func load(corpus fs.FS, dir string) (Case, error) {
	c := Case{Dir: dir}
	about, err := fs.ReadFile(corpus, path.Join(dir, caseFile))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(about, &c); err != nil {
		return c, fmt.Errorf("%s: %w", caseFile, err)
	}
	if c.ID == "" || c.Base == "" {
		return c, fmt.Errorf("%s names no id or no base commit", caseFile)
	}
	facts, err := fs.ReadFile(corpus, path.Join(dir, factsFile))
	if err != nil {
		return c, err
	}
	if err := yaml.Unmarshal(facts, &c.Facts); err != nil {
		return c, fmt.Errorf("%s: %w", factsFile, err)
	}
	_, err = fs.Stat(corpus, path.Join(dir, PlanFile))
	return c, err
}
