// This file defines saved previews: what a run would write, together with what it
// was made from, so that exactly that is written later, or nothing.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// previewSchema names the version of the form.
const previewSchema = "kvscaffold.preview/v1"

// preview is the content of the file.
type preview struct {
	Schema string        `json:"schema"`
	Diff   string        `json:"diff"` // for reading; not used
	Files  []previewFile `json:"files"`
}

type previewFile struct {
	Path string `json:"path"`
	Was  string `json:"was,omitempty"` // SHA-256 of the file that it was made from; empty: there was none
	Now  []byte `json:"now"`           // null: deleted
}

// hashOf returns the SHA-256 of a file as it is on disk, "" where there is none.
func hashOf(tree *checkout.Tree, p string) (string, error) {
	data, err := tree.Raw(p)
	if checkout.IsNotExist(err) {
		return "", nil
	}
	return fmt.Sprintf("%x", sha256.Sum256(data)), err
}

// save writes the preview of a run to a file.
func (a *app) save(res *generator.Result, diff, name string) error {
	out := preview{Schema: previewSchema, Diff: diff, Files: []previewFile{}}
	for _, p := range res.Changed() {
		was, err := hashOf(res.Base, p)
		if err != nil {
			return a.failure(err)
		}
		now, err := change.Content(res.Base, res.Next, p)
		if err != nil {
			return a.failure(err)
		}
		out.Files = append(out.Files, previewFile{p, was, now})
	}
	data, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return exit{exitRefused, "the preview cannot be saved: " + reason(err)}
	}
	_, err = temp.Write(append(data, '\n'))
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		os.Remove(temp.Name())
		return exit{exitRefused, "the preview cannot be saved: " + reason(err)}
	}
	fmt.Fprintf(a.err, "saved: %s\n", name)
	return nil
}

// readPreview returns the preview that a file holds, nil if it holds none.
func readPreview(name string) *preview {
	if filepath.Ext(name) == ".md" || name == "-" {
		return nil
	}
	data, err := readPlain(name)
	var p preview
	if err != nil || len(data) == 0 || data[0] != '{' || json.Unmarshal(data, &p) != nil || p.Schema != previewSchema {
		return nil
	}
	return &p
}

// applyPreview writes exactly what was saved, or refuses where a file is not
// the one that it was made from.
func (a *app) applyPreview(ctx context.Context, name string, p *preview, f applyFlags) error {
	res := &generator.Result{}
	tree, bad := a.openTree(f.repo)
	if bad != nil {
		res.Diags.Add(*bad)
		return a.refuseAs(res, f)
	}
	overlay := map[string][]byte{}
	for _, file := range p.Files {
		was, err := hashOf(tree, file.Path)
		if err != nil {
			return a.failure(err)
		}
		if was != file.Was {
			res.Diags.Errorf("stale-preview", diag.Pos{File: file.Path}, "make the preview anew",
				"this file is not the one that %s was made from", name)
		}
		overlay[file.Path] = file.Now
		if file.Now != nil && len(file.Now) == 0 {
			overlay[file.Path] = []byte{}
		}
	}
	if res.Refused() {
		return a.refuseAs(res, f)
	}
	res.Base, res.Next = tree, tree.With(overlay)
	f.codegen = "auto" // nothing would follow: it is in there, or was not asked for
	return a.deliver(ctx, res, f)
}
