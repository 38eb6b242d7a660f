package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

const vendorDir = "vendor"

// LinkVendor makes the vendor directory of a checkout visible in the copy. The
// go command and every generator but gazelle follow the link.
func (d *Dir) LinkVendor(checkout string) error {
	from, err := filepath.Abs(filepath.Join(checkout, vendorDir))
	if err != nil {
		return err
	}
	if d.vendor, err = stampAll(from); err != nil {
		return fmt.Errorf("cannot read vendored modules: %w", err)
	}
	d.linked = from
	return os.Symlink(from, filepath.Join(d.Root, vendorDir))
}

// ShareVendor makes the vendored modules of another copy visible in this one.
func (d *Dir) ShareVendor(with *Dir) error {
	d.vendor, d.linked = map[string]stamp{}, with.linked
	if d.linked == "" {
		d.linked = filepath.Join(with.Root, vendorDir)
	}
	return os.Symlink(d.linked, filepath.Join(d.Root, vendorDir))
}

// VendorRules puts a directory with nothing but the BUILD files of vendored
// packages in place of the link: gazelle does not follow it, and needs no more
// of packages it does not update.
func (d *Dir) VendorRules() error {
	if d.vendor == nil {
		return nil
	}
	if err := os.Remove(filepath.Join(d.Root, vendorDir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, file := range sortedNames(d.vendor) {
		if base := path.Base(file); base != "BUILD.bazel" && base != "BUILD" {
			continue
		}
		to := filepath.Join(d.Root, vendorDir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := copyFile(filepath.Join(d.linked, filepath.FromSlash(file)), to); err != nil {
			return err
		}
	}
	return nil
}

// VendorTouched returns the vendored files that are not as they were. There
// are none unless a tool misbehaves, or somebody else works in the checkout.
func (d *Dir) VendorTouched() ([]string, error) {
	if d.vendor == nil {
		return nil, nil
	}
	now, err := stampAll(d.linked)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, file := range sortedNames(d.vendor) {
		if now[file] != d.vendor[file] {
			out = append(out, path.Join(vendorDir, file))
		}
		delete(now, file)
	}
	for _, file := range sortedNames(now) {
		out = append(out, path.Join(vendorDir, file))
	}
	return out, nil
}

func stampAll(dir string) (map[string]stamp, error) {
	out := map[string]stamp{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		out[filepath.ToSlash(rel)] = stamp{info.Size(), info.ModTime(), info.Mode()}
		return err
	})
	return out, err
}
