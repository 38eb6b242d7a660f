package codegen

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kubevirt/kvscaffold/generator/codegen/toolbox"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// outcome is how a step ended.
type outcome struct {
	index   int
	elapsed time.Duration
	err     error
}

// runAll runs the steps, several at a time, each after those it reads from.
// Earlier steps go first where there is a choice. The first failure stops the
// rest; a step whose tool cannot be had is left out together with what depends
// on it. The error is for cancellation and I/O.
func (s *session) runAll(ctx context.Context, steps []chosen) error {
	running, stop := context.WithCancel(ctx)
	defer stop()
	r := &dispatch{session: s, steps: steps, state: make([]state, len(steps)), done: make(chan outcome)}
	for {
		if running.Err() == nil {
			r.startReady(running)
		}
		if r.running == 0 {
			break
		}
		if err := r.settle(<-r.done); err != nil && r.err == nil {
			r.err = err
			stop()
		}
	}
	if r.err != nil && !s.res.Diags.HasErrors() {
		return r.err
	}
	return ctx.Err()
}

type state int

const (
	waiting state = iota
	started
	finished
	leftOut
)

type dispatch struct {
	*session
	steps   []chosen
	state   []state
	running int
	done    chan outcome
	err     error
}

// startReady starts steps in order while there is room and what they need is
// there.
func (r *dispatch) startReady(ctx context.Context) {
	for i := range r.steps {
		if r.running >= r.opts.Parallel {
			return
		}
		if r.state[i] != waiting {
			continue
		}
		switch missing, ready := r.inputs(i); {
		case missing != "":
			r.leaveOut(i, "it needs "+missing+", which could not run")
		case ready:
			r.start(ctx, i)
		}
	}
}

// inputs reports whether the steps before step i are done, and which of them
// was left out.
func (r *dispatch) inputs(i int) (missing string, ready bool) {
	ready = true
	for j, other := range r.steps {
		if !slices.Contains(r.steps[i].After, other.Name) {
			continue
		}
		if r.state[j] == leftOut {
			return other.Name, false
		}
		ready = ready && r.state[j] == finished
	}
	return "", ready
}

func (r *dispatch) start(ctx context.Context, i int) {
	r.state[i] = started
	r.running++
	r.tell(Event{Step: r.steps[i].Name})
	go func() {
		began := r.now()
		err := r.steps[i].run(ctx, r.session)
		r.done <- outcome{i, r.now().Sub(began), err}
	}()
}

// settle records the end of a step. One that was stopped because another
// failed has nothing to tell.
func (r *dispatch) settle(o outcome) error {
	r.running--
	step := r.steps[o.index]
	r.state[o.index] = finished
	if errors.Is(o.err, context.Canceled) || errors.Is(o.err, context.DeadlineExceeded) {
		return o.err
	}
	r.tell(Event{Step: step.Name, Done: true, Failed: o.err != nil, Elapsed: o.elapsed})
	var gone *toolbox.Unavailable
	switch {
	case o.err == nil:
		r.res.Ran = append(r.res.Ran, StepReport{Name: step.Name, Why: step.why, Tool: step.Tool, Elapsed: o.elapsed})
		return nil
	case errors.As(o.err, &gone):
		r.leaveOut(o.index, gone.Error())
		return nil
	}
	if why := needsOtherGo(o.err); why != "" {
		r.leaveOut(o.index, why)
		return nil
	}
	r.warn(r.explainFailure(step.Step, o.err)...)
	return o.err
}

// leaveOut records a needed step that cannot run here. That is never silent:
// its output stays as it is, and the user hears what to run.
func (r *dispatch) leaveOut(i int, why string) {
	r.state[i] = leftOut
	r.mu.Lock()
	defer r.mu.Unlock()
	r.res.leave(r.steps[i], why)
}

func (res *Result) leave(step chosen, why string) {
	instead := step.Instead
	if instead == "" {
		instead = makeGenerate
	}
	res.Skipped = append(res.Skipped, StepReport{Name: step.Name, Why: why, Tool: step.Tool, Instead: instead})
	res.Diags.Add(diag.Diagnostic{Severity: diag.Warning, Code: "generator-left-out",
		Message: step.Name + " did not run: " + firstLine(why), Remedy: "run " + instead + " in the checkout, for " + step.Makes})
}

func (s *session) tell(e Event) {
	if s.opts.Progress != nil {
		s.opts.Progress(e)
	}
}

func (s *session) now() time.Time {
	if s.opts.Clock == nil {
		return time.Time{}
	}
	return s.opts.Clock()
}
