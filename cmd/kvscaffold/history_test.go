package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// These tests use the tool on a checkout with a history.

// inGit makes the checkout of a desk a repository with one commit.
func (d *desk) inGit() {
	d.t.Helper()
	d.git("init", "-q", "-b", "main")
	d.commit("before")
}

func (d *desk) commit(message string) {
	d.t.Helper()
	d.git("add", "-A")
	d.git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", message)
}

func (d *desk) git(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", d.repo}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// withoutGit returns the state of the checkout without git's own files.
func (d *desk) withoutGit() map[string]string {
	out := d.repoState()
	for p := range out {
		if strings.Contains(p, "/.git/") {
			delete(out, p)
		}
	}
	return out
}

func (d *desk) quick(command, plan string, more ...string) outcome {
	return d.run(append([]string{command, plan, "--repo", d.repo, "--codegen", "off", "--verify", "off"}, more...)...)
}

func gitDesk(t *testing.T) (d *desk, plan string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	d = newDesk(t)
	d.inGit()
	return d, d.write("plan.md", demoPlanText(t))
}

// TestUndoIsExact: apply and undo give the tree of before, byte for byte, with
// the change committed or not, and with lines of somebody else around it.
func TestUndoIsExact(t *testing.T) {
	for name, c := range map[string]struct{ before, between func(d *desk) }{
		"at once":     {func(*desk) {}, func(*desk) {}},
		"committed":   {func(*desk) {}, func(d *desk) { d.commit("feature") }},
		"uncommitted": {func(d *desk) { d.write(gatesFile, d.read(gatesFile)+"\n// mine\n") }, func(*desk) {}},
		"later work": {func(*desk) {}, func(d *desk) {
			d.commit("feature")
			d.write("kubevirt/pkg/other/other.go", "package other\n")
			d.commit("other")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d, plan := gitDesk(t)
			c.before(d)
			was := d.withoutGit()
			if o := d.quick("apply", plan, "--allow-dirty"); o.status != 0 {
				t.Fatal(o.err)
			}
			c.between(d)
			o := d.quick("undo", plan)
			now := d.withoutGit()
			delete(now, "kubevirt/pkg/other/other.go")
			if odd := differing(was, now); o.status != 0 || len(odd) > 0 {
				t.Errorf("status %d, %v\n%s", o.status, odd, o.err)
			}
			if _, err := os.Stat(filepath.Join(d.repo, "tests/compute")); err == nil && !hadDir(was, "kubevirt/tests/compute/") {
				t.Error("an empty directory is left")
			}
		})
	}
}

const gatesFile = "kubevirt/pkg/virt-config/feature-gates.go"

func hadDir(files map[string]string, dir string) bool {
	for p := range files {
		if strings.HasPrefix(p, dir) {
			return true
		}
	}
	return false
}

// TestUndoLeavesWhatWasEdited: an edited function stays and is listed, the rest
// goes.
func TestUndoLeavesWhatWasEdited(t *testing.T) {
	d, plan := gitDesk(t)
	if o := d.quick("apply", plan); o.status != 0 {
		t.Fatal(o.err)
	}
	p := "kubevirt/pkg/libvmi/devices.go"
	text := d.read(p)
	at := strings.Index(text, "func WithPowerKey")
	brace := at + strings.Index(text[at:], "{\n") + 2
	d.write(p, text[:brace]+"\t// by hand\n"+text[brace:])
	o := d.quick("undo", plan)
	if o.status != 0 || !strings.Contains(o.err, "pkg/libvmi/devices.go") || !strings.Contains(o.err, "stays as it is") {
		t.Errorf("status %d\n%s", o.status, o.err)
	}
	if got := d.read(p); !strings.Contains(got, "// by hand") || !strings.Contains(got, "func WithPowerKey") {
		t.Errorf("the edit is lost:\n%s", got)
	}
	if strings.Contains(d.read(gatesFile), "PowerKey") {
		t.Error("what nobody edited stays")
	}
}

// TestChangedPlansAreCarried: with the older plan at hand, what nobody edited
// becomes that of the new one.
func TestChangedPlansAreCarried(t *testing.T) {
	d, plan := gitDesk(t)
	text := demoPlanText(t)
	next := d.write("next.md", strings.ReplaceAll(strings.ReplaceAll(text, "PowerKey", "PowerButton"), "powerKey", "powerButton"))
	was := d.withoutGit()
	if o := d.quick("apply", plan); o.status != 0 {
		t.Fatal(o.err)
	}
	if o := d.quick("apply", next, "--was", plan, "--allow-dirty"); o.status != 0 {
		t.Fatal(o.err)
	}
	carried := d.withoutGit()
	d.git("checkout", "-q", ".")
	d.git("clean", "-qfd")
	if odd := differing(was, d.withoutGit()); len(odd) > 0 {
		t.Fatal(odd)
	}
	if o := d.quick("apply", next); o.status != 0 {
		t.Fatal(o.err)
	}
	if odd := differing(carried, d.withoutGit()); len(odd) > 0 {
		t.Errorf("carried is not what the new plan makes: %v", odd)
	}
}

// TestWhatDiffersIsTold: a plan that changed after apply is not answered with
// silence.
func TestWhatDiffersIsTold(t *testing.T) {
	d, plan := gitDesk(t)
	if o := d.quick("apply", plan); o.status != 0 {
		t.Fatal(o.err)
	}
	d.commit("feature")
	if o := d.run("diff", plan, "--repo", d.repo); strings.Contains(o.err, "differs") || o.status != 0 {
		t.Fatalf("the same plan differs:\n%s", o.err)
	}
	text := demoPlanText(t)
	changed := strings.ReplaceAll(text, "sig-compute", "sig-storage")
	o := d.run("diff", d.write("plan.md", changed), "--repo", d.repo)
	if !strings.Contains(o.err, "differs from the plan") || !strings.Contains(o.err, "sig-storage") {
		t.Errorf("a changed owner is not told:\n%s", o.err)
	}
}

// TestUncommittedChangesAreInTheWay of apply, unless asked for.
func TestUncommittedChangesAreInTheWay(t *testing.T) {
	d, plan := gitDesk(t)
	d.write(gatesFile, d.read(gatesFile)+"\n// mine\n")
	was := d.withoutGit()
	o := d.quick("apply", plan)
	if o.status != exitRefused || !strings.Contains(o.err, "pkg/virt-config/feature-gates.go: error") || !strings.Contains(o.err, "--allow-dirty") {
		t.Errorf("status %d\n%s", o.status, o.err)
	}
	if odd := differing(was, d.withoutGit()); len(odd) > 0 {
		t.Errorf("written: %v", odd)
	}
	if o := d.quick("apply", plan, "--allow-dirty"); o.status != 0 || !strings.Contains(d.read(gatesFile), "// mine") {
		t.Errorf("status %d\n%s", o.status, o.err)
	}
}

// TestGitInAllItsForms: a linked worktree, a submodule and a folder of a larger
// repository know their uncommitted changes, and hooks and monitors of the
// checkout are not run.
func TestGitInAllItsForms(t *testing.T) {
	for name, prepare := range map[string]func(d *desk){
		"worktree": func(d *desk) {
			tree := filepath.Join(d.dir, "linked")
			d.git("worktree", "add", "-q", "--detach", tree)
			d.repo = tree
		},
		"submodule": func(d *desk) {
			outer := filepath.Join(d.dir, "outer")
			inner := d.repo
			d.repo = outer
			if err := os.Mkdir(outer, 0o755); err != nil {
				d.t.Fatal(err)
			}
			d.git("init", "-q")
			d.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "kubevirt")
			d.repo = filepath.Join(outer, "kubevirt")
		},
		"larger repository": func(d *desk) {
			if err := os.RemoveAll(filepath.Join(d.repo, ".git")); err != nil {
				d.t.Fatal(err)
			}
			inner := d.repo
			d.repo = d.dir
			d.inGit()
			d.repo = inner
		},
		"monitor": func(d *desk) {
			d.git("config", "core.fsmonitor", "touch "+filepath.Join(d.dir, "ran")+"; false")
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, plan := gitDesk(t)
			prepare(d)
			p := filepath.Join(d.repo, "pkg/virt-config/feature-gates.go")
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			put := func(more string) {
				if err := os.WriteFile(p, append([]byte(string(text)), more...), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			put("\n// mine\n")
			if o := d.quick("apply", plan); o.status != exitRefused || !strings.Contains(o.err, "\npkg/virt-config/feature-gates.go: error") && !strings.HasPrefix(o.err, "pkg/virt-config/feature-gates.go: error") {
				t.Errorf("status %d\n%s", o.status, o.err)
			}
			put("")
			if o := d.quick("apply", plan); o.status != 0 {
				t.Errorf("status %d\n%s", o.status, o.err)
			}
			if name == "larger repository" {
				if o := d.quick("undo", plan); o.status != 0 {
					t.Errorf("undo: status %d\n%s", o.status, o.err)
				}
				if now, _ := os.ReadFile(p); string(now) != string(text) {
					t.Errorf("undo left %q", now)
				}
			}
			if _, err := os.Stat(filepath.Join(d.dir, "ran")); err == nil {
				t.Error("a program of the checkout was run")
			}
		})
	}
}

// TestSavedPreviews: exactly what was shown is written, or nothing.
func TestSavedPreviews(t *testing.T) {
	d, plan := gitDesk(t)
	saved := filepath.Join(d.dir, "feature.preview")
	if o := d.run("diff", plan, "--repo", d.repo, "--out", saved); o.status != 0 {
		t.Fatal(o.err)
	}
	text := d.read(gatesFile)
	d.write(gatesFile, text+"\n// mine\n")
	was := d.withoutGit()
	if o := d.run("apply", saved, "--repo", d.repo); o.status != exitRefused || !strings.Contains(o.err, "pkg/virt-config/feature-gates.go: error") || !strings.Contains(o.err, "stale-preview") {
		t.Errorf("status %d\n%s", o.status, o.err)
	}
	if odd := differing(was, d.withoutGit()); len(odd) > 0 {
		t.Errorf("written: %v", odd)
	}
	d.write(gatesFile, text)
	if err := os.Remove(plan); err != nil { // the preview is enough
		t.Fatal(err)
	}
	if o := d.run("apply", saved, "--repo", d.repo); o.status != 0 {
		t.Fatal(o.err)
	}
	got := d.withoutGit()
	d.git("checkout", "-q", ".")
	d.git("clean", "-qfd")
	if o := d.quick("apply", d.write("plan.md", demoPlanText(t))); o.status != 0 {
		t.Fatal(o.err)
	}
	if odd := differing(got, d.withoutGit()); len(odd) > 0 {
		t.Errorf("the preview gave other files: %v", odd)
	}
}
