// This file defines how git is asked about a checkout: without the hooks and
// the file monitor that the checkout itself may bring.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen/command"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// git runs git in a directory and returns what it prints. It finds the
// repository of that directory, be it a linked worktree, a submodule or a folder
// of a larger repository, and no other one that the environment names.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_EXTERNAL_DIFF":
			continue
		}
		env = append(env, e)
	}
	env = append(env, "GIT_LITERAL_PATHSPECS=1", "GIT_OPTIONAL_LOCKS=0")
	safe := []string{"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "diff.external="}
	return command.Exec(ctx, command.Command{Dir: dir, Env: env, Name: "git", Args: append(safe, args...)})
}

// fields splits what git prints with -z.
func fields(out []byte) []string {
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
}

// uncommitted returns an error for every one of the files that has changes which
// git does not know yet. Where there is no git or no repository there are none.
func uncommitted(ctx context.Context, dir string, files []string) (diag.List, error) {
	var diags diag.List
	prefix, err := git(ctx, dir, "rev-parse", "--show-prefix")
	if err != nil || len(files) == 0 {
		return diags, ctx.Err()
	}
	out, err := git(ctx, dir, append([]string{"status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no", "--"}, files...)...)
	if err != nil {
		return diags, fmt.Errorf("cannot ask git for uncommitted changes: %w", err)
	}
	for _, line := range fields(out) {
		if len(line) < 4 {
			continue
		}
		p := strings.TrimPrefix(line[3:], strings.TrimSpace(string(prefix)))
		diags.Errorf("uncommitted", diag.Pos{File: p}, "commit or stash them, or run with --allow-dirty",
			"this file has uncommitted changes, and the change of the plan would mix with them")
	}
	return diags, nil
}

// treeAt returns the tree as it was at the revision: the tree with the former
// content of every file that git says is different or new.
func treeAt(ctx context.Context, tree *checkout.Tree, dir, rev string) (*checkout.Tree, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%q is no revision", rev)
	}
	changed, err := git(ctx, dir, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", rev, "--")
	if err != nil {
		return nil, fmt.Errorf("cannot compare with %s: %w", rev, err)
	}
	untracked, err := git(ctx, dir, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	was := map[string][]byte{}
	for _, p := range append(fields(changed), fields(untracked)...) {
		was[p] = nil
		if text, err := git(ctx, dir, "show", "--no-textconv", rev+":./"+p); err == nil {
			was[p] = append([]byte{}, text...)
		}
	}
	return tree.With(was), nil
}

// lookedBack is how many commits are looked at for the one before a feature.
const lookedBack = 40

// treeBefore returns the tree as it was before the feature: at the revision, or
// at the newest commit at which the plan still has something to add.
func treeBefore(ctx context.Context, f *feature.Feature, tree *checkout.Tree, dir, since string) (*checkout.Tree, string, error) {
	if since != "" {
		t, err := treeAt(ctx, tree, dir, since)
		return t, since, err
	}
	head, err := withoutFeature(ctx, f, tree, dir, "HEAD", nil)
	if head != nil || err != nil {
		return head, "HEAD", err
	}
	now, err := generator.Run(ctx, f, tree, generator.Options{})
	if err != nil {
		return nil, "", err
	}
	args := []string{"log", "--first-parent", "--format=%H", fmt.Sprintf("--max-count=%d", lookedBack), "--"}
	for _, it := range now.Present {
		if it.At.File != "" {
			args = append(args, it.At.File)
		}
	}
	out, err := git(ctx, dir, args...)
	if errors.Is(err, exec.ErrNotFound) {
		return nil, "", errors.New("git is needed to know the checkout before the feature, and is not installed")
	}
	revs := []string{"HEAD"}
	for _, rev := range strings.Fields(string(out)) {
		revs = append(revs, rev+"^")
	}
	for _, rev := range revs {
		t, err := withoutFeature(ctx, f, tree, dir, rev, now)
		if t != nil || err != nil {
			return t, rev, err
		}
	}
	return nil, "", fmt.Errorf("no commit among the last %d is one without this feature; name one with --since REV", lookedBack)
}

// withoutFeature returns the tree at a revision if the plan has more to add there
// than now; without now, if it adds most of what it asks for.
func withoutFeature(ctx context.Context, f *feature.Feature, tree *checkout.Tree, dir, rev string, now *generator.Result) (*checkout.Tree, error) {
	t, err := treeAt(ctx, tree, dir, rev)
	if err != nil {
		return nil, ctx.Err() // no such commit
	}
	res, err := generator.Run(ctx, f, t, generator.Options{})
	if err != nil || res.Refused() || len(res.Added) == 0 {
		return nil, err
	}
	if now == nil && len(res.Present) > len(res.Added) || now != nil && len(res.Present) >= len(now.Present) {
		return nil, nil
	}
	return t, nil
}
