//go:build !unix

package toolbox

// Lock does nothing where there are no file locks: tools are moved into place
// as a whole, so two builds at once only cost time.
func Lock(string) (release func(), err error) { return func() {}, nil }

// TryLock reports that the lock is taken: without locks nothing may be swept
// away.
func TryLock(string) (release func(), ok bool) { return nil, false }
