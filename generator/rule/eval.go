package rule

// Evaluating rules for sample objects.

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Sample is an object with its surroundings.
type Sample struct {
	Object map[string]any // as encoding/json gives it: spec, metadata …
	Old    map[string]any // before an update; nil on create
	Gates  []string       // enabled feature gates
}

// Verdict is what a rule says about a sample.
type Verdict int

// A rule is Broken where its expression is false, Kept where it is true, and
// Silent where something it reads is not set.
const (
	Silent Verdict = iota
	Kept
	Broken
)

// Judge evaluates the rule for a sample.
func (x *Expr) Judge(s Sample) (Verdict, error) {
	x.Env.lock.Lock()
	defer x.Env.lock.Unlock()
	if x.prg == nil {
		prg, err := x.Env.cel.Program(x.ast)
		if err != nil {
			return Silent, err
		}
		x.prg = prg
	}
	x.Env.now = s
	out, _, err := x.prg.Eval(x.Env.vars(s))
	return verdict(out, err)
}

// gate answers for the feature gates of the sample that is judged.
func (e *Env) gate(name ref.Val) ref.Val {
	return types.Bool(slices.Contains(e.now.Gates, string(name.(types.String))))
}

// arch is the architecture of the guest in the sample that is judged.
func (e *Env) arch() ref.Val {
	spec, _ := e.now.Object["spec"].(map[string]any)
	if template, ok := spec["template"].(map[string]any); ok {
		spec, _ = template["spec"].(map[string]any)
	}
	arch, _ := spec["architecture"].(string)
	return types.String(arch)
}

func (e *Env) vars(s Sample) map[string]any {
	self := celValue(e.Root, s.Object)
	out := map[string]any{Self: self}
	if s.Old != nil {
		out[OldSelf] = celValue(e.Root, s.Old)
	}
	for _, part := range parts {
		if f, ok := e.Root.Field(part); ok {
			out[part] = celValue(f.Type, s.Object[part])
		}
	}
	return out
}

func verdict(out ref.Val, err error) (Verdict, error) {
	switch {
	case err != nil && slices.ContainsFunc(absent, func(text string) bool { return strings.Contains(err.Error(), text) }):
		return Silent, nil
	case err != nil:
		return Silent, err
	case out == types.True:
		return Kept, nil
	}
	return Broken, nil
}

// absent are the texts of errors which say that something is not set.
var absent = []string{"no such key", "no such attribute", "index out of bounds", "undeclared reference to 'oldSelf'"}
