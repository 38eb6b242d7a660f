//go:build unix

package toolbox

import (
	"fmt"
	"os"
	"syscall"
)

// Lock takes the lock of a file, waiting for other processes, and returns what
// releases it. The operating system releases it when the process ends.
func Lock(file string) (release func(), err error) {
	return lock(file, syscall.LOCK_EX)
}

// TryLock is Lock without waiting; it reports false where another process
// holds the lock.
func TryLock(file string) (release func(), ok bool) {
	release, err := lock(file, syscall.LOCK_EX|syscall.LOCK_NB)
	return release, err == nil
}

func lock(file string, how int) (func(), error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot open lock file: %w", err)
	}
	for {
		if err = syscall.Flock(int(f.Fd()), how); err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot lock %s: %w", file, err)
	}
	return func() { f.Close() }, nil
}
