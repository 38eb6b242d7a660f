package gates

// This file defines what is wrong with a gate. The periods are those of
// KubeVirt's feature life cycle (enhancements repository,
// docs/feature-lifecycle.md): one to two releases as Alpha, one to three as
// Beta.

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// periods is how many minor releases a gate may stay in a stage.
var periods = map[string]int{"Alpha": 2, "Beta": 3}

// comments are the names that stage lines use for the states of the code.
var comments = map[string]string{"GeneralAvailability": "GA"}

// judge reports what is wrong with one gate; now is the minor release that the
// checkout leads to.
func (r *inventory) judge(g Gate, now int) diag.List {
	var diags diag.List
	if g.State == "" {
		if r.active {
			diags.Errorf("gate-unregistered", g.declared, "add it to the registrations with its state",
				"%s is declared%s but registered nowhere, so it can't be switched on", g.Name, asked(g))
		}
		if len(g.Stages) == 0 {
			return diags
		}
	}
	r.place(g, &diags)
	r.said(g, &diags)
	if g.State != "" && !g.Active() {
		return diags
	}
	switch {
	case len(g.Accessors) == 0 && g.Readers == 0:
		diags.Warnf("gate-unread", g.declared, "add an accessor and ask for it, or take the gate out", "nothing asks whether %s is on", g.Name)
	case g.Readers == 0:
		diags.Warnf("gate-unread", g.declared, "ask for it where the feature begins", "%s is never called, so %s has no effect", strings.Join(g.Accessors, " or "), g.Name)
	}
	if g.Tests == 0 {
		diags.Notef("gate-untested", g.declared, "no test mentions %s or its accessor", g.Name)
	}
	overdue(g, now, &diags)
	return diags
}

func asked(g Gate) string {
	if len(g.Accessors) == 0 {
		return ""
	}
	return " and asked for by " + strings.Join(g.Accessors, " and ")
}

// place compares the state with the file that the gate is kept in.
func (r *inventory) place(g Gate, diags *diag.List) {
	file := path.Base(g.registered.File)
	if file == "active.go" && !g.Active() {
		diags.Warnf("gate-file", g.registered, "move constant and registration to inactive.go", "%s is %s, but registered among the active gates", g.Name, g.State)
	}
	if file == "inactive.go" && g.Active() {
		diags.Warnf("gate-file", g.registered, "move constant and registration to active.go", "%s is %s, but registered among the inactive gates", g.Name, g.State)
	}
}

// said compares the state with the comment.
func (r *inventory) said(g Gate, diags *diag.List) {
	if len(g.Stages) == 0 || g.Active() && g.Owner == "" {
		missing := "stage lines"
		if len(g.Stages) > 0 {
			missing = "owner"
		} else if g.Owner == "" {
			missing = "owner and stage lines"
		}
		if g.Active() {
			diags.Notef("gate-comment", g.declared, "the comment of %s has no %s", g.Name, missing)
		}
		return
	}
	state := g.State
	if c := comments[state]; c != "" {
		state = c
	}
	if last := g.Stages[len(g.Stages)-1]; state != "" && last.Name != state {
		diags.Add(diag.Diagnostic{Severity: diag.Warning, Code: "gate-stage", Pos: g.declared,
			Message: fmt.Sprintf("the comment of %s ends with %s, but it is registered as %s", g.Name, last.Name, state),
			Places:  []diag.Place{{Pos: g.registered, Text: "is registered here"}},
			Remedy:  "add the line of the stage, or correct the state"})
	}
}

// overdue tells of gates that stay longer in a stage than the life cycle gives.
func overdue(g Gate, now int, diags *diag.List) {
	allowed, ok := periods[g.State]
	if !ok {
		return
	}
	for _, s := range g.Stages {
		since, ok := minor(s.Release)
		if s.Name != g.State || !ok || now-since <= allowed {
			continue
		}
		diags.Notef("gate-overdue", g.declared, "%s is %s since %s: %d releases, where the life cycle gives %d", g.Name, s.Name, s.Release, now-since, allowed)
	}
}

// newest returns the highest minor release that a comment of a gate names: the
// one that the checkout leads to.
func newest(all []Gate) int {
	best := 0
	for _, g := range all {
		for _, s := range g.Stages {
			if n, ok := minor(s.Release); ok && n > best {
				best = n
			}
		}
	}
	return best
}

// minor returns the number of a release of the first major version, counting
// v0 releases as earlier ones.
func minor(release string) (int, bool) {
	parts := strings.Split(strings.TrimPrefix(release, "v"), ".")
	if len(parts) < 2 || parts[0] != "1" && parts[0] != "0" {
		return 0, false
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil {
		return 0, false
	}
	if parts[0] == "0" {
		n -= lastBefore1 + 1
	}
	return n, true
}

// lastBefore1 is the last minor release before v1.0.0: v0.59.
const lastBefore1 = 59
