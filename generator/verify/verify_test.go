package verify

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

// house is a small module: a wall, a door in it, a bell that has always been
// broken, and a lamp that needs what no machine has.
var house = map[string]string{
	"go.mod":                            "module example.io/house\n\ngo 1.24\n",
	"pkg/wall/wall.go":                  "package wall\n\n// Build builds.\nfunc Build(height int) int { return height }\n",
	"pkg/wall/wall_test.go":             "package wall\n\nimport \"testing\"\n\nfunc TestBuild(t *testing.T) {\n\tif Build(2) != 2 {\n\t\tt.Fatal(\"too low\")\n\t}\n}\n",
	"pkg/door/door.go":                  "package door\n\nimport \"example.io/house/pkg/wall\"\n\n// Open opens.\nfunc Open() int { return wall.Build(1) }\n",
	"pkg/door/door_test.go":             "package door_test\n\nimport (\n\t\"testing\"\n\n\t\"example.io/house/pkg/door\"\n)\n\nfunc TestOpen(t *testing.T) { _ = door.Open() }\n",
	"pkg/bell/bell.go":                  "package bell\n\nvar Ring = missing\n",
	"pkg/chime/chime.go":                "package chime\n",
	"pkg/chime/sad_test.go":             "package chime\n\nimport \"testing\"\n\nfunc TestSad(t *testing.T) { t.Fatal(\"always\") }\n",
	"pkg/lamp/switch.go":                "package lamp\n\nimport _ \"example.io/house/pkg/power\"\n",
	"pkg/power/power.go":                "package power\n\n// #include \"no-such-power.h\"\nimport \"C\"\n\n// Volt is what there is.\nvar Volt int = int(C.volt)\n",
	"pkg/radio/radio.go":                "package radio\n\n// Tuner tunes.\ntype Tuner interface {\n\tTune()\n}\n",
	"pkg/radio/generated_mock_radio.go": "package radio\n\ntype MockTuner struct{}\n\nfunc (*MockTuner) Tune() {}\n",
	"pkg/radio/radio_test.go":           "package radio\n\nvar _ Tuner = &MockTuner{}\n",
	"tests/stay/stay_test.go":           "package stay\n\nimport \"testing\"\n\nfunc TestStay(t *testing.T) { t.Fatal(\"needs a cluster\") }\n",
}

// shared knows Go's own library from the first test on.
var shared = typecheck.New()

func open(t *testing.T) *checkout.Tree {
	t.Helper()
	dir := t.TempDir()
	for p, text := range house {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func overlay(files map[string]string) map[string][]byte {
	out := map[string][]byte{}
	for p, text := range files {
		out[p] = []byte(text)
		if text == "" {
			out[p] = nil
		}
	}
	return out
}

// run verifies a change and returns what is said, checks first.
func run(t *testing.T, files map[string]string, opts Options) []string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	base := open(t)
	opts.Env, opts.Flags, opts.Temp, opts.Checker = os.Environ(), []string{"-mod=mod"}, t.TempDir(), shared
	r, err := Run(context.Background(), base, base.With(overlay(files)), opts)
	if err != nil {
		t.Fatal(err)
	}
	said := r.Lines()
	for _, d := range r.Diags.Sorted() {
		said = append(said, strings.SplitN(d.String(), "\n", 2)[0])
	}
	if left, _ := os.ReadDir(opts.Temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return said
}

func TestRun(t *testing.T) {
	ok := []string{"formatted: passed (1 Go file)", "additive: passed (no line lost)", "second run: not run (not asked for)"}
	for name, c := range map[string]struct {
		files map[string]string
		level Level
		want  []string
	}{
		"an addition": {map[string]string{"pkg/door/handle.go": "package door\n\n// Handle turns.\nfunc Handle() int { return Open() }\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(ok, "types: passed (1 package)")...)},
		"off": {map[string]string{"pkg/door/handle.go": "package door\n"}, Off,
			append([]string{"parses: passed (1 Go file)"}, append(ok, "types: not run (turned off)")...)},
		"a new package with tests": {map[string]string{"pkg/key/key.go": "package key\n\nfunc turn() {}\n", "pkg/key/key_test.go": "package key\n\nimport \"testing\"\n\nfunc TestTurn(t *testing.T) { turn() }\n"}, Tests,
			[]string{"parses: passed (2 Go files)", "formatted: passed (2 Go files)", ok[1], ok[2], "types: passed (1 package)", "tests: not run (pkg/key: tests read files of their directory that are not written yet)"}},
		"new test data": {map[string]string{"pkg/wall/testdata/plan.xml": "<plan/>\n", "pkg/wall/more.go": "package wall\n"}, Tests,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: passed (1 package)", "tests: not run (pkg/wall: tests read files of their directory that are not written yet)")...)},
		"no Go file": {map[string]string{"README": "x\n"}, Types,
			[]string{"parses: passed (0 Go files)", "formatted: passed (0 Go files)", ok[1], ok[2], "types: passed (no Go package changes)"}},
		"syntax": {map[string]string{"pkg/door/handle.go": "package door\n\nfunc {\n"}, Types,
			[]string{"parses: failed (1 error)", "pkg/door/handle.go:3:6: error: the file would not parse: expected 'IDENT', found '{' [broken-result]"}},
		"form": {map[string]string{"pkg/door/handle.go": "package door\nvar   x int\n"}, Off,
			[]string{"parses: passed (1 Go file)", "formatted: failed (1 error)", ok[1], ok[2], "types: not run (turned off)", "pkg/door/handle.go: error: gofmt would change the file [not-formatted]"}},
		"a lost line": {map[string]string{"pkg/door/door.go": "package door\n"}, Off,
			[]string{"parses: passed (1 Go file)", ok[0], "additive: failed (1 error)", ok[2], "types: not run (turned off)",
				"pkg/door/door.go:3: error: this line would be lost or moved, though nothing asks for it: import \"example.io/house/pkg/wall\" [line-lost]"}},
		"a type error in a test": {map[string]string{"pkg/wall/high_test.go": "package wall\n\nvar _ = Bild(3)\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: failed (1 package)",
				"pkg/wall/high_test.go:3:9: error: undefined: Bild [type-error]")...)},
		"a missing import": {map[string]string{"pkg/wall/high.go": "package wall\n\nimport _ \"example.io/house/pkg/nowhere\"\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: failed (1 package)",
				"pkg/wall/high.go:3:10: error: could not import example.io/house/pkg/nowhere (no such package in the checkout, its vendor directory and Go's library)")...)},
		"broken before": {map[string]string{"pkg/bell/more.go": "package bell\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: not run (pkg/bell: does not compile on the untouched checkout either)")...)},
		"no headers": {map[string]string{"pkg/lamp/more.go": "package lamp\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: passed (1 package)")...)},
		"a type error without headers": {map[string]string{"pkg/lamp/more_test.go": "package lamp_test\n\nimport (\n\t\"example.io/house/pkg/lamp\"\n\t\"example.io/house/pkg/power\"\n)\n\nvar _ = lamp.On\nvar _ string = power.Volt\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: failed (1 package)",
				"pkg/lamp/more_test.go:8:14: error: undefined: lamp.On [type-error]",
				"pkg/lamp/more_test.go:9:16: error: cannot use power.Volt (variable of type int) as string value")...)},
		"a mock that follows its interface": {map[string]string{"pkg/radio/radio.go": "package radio\n\n// Tuner tunes.\ntype Tuner interface {\n\tTune()\n\tRetune()\n}\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: not run (pkg/radio: waits for the generators, MockTuner has no method Retune yet)")...)},
		"a mock and another error": {map[string]string{"pkg/radio/radio.go": "package radio\n\n// Tuner tunes.\ntype Tuner interface {\n\tTune()\n\tRetune()\n}\n\nvar _ = volume\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: not run (pkg/radio: waits", "types: failed (1 package)", "pkg/radio/radio.go:9:9: error: undefined: volume [type-error]")...)},
		"a type of its own that lacks a method": {map[string]string{"pkg/wall/high.go": "package wall\n\ntype Mock struct{}\n\nvar _ interface{ Rise() } = Mock{}\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: failed (1 package)", "pkg/wall/high.go:5:29: error: cannot use Mock{}")...)},
		"an embedded new file": {map[string]string{"pkg/door/plan.txt": "plan\n", "pkg/door/plan.go": "package door\n\nimport _ \"embed\"\n\n//go:embed plan.txt\nvar plan string\n"}, Types,
			append([]string{"parses: passed (1 Go file)"}, append(slices.Clone(ok), "types: passed (1 package)")...)},
		"tests": {map[string]string{"pkg/wall/more.go": "package wall\n", "pkg/door/more_test.go": "package door_test\n\nimport \"testing\"\n\nfunc TestMore(t *testing.T) { t.Fatal(\"no more\") }\n",
			"pkg/chime/more.go": "package chime\n", "tests/stay/more_test.go": "package stay\n"}, Tests,
			[]string{"parses: passed (4 Go files)", "formatted: passed (4 Go files)", ok[1], ok[2], "types: passed (4 packages)", "tests: passed (1 package)", "tests: failed (1 package)",
				"tests: not run (pkg/chime: they fail on the untouched checkout, too)",
				"pkg/door: error: tests fail that pass on the untouched checkout: more_test.go:5: no more; --- FAIL: TestMore"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := run(t, c.files, Options{Level: c.level})
			if len(got) != len(c.want) {
				t.Fatalf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("got:\n%s\nwant:\n%s", got[i], c.want[i])
				}
			}
		})
	}
}

// TestCallersAreChecked changes a signature that an untouched package calls.
func TestCallersAreChecked(t *testing.T) {
	was := house["pkg/wall/wall.go"]
	got := run(t, map[string]string{"pkg/wall/wall.go": strings.Replace(was, "height int", "height, width int", 1), "pkg/wall/wall_test.go": ""},
		Options{Exempt: func(string) bool { return true }})
	if last := got[len(got)-1]; !strings.HasPrefix(last, "pkg/door/door.go:6:38: error: not enough arguments in call to wall.Build") {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
}

func TestSecondRun(t *testing.T) {
	files := map[string]string{"pkg/door/handle.go": "package door\n"}
	again := func(more map[string][]byte, err error) Options {
		return Options{Level: Off, Again: func(*checkout.Tree) (map[string][]byte, error) { return more, err }}
	}
	if got := run(t, files, again(nil, nil)); !slices.Contains(got, "second run: passed (nothing to do)") {
		t.Error(got)
	}
	got := run(t, files, again(map[string][]byte{"b.go": nil, "a.go": nil}, nil))
	if n := len(got); got[n-2] != "a.go: error: a second run would change this file again [second-run]" || !slices.Contains(got, "second run: failed (2 errors)") {
		t.Error(got)
	}
	if got := run(t, files, again(nil, errors.New("no way"))); got[len(got)-1] != "error: a second run would fail: no way [second-run]" {
		t.Error(got)
	}
}

// TestNoGoCommand pins that a check that cannot be run does not read as passed.
func TestNoGoCommand(t *testing.T) {
	got := run(t, map[string]string{"pkg/door/handle.go": "package door\n"}, Options{Go: "no-such-go"})
	if last := got[len(got)-1]; !strings.HasPrefix(last, "types: not run (the go command says: ") {
		t.Error(got)
	}
}

func TestCancelledRunIsAnError(t *testing.T) {
	base := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Run(ctx, base, base.With(overlay(map[string]string{"pkg/door/handle.go": "package door\n"})), Options{Env: os.Environ(), Temp: t.TempDir()})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
