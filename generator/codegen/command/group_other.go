//go:build !unix

package command

import "os/exec"

// killWholeGroup leaves the command as it is where there are no process groups.
func killWholeGroup(*exec.Cmd) {}
