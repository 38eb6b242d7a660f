package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The tests of this file use the tool as a process that is killed, disturbed
// and started twice. KVSCAFFOLD_TORTURE=1 (make torture) does so hundreds of
// times and prints figures; otherwise a few times.

// TestMain lets the test binary be the tool.
func TestMain(m *testing.M) {
	if os.Getenv("KVSCAFFOLD_AS_TOOL") == "1" {
		main()
	}
	os.Exit(m.Run())
}

// often returns how often to do something: few times, or many under torture.
func often(few, many int) int {
	if os.Getenv("KVSCAFFOLD_TORTURE") != "" {
		return many
	}
	return few
}

// process is a run of the tool.
type process struct {
	*exec.Cmd
	errs bytes.Buffer
}

// start runs the tool in a process of its own.
func (d *desk) start(args ...string) *process {
	d.t.Helper()
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(self, args...)}
	p.Stderr = &p.errs
	p.Env = append(os.Environ(), "KVSCAFFOLD_AS_TOOL=1", "HOME="+d.dir, "XDG_STATE_HOME="+filepath.Join(d.dir, "state"), "XDG_CACHE_HOME="+filepath.Join(d.dir, "cache"))
	if err := p.Start(); err != nil {
		d.t.Fatal(err)
	}
	return p
}

// applyArgs is an apply that runs neither generators nor compiler: its time
// is the time of the write.
func (d *desk) applyArgs(plan string) []string {
	return []string{"apply", plan, "--repo", d.repo, "--codegen", "off", "--verify", "off"}
}

// journal is the file that is there during the write.
func (d *desk) journal() string { return filepath.Join(d.repo, ".kvscaffold-journal") }

// whenWriting waits for the write to begin; false if the process ended first.
func (d *desk) whenWriting(done <-chan struct{}) bool {
	for {
		select {
		case <-done:
			return false
		default:
		}
		if _, err := os.Lstat(d.journal()); err == nil {
			return true
		}
		time.Sleep(50 * time.Microsecond)
	}
}

// repoState is the state of the checkout alone.
func (d *desk) repoState() map[string]string {
	out := map[string]string{}
	for p, s := range d.state() {
		if strings.HasPrefix(p, "kubevirt/") {
			out[p] = s
		}
	}
	return out
}

// reset makes the checkout what it was.
func (d *desk) reset(files map[string]string) {
	if err := os.RemoveAll(d.repo); err != nil {
		d.t.Fatal(err)
	}
	for p, text := range files {
		d.write(p, text)
	}
}

// contents returns the files of the checkout.
func (d *desk) contents() map[string]string {
	out := map[string]string{}
	for p := range d.repoState() {
		out[p] = d.read(p)
	}
	return out
}

// tortureDesk is a desk with a plan, its checkout as it is and as apply makes it.
func tortureDesk(t *testing.T) (d *desk, plan string, files map[string]string, old, new map[string]string) {
	t.Helper()
	d = newDesk(t)
	text, err := os.ReadFile("../../testdata/plans/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	plan = d.write("plan.md", string(text))
	d.write("kubevirt/pkg/virt-config/feature-gates.go", d.read("kubevirt/pkg/virt-config/feature-gates.go")+"\n// uncommitted\n")
	files, old = d.contents(), d.repoState()
	if p := d.start(d.applyArgs(plan)...); p.Wait() != nil {
		t.Fatal(p.errs.String())
	}
	new = d.repoState()
	if len(differing(old, new)) < 5 {
		t.Fatal("the plan changes too little")
	}
	return d, plan, files, old, new
}

// TestKilledRunsAreRepaired kills the tool while it writes, and runs it again.
func TestKilledRunsAreRepaired(t *testing.T) {
	d, plan, files, old, new := tortureDesk(t)
	rng := rand.New(rand.NewPCG(1, 2))
	tally := map[string]int{}
	for i := range often(8, 500) {
		d.reset(files)
		p := d.start(d.applyArgs(plan)...)
		done := make(chan struct{})
		go func() { defer close(done); _ = p.Wait() }()
		if d.whenWriting(done) {
			time.Sleep(time.Duration(rng.IntN(20_000)) * time.Microsecond)
		}
		_ = p.Process.Kill()
		<-done
		between := d.repoState()
		was := "neither"
		switch {
		case len(differing(between, old)) == 0:
			was = "old"
		case len(differing(between, new)) == 0:
			was = "new"
		}
		again := d.start([][]string{{"version"}, {"diff", plan, "--repo", d.repo}, {"sites", "--repo", d.repo}}[i%3]...)
		_ = again.Wait()
		now := d.repoState()
		if is := differing(now, old); len(is) > 0 && len(differing(now, new)) > 0 {
			t.Errorf("kill %d: the checkout is neither old nor new: %v\n%s", i, is, again.errs.String())
		}
		if said := strings.Contains(again.errs.String(), "[repaired]"); said != (was == "neither") {
			t.Errorf("kill %d: the checkout was %s, and the next run said %q", i, was, again.errs.String())
		}
		tally[was]++
	}
	t.Logf("killed while writing: %d times; left old %d, new %d, repaired by the next run %d", tally["old"]+tally["new"]+tally["neither"], tally["old"], tally["new"], tally["neither"])
}

// TestSavesOfOtherProcessesStay saves a touched file while the tool writes it.
func TestSavesOfOtherProcessesStay(t *testing.T) {
	d, plan, files, old, new := tortureDesk(t)
	rng := rand.New(rand.NewPCG(3, 4))
	targets := differing(old, new)
	refused, applied, lost := 0, 0, 0
	for i := range often(10, 200) {
		d.reset(files)
		target := targets[rng.IntN(len(targets))]
		mine := files[target] + fmt.Sprintf("// save %d\n", i)
		p := d.start(d.applyArgs(plan)...)
		done := make(chan struct{})
		go func() { defer close(done); _ = p.Wait() }()
		if d.whenWriting(done) {
			time.Sleep(time.Duration(rng.IntN(8_000)) * time.Microsecond)
		}
		save(t, filepath.Join(d.dir, target), mine, i%2 == 0)
		<-done
		now := d.contents()
		switch text := now[target]; {
		case text != mine:
			lost++
			t.Errorf("save %d of %s is lost: %q\n%s", i, target, text, p.errs.String())
		case p.ProcessState.Success():
			applied++
		default:
			refused++
			delete(now, target)
			for q, text := range files {
				if q != target && now[q] != text {
					t.Errorf("save %d: %s is not as it was\n%s", i, q, p.errs.String())
				}
			}
		}
	}
	t.Logf("saves while writing: %d; taken back for them %d, saved after the end %d, lost %d", applied+refused+lost, refused, applied, lost)
}

// save writes a file as editors do: in place, or as a new file with its name.
func save(t *testing.T, p, text string, inPlace bool) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(p), 0o755)
	if inPlace {
		err = errors.Join(err, os.WriteFile(p, []byte(text), 0o644))
	} else {
		swap := filepath.Join(t.TempDir(), "swap")
		err = errors.Join(err, os.WriteFile(swap, []byte(text), 0o644), os.Rename(swap, p))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTwoAtOnce: one of two runs writes, the other refuses or finds it done.
func TestTwoAtOnce(t *testing.T) {
	d, plan, files, _, new := tortureDesk(t)
	n := often(3, 50)
	for i := range n {
		d.reset(files)
		var wg sync.WaitGroup
		status := make([]string, 2)
		for j := range status {
			wg.Go(func() {
				p := d.start(d.applyArgs(plan)...)
				err := p.Wait()
				status[j] = fmt.Sprint(err, p.errs.String())
			})
		}
		wg.Wait()
		if odd := differing(d.repoState(), new); len(odd) > 0 {
			t.Errorf("pair %d: %v\n%v", i, odd, status)
		}
	}
	t.Logf("pairs at once: %d", n)
}

// TestSignalsEndEveryCommand: an interrupted command ends at once, and nothing
// is written.
func TestSignalsEndEveryCommand(t *testing.T) {
	d := newDesk(t)
	before := d.state()
	for _, args := range [][]string{{"apply", "-", "--repo", d.repo}, {"diff", "-", "--repo", d.repo}, {"show", "-"}, {"check", "-"}} {
		var errs bytes.Buffer
		a := &app{out: &bytes.Buffer{}, err: &errs, env: func(string) string { return "" }, in: blocked{}}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if status := a.run(ctx, args); status != exitRefused || !strings.Contains(errs.String(), "interrupted") {
			t.Errorf("%v: status %d, %s", args, status, errs.String())
		}
	}
	if odd := differing(before, d.state()); len(odd) > 0 {
		t.Errorf("written: %v", odd)
	}
}

// blocked is a standard input that nobody writes to.
type blocked struct{}

func (blocked) Read([]byte) (int, error) { select {} }
