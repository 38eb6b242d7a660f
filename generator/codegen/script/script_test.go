package script

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

func TestParseReadsCalls(t *testing.T) {
	const src = `#!/bin/bash
set -e
BASE=harbour.io/client
Out=${KUBEVIRT_DIR}/out
tag=${TAG:-devel}
sum=$(date +%s)

# a comment \
rower -in ${KUBEVIRT_DIR}/api/types.go
sail-gen \
    --pkg ${BASE} \
    # a comment
    boats.io/v1 \
    boats.io/v2
(
    cd ${KUBEVIRT_DIR}/api &&
        FLAGS= crane crd:big=true paths=../api/v1/
)
${KUBEVIRT_DIR}/tools/anchor/anchor --type=a --name='{{.Name}}' >${Out}/a.yaml
./tools/anchor/anchor --tag="$tag" --sum=$sum > b.yaml
`
	want := []string{
		`rower ["-in" "ROOT/api/types.go"] ""`,
		`sail-gen ["--pkg" "harbour.io/client"] ""`, // a comment ends a continued command, as in a shell
		`crane ["crd:big=true" "paths=../api/v1/"] ""`,
		`anchor ["--type=a" "--name={{.Name}}"] "ROOT/out/a.yaml"`,
		`anchor ["--tag=devel" "--sum=\x01"] "b.yaml"`,
	}
	var got []string
	s := Parse(src)
	for _, name := range []string{"rower", "sail-gen", "crane", "anchor"} {
		for _, c := range s.Named(name) {
			got = append(got, fmt.Sprintf("%s %q %q", c.Name, c.At("ROOT"), Call{Args: []string{c.Stdout}}.At("ROOT")[0]))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if anchors := s.Named("anchor"); !anchors[0].Known() || anchors[1].Known() {
		t.Error("a command substitution passes for known")
	}
	if crane := s.Named("crane")[0]; crane.Line != 17 || !slices.Equal(crane.Env, []string{"FLAGS="}) {
		t.Errorf("line %d, environment %q", crane.Line, crane.Env)
	}
}

func TestCallTellsFlagsFromOperands(t *testing.T) {
	c := Parse("gen --out-dir here --file=x.go a/b ./c").Calls[0]
	if c.Flag("out-dir") != "here" || c.Flag("file") != "x.go" || c.Flag("none") != "" {
		t.Errorf("flags %q %q %q", c.Flag("out-dir"), c.Flag("file"), c.Flag("none"))
	}
	if !slices.Equal(c.Operands(), []string{"a/b", "./c"}) {
		t.Errorf("operands %q", c.Operands())
	}
	if p := InTree(Root + "/a//b/../c"); p != "a/c" {
		t.Errorf("path %q", p)
	}
}

func TestPinsComeFromTheCheckout(t *testing.T) {
	tree := checkout.FromFS(fstest.MapFS{
		"hack/builder/Dockerfile": {Data: []byte("RUN x && \\\n    go install -v a.io/cmd/rower@v1.2.3 && \\\n    go install b.io/sail-gen@abc123; \\\n" +
			"    go install -v k8s.io/kube-openapi/cmd/openapi-gen@f7e401e && \\\n    go install -v other.io/rower@v9\n")},
		"WORKSPACE": {Data: []byte("urls = [\n  \"https://x/bazel-gazelle/releases/download/v0.1.2/bazel-gazelle-v0.1.2.tar.gz\",\n]\n")},
	})
	want := map[string]Pin{
		"rower":       {"a.io/cmd/rower", "v1.2.3", "hack/builder/Dockerfile", 2},
		"sail-gen":    {"b.io/sail-gen", "abc123", "hack/builder/Dockerfile", 3},
		"openapi-gen": {"k8s.io/kube-openapi/cmd/openapi-gen", "v0.0.0-20240827152857-f7e401e7b4c2", "hack/builder/Dockerfile", 4},
		"gazelle":     {"github.com/bazelbuild/bazel-gazelle/cmd/gazelle", "v0.1.2", "WORKSPACE", 2},
	}
	got := Pins(tree)
	for name, pin := range want {
		if got[name] != pin {
			t.Errorf("%s: %+v, want %+v", name, got[name], pin)
		}
	}
	if len(got) != len(want) {
		t.Errorf("pins %v", got)
	}
	if len(Pins(checkout.FromFS(fstest.MapFS{}))) != 0 {
		t.Error("an empty tree pins something")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a=${B:-c} \\\n d \"e f\" >g\n$(h (i) j) k\n")
	f.Add("'${' \"$")
	f.Fuzz(func(t *testing.T, src string) {
		for _, c := range Parse(src).Calls {
			if c.Name == "" || c.Line < 1 {
				t.Fatalf("call without name or line: %+v", c)
			}
		}
	})
}
