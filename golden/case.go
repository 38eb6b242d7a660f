// Package golden runs golden cases: a plan and a miniature checkout on one
// side, the diff, the account and the exit status that a user gets on the
// other. The test suite and the command line use the same runner.
package golden

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	kvscaffold "github.com/kubevirt/kvscaffold"
)

// The names of a case's sections. Everything under treeDir lies on top of the
// base tree; deletedFile lists paths to take away from it.
const (
	modelFile   = "model.yaml"
	planFile    = "plan.md"
	argsFile    = "args"
	treeDir     = "tree/"
	deletedFile = "tree/-"
	wantDiff    = "want.diff"
	wantAccount = "want.account"
	wantExit    = "want.exit"
)

// Case is one golden case: an archive whose comment says why the case exists,
// whose files are the input and whose want sections are the expectation.
type Case struct {
	Name string // file name
	Why  string
	Only []string // emitters to run, from the section args; all if empty
	Base string   // base tree, from the section args
	Want Outcome

	plan string // planFile, modelFile, or the example plan of the section args
	docs map[string][]byte
	tree fstest.MapFS
	arch *txtar.Archive
}

// Outcome is what a user gets: the diff on stdout, the account on stderr, the
// exit status.
type Outcome struct {
	Diff    string
	Account string
	Exit    int
}

// Load reads all cases (*.txtar) of a directory, sorted by name. A case that is
// not well formed is an error that names it.
func Load(dir fs.FS) ([]*Case, error) {
	names, err := fs.Glob(dir, "*.txtar")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []*Case
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("cannot load golden cases: %w", err)
		}
		c, err := Parse(name, data)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Parse reads one case from the bytes of its archive.
func Parse(name string, data []byte) (*Case, error) {
	c := &Case{Name: name, Base: "mini", docs: map[string][]byte{}, arch: txtar.Parse(data)}
	c.Why = strings.TrimSpace(string(c.arch.Comment))
	if c.Why == "" {
		return nil, c.malformed("the comment must say why the case exists")
	}
	for _, f := range c.arch.Files {
		if f.Name == argsFile {
			if err := c.readArgs(string(f.Data)); err != nil {
				return nil, err
			}
		}
	}
	var err error
	if c.tree, err = Tree(c.Base); err != nil {
		return nil, c.malformed(err.Error())
	}
	for _, f := range c.arch.Files {
		if err := c.place(f); err != nil {
			return nil, err
		}
	}
	if c.plan == "" {
		return nil, c.malformed("it has neither " + planFile + " nor " + modelFile)
	}
	return c, nil
}

func (c *Case) malformed(why string) error {
	return fmt.Errorf("golden case %s: %s", c.Name, why)
}

// place puts one file of the archive where it belongs.
func (c *Case) place(f txtar.File) error {
	switch {
	case f.Name == argsFile:
	case f.Name == wantDiff:
		c.Want.Diff = string(f.Data)
	case f.Name == wantAccount:
		c.Want.Account = string(f.Data)
	case f.Name == wantExit:
		exit, err := strconv.Atoi(strings.TrimSpace(string(f.Data)))
		if err != nil {
			return c.malformed("the section want.exit is no number")
		}
		c.Want.Exit = exit
	case f.Name == deletedFile:
		for _, p := range strings.Fields(string(f.Data)) {
			if c.tree[p] == nil {
				return c.malformed("it deletes " + p + ", which the tree has not")
			}
			delete(c.tree, p)
		}
	case strings.HasPrefix(f.Name, treeDir):
		c.tree[strings.TrimPrefix(f.Name, treeDir)] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	case f.Name == planFile || f.Name == modelFile:
		c.plan = f.Name
		c.docs[f.Name] = f.Data
	case strings.HasPrefix(f.Name, "implementation-details/") || path.Ext(f.Name) == ".md":
		c.docs[f.Name] = f.Data
	default:
		return c.malformed("it has an unknown section " + f.Name)
	}
	return nil
}

// readArgs reads the words key=value of the section args.
func (c *Case) readArgs(text string) error {
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "only":
			c.Only = strings.Split(value, ",")
		case "base":
			c.Base = value
		case "plan":
			text, err := kvscaffold.Testdata.ReadFile("testdata/plans/" + value)
			if err != nil {
				return c.malformed("there is no plan " + value)
			}
			c.plan, c.docs[value] = value, text
		default:
			return c.malformed("unknown argument " + word + "; there are only=, base= and plan=")
		}
	}
	return nil
}

// Tree returns a miniature checkout that ships with the tool. The caller owns
// the map and may change it.
func Tree(name string) (fstest.MapFS, error) {
	data, err := kvscaffold.Testdata.ReadFile("testdata/trees/" + name + ".txtar")
	if err != nil {
		return nil, fmt.Errorf("there is no tree %s", name)
	}
	out := fstest.MapFS{}
	for _, f := range txtar.Parse(data).Files {
		out[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return out, nil
}

// CommandLine returns the case as a user would meet it: the files of a
// checkout with the plan in its root, and the arguments of the tool there.
func (c *Case) CommandLine() (files map[string][]byte, args []string) {
	files = map[string][]byte{}
	for name, f := range c.tree {
		files[name] = f.Data
	}
	for name, data := range c.docs {
		files[name] = data
	}
	args = []string{"diff", c.plan}
	if len(c.Only) > 0 {
		args = append(args, "--only", strings.Join(c.Only, ","))
	}
	return files, args
}
