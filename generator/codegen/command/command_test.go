package command

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func shell(t *testing.T) string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	return sh
}

func TestExecReturnsOutputAndPassesTheEnvironment(t *testing.T) {
	out, err := Exec(context.Background(), Command{Name: shell(t), Args: []string{"-c", "echo $BOAT-$HOME"}, Env: []string{"BOAT=sloop"}})
	if err != nil || string(out) != "sloop-\n" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestExecTellsWhatAFailedCommandSaid(t *testing.T) {
	_, err := Exec(context.Background(), Command{Name: shell(t), Args: []string{"-c", "echo fine; echo broken >&2; exit 3"}})
	var failed *Failure
	if !errors.As(err, &failed) || strings.TrimSpace(failed.Output) != "broken" || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("%v", err)
	}
}

// TestExecKillsTheWholeGroup: the go command starts compilers, which must not
// go on writing into a directory that is being removed.
func TestExecKillsTheWholeGroup(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := Exec(ctx, Command{Name: shell(t), Env: os.Environ(), Args: []string{"-c", "(sleep 1.5; echo late >" + mark + ") & wait"}})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 3*time.Second {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
	time.Sleep(2 * time.Second)
	if _, err := os.Stat(mark); err == nil {
		t.Error("a child of the cancelled command went on")
	}
}

func TestWithReplacesAndRemoves(t *testing.T) {
	got := With([]string{"A=1", "B=2", "C=3"}, "B=4", "C", "D=5", "B=6")
	if !slices.Equal(got, []string{"A=1", "D=5", "B=6"}) {
		t.Errorf("%q", got)
	}
}
