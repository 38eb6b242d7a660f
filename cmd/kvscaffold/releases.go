package main

// This file defines sites --at: which places of the tool's table which releases
// of KubeVirt have.

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// sitesAt prints a Markdown table of all sites in several git revisions of the
// checkout: the file of each, or "same" where it is that of the last column.
func (a *app) sitesAt(ctx context.Context, repo string, revisions []string) error {
	cells, last := map[string][]string{}, map[string]string{}
	for _, rev := range revisions {
		tree, err := revision(ctx, repo, rev)
		if err != nil {
			return exit{exitRefused, err.Error()}
		}
		for _, s := range checkout.Sites {
			cell := "–"
			if found, d := tree.Locate(s); d == nil {
				cell = "`" + found.Pos().File + "`"
				if last[s.ID] == cell {
					cell = "same"
				} else {
					last[s.ID] = cell
				}
			}
			cells[s.ID] = append(cells[s.ID], cell)
		}
	}
	fmt.Fprintf(a.out, "| site | %s |\n|---|%s\n", strings.Join(revisions, " | "), strings.Repeat("---|", len(revisions)))
	for _, s := range checkout.Sites {
		fmt.Fprintf(a.out, "| %s | %s |\n", s.ID, strings.Join(cells[s.ID], " | "))
	}
	return nil
}

// revision returns the parts of a git revision that hold sites.
func revision(ctx context.Context, repo, rev string) (*checkout.Tree, error) {
	dirs := []string{"go.mod"}
	for _, s := range checkout.Sites {
		dirs = append(dirs, s.Hints...)
	}
	slices.Sort(dirs)
	git := func(args ...string) ([]byte, error) {
		return git(ctx, repo, args...)
	}
	list, err := git(append([]string{"ls-tree", "--name-only", rev, "--"}, slices.Compact(dirs)...)...)
	if err != nil {
		return nil, fmt.Errorf("cannot read revision %s: %w", rev, err)
	}
	archive, err := git(append([]string{"archive", "--format=tar", rev, "--"}, strings.Fields(string(list))...)...)
	if err != nil {
		return nil, fmt.Errorf("cannot read revision %s: %w", rev, err)
	}
	files := fstest.MapFS{}
	r := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return checkout.FromFS(files), nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read revision %s: %w", rev, err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("cannot read revision %s: %w", rev, err)
		}
		files[h.Name] = &fstest.MapFile{Data: data}
	}
}
