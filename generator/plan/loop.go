package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	loopStep = regexp.MustCompile(`^\s*(?://|#|\*)?\s*(?:Step\s+)?\d+[.):]\s*(.+)$`)
	loopFunc = regexp.MustCompile(`^func\s+(?:\([^)]*\)\s*)?(\w+)\s*\(`)
	newCtrl  = regexp.MustCompile(`(?i)\bnew (?:\S+ )?controller\b|\bcontroller of its own\b|\bown controller\b|\bdedicated controller\b`)
)

// readLoops takes reconcile sketches, states and watches.
func (r *reader) readLoops() {
	for _, pg := range r.pages {
		var cur *feature.Loop
		flush := func() {
			if cur != nil && (len(cur.Steps) > 0 || len(cur.Watches) > 0 || len(cur.States) > 0 || !cur.New.Empty()) {
				r.f.Loops = append(r.f.Loops, *cur)
			}
			cur = nil
		}
		for _, s := range pg.sections {
			switch s.topic {
			case topicController, topicLoop:
				flush()
				cur = &feature.Loop{}
				r.loopSection(pg, s, cur)
			case topicStates, topicEvents:
				if cur == nil {
					cur = &feature.Loop{}
				}
				r.loopBullets(s, cur)
			default:
				flush()
			}
		}
		flush()
	}
	for _, l := range r.f.Loops {
		r.stepsOf(l)
	}
}

// stepsOf gives a new function of the plan the steps of the sketch that shows
// its body.
func (r *reader) stepsOf(l feature.Loop) {
	for _, fact := range r.book.funcs {
		if fact.Name.Value == l.Func.Value && len(fact.Steps) == 0 && fact.isOld == 0 {
			fact.Steps = append(fact.Steps, l.Steps...)
		}
	}
}

// sketched takes the signature of a function that a sketch opens, where the
// plan names the function elsewhere with its place.
func (r *reader) sketched(name, line string, at diag.Pos) {
	m := signatureRE.FindStringSubmatch(strings.TrimSpace(strings.TrimSuffix(line, "{")))
	if m == nil || m[3] != name || !strings.HasSuffix(line, "{") || !r.book.knowsFunc(name) {
		return
	}
	fact := r.book.function(feature.T(name, at), feature.Text{}, feature.T(m[1], at))
	if params, results := splitSignature(m[4]); !fact.HasParams {
		fact.HasParams, fact.Params, fact.Results = true, feature.T(params, at), fact.Results.Or(feature.T(results, at))
		fact.isNew += 3
		r.use(at.File, at.Line, at.Line)
	}
}

func (r *reader) loopSection(pg *page, s *section, l *feature.Loop) {
	if c := controllerIn(s.title.text); c != "" {
		l.Controller = feature.T(c, s.title.at(0))
	}
	for _, b := range s.blocks {
		switch b.kind {
		case blockCode:
			r.loopCode(pg.name, b, l)
		case blockText:
			if m := newCtrl.FindString(b.text.text); m != "" && !strings.Contains(strings.ToLower(b.text.text), "no "+strings.ToLower(m)) {
				l.New = b.text.value()
			}
			if c := controllerIn(b.text.text); c != "" && !saysNone(b.text.flat()) {
				l.Controller = l.Controller.Or(feature.T(c, b.text.at(0)))
			}
		case blockList:
			for _, it := range b.items {
				if it.ordered && !saysNone(it.text.flat()) {
					l.Steps = append(l.Steps, it.text.value())
					r.usePhrase(it.text)
				}
			}
			r.loopBulletList(b, l)
		}
	}
}

// loopCode reads the numbered comments of a sketch; the comment before them
// says whose loop it is.
func (r *reader) loopCode(file string, b block, l *feature.Loop) {
	for i, line := range b.code {
		at := diag.Pos{File: file, Line: b.line + i}
		t := strings.TrimSpace(line)
		if m := loopStep.FindStringSubmatch(t); m != nil {
			l.Steps = append(l.Steps, feature.T(strings.TrimSpace(m[1]), at))
			r.use(file, at.Line, at.Line)
			continue
		}
		if m := loopFunc.FindStringSubmatch(t); m != nil {
			if m[1] != "Reconcile" {
				l.Func = l.Func.Or(feature.T(m[1], at))
				r.sketched(m[1], t, at)
			}
			continue
		}
		words, isComment := strings.CutPrefix(t, "//")
		if !isComment || strings.Contains(t, "High-level reconciliation") {
			continue
		}
		if c := controllerIn(words); c != "" && len(l.Steps) == 0 {
			l.Controller = l.Controller.Or(feature.T(c, at))
			r.use(file, at.Line, at.Line)
		} else if len(l.Steps) > 0 { // a step that goes on
			last := &l.Steps[len(l.Steps)-1]
			last.Value += " " + strings.TrimSpace(words)
			r.use(file, at.Line, at.Line)
		}
	}
}

// controllerIn guesses from words which controller is meant.
func controllerIn(s string) string {
	l := strings.ToLower(s)
	for _, c := range []struct{ words, name string }{
		{"virt-handler", "handler"}, {"virt-operator", "operator"}, {"virt-launcher", "launcher"}, {"virt-api", "api"},
		{"evacuation", "evacuation"}, {"workload updat", "workload-updater"}, {"workload-updat", "workload-updater"},
		{"migration controller", "migration"}, {"migrationcontroller", "migration"}, {"migration", "migration"},
		{"replicaset", "replicaset"}, {"replica set", "replicaset"}, {"pool", "pool"}, {"snapshot", "snapshot"}, {"export", "export"}, {"clone", "clone"}, {"backup", "backup"}, {"node controller", "node"},
		{"vmi controller", "vmi"}, {"virtualmachineinstance controller", "vmi"}, {"vm controller", "vm"}, {"virtualmachine controller", "vm"},
	} {
		if strings.Contains(l, c.words) && (strings.Contains(l, "controller") || strings.HasPrefix(c.words, "virt-") || strings.Contains(c.words, " ")) {
			return c.name
		}
	}
	return ""
}

func (r *reader) loopBullets(s *section, l *feature.Loop) {
	for _, b := range s.blocks {
		r.loopBulletList(b, l)
	}
}

func (r *reader) loopBulletList(b block, l *feature.Loop) {
	for _, it := range b.items {
		val := it.rest
		if it.key == "" || isNone(val.flat()) || saysUnchanged(val.flat()) {
			if it.key != "" {
				r.usePhrase(it.text)
			}
			continue
		}
		key := plainTitle(it.key)
		r.usePhrase(it.text)
		switch {
		case hasWords(key, "states"), hasWords(key, "transitions"), hasWords(key, "error handling"):
			l.States = append(l.States, feature.T(it.key+": "+val.flat(), val.at(0)))
		case hasWords(key, "watch"), hasWords(key, "watches"), hasWords(key, "watch targets"), hasWords(key, "event"), hasWords(key, "event types"), hasWords(key, "event processing"):
			l.Watches = append(l.Watches, feature.T(it.key+": "+val.flat(), val.at(0)))
		}
	}
}

func saysUnchanged(s string) bool {
	l := strings.ToLower(s)
	return strings.HasPrefix(l, "unchanged") || strings.HasPrefix(l, "no new") || strings.HasPrefix(l, "as in any") || strings.HasPrefix(l, "as today") || strings.Contains(l, "already watched") || strings.HasPrefix(l, "retry with the usual")
}
