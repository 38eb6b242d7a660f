package patch

// This file defines how a change is cut into commits: one concern each,
// generated code apart, in the order in which a reviewer reads.

import (
	"path"
	"slices"
	"strings"
)

// Commit is one commit of a change.
type Commit struct {
	Subject string // at most 72 characters, as KubeVirt's commit guidelines ask
	Place   string // part of the tree, see Place
	Files   []string
}

// maxSubject is the longest subject line that KubeVirt's guidelines allow.
const maxSubject = 72

// subjects are what a commit of a part of the tree says of a feature.
var subjects = map[string]string{
	"feature gate":            "virt-config: Add the gate of ",
	"API":                     "api: Add ",
	"validation and defaults": "virt-api: Check ",
	"virt-operator":           "virt-operator: Prepare ",
	"virt-controller":         "virt-controller: Prepare ",
	"virt-handler":            "virt-handler: Prepare ",
	"virt-launcher":           "virt-launcher: Prepare ",
	"functional tests":        "tests: Cover ",
	"test builders":           "libvmi: Build ",
	"shared packages":         "pkg: Prepare ",
	"programs and tools":      "cmd: Prepare ",
	rest:                      "Prepare ",
	generated:                 "Run the generators for ",
}

// Commits cuts the files of a change into commits; name is the feature's short
// name. A BUILD file belongs to the code beside it.
func Commits(files []string, name string, made func(string) bool) []Commit {
	by := map[string][]string{}
	for _, f := range files {
		place := Place(f, made)
		if place == buildFiles {
			place = Place(path.Join(path.Dir(f), "code.go"), made)
		}
		by[place] = append(by[place], f)
	}
	var out []Commit
	for place, list := range by {
		slices.Sort(list)
		out = append(out, Commit{Subject: subject(place, name), Place: place, Files: list})
	}
	slices.SortFunc(out, func(a, b Commit) int { return rank(a.Place) - rank(b.Place) })
	return out
}

func subject(place, name string) string {
	s := []rune(subjects[place] + name)
	if len(s) > maxSubject {
		return strings.TrimRight(string(s[:maxSubject]), "- ")
	}
	return string(s)
}
