//go:build !linux

// This file defines the answers of systems without exchange and leases: the
// portable way around is taken then.
package change

import "os"

func exchangeNames(*os.File, string, string) error { return errUnsupported }

func moveName(*os.File, string, string) error { return errUnsupported }

func hasWriter(*os.File) bool { return false }

func hasOthers(*os.File) bool { return false }
