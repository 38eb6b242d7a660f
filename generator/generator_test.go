package generator_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/golden"
)

func mini(t *testing.T) *checkout.Tree {
	t.Helper()
	files, err := golden.Tree("mini")
	if err != nil {
		t.Fatal(err)
	}
	return checkout.FromFS(files)
}

func gate() *feature.Feature {
	text := func(s string, line int) feature.Text { return feature.T(s, diag.Pos{File: "plan.md", Line: line}) }
	return &feature.Feature{Gates: []feature.Gate{{Name: text("Lantern", 3), Owner: text("@x", 3), Release: text("v1.9.0", 3)}}}
}

const accessors = "pkg/virt-config/feature-gates.go"

// complaining is a compiler that dislikes every line of a file that holds word.
func complaining(word string, calls *int) generator.Verify {
	return func(_ context.Context, _, next *checkout.Tree, _ generator.Promise) (generator.Verification, error) {
		*calls++
		var v generator.Verification
		src, err := next.Read(accessors)
		if err != nil {
			return v, err
		}
		for i, line := range strings.Split(string(src), "\n") {
			if strings.Contains(line, word) {
				v.Diags.Errorf("type-error", diag.Pos{File: accessors, Line: i + 1}, "", "undefined: %s", word)
			}
		}
		return v, nil
	}
}

func TestRunGivesUpOnlyWhatDoesNotCompile(t *testing.T) {
	calls := 0
	res, err := generator.Run(context.Background(), gate(), mini(t), generator.Options{Verify: complaining("featuregate.Lantern", &calls)})
	if err != nil || res.Refused() {
		t.Fatalf("%v, %v", err, res.Diags.Sorted())
	}
	if got := strings.Join(res.Changed(), " "); got != "pkg/virt-config/featuregate/active.go" || calls != 2 {
		t.Errorf("changed %q after %d attempts", got, calls)
	}
	found := false
	for _, it := range res.Left {
		found = found || it.From.Line == 3 && strings.Contains(it.What, "LanternEnabled") && strings.Contains(it.Why, "undefined: featuregate.Lantern")
	}
	if !found {
		t.Errorf("the account does not tell: %+v", res.Left)
	}
}

func TestRunRefusesErrorsItCannotPlace(t *testing.T) {
	calls := 0
	res, err := generator.Run(context.Background(), gate(), mini(t), generator.Options{Verify: complaining("package virtconfig", &calls)})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Refused() || calls != 1 || len(res.Changed()) != 0 {
		t.Errorf("refused %v after %d attempts, changed %v", res.Refused(), calls, res.Changed())
	}
}

func TestRunTakesGeneratedFilesOverAndReportsTheirFailure(t *testing.T) {
	made := generator.Options{Codegen: func(context.Context, *checkout.Tree, *checkout.Tree) (generator.Generated, error) {
		return generator.Generated{Files: map[string][]byte{"api/made.json": []byte("{}")}}, nil
	}}
	res, err := generator.Run(context.Background(), gate(), mini(t), made)
	if err != nil || !strings.Contains(strings.Join(res.Changed(), " "), "api/made.json") {
		t.Errorf("changed %v, %v", res.Changed(), err)
	}
	broken := generator.Options{Codegen: func(context.Context, *checkout.Tree, *checkout.Tree) (generator.Generated, error) {
		var g generator.Generated
		g.Diags.Errorf("generator-failed", diag.Pos{File: "x"}, "", "it broke")
		return g, nil
	}}
	if res, err = generator.Run(context.Background(), gate(), mini(t), broken); err != nil || !res.Refused() || len(res.Changed()) != 0 {
		t.Errorf("refused %v, changed %v, %v", res.Refused(), res.Changed(), err)
	}
	stop := errors.New("no disk")
	failing := generator.Options{Codegen: func(context.Context, *checkout.Tree, *checkout.Tree) (generator.Generated, error) {
		return generator.Generated{}, stop
	}}
	if res, err = generator.Run(context.Background(), gate(), mini(t), failing); !errors.Is(err, stop) || len(res.Changed()) != 0 {
		t.Errorf("%v, changed %v", err, res.Changed())
	}
}

// TestRunVerifiesAgainWhatWaitedForTheGenerators: a mock that lacks a method is
// no fault before the generators have run, and one afterwards.
func TestRunVerifiesAgainWhatWaitedForTheGenerators(t *testing.T) {
	for _, mended := range []bool{true, false} {
		var seen []bool
		o := generator.Options{
			Verify: func(_ context.Context, _, next *checkout.Tree, _ generator.Promise) (generator.Verification, error) {
				made := next.Exists("pkg/libvmi/generated_mock.go")
				seen = append(seen, made)
				var v generator.Verification
				if !made {
					v.Waiting = []string{"pkg/libvmi"}
				} else if !mended {
					v.Diags.Errorf("type-error", diag.Pos{File: "pkg/libvmi/vm.go", Line: 1}, "", "still wrong")
				}
				return v, nil
			},
			Codegen: func(context.Context, *checkout.Tree, *checkout.Tree) (generator.Generated, error) {
				return generator.Generated{Files: map[string][]byte{"pkg/libvmi/generated_mock.go": []byte("package libvmi\n")}}, nil
			},
		}
		res, err := generator.Run(context.Background(), gate(), mini(t), o)
		if err != nil || len(seen) != 2 || seen[0] || !seen[1] {
			t.Fatalf("verified with the generated file: %v, %v", seen, err)
		}
		if res.Refused() == mended || mended == (len(res.Changed()) == 0) {
			t.Errorf("mended %v: refused %v, changed %v", mended, res.Refused(), res.Changed())
		}
	}
}
