package toolbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

// forge is a go command that writes tools of a few bytes.
type forge struct {
	installSays string // what go install fails with
	getSays     string // what go get fails with
	version     string
	calls       []string
}

func (f *forge) run(_ context.Context, c command.Command) ([]byte, error) {
	f.calls = append(f.calls, strings.Join(c.Args, " "))
	fail := func(said string) ([]byte, error) {
		return nil, &command.Failure{Command: c, Output: said, Err: errors.New("exit status 1")}
	}
	switch c.Args[0] {
	case "env":
		return []byte(f.version + "\n"), nil
	case "install":
		if f.installSays != "" {
			return fail(f.installSays)
		}
		for _, e := range c.Env {
			if bin, ok := strings.CutPrefix(e, "GOBIN="); ok {
				return nil, os.WriteFile(filepath.Join(bin, "rower"), []byte("plain"), 0o755)
			}
		}
	case "get":
		if f.getSays != "" {
			return fail(f.getSays)
		}
	case "build":
		return nil, os.WriteFile(c.Args[2], []byte("lifted"), 0o755)
	}
	return nil, nil
}

var rower = script.Pin{Package: "a.io/cmd/rower", Version: "v1.0.0"}

func build(t *testing.T, dir string, f *forge) (string, error) {
	t.Helper()
	box := &Box{Dir: dir, Go: "go", Run: f.run}
	exe, err := box.Tool(context.Background(), rower)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), nil
}

func TestToolIsBuiltOncePerVersionAndPlatform(t *testing.T) {
	dir := t.TempDir()
	first := &forge{version: "go1.1 plan9 mips"}
	if text, err := build(t, dir, first); err != nil || text != "plain" {
		t.Fatalf("%q, %v", text, err)
	}
	again := &forge{version: "go1.1 plan9 mips"}
	if _, err := build(t, dir, again); err != nil || len(again.calls) != 1 {
		t.Errorf("second run: %v, calls %q", err, again.calls)
	}
	other := &forge{version: "go1.2 plan9 mips"}
	if _, err := build(t, dir, other); err != nil || len(other.calls) != 2 {
		t.Errorf("other Go version: %v, calls %q", err, other.calls)
	}
}

func TestToolLiftsAnOutdatedDependency(t *testing.T) {
	f := &forge{version: "go1.1", installSays: "x/tools/internal/tokeninternal: invalid array length -delta * delta"}
	text, err := build(t, t.TempDir(), f)
	if err != nil || text != "lifted" {
		t.Fatalf("%q, %v", text, err)
	}
	if got := strings.Join(f.calls, "\n"); !strings.Contains(got, "get a.io/cmd/rower@v1.0.0 golang.org/x/tools@") {
		t.Errorf("calls\n%s", got)
	}
}

func TestToolSaysWhyItCannotBeHad(t *testing.T) {
	cases := []struct {
		says    string
		offline bool
	}{
		{"dial tcp: lookup proxy.example: no such host", true},
		{"reading https://proxy/x.info: 403 Forbidden", true},
		{"module lookup disabled by GOPROXY=off", true},
		{"./main.go:3:1: undefined: oar", false},
	}
	for _, c := range cases {
		dir := t.TempDir()
		_, err := build(t, dir, &forge{version: "go1.1", installSays: c.says})
		var gone *Unavailable
		if !errors.As(err, &gone) || gone.Offline != c.offline || gone.Tool != "a.io/cmd/rower@v1.0.0" {
			t.Errorf("%s: %v", c.says, err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "tools", "*")); len(left) > 0 {
			t.Errorf("%s: left behind %v", c.says, left)
		}
	}
}
