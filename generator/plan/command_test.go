package plan

import "testing"

// TestProgramsAndTheirImages: what a plan says of new programs, in the words
// that plans use for it.
func TestProgramsAndTheirImages(t *testing.T) {
	for name, c := range map[string]struct{ text, binary, image, test string }{
		"directory names the binary": {"### New Files to Create\n- `cmd/lamp/main.go`\n", "lamp", "", ""},
		"named like its directory":   {"### New Files to Create\n- `cmd/lamp-relay/lamp_relay.go`\n", "lamp-relay", "", ""},
		"binary named":               {"The binary `virt-lamp` is small.\n\n### New Files to Create\n- `cmd/lamp/main.go`\n", "virt-lamp", "", ""},
		"other binary named":         {"The binary `virt-handler` stays.\n\n### New Files to Create\n- `cmd/lamp/main.go`\n", "lamp", "", ""},
		"BUILD file of an image":     {"### New Files to Create\n```\ncmd/lamp/\n├── BUILD.bazel   # container image\n└── main.go\n```\n", "lamp", "cmd/lamp", ""},
		"BUILD file without a word":  {"### New Files to Create\n```\ncmd/lamp/\n├── BUILD.bazel\n└── main.go\n```\n", "lamp", "", ""},
		"image named":                {"A new image `lamp` is shipped.\n\n### New Files to Create\n- `cmd/lamp/main.go`\n", "lamp", "cmd/lamp", ""},
		"binary in an image":         {"The webhook `test-bulb` in the new `helpers` image.\n\n### New Files to Create\n- `cmd/helpers/bulb/main.go`\n", "test-bulb", "cmd/helpers", ""},
		"image for tests":            {"New test-only image `helpers`.\n\n### New Files to Create\n- `cmd/helpers/bulb/main.go`\n", "bulb", "cmd/helpers", "helpers"},
	} {
		t.Run(name, func(t *testing.T) {
			f := readText(t, "## File Organization Strategy\n\n"+c.text)
			if len(f.Commands) != 1 {
				t.Fatalf("commands %+v", f.Commands)
			}
			got := f.Commands[0]
			if got.BinaryName() != c.binary || got.Image.Value != c.image || got.Test.Value != c.test {
				t.Errorf("binary %q, image %q, test %q; want %q, %q, %q", got.BinaryName(), got.Image.Value, got.Test.Value, c.binary, c.image, c.test)
			}
		})
	}
}

func TestOtherFilesAreNoPrograms(t *testing.T) {
	f := readText(t, "## File Organization Strategy\n\n### New Files to Create\n- `pkg/lamp/main.go`\n- `cmd/lamp/options.go`\n- `cmd/lamp/BUILD.bazel`\n\n### Modified Files\n- `cmd/old/main.go`\n")
	if len(f.Commands) != 0 {
		t.Errorf("commands %+v", f.Commands)
	}
}
