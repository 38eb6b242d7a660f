package change

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// bed is a directory with files and a change to them.
type bed struct {
	dir        string
	base, next *checkout.Tree
}

var before = map[string]string{
	"keep.go":      "package keep\n",
	"a/one.go":     "package a\n",
	"a/run.sh":     "#!/bin/sh\n",
	"b/two.go":     "package b\n",
	"b/old.go":     "package b\n\n// old\n",
	"c/three.yaml": "x: 1\n",
}

var after = map[string]string{
	"keep.go":         "package keep\n",
	"a/one.go":        "package a\n\nvar One = 1\n",
	"a/run.sh":        "#!/bin/sh\nexit\n",
	"a/new.go":        "package a\n",
	"b/two.go":        "package b\n\nvar Two = 2\n",
	"c/three.yaml":    "x: 2\n",
	"d/deep/four.go":  "package deep\n",
	"d/deep/empty.go": "",
}

func newBed(t *testing.T) bed {
	t.Helper()
	dir := t.TempDir()
	writeTree(t, dir, before)
	if err := os.Chmod(filepath.Join(dir, "a/run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	base, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return bed{dir, base, base.With(overlay(after, "b/old.go"))}
}

func (b bed) write() (Report, error) { return Write(context.Background(), b.dir, b.base, b.next) }

// snapshot returns all files of a directory, and its directories.
func snapshot(t *testing.T, dir string) (files map[string]string, dirs []string) {
	t.Helper()
	files = map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		if e.IsDir() {
			dirs = append(dirs, rel)
			return nil
		}
		if e.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(p)
			files[filepath.ToSlash(rel)] = "-> " + to
			return err
		}
		data, err := os.ReadFile(p)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, dirs
}

func TestWriteMakesTheNextTree(t *testing.T) {
	b := newBed(t)
	r, err := b.write()
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := snapshot(t, b.dir); !maps.Equal(got, after) {
		t.Errorf("got %v", got)
	}
	if got := fmt.Sprint(r.Created, r.Changed, r.Deleted); got != "[a/new.go d/deep/empty.go d/deep/four.go] [a/one.go a/run.sh b/two.go c/three.yaml] [b/old.go]" {
		t.Errorf("report: %s", got)
	}
	info, err := os.Stat(filepath.Join(b.dir, "a/run.sh"))
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the mode became %v (%v)", info.Mode(), err)
	}
}

func TestWriteOfNothingTouchesNothing(t *testing.T) {
	b := newBed(t)
	r, err := Write(context.Background(), b.dir, b.base, b.base)
	if got, _ := snapshot(t, b.dir); err != nil || !maps.Equal(got, before) || len(r.Changed) > 0 {
		t.Errorf("%+v %v %v", r, err, got)
	}
}

// TestWriteRefuses pins every reason for which a write does not begin, and
// that the directory is then as it was.
func TestWriteRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(b *bed)
		code    string
		at      string
	}{
		"changed":        {func(b *bed) { put(b.dir, "b/two.go", "package b // mine\n") }, "changed-since-read", "b/two.go"},
		"deleted":        {func(b *bed) { os.Remove(filepath.Join(b.dir, "b/old.go")) }, "changed-since-read", "b/old.go"},
		"created":        {func(b *bed) { put(b.dir, "a/new.go", "package mine\n") }, "changed-since-read", "a/new.go"},
		"link":           {func(b *bed) { relink(b.dir, "a/one.go", "../b/two.go") }, "symbolic-link", "a/one.go"},
		"link to escape": {func(b *bed) { relink(b.dir, "d", b.dir+"-other") }, "symbolic-link", "d"},
		"link inside":    {func(b *bed) { relink(b.dir, "d", "c") }, "symbolic-link", "d"},
		"file as dir":    {func(b *bed) { put(b.dir, "d", "file\n") }, "not-a-directory", "d"},
		"dir as file":    {func(b *bed) { os.Mkdir(filepath.Join(b.dir, "a/new.go"), 0o755) }, "not-a-file", "a/new.go"},
		"leftover":       {func(b *bed) { put(b.dir, "a/.one.go.kvscaffold-old", "package a\n") }, "leftover-stage", "a/.one.go.kvscaffold-old"},
		"outside":        {func(b *bed) { b.next = b.next.With(overlay(map[string]string{"../x": "x"})) }, "path-outside", "../x"},
		"absolute":       {func(b *bed) { b.next = b.next.With(overlay(map[string]string{"/etc/x": "x"})) }, "path-outside", "/etc/x"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t)
			for p := range after { // the tree is read before someone else changes it
				_, _ = b.base.Read(p)
			}
			_, _ = b.base.Read("b/old.go")
			c.prepare(&b)
			was, wasDirs := snapshot(t, b.dir)
			_, err := b.write()
			var refusal *Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("no refusal: %v", err)
			}
			d := refusal.Diags.Sorted()[0]
			if d.Code != c.code || d.Pos.File != c.at || d.Remedy == "" || refusal.Diags.Len() != 1 {
				t.Errorf("got %v", refusal)
			}
			now, nowDirs := snapshot(t, b.dir)
			if !maps.Equal(was, now) || !slices.Equal(wasDirs, nowDirs) {
				t.Errorf("the directory changed: %v", now)
			}
		})
	}
}

func put(dir, p, text string) {
	if err := os.WriteFile(filepath.Join(dir, p), []byte(text), 0o644); err != nil {
		panic(err)
	}
}

func relink(dir, p, to string) {
	os.RemoveAll(filepath.Join(dir, p))
	if err := os.Symlink(to, filepath.Join(dir, p)); err != nil {
		panic(err)
	}
}

func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
