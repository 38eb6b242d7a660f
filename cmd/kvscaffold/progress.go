// This file defines how a run tells what it does: on a terminal one live line
// with stage, count and time, elsewhere a line per stage that took a while; and
// the account of where the time went.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/kubevirt/kvscaffold/generator/codegen"
)

// Times of the report: how often the live line is drawn, after how long a stage
// is worth a line of its own, and how long a run is silent at most.
const (
	redraw  = 200 * time.Millisecond
	worth   = time.Second
	silence = 8 * time.Second
)

// report tells of the stages of one run. The zero value of what it does not
// need is fine: with JSON output it only measures.
type report struct {
	out    io.Writer // nil: tells nothing
	live   bool
	now    func() time.Time
	ticker *time.Ticker
	quit   chan struct{}
	ended  chan struct{}

	stopped sync.Once
	mu      sync.Mutex
	began   time.Time
	stage   string
	since   time.Time // the stage began
	told    time.Time // the last line
	done    int
	total   int
	running []running
	account []spent
}

// running is a step of a stage that is under way.
type running struct {
	name  string
	since time.Time
}

// spent is one line of the account.
type spent struct {
	stage string
	time  time.Duration
}

// newReport begins to tell; stop ends it.
func (a *app) newReport() *report {
	r := &report{now: time.Now, quit: make(chan struct{}), ended: make(chan struct{})}
	if a.format == "text" {
		r.out = a.err
		file, ok := a.err.(*os.File)
		r.live = ok && term.IsTerminal(int(file.Fd()))
	}
	r.began = r.now()
	r.told = r.began
	r.ticker = time.NewTicker(redraw)
	go r.run()
	return r
}

func (r *report) run() {
	defer close(r.ended)
	for {
		select {
		case <-r.quit:
			return
		case <-r.ticker.C:
			r.mu.Lock()
			r.tick()
			r.mu.Unlock()
		}
	}
}

// tick draws the live line, or breaks a long silence.
func (r *report) tick() {
	switch {
	case r.out == nil || r.stage == "":
	case r.live:
		fmt.Fprintf(r.out, "\r\x1b[K%s", r.line())
	case r.now().Sub(r.told) >= silence:
		r.say(r.line())
	}
}

// line says what is under way.
func (r *report) line() string {
	text := r.stage
	switch {
	case r.total > 0:
		text += fmt.Sprintf(": %d of %d", r.done, r.total)
	case r.done > 0:
		text += fmt.Sprintf(": %d done", r.done)
	}
	var steps []string
	for _, s := range r.running {
		steps = append(steps, fmt.Sprintf("%s %.0fs", s.name, r.now().Sub(s.since).Seconds()))
	}
	if len(steps) > 0 {
		text += "; " + strings.Join(steps, ", ")
	}
	return text + fmt.Sprintf(" (%.0fs)", r.now().Sub(r.began).Seconds())
}

func (r *report) say(text string) {
	if r.out == nil {
		return
	}
	if r.live {
		fmt.Fprint(r.out, "\r\x1b[K")
		return // the line lives only as long as its stage
	}
	fmt.Fprintln(r.out, text)
	r.told = r.now()
}

// begin ends the stage under way and starts another one; "" starts none.
func (r *report) begin(stage string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stage != "" {
		took := r.now().Sub(r.since)
		r.book(r.stage, took)
		if took >= worth {
			r.say(fmt.Sprintf("%s: done in %.1fs", r.stage, took.Seconds()))
		} else if r.live {
			r.say("")
		}
	}
	r.stage, r.since, r.done, r.total, r.running = stage, r.now(), 0, 0, nil
}

// book adds to the account; a stage that comes again adds to its line.
func (r *report) book(stage string, took time.Duration) {
	for i := range r.account {
		if r.account[i].stage == stage {
			r.account[i].time += took
			return
		}
	}
	r.account = append(r.account, spent{stage, took})
}

// count tells how far the stage has come.
func (r *report) count(done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.total = done, total
}

// step tells of a generator's step that begins or ends.
func (r *report) step(e codegen.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !e.Done {
		r.running = append(r.running, running{e.Step, r.now()})
		return
	}
	r.done++
	for i, s := range r.running {
		if s.name == e.Step {
			r.running = append(r.running[:i], r.running[i+1:]...)
			break
		}
	}
	r.book("  "+e.Step, e.Elapsed)
	if r.live {
		return
	}
	word := "done"
	if e.Failed {
		word = "failed"
	}
	r.say(fmt.Sprintf("%s: %s in %.1fs", e.Step, word, e.Elapsed.Seconds()))
}

// stop ends the last stage, takes the live line away and tells nothing from
// here on: what is printed next has the terminal for itself. It may be called
// again; what begins after it is still measured.
func (r *report) stop() {
	r.begin("")
	r.stopped.Do(func() {
		close(r.quit)
		<-r.ended
		r.ticker.Stop()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.out = nil
	})
}

// timings returns the account as lines, and resets nothing.
func (r *report) timings() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []string{"Time spent:"}
	for _, s := range r.account {
		out = append(out, fmt.Sprintf("  %-28s %7.3fs", s.stage, s.time.Seconds()))
	}
	return append(out, fmt.Sprintf("  %-28s %7.3fs", "in all", r.now().Sub(r.began).Seconds()))
}
