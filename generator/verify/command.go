// This file defines how the go command is called: with the changed files laid
// over the checkout, so that nothing is written there.
package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kubevirt/kvscaffold/generator/verify/typecheck"
)

// Command is one call of a program. Env is the complete environment.
type Command struct {
	Dir  string
	Env  []string
	Name string
	Args []string
}

// Output is what a program wrote.
type Output struct{ Stdout, Stderr []byte }

// Exec runs a command as a process. When ctx ends it interrupts the process,
// which lets the go command stop its own children, and kills it if need be.
func Exec(ctx context.Context, c Command) (Output, error) {
	cmd := exec.CommandContext(ctx, c.Name, c.Args...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 700 * time.Millisecond // whoever interrupts waits for less than a second
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return Output{out.Bytes(), said.Bytes()}, err
}

// session calls the go command on next and on base.
type session struct {
	v       *verification
	temp    string
	overlay string // the overlay file
}

// open writes the replacements and the overlay file. The caller closes.
func (v *verification) open() (*session, error) {
	temp, err := os.MkdirTemp(v.opts.Temp, "kvscaffold-verify-")
	if err != nil {
		return nil, fmt.Errorf("cannot verify: %w", err)
	}
	s := &session{v: v, temp: temp}
	if err := s.lay(); err != nil {
		s.close()
		return nil, fmt.Errorf("cannot verify: %w", err)
	}
	return s, nil
}

func (s *session) close() { _ = os.RemoveAll(s.temp) }

// lay writes every changed file to the temporary directory, under a name that
// keeps its last element (go:embed and build constraints look at it).
func (s *session) lay() error {
	root, err := filepath.Abs(s.v.next.Dir())
	if err != nil {
		return err
	}
	replace := map[string]string{}
	for i, p := range s.v.changed {
		to := ""
		if data, err := s.v.next.Read(p); err == nil {
			to = filepath.Join(s.temp, strconv.Itoa(i), path.Base(p))
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(to, data, 0o644); err != nil {
				return err
			}
		}
		for _, name := range s.names(p) {
			replace[filepath.Join(root, filepath.FromSlash(name))] = to
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	s.overlay = filepath.Join(s.temp, "overlay.json")
	return os.WriteFile(s.overlay, data, 0o644)
}

// names returns the names by which the go command may come to a file. Without
// a workspace it sees staging modules by links from vendor.
func (s *session) names(p string) []string {
	if rest, ok := strings.CutPrefix(p, stagingDir); ok && !s.v.next.Exists("go.work") {
		return []string{p, "vendor/" + rest}
	}
	return []string{p}
}

// argument returns how a directory is named to the go command.
func (s *session) argument(dir string) string {
	if rest, ok := strings.CutPrefix(dir, stagingDir); ok && !s.v.next.Exists("go.work") {
		return rest
	}
	return "./" + dir
}

// run calls the go command at the root, on next if overlay is set.
func (s *session) run(ctx context.Context, overlay bool, verb string, args ...string) (Output, error) {
	if overlay {
		args = append([]string{"-overlay=" + s.overlay}, args...)
	}
	return s.v.goCommand(ctx, append([]string{verb}, args...)...)
}

// goCommand calls the go command at the root. Its own failure is no error if it
// has said anything; ctx ending is.
func (v *verification) goCommand(ctx context.Context, args ...string) (Output, error) {
	name, run := v.opts.Go, v.opts.Run
	if name == "" {
		name = "go"
	}
	if run == nil {
		run = Exec
	}
	flags := v.opts.Flags
	if flags == nil {
		flags = []string{"-mod=vendor"}
	}
	root, err := filepath.Abs(v.next.Dir())
	if err != nil {
		return Output{}, err
	}
	env := append(without(v.opts.Env, "GOFLAGS", "GOWORK", "GOPROXY", "PWD"),
		"GOFLAGS="+strings.Join(flags, " "), "GOPROXY=off", "PWD="+root) // overlay paths are compared with PWD
	out, err := run(ctx, Command{Dir: root, Env: env, Name: name, Args: args})
	var exit *exec.ExitError
	if err != nil && ctx.Err() == nil && (errors.As(err, &exit) || len(out.Stdout)+len(out.Stderr) > 0) {
		return out, nil
	}
	return out, err
}

// goEnv asks the go command which files it builds.
func (v *verification) goEnv(ctx context.Context) (typecheck.Env, error) {
	out, err := v.goCommand(ctx, append([]string{"env", "-json"}, typecheck.EnvNames...)...)
	if err != nil {
		return typecheck.Env{}, err
	}
	env, err := typecheck.ParseEnv(out.Stdout)
	if err != nil && len(out.Stderr) > 0 {
		err = errors.New(firstLine(string(out.Stderr)))
	}
	return env, err
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return first
}

func without(env []string, names ...string) []string {
	var out []string
	for _, e := range env {
		drop := false
		for _, n := range names {
			drop = drop || strings.HasPrefix(e, n+"=")
		}
		if !drop {
			out = append(out, e)
		}
	}
	return out
}
