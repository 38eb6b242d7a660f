package codegen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/format"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/crdyaml"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

// runValidations makes custom resource definitions of the API types, and of
// these the Go file with their schemas, by the checkout's own tool. The
// definitions themselves are not part of the tree.
func runValidations(ctx context.Context, s *session) error {
	crds := filepath.Join(s.dir.Work, "crd") + string(filepath.Separator)
	out := filepath.Join(s.dir.Work, "validation") + string(filepath.Separator)
	if err := os.Mkdir(out, 0o755); err != nil {
		return err
	}
	for _, args := range crdCalls(s.script.Named("controller-gen")) {
		args = append(args, "output:crd:dir="+crds)
		if _, err := s.runTool(ctx, "controller-gen", s.at(clientDir), args); err != nil {
			return err
		}
	}
	exe, err := s.validationGenerator(ctx)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, s.dir.Root, exe, "--crdDir="+crds, "--outputDir="+out); err != nil {
		return err
	}
	raw, err := os.ReadFile(filepath.Join(out, path.Base(validations)))
	if err != nil {
		return err
	}
	text, err := format.Source(raw)
	if err != nil {
		return fmt.Errorf("the generated validations are no Go: %w", err)
	}
	return s.dir.Write(validations, text)
}

// crdCalls joins calls that differ in their package only: one start reads the
// common packages once. Versions of one group write the same file and the last
// one wins, so earlier ones are left out; together they would share a file.
func crdCalls(calls []script.Call) [][]string {
	last := map[string]int{}
	for i, c := range calls {
		last[groupOf(c)] = i
	}
	var out [][]string
	index := map[string]int{}
	for i, c := range calls {
		if last[groupOf(c)] != i {
			continue
		}
		options := strings.Join(without(c.Args, "paths="), " ")
		at, ok := index[options]
		if !ok {
			at = len(out)
			index[options] = at
			out = append(out, without(c.Args, "paths="))
		}
		for _, a := range c.Args {
			if strings.HasPrefix(a, "paths=") {
				out[at] = append(out[at], a)
			}
		}
	}
	return out
}

// groupOf returns the directory of a call's API group.
func groupOf(c script.Call) string {
	for _, a := range c.Args {
		if p, ok := strings.CutPrefix(a, "paths="); ok {
			return path.Dir(path.Clean(p))
		}
	}
	return ""
}

func without(args []string, prefix string) []string {
	var out []string
	for _, a := range args {
		if !strings.HasPrefix(a, prefix) {
			out = append(out, a)
		}
	}
	return out
}

// validationGenerator builds the checkout's tool, which depends on no API
// package: once for its source and the vendored modules.
func (s *session) validationGenerator(ctx context.Context) (string, error) {
	sum := sha256.New()
	for _, name := range append(s.next.Files(validationTool), "../../vendor/modules.txt", "../../go.mod") {
		sum.Write(s.after(path.Join(validationTool, name)))
	}
	name := path.Base(validationTool)
	return s.box.InTree(ctx, name, name+hex.EncodeToString(sum.Sum(nil)), func(dir string) error {
		_, err := s.exec(ctx, s.dir.Root, s.opts.Go, "build", "-o", filepath.Join(dir, name), "./"+validationTool)
		return err
	})
}

// runKubeVirtCRD puts the schema into the manifest. Where the manifest does
// not follow from the validations in the known way, the checkout's tool makes
// it.
func runKubeVirtCRD(ctx context.Context, s *session) error {
	now, err := s.dir.Read(validations)
	if err != nil {
		return err
	}
	text, err := crdyaml.Splice(s.before(kubevirtCRD), s.before(validations), now)
	if err == nil {
		return s.dir.Write(kubevirtCRD, text)
	}
	for _, call := range s.script.Named("resource-generator") {
		if script.InTree(call.Stdout) == kubevirtCRD {
			return s.runInTree(ctx, "tools/resource-generator", call)
		}
	}
	return fmt.Errorf("%s calls nothing that writes %s: %w", script.Path, kubevirtCRD, err)
}

// runInTree builds a tool of the checkout and runs a call of it.
func (s *session) runInTree(ctx context.Context, pkg string, call script.Call) error {
	exe, err := s.goBuild(ctx, pkg)
	if err != nil {
		return err
	}
	return s.redirect(ctx, exe, call)
}

// redirect runs a call with its output going where the script says.
func (s *session) redirect(ctx context.Context, exe string, call script.Call) error {
	out, err := s.opts.Run(ctx, command.Command{Dir: s.dir.Root, Env: s.env, Name: exe, Args: call.At(s.dir.Root)})
	if err != nil || call.Stdout == "" {
		return err
	}
	return s.dir.Write(script.InTree(call.Stdout), out)
}
