package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestListedFilesOfNewPackagesAreBegun(t *testing.T) {
	f := &feature.Feature{Files: []feature.File{
		{Path: word("pkg/drawer/drawer.go"), State: feature.FileNew, Note: word("keeps socks")},
		{Path: word("pkg/shelf/sock.go"), State: feature.FileNew, Note: word("keeps a sock")},
		{Path: word("cmd/sock/main.go"), State: feature.FileNew},
	}}
	next, res := applied(t, shelf.and(bench("shelf", "")).tree(), f, "internal")
	contains(t, content(t, next, "pkg/drawer/drawer.go"), "package drawer\n\n// TODO: keeps socks\n")
	if next.Exists("pkg/shelf/sock.go") || next.Exists("cmd/sock/main.go") {
		t.Error("files of today's packages and programs are not begun with nothing in them")
	}
	if len(res.Left) != 1 || !strings.Contains(res.Left[0].What, "pkg/drawer/drawer.go") {
		t.Error(res.Left)
	}
}

func TestLicenceIsTheFormOfMostFiles(t *testing.T) {
	short, long, dated := "/* Licensed by us. */\n", "/*\n * Part of the shelf.\n * Licensed by us.\n */\n", "/* Copyright 2019. Licensed by us. */\n"
	tree := files{
		"pkg/a.go": short + "package pkg\n", "pkg/one/a.go": long + "package one\n", "pkg/two/a.go": long + "package two\n",
		"pkg/two/b.go": dated + "package two\n", "pkg/three/a.go": long + "package three\n", "pkg/four/a.go": dated + "package four\n",
	}.tree()
	c := newContext(tree, &feature.Feature{})
	for dir, want := range map[string]string{"pkg/new": long, "pkg/two": long, "pkg/four": long} {
		if got := c.Licence(dir); got != want {
			t.Errorf("%s: %q", dir, got)
		}
	}
}
