package main

// This file defines apply --commit: the result as commits on a new branch.

import (
	"context"
	"fmt"
	"strings"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/patch"
)

// repository is a checkout in which commits are made; see git for what of the
// checkout and of the environment is left out.
type repository struct {
	ctx context.Context
	dir string
}

func (r repository) git(args ...string) (string, error) {
	out, err := git(r.ctx, r.dir, args...)
	return strings.TrimSpace(string(out)), err
}

// branchOf returns the branch of a feature.
func branchOf(res *generator.Result) string { return "feature/" + shortName(res) }

func shortName(res *generator.Result) string {
	if f := res.Feature; f != nil && !f.Name.Empty() {
		return f.Name.Value
	}
	return "planned-feature"
}

// mayCommit says before anything is written why commits could not be made.
func (r repository) mayCommit(branch string, files []string) error {
	if _, err := r.git("rev-parse", "--git-dir"); err != nil {
		return fmt.Errorf("--commit needs a git repository: %w", err)
	}
	if staged, err := r.git("diff", "--cached", "--name-only"); err != nil || staged != "" {
		return fmt.Errorf("--commit needs an empty index, but these files are staged: %s", strings.Join(strings.Fields(staged), ", "))
	}
	if dirty, err := r.git(append([]string{"status", "--porcelain", "--"}, files...)...); err != nil || dirty != "" {
		return fmt.Errorf("--commit would take your own changes along; commit or stash these first: %s", strings.Join(strings.Fields(dirty), " "))
	}
	if _, err := r.git("rev-parse", "--verify", "--quiet", "refs/heads/"+branch); err == nil {
		return fmt.Errorf("the branch %s is there already; remove it, or apply without --commit", branch)
	}
	if who, err := r.git("var", "GIT_COMMITTER_IDENT"); err != nil || who == "" {
		return fmt.Errorf("git does not know who you are; set user.name and user.email")
	}
	return nil
}

// commit makes the commits of a written result on a new branch, signed off as
// KubeVirt asks. It returns a line for each.
func (r repository) commit(res *generator.Result) ([]string, error) {
	if _, err := r.git("switch", "--quiet", "--create", branchOf(res)); err != nil {
		return nil, err
	}
	var lines []string
	for _, c := range patch.Commits(res.Changed(), shortName(res), res.Made) {
		if _, err := r.git(append([]string{"add", "--"}, c.Files...)...); err != nil {
			return lines, err
		}
		body := fmt.Sprintf("Part of: %s", res.Feature.Title.Value)
		if _, err := r.git("commit", "--quiet", "--signoff", "-m", c.Subject, "-m", body); err != nil {
			return lines, err
		}
		id, err := r.git("rev-parse", "--short", "HEAD")
		if err != nil {
			return lines, err
		}
		lines = append(lines, fmt.Sprintf("%s %s (%d file%s)", id, c.Subject, len(c.Files), map[bool]string{true: "", false: "s"}[len(c.Files) == 1]))
	}
	return lines, nil
}

// commit tells of the commits that are made. If one fails, the written files
// stay as they are.
func (a *app) commit(repo repository, res *generator.Result) error {
	lines, err := repo.commit(res)
	if a.format == "text" {
		fmt.Fprintf(a.err, "commits on %s (%d):\n", branchOf(res), len(lines))
		for _, l := range lines {
			fmt.Fprintln(a.err, "  "+l)
		}
	}
	if err != nil {
		return exit{exitRefused, "the result is written, but not all of it is committed: " + err.Error()}
	}
	return nil
}
