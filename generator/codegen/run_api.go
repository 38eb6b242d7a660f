package codegen

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/scratch"
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

func runDeepcopy(ctx context.Context, s *session) error   { return s.runBeside(ctx, "deepcopy-gen") }
func runDefaults(ctx context.Context, s *session) error   { return s.runBeside(ctx, "defaulter-gen") }
func runConversion(ctx context.Context, s *session) error { return s.runBeside(ctx, "conversion-gen") }

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

// apiModule is what a generator reads that works on API packages alone.
var apiModule = []string{"go.*", "hack/boilerplate/**", apiDir + "/**", clientDir + "/go.*"}

// runBeside runs the first call of a generator that writes into the API
// packages on a copy of these, and renames what it wrote into place. Such
// generators truncate their output before they write it, and others that read
// the same packages at that moment would find a file without package clause.
func (s *session) runBeside(ctx context.Context, name string) error {
	calls := s.script.Named(name)
	if len(calls) == 0 {
		return nil // this checkout does not use it
	}
	side, err := scratch.New(filepath.Dir(s.dir.Top()))
	if err != nil {
		return err
	}
	defer side.Remove()
	if err := s.fillBeside(ctx, side); err != nil {
		return err
	}
	if _, err := s.runTool(ctx, name, side.Root, calls[0].At(side.Root), "KUBEVIRT_DIR="+side.Root); err != nil {
		return inMainTree(err, side.Root, s.dir.Root)
	}
	touched, err := side.Touched()
	if err != nil {
		return err
	}
	for _, p := range touched {
		text, err := side.Read(p)
		if err != nil {
			return err
		}
		if err := s.dir.Write(p, text); err != nil {
			return err
		}
	}
	return nil
}

// fillBeside copies the API packages as they are in the scratch tree by now.
func (s *session) fillBeside(ctx context.Context, side *scratch.Dir) error {
	now, err := checkout.Open(s.dir.Root)
	if err != nil {
		return err
	}
	var files []string
	for _, p := range append(s.swaggerDocOutputs(), s.copied...) {
		if Match(apiModule, p) {
			files = append(files, p)
		}
	}
	slices.Sort(files)
	if err := side.Fill(ctx, now, slices.Compact(files)); err != nil {
		return err
	}
	return side.ShareVendor(s.dir)
}

// inMainTree lets a failure speak of the scratch tree, from which positions
// are translated.
func inMainTree(err error, side, root string) error {
	var failed *command.Failure
	if errors.As(err, &failed) {
		failed.Output = strings.ReplaceAll(failed.Output, side, root)
		failed.Command.Dir = strings.Replace(failed.Command.Dir, side, root, 1)
	}
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
	env = append([]string{"KUBEVIRT_DIR=" + s.dir.Root, "PWD=" + dir}, env...)
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
