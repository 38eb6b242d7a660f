// Package command describes one external command and runs it, so that the
// rooms that need tools receive the running as a function value and tests can
// put another one in its place.
package command

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Command is one call of a program. Env is the complete environment; nothing
// is inherited. Name is a path or a name to look up by PATH of the process.
type Command struct {
	Dir  string
	Env  []string
	Name string
	Args []string
}

// String returns the command as one would type it, without the environment.
func (c Command) String() string {
	return strings.Join(append([]string{filepath.Base(c.Name)}, c.Args...), " ")
}

// Runner runs a command and returns its standard output. A command that exits
// with another status than 0 gives a *Failure.
type Runner func(ctx context.Context, c Command) ([]byte, error)

// Failure is a command that could not be started or did not succeed.
type Failure struct {
	Command Command
	Output  string // what it wrote to standard error, or to standard output where that is empty
	Err     error
}

// Error names the command and ends with what the command itself said.
func (f *Failure) Error() string {
	return fmt.Sprintf("%s: %v\n%s", filepath.Base(f.Command.Name), f.Err, strings.TrimSpace(f.Output))
}

// Unwrap returns the reason, for instance an *exec.ExitError.
func (f *Failure) Unwrap() error { return f.Err }

// Exec is the Runner that starts real processes. When ctx ends it kills the
// process together with its children: the go command starts compilers that
// would otherwise go on writing.
func Exec(ctx context.Context, c Command) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.Name, c.Args...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 700 * time.Millisecond // whoever interrupts waits for less than a second
	killWholeGroup(cmd)
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		said := stderr.String()
		if strings.TrimSpace(said) == "" {
			said = stdout.String()
		}
		return nil, &Failure{Command: c, Output: said, Err: err}
	}
	return stdout.Bytes(), nil
}
