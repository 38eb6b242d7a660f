//go:build unix

// This file defines what Unix systems tell of a file beyond its mode, and the
// lock that goes away with the process that holds it.
package change

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// chownLike gives a file the owner and group of another, as far as the system
// lets one.
func chownLike(f *os.File, like fs.FileInfo) {
	if st, ok := like.Sys().(*syscall.Stat_t); ok {
		if f.Chown(int(st.Uid), int(st.Gid)) != nil {
			_ = f.Chown(-1, int(st.Gid))
		}
	}
}

// bound reports whether a file has other names, or an owner that a file
// created here could not be given: then it is written in place.
func bound(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && (st.Nlink > 1 || int(st.Uid) != os.Geteuid() && os.Geteuid() != 0)
}

// lock locks a file for this process and reports whether that was possible; it
// does not wait. The lock ends with the file or with the process.
func lock(f *os.File) (bool, error) {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
