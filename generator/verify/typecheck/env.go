// This file defines what of the go command's environment decides which files
// belong to a package.
package typecheck

import (
	"encoding/json"
	"fmt"
	"go/build"
	"go/version"
	"runtime"
	"strconv"
	"strings"
)

// Env is the part of "go env -json" that a check depends on.
type Env struct {
	GOROOT, GOOS, GOARCH, GOVERSION string
	CGO                             string `json:"CGO_ENABLED"`
}

// EnvNames are the variables of Env, as arguments of "go env -json".
var EnvNames = []string{"GOROOT", "GOOS", "GOARCH", "GOVERSION", "CGO_ENABLED"}

// ParseEnv reads what "go env -json" prints.
func ParseEnv(data []byte) (Env, error) {
	var e Env
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("cannot read go env: %w", err)
	}
	if e.GOROOT == "" || e.GOARCH == "" {
		return e, fmt.Errorf("cannot read go env: it names no GOROOT or GOARCH")
	}
	return e, nil
}

// context returns the build constraints that hold.
func (e Env) context() build.Context {
	c := build.Default
	c.GOROOT, c.GOOS, c.GOARCH, c.CgoEnabled = e.GOROOT, e.GOOS, e.GOARCH, e.CGO == "1"
	minor := e.minor()
	c.ReleaseTags = nil
	for i := 1; i <= minor; i++ {
		c.ReleaseTags = append(c.ReleaseTags, "go1."+strconv.Itoa(i))
	}
	return c
}

// minor returns 26 for go1.26.8.
func (e Env) minor() int {
	lang := version.Lang(strings.SplitN(e.GOVERSION, " ", 2)[0])
	n, err := strconv.Atoi(strings.TrimPrefix(lang, "go1."))
	if err != nil {
		n, _ = strconv.Atoi(strings.TrimPrefix(version.Lang(runtime.Version()), "go1."))
	}
	return n
}

// language returns the Go version to check a module with, "" for the newest
// where go/types does not know the module's.
func language(goVersion string) string {
	v := "go" + goVersion
	if goVersion == "" || !version.IsValid(v) || version.Compare(v, runtime.Version()) > 0 {
		return ""
	}
	return v
}
