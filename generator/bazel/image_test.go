package bazel

import (
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const horn = `load("@io_bazel_rules_go//go:def.bzl", "go_binary", "go_library")
load("@rules_oci//oci:defs.bzl", "oci_image")
load("@rules_pkg//:pkg.bzl", "pkg_tar")

go_library(
    name = "go_default_library",
    srcs = ["horn.go"],
    importpath = "example.com/m/cmd/horn",
    visibility = ["//visibility:private"],
)

go_binary(
    name = "horn",
    embed = [":go_default_library"],
    visibility = ["//visibility:public"],
)

pkg_tar(
    name = "horn-bin",
    srcs = [":horn"],
    package_dir = "/usr/bin/",
)

oci_image(
    name = "horn-image",
    base = "//:base",
    entrypoint = ["/usr/bin/horn"],
    tars = [":horn-bin"],
    visibility = ["//visibility:public"],
)
`

const pushes = `load("@rules_oci//oci:defs.bzl", "oci_push")

oci_push(
    name = "push-horn",
    image = "//cmd/horn:horn-image",
    repository = "registry.example/m/horn",
)
`

func orchestra(more fstest.MapFS) *checkout.Tree {
	all := fstest.MapFS{
		"go.mod":               {Data: []byte("module example.com/m\n")},
		"BUILD.bazel":          {Data: []byte(pushes)},
		"cmd/horn/BUILD.bazel": {Data: []byte(horn)},
		"cmd/horn/horn.go":     {Data: []byte("package main\n\nfunc main() {}\n")},
	}
	for p, f := range more {
		all[p] = f
	}
	return checkout.FromFS(all)
}

// composed applies a set and returns one file of the result.
func composed(t *testing.T, tree *checkout.Tree, set change.Set, p string) string {
	t.Helper()
	over, diags := set.Compose(tree)
	if diags.HasErrors() {
		t.Fatal(diags.Sorted())
	}
	text, err := tree.With(over).Read(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestImageJoinsTheRulesOfItsDirectory: a BUILD file that is there keeps what
// it has, and gets loads and rules.
func TestImageJoinsTheRulesOfItsDirectory(t *testing.T) {
	const there = "load(\"@io_bazel_rules_go//go:def.bzl\", \"go_library\")\n\n# kept as it is\ngo_library(\n    name = \"go_default_library\",\n    srcs = [\"lib.go\"],\n    importpath = \"example.com/m/cmd/flute\",\n    visibility = [\"//visibility:public\"],\n)\n"
	tree := orchestra(fstest.MapFS{"cmd/flute/BUILD.bazel": {Data: []byte(there)}})
	images, ok := ImagesOf(tree, "test")
	if !ok {
		t.Fatal("no form found")
	}
	set, fresh := images.Add(Image{Dir: "cmd/flute", Name: "flute", Tools: []Tool{{"cmd/flute", "virt-flute"}}}, diag.Pos{})
	if !fresh {
		t.Fatal("the image is not there")
	}
	want := `load("@io_bazel_rules_go//go:def.bzl", "go_binary", "go_library")
load("@rules_oci//oci:defs.bzl", "oci_image")
load("@rules_pkg//:pkg.bzl", "pkg_tar")

# kept as it is
go_library(
    name = "go_default_library",
    srcs = ["lib.go"],
    importpath = "example.com/m/cmd/flute",
    visibility = ["//visibility:public"],
)

go_binary(
    name = "virt-flute",
    embed = [":go_default_library"],
    visibility = ["//visibility:public"],
)

pkg_tar(
    name = "virt-flute-tar",
    srcs = [":virt-flute"],
    package_dir = "/usr/bin",
)

oci_image(
    name = "flute-image",
    base = "//:base",
    entrypoint = ["/usr/bin/virt-flute"],
    tars = [":virt-flute-tar"],
    visibility = ["//visibility:public"],
)
`
	if got := composed(t, tree, set, "cmd/flute/BUILD.bazel"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestImageThatIsThereStays(t *testing.T) {
	tree := orchestra(nil)
	images, _ := ImagesOf(tree, "test")
	have := Image{Dir: "cmd/horn", Name: "horn", Tools: []Tool{{"cmd/horn", "horn"}}}
	if set, fresh := images.Add(have, diag.Pos{}); fresh || !set.Empty() {
		t.Errorf("image added again: %+v", set)
	}
	if set, fresh := images.Push(have, diag.Pos{}); fresh || !set.Empty() {
		t.Errorf("target added again: %+v", set)
	}
	if set := Binary(tree, Tool{"cmd/horn", "virt-horn"}, "test", diag.Pos{}); !set.Empty() {
		t.Errorf("second binary: %+v", set)
	}
}

func TestTreesWithoutImagesHaveNoForm(t *testing.T) {
	tree := checkout.FromFS(fstest.MapFS{"BUILD.bazel": {Data: []byte("")}, "cmd/horn/BUILD.bazel": {Data: []byte("container_image(name = \"horn-image\")\n")}})
	if _, ok := ImagesOf(tree, "test"); ok {
		t.Error("a form of rules_oci was found")
	}
}
