package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/kubevirt/kvscaffold/generator/codegen"
)

// progress returns what tells of the generators' steps: on a terminal one line
// that shows what runs and for how long, otherwise one line per finished step.
// With JSON output it tells nothing. quit takes the line away.
func (a *app) progress() (tell func(codegen.Event), quit func()) {
	file, ok := a.err.(*os.File)
	switch {
	case a.format != "text":
		return nil, func() {}
	case ok && term.IsTerminal(int(file.Fd())):
		l := &liveLine{out: a.err, events: make(chan codegen.Event), done: make(chan struct{})}
		go l.run()
		return func(e codegen.Event) { l.events <- e }, l.quit
	}
	return a.stepDone, func() {}
}

// stepDone prints a line for a step that ended.
func (a *app) stepDone(e codegen.Event) {
	if !e.Done {
		return
	}
	word := "done"
	if e.Failed {
		word = "failed"
	}
	fmt.Fprintf(a.err, "%s: %s in %.1fs\n", e.Step, word, e.Elapsed.Seconds())
}

// liveLine is the one line of progress on a terminal.
type liveLine struct {
	out     io.Writer
	events  chan codegen.Event
	done    chan struct{}
	running []string
	began   []time.Time
	ended   int
}

func (l *liveLine) run() {
	defer close(l.done)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case e, ok := <-l.events:
			if !ok {
				fmt.Fprint(l.out, "\r\x1b[K")
				return
			}
			l.note(e)
		case <-tick.C:
		}
		l.show()
	}
}

func (l *liveLine) quit() {
	close(l.events)
	<-l.done
}

func (l *liveLine) note(e codegen.Event) {
	if !e.Done {
		l.running, l.began = append(l.running, e.Step), append(l.began, time.Now())
		return
	}
	l.ended++
	for i, name := range l.running {
		if name == e.Step {
			l.running = append(l.running[:i], l.running[i+1:]...)
			l.began = append(l.began[:i], l.began[i+1:]...)
			return
		}
	}
}

func (l *liveLine) show() {
	var parts []string
	for i, name := range l.running {
		parts = append(parts, fmt.Sprintf("%s %.0fs", name, time.Since(l.began[i]).Seconds()))
	}
	fmt.Fprintf(l.out, "\r\x1b[Kgenerators: %d done; %s", l.ended, strings.Join(parts, ", "))
}
