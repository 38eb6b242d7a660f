package codegen

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/swaggerdoc"
)

// boat is a miniature checkout: one API package and the files that say how it
// is generated.
var boat = map[string]string{
	"go.mod": "module kubevirt.io/kubevirt\n",
	"hack/generate.sh": `#!/bin/bash
swagger-doc -in ${KUBEVIRT_DIR}/staging/src/kubevirt.io/api/core/v1/types.go

deepcopy-gen \
    --output-file deepcopy_generated.go \
    kubevirt.io/api/core/v1

defaulter-gen \
    --output-file zz_generated.defaults.go \
    kubevirt.io/api/core/v1

openapi-gen \
    --output-dir ${KUBEVIRT_DIR}/staging/src/kubevirt.io/client-go/api/ \
    --output-file openapi_generated.go \
    --report-filename ${KUBEVIRT_DIR}/api/api-rule-violations.list \
    kubevirt.io/api/core/v1

client-gen --clientset-name boats --input-base kubevirt.io/api --input core/v1 \
    --output-dir ${KUBEVIRT_DIR}/staging/src/kubevirt.io/client-go
(
    cd ${KUBEVIRT_DIR}/staging/src/kubevirt.io/client-go &&
        GOFLAGS= controller-gen crd paths=../api/core/v1/
)
deepcopy-gen --output-file deepcopy_generated.go ./pkg/virt-launcher/virtwrap/api
`,
	"hack/builder/Dockerfile": `RUN go install -v k8s.io/code-generator/cmd/deepcopy-gen@v0.1.0 && \
    go install k8s.io/code-generator/cmd/defaulter-gen@v0.1.0 && \
    go install -v k8s.io/kube-openapi/cmd/openapi-gen@v0.2.0 && \
    go install -v k8s.io/code-generator/cmd/client-gen@v0.1.0 && \
    go install -v sigs.k8s.io/controller-tools/cmd/controller-gen@v0.3.0 && \
    go install go.uber.org/mock/mockgen@v0.4.0
`,
	"api/api-rule-violations.list":                         "",
	"api/api-rule-violations-known.list":                   "",
	"api/openapi-spec/swagger.json":                        "{}",
	"manifests/generated/kv-resource.yaml":                 "---\n",
	"pkg/dock/dock.go":                                     "package dock\n\n//go:generate mockgen -source $GOFILE -package=$GOPACKAGE -destination=generated_mock_$GOFILE\n\n// Crane lifts.\ntype Crane interface{ Lift() }\n",
	"pkg/monitoring/metrics.go":                            "package monitoring\n",
	"pkg/virt-launcher/virtwrap/api/schema.go":             "package api\n\n// Hull is.\ntype Hull struct{ Planks int }\n",
	"pkg/virt-operator/resource/generate/rbac/operator.go": "package rbac\n",
	"staging/src/kubevirt.io/api/core/v1/types.go":         "package v1\n\n// Boat floats.\ntype Boat struct {\n\t// Name is painted on it.\n\tName string `json:\"name,omitempty\"`\n}\n",
}

// harbour returns the miniature checkout with changes.
func harbour(changes map[string]string) *checkout.Tree {
	fsys := fstest.MapFS{}
	for _, files := range []map[string]string{boat, changes} {
		for p, text := range files {
			fsys[p] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return checkout.FromFS(fsys)
}

// fakeTools stands in for the go command and the generators.
type fakeTools struct {
	writes map[string]map[string]string // tool → file below the scratch root → content
	fails  map[string]string            // tool, or "install "+tool → what it says on standard error
	block  map[string]bool              // tools that wait for cancellation

	mu    sync.Mutex
	calls []string
}

func (f *fakeTools) run(ctx context.Context, c command.Command) ([]byte, error) {
	name := filepath.Base(c.Name)
	if name == "go" {
		return f.goCommand(c)
	}
	f.mu.Lock()
	f.calls = append(f.calls, c.String())
	f.mu.Unlock()
	if f.block[name] {
		<-ctx.Done()
		return nil, &command.Failure{Command: c, Err: ctx.Err()}
	}
	if said, ok := f.fails[name]; ok {
		return nil, &command.Failure{Command: c, Output: strings.ReplaceAll(said, "ROOT", root(c)), Err: errors.New("exit status 1")}
	}
	for _, p := range slices.Sorted(maps.Keys(f.writes[name])) {
		file := filepath.Join(root(c), p)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, []byte(f.writes[name][p]), 0o644); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// root returns the scratch root, which every tool is told.
func root(c command.Command) string {
	for _, e := range c.Env {
		if dir, ok := strings.CutPrefix(e, "KUBEVIRT_DIR="); ok {
			return dir
		}
	}
	return c.Dir
}

func (f *fakeTools) goCommand(c command.Command) ([]byte, error) {
	switch c.Args[0] {
	case "env":
		return []byte("go1.99\nplan9\nmips\n"), nil
	case "install":
		path, _, _ := strings.Cut(c.Args[1], "@")
		tool := filepath.Base(path)
		if said, ok := f.fails["install "+tool]; ok {
			return nil, &command.Failure{Command: c, Output: said, Err: errors.New("exit status 1")}
		}
		for _, e := range c.Env {
			if bin, ok := strings.CutPrefix(e, "GOBIN="); ok {
				return nil, os.WriteFile(filepath.Join(bin, tool), []byte("tool"), 0o755)
			}
		}
	}
	return nil, fmt.Errorf("unexpected go %v", c.Args)
}

// sail runs the change of one file with fake tools.
func sail(t *testing.T, ctx context.Context, tools *fakeTools, file, text string) (*Result, string, error) {
	t.Helper()
	base := harbour(nil)
	cache := t.TempDir()
	res, err := Run(ctx, base, base.With(map[string][]byte{file: []byte(text)}), Options{CacheDir: cache, Run: tools.run, Parallel: 2})
	return res, cache, err
}

// leftovers returns what is left in the scratch directory.
func leftovers(t *testing.T, cache string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(cache, "scratch", "kvscaffold-*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// documentation returns what swagger-doc makes of a source.
func documentation(t *testing.T, src string) []byte {
	t.Helper()
	text, diags := swaggerdoc.Generate(typesFile, []byte(src))
	if diags.HasErrors() {
		t.Fatal(diags.Sorted())
	}
	return text
}
