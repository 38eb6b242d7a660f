//go:build unix

package command

import (
	"os/exec"
	"syscall"
)

// killWholeGroup makes the command the head of a process group and ends the
// whole group on cancellation.
func killWholeGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
