package codegen

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/swaggerdoc"
	"github.com/kubevirt/kvscaffold/generator/codegen/violation"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// refused is a step that ended with diagnostics of its own.
type refused struct{ diags diag.List }

func (r *refused) Error() string { return "refused" }

// runSwaggerDoc replaces swagger-doc. Its files carry no build tag, so every
// other generator reads them: they are written first and whole.
func runSwaggerDoc(_ context.Context, s *session) error {
	var diags diag.List
	for _, in := range s.swaggerDocInputs() {
		src, err := s.next.Read(in)
		if err != nil {
			return fmt.Errorf("hack/generate.sh names %s: %w", in, err)
		}
		text, ds := swaggerdoc.Generate(in, src)
		diags.Merge(ds)
		if ds.HasErrors() {
			continue
		}
		if err := s.dir.Write(swaggerdoc.Output(in), text); err != nil {
			return err
		}
	}
	if diags.HasErrors() {
		return &refused{diags}
	}
	return nil
}

func runDeepcopy(ctx context.Context, s *session) error   { return s.runCall(ctx, "deepcopy-gen", 0) }
func runDefaults(ctx context.Context, s *session) error   { return s.runCall(ctx, "defaulter-gen", 0) }
func runConversion(ctx context.Context, s *session) error { return s.runCall(ctx, "conversion-gen", 0) }

// runOpenAPI runs openapi-gen, which succeeds even when API rules are broken;
// hack/generate.sh finds that out by comparing the two lists.
func runOpenAPI(ctx context.Context, s *session) error {
	if err := s.runCall(ctx, "openapi-gen", 0); err != nil {
		return err
	}
	found, err := s.dir.Read(violationList)
	if err != nil {
		return err
	}
	known, err := s.next.Read(knownList)
	if err != nil {
		return err
	}
	if diags := violation.Compare(s.next, string(known), string(found)); diags.HasErrors() {
		return &refused{diags}
	}
	return nil
}

// runCall runs the n-th call of a pinned generator as hack/generate.sh has it.
func (s *session) runCall(ctx context.Context, name string, n int) error {
	calls := s.script.Named(name)
	if len(calls) <= n {
		return nil // this checkout does not use it
	}
	_, err := s.runTool(ctx, name, s.dir.Root, calls[n].At(s.dir.Root))
	return err
}

// runTool runs a pinned tool in a directory of the scratch tree, with more
// assignments for its environment.
func (s *session) runTool(ctx context.Context, name, dir string, args []string, env ...string) ([]byte, error) {
	pin, ok := s.pins[name]
	if !ok {
		return nil, &refused{unpinned(name)}
	}
	exe, err := s.box.Tool(ctx, pin)
	if err != nil {
		return nil, err
	}
	return s.opts.Run(ctx, s.command(dir, exe, args, env...))
}

func unpinned(name string) diag.List {
	var diags diag.List
	diags.Errorf("generator-unpinned", diag.Pos{File: "hack/builder/Dockerfile"}, "run "+makeGenerate+" in the checkout",
		"the checkout calls %s but pins no version of it", name)
	return diags
}

func (s *session) exec(ctx context.Context, dir, exe string, args ...string) ([]byte, error) {
	return s.opts.Run(ctx, s.command(dir, exe, args))
}

// command returns a command that sees the scratch tree as the checkout.
func (s *session) command(dir, exe string, args []string, env ...string) command.Command {
	env = append(env, "KUBEVIRT_DIR="+s.dir.Root, "PWD="+dir)
	return command.Command{Dir: dir, Env: command.With(s.env, env...), Name: exe, Args: args}
}

// goBuild builds a package of the scratch tree and returns the executable.
func (s *session) goBuild(ctx context.Context, pkg string) (string, error) {
	exe := filepath.Join(s.dir.Work, filepath.Base(pkg))
	_, err := s.exec(ctx, s.dir.Root, s.opts.Go, "build", "-ldflags=-s -w", "-o", exe, "./"+pkg)
	return exe, err
}

// at returns a path below the root of the scratch tree.
func (s *session) at(p string) string { return filepath.Join(s.dir.Root, filepath.FromSlash(p)) }
