package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// The generate command is shown on a checkout whose script calls nothing but
// the generator that is built in; the others need a network or a cache.
const (
	sloopTypes = "kubevirt/staging/src/kubevirt.io/api/core/v1/sloop_types.go"
	sloopDocs  = "kubevirt/staging/src/kubevirt.io/api/core/v1/sloop_types_swagger_generated.go"
	sloop      = "package v1\n\n// Sloop sails.\ntype Sloop struct {\n\t// Masts it has.\n\tMasts int `json:\"masts,omitempty\"`\n}\n"
)

// harbour is a desk whose checkout is a git repository with a sloop.
func harbour(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.write("kubevirt/hack/generate.sh", "#!/bin/bash\nswagger-doc -in ${KUBEVIRT_DIR}/staging/src/kubevirt.io/api/core/v1/sloop_types.go\n")
	d.write(sloopTypes, sloop)
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "base"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = d.repo
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git %v: %v\n%s", args, err, out)
		}
	}
	return d
}

func TestGenerateSinceARevisionRunsOnlyWhatFollows(t *testing.T) {
	d := harbour(t)
	got := d.run("generate", "--repo", d.repo, "--since", "HEAD")
	if got.status != exitDone || !strings.Contains(got.err, "nothing to do") {
		t.Errorf("status %d\n%s", got.status, got.err)
	}
	d.write("kubevirt/docs/sloop.md", "A sloop.\n")
	if got := d.run("generate", "--repo", d.repo, "--since", "HEAD"); got.status != exitDone || !strings.Contains(got.err, "nothing to do") {
		t.Errorf("a text calls for generators: status %d\n%s", got.status, got.err)
	}
}

func TestGenerateRefusesAnUnknownRevision(t *testing.T) {
	d := harbour(t)
	got := d.run("generate", "--repo", d.repo, "--since", "no-such-revision")
	if got.status != exitRefused || !strings.Contains(got.err, "no-such-revision") {
		t.Errorf("status %d\n%s", got.status, got.err)
	}
}

func TestGenerateListsItsSteps(t *testing.T) {
	d := harbour(t)
	got := d.run("generate", "--repo", d.repo, "--steps", "-o", "json")
	var printed stepsOutput
	err := json.Unmarshal([]byte(got.out), &printed)
	steps := printed.Steps
	if err != nil || got.status != exitDone {
		t.Fatalf("status %d, %v\n%s", got.status, err, got.err)
	}
	if len(steps) < 15 || steps[0].Name != "swagger-doc" || len(steps[0].Outputs) != 1 || "kubevirt/"+steps[0].Outputs[0] != sloopDocs {
		t.Errorf("steps %+v", steps)
	}
	text := d.run("generate", "--repo", d.repo, "--steps")
	if !strings.Contains(text.out, "swagger-doc: makes the documentation methods of API types") || !strings.Contains(text.out, "may write:") {
		t.Errorf("%s", text.out)
	}
}

func TestGenerateRefusesWhatIsNoCheckout(t *testing.T) {
	d := newDesk(t)
	if got := d.run("generate", "--repo", d.dir); got.status != exitRefused || !strings.Contains(got.err, "not-kubevirt") {
		t.Errorf("status %d\n%s", got.status, got.err)
	}
}
