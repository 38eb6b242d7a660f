package golden

import (
	"go/format"
	"path"
	"testing"
	"testing/fstest"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/bazel"
	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// TestMiniatureTree: the miniature checkout is what it claims to be. Every Go
// file parses and is formatted, every site is found, and every directory with
// Go files has a BUILD file.
func TestMiniatureTree(t *testing.T) {
	files, err := Tree("mini")
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		if path.Ext(name) != ".go" {
			continue
		}
		if text, err := format.Source(f.Data); err != nil {
			t.Errorf("%s does not parse: %v", name, err)
		} else if string(text) != string(f.Data) {
			t.Errorf("%s is not as gofmt writes it:\n%s", name, drift(name, string(f.Data), string(text)))
		}
		if files[path.Dir(name)+"/BUILD.bazel"] == nil {
			t.Errorf("%s has no BUILD file beside it", name)
		}
	}
	tree := checkout.FromFS(files)
	for _, s := range checkout.Sites {
		if _, missing := tree.Locate(s); missing != nil {
			t.Error(missing)
		}
	}
}

// TestMiniatureTreeNeedsNoBuildEdits: the BUILD files are as buildifier writes
// them and name what the Go files import, or the goldens would show repairs as
// part of the feature.
func TestMiniatureTreeNeedsNoBuildEdits(t *testing.T) {
	files, err := Tree("mini")
	if err != nil {
		t.Fatal(err)
	}
	bare, sources := fstest.MapFS{}, map[string][]byte{}
	for name, f := range files {
		switch bare[name] = f; {
		case path.Ext(name) == ".go":
			delete(bare, name)
			sources[name] = f.Data
		case path.Base(name) == "BUILD.bazel":
			parsed, err := build.ParseBuild(name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			build.Rewrite(parsed)
			if text := string(build.Format(parsed)); text != string(f.Data) {
				t.Errorf("%s is not as buildifier writes it:\n%s", name, drift(name, string(f.Data), text))
			}
		}
	}
	base := checkout.FromFS(bare)
	next := base.With(sources)
	set, diags := bazel.Follow(base, next)
	if diags.HasErrors() {
		t.Fatal(diags.Sorted()[0])
	}
	builds, _ := set.Compose(next)
	for name, text := range builds {
		t.Errorf("%s would change:\n%s", name, drift(name, string(files[name].Data), string(text)))
	}
}
