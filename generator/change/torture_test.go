package change

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var errBroken = errors.New("broken disk")

// killed is what a fault panics with to end a run as a signal would: nothing
// after it runs.
type killed struct{}

// ways are the circumstances under which writing is tortured: with and without
// names exchanged in one step, and with files that have further names and so
// are written in place.
var ways = []struct {
	name   string
	plain  bool
	linked bool
}{{"exchange", false, false}, {"plain", true, false}, {"in place", false, true}}

// newTorture is a bed whose files have second names where a way asks for that;
// those lie outside, so that a snapshot does not show them.
func newTorture(t *testing.T, linked bool) bed {
	t.Helper()
	b := newBed(t)
	for p := range before {
		if _, err := b.base.Read(p); err != nil {
			t.Fatal(err)
		}
		if linked {
			other := filepath.Join(t.TempDir(), "other")
			if err := os.Link(filepath.Join(b.dir, p), other); err != nil {
				t.Skip("no hard links here")
			}
		}
	}
	return b
}

// tortured runs a write on a disk with a fault, and reports whether the fault
// killed it.
func tortured(ctx context.Context, b bed, plain bool, fault func(op, name string) error) (r Report, err error, dead bool) {
	dead = onDisk(b.dir, plain, fault, func(d *disk) { r, err = write(ctx, d, b.base, b.next) })
	return r, err, dead
}

func onDisk(dir string, plain bool, fault func(op, name string) error, do func(*disk)) (dead bool) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		panic(err)
	}
	defer root.Close()
	d := &disk{root: root, plain: plain, lazy: true, fault: fault}
	defer func() {
		if p := recover(); p != nil {
			if d.held != nil {
				d.held.Close()
			}
			if _, dead = p.(killed); !dead {
				panic(p)
			}
		}
	}()
	do(d)
	return false
}

// at returns a fault that acts at the k-th operation, or from it on.
func at(k int, ever bool, act func(op, name string) error) func(op, name string) error {
	n := 0
	return func(op, name string) error {
		if n++; n == k || ever && n > k {
			return act(op, name)
		}
		return nil
	}
}

func kill(string, string) error { panic(killed{}) }

// oldOrNew reports whether the directory is one of the two trees, or what else.
func oldOrNew(t *testing.T, b bed) string {
	t.Helper()
	got, _ := snapshot(t, b.dir)
	switch {
	case maps.Equal(got, before):
		return "old"
	case maps.Equal(got, after):
		return "new"
	}
	var odd []string
	for p := range union(got, union(before, after)) {
		odd = append(odd, fmt.Sprintf("%s=%q", p, got[p]))
	}
	slices.Sort(odd)
	return strings.Join(odd, " ")
}

// forEveryOperation calls f with k = 1, 2, … in every way until f says that the
// k-th operation did not happen any more.
// The short form takes every third, and another third in each way.
func forEveryOperation(t *testing.T, f func(t *testing.T, k int, b bed, plain bool) bool) {
	for i, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			first, stride := 1+i, 3
			if os.Getenv("KVSCAFFOLD_TORTURE") != "" {
				first, stride = 1, 1
			}
			k := first
			for ; f(t, k, newTorture(t, way.linked), way.plain); k += stride {
				if k > 2000 {
					t.Fatal("no end")
				}
			}
			if k < 60 {
				t.Errorf("only %d operations", k)
			}
			t.Logf("%d of %d operations", (k-first)/stride, k-1)
		})
	}
}

// quickly puts temporary directories into memory where there is such a place:
// here it is names and bytes that count, not the disk under them.
func quickly(t *testing.T) {
	if dir, err := os.MkdirTemp("/dev/shm", "kvscaffold"); err == nil {
		os.RemoveAll(dir)
		t.Setenv("TMPDIR", "/dev/shm")
	}
}

// TestEveryOperationFailsOnce: the tree is old or new, and complete.
func TestEveryOperationFailsOnce(t *testing.T) {
	quickly(t)
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		hit := ""
		r, err, _ := tortured(context.Background(), b, plain, at(k, false, func(op, _ string) error { hit = op; return errBroken }))
		if hit == "" {
			return false
		}
		if len(r.Leftover) > 0 || len(r.Damaged) > 0 {
			if _, err := Repair(b.dir); err != nil {
				t.Errorf("operation %d (%s): %v", k, hit, err)
			}
		}
		is := oldOrNew(t, b)
		if is != "old" && is != "new" || (is == "new") != (len(r.Changed) > 0) || is == "old" && !errors.Is(err, errBroken) {
			t.Errorf("operation %d (%s): %v %+v\n%s", k, hit, err, r, is)
		}
		return true
	})
}

// TestDiskDies: every operation fails from the k-th on. What is not as it was is
// named, and repaired once the disk is back.
func TestDiskDies(t *testing.T) {
	quickly(t)
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		hit := false
		r, err, _ := tortured(context.Background(), b, plain, at(k, true, func(string, string) error { hit = true; return errBroken }))
		if !hit {
			return false
		}
		got, _ := snapshot(t, b.dir)
		want := before
		if len(r.Changed) > 0 {
			want = after
		}
		for p := range union(got, want) {
			if got[p] != want[p] && p != journalName && !slices.Contains(r.Damaged, p) && !slices.Contains(r.Leftover, p) {
				t.Errorf("operation %d on: %s is %q and not reported (%v)", k, p, got[p], err)
			}
		}
		if _, err := Repair(b.dir); err != nil {
			t.Errorf("operation %d on: %v", k, err)
		}
		if is := oldOrNew(t, b); is != "old" && is != "new" {
			t.Errorf("operation %d on: %v %+v\n%s", k, err, r, is)
		}
		return true
	})
}

// TestKillAtEveryOperation: the next run repairs, also when it is killed itself.
func TestKillAtEveryOperation(t *testing.T) {
	quickly(t)
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		if _, _, dead := tortured(context.Background(), b, plain, at(k, false, kill)); !dead {
			return false
		}
		step := 1 + k%7
		for j := step; ; j += step {
			var err error
			if !onDisk(b.dir, plain, at(j, false, kill), func(d *disk) { _, err = repair(d) }) {
				if err != nil {
					t.Errorf("killed at %d: %v", k, err)
				}
				break
			}
		}
		if is := oldOrNew(t, b); is != "old" && is != "new" {
			t.Errorf("killed at %d: %s", k, is)
		}
		return true
	})
}

// TestEditsAfterAKillStay: what a user does to a file between a run that died
// and the repair is not undone.
func TestEditsAfterAKillStay(t *testing.T) {
	quickly(t)
	targets := []string{"a/one.go", "b/old.go", "b/two.go", "a/new.go", "d/deep/four.go"}
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		if _, _, dead := tortured(context.Background(), b, plain, at(k, false, kill)); !dead {
			return false
		}
		p := targets[k%len(targets)]
		if os.MkdirAll(filepath.Dir(filepath.Join(b.dir, p)), 0o755) != nil {
			t.Fatal("cannot edit")
		}
		have, _ := os.ReadFile(filepath.Join(b.dir, p))
		mine := string(have) + "// mine\n"
		put(b.dir, p, mine)
		r, err := Repair(b.dir)
		if err != nil {
			t.Errorf("killed at %d: %v", k, err)
		}
		got, _ := snapshot(t, b.dir)
		if got[p] != mine {
			t.Errorf("killed at %d: the edit of %s became %q", k, p, got[p])
		}
		was, now := maps.Clone(before), maps.Clone(after)
		was[p], now[p] = mine, mine
		if !maps.Equal(got, was) && !maps.Equal(got, now) {
			t.Errorf("killed at %d, %s edited: %v %v", k, p, r, got)
		}
		return true
	})
}

// saves are the ways in which editors write: a new file in place of the old,
// the same file truncated, and a file that was opened long before.
var saves = map[string]func(dir, p, text string) (finish func()){
	"replace": func(dir, p, text string) func() {
		put(dir, p+".swp", text)
		if err := os.Rename(filepath.Join(dir, p+".swp"), filepath.Join(dir, p)); err != nil {
			panic(err)
		}
		return func() {}
	},
	"truncate": func(dir, p, text string) func() {
		put(dir, p, text)
		return func() {}
	},
	"slowly": func(dir, p, text string) func() {
		f, err := os.OpenFile(filepath.Join(dir, p), os.O_WRONLY|os.O_TRUNC, 0o644)
		if err != nil {
			return func() {}
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			f.WriteString(text)
			f.Close()
		}()
		return func() { <-done }
	},
}

// TestSavesDuringTheWriteWin: whoever saves a file at any moment of the write
// finds that save afterwards; and unless it came after the end of the write, the
// run says so and everything else is as it was.
func TestSavesDuringTheWriteWin(t *testing.T) {
	quickly(t)
	lost := 0
	for kind, save := range saves {
		for _, p := range []string{"a/one.go", "c/three.yaml", "b/old.go", "a/new.go"} {
			if kind == "slowly" && before[p] == "" {
				continue
			}
			t.Run(kind+" "+p, func(t *testing.T) {
				forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
					mine := before[p] + "// saved\n"
					hit, finish := "", func() {}
					r, err, _ := tortured(context.Background(), b, plain, at(k, false, func(op, name string) error {
						hit = op
						if _, err := os.Stat(filepath.Join(b.dir, p)); err == nil || before[p] == "" || kind != "slowly" {
							if name == p && (op == "overwrite half" || op == "truncate") { // nobody gets to open it just now
								done := make(chan struct{})
								go func() { defer close(done); save(b.dir, p, mine)() }()
								finish = func() { <-done }
							} else {
								finish = save(b.dir, p, mine)
							}
						} else {
							mine = "" // it is not there at this moment, and nothing was saved
						}
						return nil
					}))
					finish()
					if hit == "" {
						return false
					}
					got, _ := snapshot(t, b.dir)
					if mine != "" && got[p] != mine {
						lost++
						t.Errorf("operation %d (%s): the save is lost: %q (%v)", k, hit, got[p], err)
					}
					was, now := maps.Clone(before), maps.Clone(after)
					if mine != "" {
						was[p], now[p] = mine, mine
					}
					if err != nil && !maps.Equal(got, was) || err == nil && !maps.Equal(got, now) {
						t.Errorf("operation %d (%s): %v %+v\n%v", k, hit, err, r, got)
					}
					return true
				})
			})
		}
	}
	if lost > 0 {
		t.Errorf("%d saves lost", lost)
	}
}

// TestWriteStopsWhenCancelled cancels at every operation.
func TestWriteStopsWhenCancelled(t *testing.T) {
	quickly(t)
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		hit := false
		_, err, _ := tortured(ctx, b, plain, at(k, false, func(string, string) error { hit = true; cancel(); return nil }))
		want := "old"
		if err == nil {
			want = "new"
		} else if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if is := oldOrNew(t, b); is != want {
			t.Errorf("cancelled at operation %d: %v %s", k, err, is)
		}
		return hit
	})
}

// TestOneOfTwoWrites: two runs at once are one after the other, and the second
// sees that the tree has changed.
func TestOneOfTwoWrites(t *testing.T) {
	quickly(t)
	forEveryOperation(t, func(t *testing.T, k int, b bed, plain bool) bool {
		hit := false
		var second error
		done := make(chan struct{})
		_, first, _ := tortured(context.Background(), b, plain, at(k, false, func(string, string) error {
			hit = true
			go func() {
				defer close(done)
				_, second = b.write()
			}()
			return nil
		}))
		if !hit {
			return false
		}
		<-done
		if (first == nil) == (second == nil) || oldOrNew(t, b) != "new" {
			t.Errorf("operation %d: %v, %v, %s", k, first, second, oldOrNew(t, b))
		}
		return true
	})
}

// TestFilesKeepWhoTheyAre: mode and further names of a file stay.
func TestFilesKeepWhoTheyAre(t *testing.T) {
	b := newTorture(t, false)
	other := filepath.Join(b.dir, "..", "other")
	if err := os.Link(filepath.Join(b.dir, "a/one.go"), other); err != nil {
		t.Skip("no hard links here")
	}
	if _, err := b.write(); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(other); string(text) != after["a/one.go"] {
		t.Errorf("the other name has %q", text)
	}
	if info, err := os.Stat(filepath.Join(b.dir, "a/run.sh")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
}

// TestRepairOfNothing costs nothing and says nothing.
func TestRepairOfNothing(t *testing.T) {
	b := newBed(t)
	if r, err := Repair(b.dir); r != nil || err != nil {
		t.Error(r, err)
	}
	if r, err := Repair(filepath.Join(b.dir, "nowhere")); r != nil || err != nil {
		t.Error(r, err)
	}
}

// TestForeignJournalsAreNotTrusted: a checkout may bring a file of that name.
func TestForeignJournalsAreNotTrusted(t *testing.T) {
	for name, text := range map[string]string{
		"other form": `{"form":"something/v9"}` + "\n",
		"no JSON":    "hello\n",
		"outside":    `{"form":"kvscaffold.journal/v1","files":[{"path":"../x","now":"aa"}]}` + "\nstaged\n",
		"git":        `{"form":"kvscaffold.journal/v1","files":[{"path":".git/config","now":"aa"}]}` + "\nstaged\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t)
			put(b.dir, journalName, text)
			if _, err := Repair(b.dir); err == nil {
				t.Error("it was taken for ours")
			}
			got, _ := snapshot(t, b.dir)
			if want := union(before, map[string]string{journalName: text}); !maps.Equal(got, want) {
				t.Errorf("got %v", got)
			}
			if _, err := b.write(); err == nil {
				t.Error("it was written over")
			}
		})
	}
}
