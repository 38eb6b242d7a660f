package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// inlineCheck writes the checks of an admitter that has no validators of its
// own: blocks in Admit, one for all fields that need a gate, or one for each
// field.
func (c *Context) inlineCheck(ck *check) {
	found, ok := c.Site(siteOf[ck.at], "check "+ck.name, ck.from)
	if !ok {
		return
	}
	if len(ck.rules) == 0 {
		return
	}
	config := ""
	if ck.needsConfig() {
		name, ok := c.AddDependency(path.Dir(found.File.Path), checkout.ReceiverName(found.Func), clusterConfigParam, ck.from)
		names := found.Func.Recv.List[0].Names
		if !ok || len(names) == 0 {
			c.Left("checks in "+found.Func.Name.Name, "its type has no cluster config and no constructor to pass one", ck.from)
			return
		}
		config = names[0].Name + "." + name
	}
	at := callSite{found.File, found.Func, feature.Text{}}
	var blocks []block
	c.Trial(found.File.Path, func() { blocks = c.inlineBlocks(at, ck, config) })
	list := &c.Res.Present
	for i, b := range blocks {
		if c.presentBlock(at, b) {
			continue
		}
		before := len(c.Res.Left)
		c.insertBlock(at, ck, c.inlineBlocks(at, ck, config)[i])
		if len(c.Res.Left) > before {
			return
		}
		list = &c.Res.Added
	}
	c.tellRules(list, ck, found.Pos())
}

// inlineBlocks renders the blocks of an inline check.
func (c *Context) inlineBlocks(at callSite, ck *check, config string) []block {
	w := &body{c: c, im: c.Imports(at.file.Path), m: c.Fields(), known: map[string]bool{}, lists: map[string]string{}}
	w.gate = c.gateOff(w.im, config)
	return w.blocks(c.inlinePlace(at, w, ck), ck.rules)
}

// inlinePlace finds the object under admission and the way violations leave.
func (c *Context) inlinePlace(at callSite, w *body, ck *check) place {
	if ck.at == atPolicy {
		list := causesVar(at, at.siblings())
		if list == "" {
			list = "causes"
		}
		w.out = outlet{open: list + " = append(" + list + ", " + w.im.Qualify(metav1Path, "StatusCause") + "{", close: "})"}
		spec, field := "policy.Spec", w.im.Qualify(fieldPkg, "NewPath")+`("spec")`
		for _, st := range at.fn.Body.List {
			as, ok := st.(*ast.AssignStmt)
			if !ok || len(as.Lhs) != 1 || len(as.Rhs) != 1 {
				continue
			}
			name, rhs := at.file.NodeText(as.Lhs[0]), at.file.NodeText(as.Rhs[0])
			if strings.HasSuffix(rhs, `.NewPath("spec")`) {
				field = name
			}
			if strings.HasSuffix(rhs, ".Spec") {
				spec = name
			}
		}
		return place{v: spec, from: 1, field: fieldRef{base: field}}
	}
	w.out = outlet{open: "return " + w.im.Qualify(hookutilsPkg, "ToAdmissionResponse") + "([]" + w.im.Qualify(metav1Path, "StatusCause") + "{\n{", close: "},\n})"}
	obj := "migration"
	if as, ok := at.fn.Body.List[0].(*ast.AssignStmt); ok && len(as.Lhs) > 1 {
		obj = at.file.NodeText(as.Lhs[0])
	}
	return place{v: obj, from: 0, field: fieldRef{base: "", text: true}}
}

// block is one top-level statement of an inline check.
type block struct {
	cond string // condition it starts with; its identity
	text string
	from diag.Pos
}

// blocks writes the rules: those below fields that need a gate inside one if
// for all these fields, the others on their own.
func (w *body) blocks(sc place, rules []boundRule) []block {
	var subjects []FieldPath
	var out []block
	for _, r := range gatesFirst(rules) {
		if !r.prose && r.Kind == feature.RuleGate {
			subjects = append(subjects, r.path)
			subjects = append(subjects, r.others...)
		}
	}
	var conds []string
	for _, s := range subjects {
		conds = joined(conds, []string{strings.Join(w.reach(sc, s, true), " && ")})
	}
	if len(conds) > 0 {
		cond := strings.Join(conds, " || ")
		saved := w.known
		w.known = map[string]bool{}
		if len(conds) == 1 {
			for _, k := range strings.Split(conds[0], " && ") {
				w.known[k] = true
			}
		}
		w.b.Reset()
		var within []boundRule
		for _, r := range rules {
			if r.concerns(subjects) {
				within = append(within, r)
			}
		}
		w.inner(sc, gatesFirst(within), subjects)
		w.known = saved
		out = append(out, block{cond, "if " + cond + " {\n" + strings.Trim(w.b.String(), "\n") + "\n}\n", within[0].Text.At})
		rules = slices.DeleteFunc(slices.Clone(rules), func(r boundRule) bool { return r.concerns(subjects) })
	}
	for _, r := range rules {
		w.b.Reset()
		w.level(sc, []boundRule{r})
		if text := strings.Trim(w.b.String(), "\n"); text != "" {
			cond, _, _ := strings.Cut(strings.TrimPrefix(text, "if "), " {\n")
			out = append(out, block{cond, text + "\n", r.Text.At})
		}
	}
	return out
}

// concerns reports whether a rule is about one of the fields, or about no field
// in particular. Rules on other fields hold whether these are set or not.
func (r boundRule) concerns(subjects []FieldPath) bool {
	if r.Path.Empty() && r.path.Hops == nil {
		return true
	}
	for _, p := range append([]FieldPath{r.path}, r.others...) {
		if p.Hops != nil && slices.ContainsFunc(subjects, func(s FieldPath) bool { return p.Root == s.Root && strings.HasPrefix(dotted(p), dotted(s)) }) {
			return true
		}
	}
	return false
}

// inner writes the rules inside the block: the gate once for all fields.
func (w *body) inner(sc place, rules []boundRule, subjects []FieldPath) {
	gates := map[string]bool{}
	for _, r := range rules {
		if r.prose || r.Kind != feature.RuleGate || !r.When.Empty() {
			w.level(sc, []boundRule{r})
			continue
		}
		g, ok := w.c.gateFor(r.Gate.Value)
		if !ok || gates[g.name] {
			continue
		}
		gates[g.name] = true
		off, conf := w.gate(g), ""
		if head, tail, ok := strings.Cut(off, ".GetConfig()."); ok { // the list itself, asked in two steps
			_, conf, _ = strings.Cut(head, "(")
			w.line("clusterCfg := %s.GetConfig()", conf)
			off = strings.Replace(head, conf, "clusterCfg", 1) + "." + tail
		}
		field := ""
		if len(subjects) == 1 {
			field = w.fieldOf(sc, r)
		}
		w.when([]string{off}, func() {
			w.cause(causeType(r, invalid), w.message(r, "%s feature gate is not enabled in kubevirt resource", g.qualified(w.im)), field, false)
		})
	}
}

// describe names a block in the account.
func (b block) describe(at callSite) string {
	return "check in " + checkout.ReceiverName(at.fn) + "." + at.fn.Name.Name + ": " + firstWords(b.cond)
}

// presentBlock notes a block that is there already, told by its condition, or
// by its words where it is only a comment.
func (c *Context) presentBlock(at callSite, b block) bool {
	if strings.HasPrefix(b.text, "//") && strings.Contains(at.file.NodeText(at.fn), strings.Trim(statements(b.text), "\n")) {
		c.Present(b.describe(at), b.from, at.file.Pos(at.fn.Pos()))
		return true
	}
	for _, st := range at.fn.Body.List {
		if is, ok := st.(*ast.IfStmt); ok && at.file.NodeText(is.Cond) == b.cond {
			c.Present(b.describe(at), b.from, at.file.Pos(is.Pos()))
			return true
		}
	}
	return false
}

// insertBlock places a block where the object's own checks end: after the spec
// was validated, or before the collected causes are answered.
func (c *Context) insertBlock(at callSite, ck *check, b block) {
	what, f := b.describe(at), at.file
	var answer *ast.IfStmt
	for _, st := range at.fn.Body.List {
		is, ok := st.(*ast.IfStmt)
		if !ok {
			continue
		}
		cond := f.NodeText(is.Cond)
		if strings.HasPrefix(cond, "len(") && strings.HasSuffix(cond, ") > 0") && answer == nil {
			answer = is
		}
	}
	if answer == nil {
		c.Left(what, "no place was found in "+at.fn.Name.Name+" where its checks end", b.from)
		return
	}
	text := statements(b.text)
	if ck.at == atPolicy {
		c.Insert(f.Path, f.LineStart(f.Offset(answer.Pos())), text+"\n", b.from)
	} else {
		c.Insert(f.Path, f.LineEnd(f.Offset(answer.End())), "\n"+text, b.from)
	}
	c.Added(what, b.from, f.Pos(at.fn.Pos()))
}
