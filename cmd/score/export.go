package main

// This file defines how commits of a clone are laid out as plain trees.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// export holds the tree of one commit at a time. It keeps an index of its own,
// so that going from commit to commit costs only what differs, and the clone's
// index, work tree and list of work trees stay as they are.
type export struct {
	tree  string // the directory of the files
	git   string // the clone's git directory
	index string
}

// newExport prepares an export below dir; the tree is empty until commit.
func newExport(ctx context.Context, clone, dir string) (*export, error) {
	out, err := exec.CommandContext(ctx, "git", "-C", clone, "rev-parse", "--absolute-git-dir").Output()
	if err != nil {
		return nil, fmt.Errorf("%s is no git clone: %w", clone, err)
	}
	e := &export{tree: filepath.Join(dir, "tree"), git: strings.TrimSpace(string(out)), index: filepath.Join(dir, "index")}
	return e, os.Mkdir(e.tree, 0o755)
}

// commit lays out the files of a commit in the tree.
func (e *export) commit(ctx context.Context, commit string) error {
	cmd := exec.CommandContext(ctx, "git", "--git-dir", e.git, "--work-tree", e.tree, "read-tree", "--reset", "-u", commit)
	cmd.Dir = e.tree
	cmd.Env = append(os.Environ(), "GIT_INDEX_FILE="+e.index)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("commit %s cannot be laid out (does the clone have its history?): %w: %s", commit, err, strings.TrimSpace(string(out)))
	}
	return nil
}
