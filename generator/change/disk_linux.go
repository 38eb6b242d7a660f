// This file defines what Linux adds: names exchanged in one step, and leases,
// which tell whether another process has a file open.
package change

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// exchangeNames swaps two names of a directory.
func exchangeNames(dir *os.File, a, b string) error {
	return renameat2(dir, a, b, unix.RENAME_EXCHANGE)
}

// moveName renames within a directory to a name that must be free.
func moveName(dir *os.File, from, to string) error {
	return renameat2(dir, from, to, unix.RENAME_NOREPLACE)
}

func renameat2(dir *os.File, from, to string, flags uint) error {
	fd := int(dir.Fd())
	err := unix.Renameat2(fd, from, fd, to, flags)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP):
		return errUnsupported
	}
	return &fs.PathError{Op: "rename", Path: to, Err: err}
}

// hasWriter reports whether a process has the file, opened here for reading,
// open for writing: a read lease is refused then, and only then, with EAGAIN.
func hasWriter(f *os.File) bool {
	_, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	return errors.Is(err, unix.EAGAIN)
}

// hasOthers reports whether another process has the file, opened here for
// reading and writing, open at all. Otherwise the lease taken here makes those
// who open it wait until it is closed.
func hasOthers(f *os.File) bool {
	_, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_WRLCK)
	return errors.Is(err, unix.EAGAIN)
}
