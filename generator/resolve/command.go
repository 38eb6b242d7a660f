// This file defines how new main files become programs, and reconcile sketches
// become loops.
package resolve

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// commands makes a program of every new main file below cmd.
func (r *resolver) commands(all []statement.Statement) {
	for _, f := range r.f.Files {
		if f.State != feature.FileNew || !isMainFile(f.Path.Value) {
			continue
		}
		c := feature.Command{File: f.Path, Doc: f.Note}
		for d := path.Dir(f.Path.Value); strings.Contains(d, "/"); d = path.Dir(d) {
			for _, o := range r.f.Files {
				if o.State == feature.FileNew && path.Dir(o.Path.Value) == d && strings.HasPrefix(path.Base(o.Path.Value), "BUILD") && strings.Contains(o.Note.Value, "image") {
					c.Image = feature.T(d, o.Path.At)
					if strings.Contains(o.Note.Value, "test") {
						c.Test = o.Note
					}
				}
			}
		}
		r.f.Commands = append(r.f.Commands, c)
	}
	for _, s := range all {
		if s.Subject.Kind != statement.Program || s.Relation != statement.InImage {
			continue
		}
		if c := r.program(s.Subject.Name, s.Object); c != nil {
			c.Name = feature.T(s.Subject.Name, s.At)
			if s.More != "" {
				c.Test = feature.T(s.Words, s.At)
			}
		}
	}
}

// program returns the command that a binary's name means: the one of its image
// whose directory the name ends with, or the only one of the image.
func (r *resolver) program(name, image string) *feature.Command {
	var only *feature.Command
	n := 0
	for i := range r.f.Commands {
		c := &r.f.Commands[i]
		if path.Base(c.Image.Value) != image {
			continue
		}
		if dir := path.Base(path.Dir(c.File.Value)); name == dir || strings.HasSuffix(name, "-"+dir) {
			return c
		}
		only, n = c, n+1
	}
	if n == 1 {
		return only
	}
	return nil
}

// isMainFile holds for cmd/…/main.go, and for cmd/…/x/x.go.
func isMainFile(p string) bool {
	if !strings.HasPrefix(p, "cmd/") || path.Ext(p) != ".go" {
		return false
	}
	base := strings.TrimSuffix(path.Base(p), ".go")
	return base == "main" || strings.ReplaceAll(base, "_", "-") == path.Base(path.Dir(p))
}

// controllers are the API kinds that have a controller of their own.
var controllers = []struct{ kind, name string }{
	{"VirtualMachineInstanceMigration", "migration"}, {"VirtualMachineInstance", "vmi"}, {"VirtualMachine", "vm"},
}

// steps returns the steps of a body: stated ones, or the comments of a body
// that has nothing else but returns.
func (t *thing) steps() []statement.Statement {
	if out := t.every(statement.Step); len(out) > 0 {
		return out
	}
	s, ok := t.best(statement.Body)
	if !ok {
		return nil
	}
	var out []statement.Statement
	for _, l := range strings.Split(s.Object, "\n") {
		l = strings.TrimSpace(l)
		text, comment := strings.CutPrefix(l, "//")
		switch {
		case comment:
			step := s
			step.Object = strings.TrimLeft(strings.TrimSpace(text), "0123456789.) ")
			out = append(out, step)
		case l == "" || strings.HasPrefix(l, "return"):
		default:
			return nil
		}
	}
	return out
}

// loop makes a reconcile sketch of a function without place whose steps are
// those of a controller.
func (r *resolver) loop(t *thing) bool {
	steps := t.steps()
	if len(steps) == 0 || t.file != "" || t.name != "Reconcile" && t.name != "reconcile" && t.name != "sync" {
		return false
	}
	l := feature.Loop{} // the name is that of the template
	said := t.text(statement.HasParams).Value + " " + t.text(statement.Doc).Value
	for _, c := range controllers {
		if strings.Contains(said, c.kind) || strings.Contains(said, strings.ToUpper(c.name)+" ") {
			l.Controller = feature.T(c.name, t.at)
			break
		}
	}
	for _, s := range steps {
		l.Steps = append(l.Steps, feature.T(s.Object, s.At))
	}
	r.f.Loops = append(r.f.Loops, l)
	return true
}
