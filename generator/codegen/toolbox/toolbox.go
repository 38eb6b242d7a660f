// Package toolbox builds the generators a checkout pins, once per version, and
// keeps them in a cache directory for every later run.
package toolbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/codegen/script"
)

// lift is the golang.org/x/tools that takes the place of older ones which no
// longer compile: from Go 1.25 on, go/types' internals refuse x/tools before
// v0.25. Minimal version selection leaves everything else as the tool has it.
const lift = "golang.org/x/tools@v0.38.0"

// tooOld is what the compiler says about such an x/tools.
const tooOld = "invalid array length"

// Box is a cache of built tools. It is safe for concurrent use, also by
// several processes.
type Box struct {
	Dir string         // cache directory, created when needed
	Go  string         // the go command
	Env []string       // environment for builds; may name a module proxy
	Run command.Runner // starts the go command

	mu       sync.Mutex
	platform string
	root     string
	built    map[string]*once
}

type once struct {
	sync.Mutex
	exe string
}

// Unavailable says that a tool cannot be had: its module cannot be downloaded
// or does not compile here.
type Unavailable struct {
	Tool    string // package@version
	Offline bool   // the module could not be downloaded
	Err     error
}

// Error names the module and version.
func (u *Unavailable) Error() string {
	if u.Offline {
		return fmt.Sprintf("%s cannot be downloaded: %v", u.Tool, u.Err)
	}
	return fmt.Sprintf("%s cannot be built: %v", u.Tool, u.Err)
}

// Unwrap returns the failure of the go command.
func (u *Unavailable) Unwrap() error { return u.Err }

// Tool returns the path of a pinned tool, building it if it is not yet in the
// cache. Where it cannot be had the error is an *Unavailable.
func (b *Box) Tool(ctx context.Context, pin script.Pin) (string, error) {
	return b.cached(ctx, pin.Name(), pin.String(), func(dir string) error {
		err := b.install(ctx, dir, pin)
		if err != nil && strings.Contains(err.Error(), tooOld) {
			err = b.installLifted(ctx, dir, pin)
		}
		if err != nil && ctx.Err() == nil {
			return &Unavailable{Tool: pin.String(), Offline: isOffline(err), Err: err}
		}
		return err
	})
}

// InTree returns the path of a tool built from sources of a checkout that do
// not change with the API. key must change with whatever the build reads.
func (b *Box) InTree(ctx context.Context, name, key string, build func(dir string) error) (string, error) {
	return b.cached(ctx, name, key, build)
}

// cached returns the executable name for a key. build puts it into a fresh
// directory, which is moved into place as a whole.
func (b *Box) cached(ctx context.Context, name, key string, build func(dir string) error) (string, error) {
	platform, err := b.Platform(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(key + "\n" + platform + "\n" + lift))
	slot := name + "-" + hex.EncodeToString(sum[:8])
	o := b.slot(slot)
	o.Lock()
	defer o.Unlock()
	exe := filepath.Join(b.Dir, "tools", slot, name)
	if o.exe != "" || isFile(exe) {
		o.exe = exe
		return exe, nil
	}
	return exe, b.locked(filepath.Dir(exe), func(fresh string) error {
		if err := build(fresh); err != nil {
			return err
		}
		o.exe = exe
		return nil
	})
}

func (b *Box) slot(name string) *once {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.built == nil {
		b.built = map[string]*once{}
	}
	if b.built[name] == nil {
		b.built[name] = &once{}
	}
	return b.built[name]
}

// locked fills home under a lock that other processes respect: building twice
// at once is no error, but a waste of minutes.
func (b *Box) locked(home string, fill func(fresh string) error) error {
	parent := filepath.Dir(home)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("cannot create the tool cache: %w", err)
	}
	unlock, err := Lock(filepath.Join(b.Dir, "tools.lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if isDir(home) { // another process was faster
		return nil
	}
	fresh, err := os.MkdirTemp(parent, "fresh-")
	if err != nil {
		return fmt.Errorf("cannot create the tool cache: %w", err)
	}
	defer os.RemoveAll(fresh)
	if err := fill(fresh); err != nil {
		return err
	}
	return os.Rename(fresh, home)
}

// Platform returns the Go version and target that tools are built with and
// for.
func (b *Box) Platform(ctx context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.platform != "" {
		return b.platform, nil
	}
	if err := os.MkdirAll(b.Dir, 0o755); err != nil {
		return "", fmt.Errorf("cannot create the tool cache: %w", err)
	}
	out, err := b.Run(ctx, command.Command{Dir: b.Dir, Env: command.With(b.Env, "GOFLAGS=", "GOWORK=off"), Name: b.Go, Args: []string{"env", "GOVERSION", "GOOS", "GOARCH", "GOROOT"}})
	if err != nil {
		return "", fmt.Errorf("cannot ask the go command for its version: %w", err)
	}
	lines := append(strings.Split(strings.TrimSpace(string(out)), "\n"), "", "", "", "")
	b.platform, b.root = strings.TrimSpace(strings.Join(lines[:3], " ")), strings.TrimSpace(lines[3])
	return b.platform, nil
}

// Root returns the root of the Go installation. Tools built with trimmed paths
// do not know it, and some look packages up by it; go generate tells them too.
func (b *Box) Root(ctx context.Context) (string, error) {
	_, err := b.Platform(ctx)
	return b.root, err
}

func (b *Box) install(ctx context.Context, dir string, pin script.Pin) error {
	return b.gocmd(ctx, dir, []string{"GOFLAGS=-trimpath", "GOBIN=" + dir}, "install", pin.String())
}

// installLifted builds the tool in a throw-away module that also requires a
// newer x/tools.
func (b *Box) installLifted(ctx context.Context, dir string, pin script.Pin) error {
	module := filepath.Join(dir, "module")
	if err := os.MkdirAll(module, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(module)
	flags := []string{"GOFLAGS=-mod=mod -trimpath"}
	if err := b.gocmd(ctx, module, flags, "mod", "init", "lifted"); err != nil {
		return err
	}
	if err := b.gocmd(ctx, module, flags, "get", pin.String(), lift); err != nil {
		return err
	}
	return b.gocmd(ctx, module, flags, "build", "-o", filepath.Join(dir, pin.Name()), pin.Package)
}

func (b *Box) gocmd(ctx context.Context, dir string, env []string, args ...string) error {
	env = command.With(b.Env, append([]string{"GOWORK=off", "GO111MODULE", "GOOS", "GOARCH"}, env...)...)
	_, err := b.Run(ctx, command.Command{Dir: dir, Env: env, Name: b.Go, Args: args})
	return err
}

// unreachable matches what the go command says when a module cannot be had,
// as opposed to not compiling.
var unreachable = regexp.MustCompile(`dial tcp|no such host|i/o timeout|connection refused|module lookup disabled|403 Forbidden|404 Not Found|410 Gone|unknown revision|TLS handshake|Service Unavailable|Bad Gateway|proxyconnect`)

func isOffline(err error) bool {
	var f *command.Failure
	return errors.As(err, &f) && unreachable.MatchString(f.Output)
}

func isFile(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.Mode().IsRegular()
}

func isDir(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}
