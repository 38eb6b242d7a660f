package codegen

import (
	"context"
	"fmt"
	"go/format"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/scratch"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

// BenchmarkAPIEdit compares Run for a new API field with the same steps run by
// hand, one after the other as in hack/generate.sh, on the same machine and
// one right after the other. Every round edits another name, so that no round
// finds the compiled API of an earlier one in the build cache.
func BenchmarkAPIEdit(b *testing.B) {
	tree := openCheckout(b)
	round := time.Now().UnixNano() % 1e9
	sideBySide(b, func() (base, next *checkout.Tree) {
		round++
		return tree, edited(b, tree, fmt.Sprintf("Probe%d", round))
	}, func(ctx context.Context, base, next *checkout.Tree, opts Options) (*Result, error) {
		return Run(ctx, base, next, opts)
	})
}

// BenchmarkCheck compares Check of an untouched checkout with the same steps
// run by hand.
func BenchmarkCheck(b *testing.B) {
	tree := openCheckout(b)
	sideBySide(b, func() (base, next *checkout.Tree) { return tree, tree },
		func(ctx context.Context, base, _ *checkout.Tree, opts Options) (*Result, error) {
			return Check(ctx, base, opts)
		})
}

type ours func(ctx context.Context, base, next *checkout.Tree, opts Options) (*Result, error)

// sideBySide reports seconds of both ways and their ratio. Both warm up once,
// so that neither pays for building tools.
func sideBySide(b *testing.B, change func() (base, next *checkout.Tree), run ours) {
	ctx, opts := context.Background(), realOptions(b)
	var native, manual time.Duration
	round := func() (time.Duration, time.Duration) {
		base, next := change()
		began := time.Now()
		res, err := run(ctx, base, next, opts)
		if err != nil || res.Diags.HasErrors() || len(res.Skipped) > 0 {
			b.Fatalf("%v %v", err, res)
		}
		took := time.Since(began)
		base, next = change()
		began = time.Now()
		byHand(b, ctx, base, next, opts)
		return took, time.Since(began)
	}
	round()
	b.ResetTimer()
	for range b.N {
		a, m := round()
		native, manual = native+a, manual+m
	}
	b.ReportMetric(native.Seconds()/float64(b.N), "s/run")
	b.ReportMetric(manual.Seconds()/float64(b.N), "s/by-hand")
	b.ReportMetric(native.Seconds()/manual.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op")
}

// edited returns the tree with one more optional field in the core API.
func edited(tb testing.TB, tree *checkout.Tree, field string) *checkout.Tree {
	tb.Helper()
	const file, anchor = apiDir + "/core/v1/schema.go", "type Chassis struct {\n"
	src, err := tree.Read(file)
	if err != nil || !strings.Contains(string(src), anchor) {
		tb.Fatalf("%s has no %q: %v", file, anchor, err)
	}
	insert := fmt.Sprintf("\t// %s is a field of this test.\n\t// +optional\n\t%s *bool `json:\"%s%s,omitempty\"`\n", field, field, strings.ToLower(field[:1]), field[1:])
	return tree.With(map[string][]byte{file: []byte(strings.Replace(string(src), anchor, anchor+insert, 1))})
}

// byHand runs the commands of hack/generate.sh that an API edit needs, in its
// order and with its arguments, and the test data script.
func byHand(b *testing.B, ctx context.Context, base, next *checkout.Tree, opts Options) {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	cat, err := readCatalog(next)
	must(err)
	s := newSession(cat, newFacts(base, next, false), opts, &Result{})
	s.check = base == next
	s.env = command.With(s.env, "GOGC")
	s.dir, err = scratch.New(filepath.Join(opts.CacheDir, "scratch"))
	must(err)
	defer s.dir.Remove()
	must(s.fill(ctx, []chosen{{Step: Step{Reads: []string{"**"}}}}))

	must(runSwaggerDoc(ctx, s))
	must(runDeepcopy(ctx, s))
	must(runDefaults(ctx, s))
	must(runOpenAPI(ctx, s))
	must(runConversion(ctx, s))
	crds := filepath.Join(s.dir.Work, "crd") + "/"
	for _, call := range s.script.Named("controller-gen") {
		_, err := s.runTool(ctx, "controller-gen", s.at(clientDir), append(call.At(s.dir.Root), "output:crd:dir="+crds))
		must(err)
	}
	exe, err := s.goBuild(ctx, validationTool)
	must(err)
	_, err = s.exec(ctx, s.dir.Root, exe, "--crdDir="+crds, "--outputDir="+s.at(componentsDir)+"/")
	must(err)
	raw, err := s.dir.Read(validations)
	must(err)
	text, err := format.Source(raw)
	must(err)
	must(s.dir.Write(validations, text))
	must(s.runInTree(ctx, openapiTool, s.script.Named("openapispec")[0]))
	for _, call := range s.script.Named("resource-generator") {
		if script.InTree(call.Stdout) == kubevirtCRD {
			must(s.runInTree(ctx, resourceTool, call))
		}
	}
	head := path.Join(fixtureDir, "HEAD")
	for _, name := range next.Files(head) {
		must(os.Remove(s.at(path.Join(head, name))))
	}
	test := command.Command{Dir: s.dir.Root, Name: opts.Go, Args: []string{"test", fixturePackage, "-run", "//HEAD", "-count=1"}}
	test.Env = command.With(s.env, updateFixtures)
	_, _ = s.opts.Run(ctx, test) // fails by design: it writes what is missing
	test.Env = s.env
	_, err = s.opts.Run(ctx, test)
	must(err)
	if s.check {
		must(runBuildFiles(ctx, s))
	}
}
