package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// telling is the state of reading one sentence for functions.
type telling struct {
	r       *reader
	s       phrase
	sc      *scope
	refs    []*ref
	group   []*ref // the functions the sentence is about at this point
	old     *ref   // function to be replaced, renamed or moved
	file    feature.Text
	methods feature.Text // receiver of all functions of the sentence
	gains   bool         // the functions get what the sentence is about
	told    bool         // the sentence says who calls the functions
	chain   bool         // the paths that follow are further places of the group
	moving  bool         // the paths are those that the functions move from and to
}

// scanFunctions reads who is new, where it is, who calls it and what it does.
func (r *reader) scanFunctions(s phrase, refs []*ref, sc *scope) {
	t := &telling{r: r, s: s, sc: sc, refs: refs, file: sc.file}
	if sameFunc.MatchString(s.flat()) {
		t.adopt(sc.prev)
	}
	if f := firstFunc(refs); f != nil && len(t.group) == 0 && callerLead.MatchString(f.lead) && strings.TrimSpace(callerLead.FindString(f.lead)) == strings.TrimSpace(f.lead) {
		t.adopt(sc.last) // "…; used by `X`" goes on about the functions before
	}
	subjects := 0
	for i, f := range refs {
		switch f.kind {
		case refPath:
			t.place(i, f)
		case refFunc:
			if f.paren && !strings.HasSuffix(strings.TrimRight(f.lead, " "), "(") || t.function(i, f) {
				subjects++
			}
		case refType, refOther:
			if w := wherePlace(f.lead); w != "" && (f.lex == lexMember || f.lex == lexGoType) {
				f.name = f.text
				t.order(f, w)
				continue
			}
			t.owner(f)
		case refParam:
			t.param(f)
		case refField:
			if strings.Contains(strings.ToLower(f.lead), "parameter") || gainsParam(t, i) {
				t.param(f)
			}
		}
		if f.lex == lexFlag && !t.launcherFlag() {
			r.leave(feature.T("flag "+f.text, f.at), "wired only where it is a flag of virt-launcher that carries the gate")
		}
	}
	t.params()
	t.sameParams()
	t.describe(subjects)
}

// launcherFlag holds where the words around a flag tell that it is one of
// virt-launcher, whose flags are part of that component's changes.
func (t *telling) launcherFlag() bool {
	return t.sc.component == "virt-launcher" || t.sc.component == "virt-controller" && strings.Contains(t.s.text, "launcher")
}

// usesNew handles "`F` … asks `x`" with x being a new function: F calls x.
func (t *telling) usesNew(f *ref) bool {
	for _, b := range t.r.book.funcs {
		if b.Name.Value != f.text || b.isNew < 3 || t.group[0].fact == b {
			continue
		}
		for _, g := range t.group {
			if g.fact != nil {
				b.addCall(feature.Call{Func: feature.T(qualified(g.fact), f.at), File: g.fact.File})
			}
		}
		return true
	}
	return false
}

func firstFunc(refs []*ref) *ref {
	for _, f := range refs {
		if f.kind == refFunc {
			return f
		}
	}
	return nil
}

func (t *telling) adopt(facts []*funcFact) {
	t.sc.last = facts
	for _, f := range facts {
		t.group = append(t.group, &ref{fact: f, kind: refFunc, name: f.Name.Value})
	}
}

// place gives a path to the functions before it: in parentheses to the last
// one only, after "in" to all of the enumeration that have none yet.
func (t *telling) place(i int, f *ref) {
	file := pathText(f.code)
	inParens := strings.HasSuffix(strings.TrimRight(f.lead, " "), "(")
	if i > 0 && inParens && (t.refs[i-1].kind == refFunc || t.refs[i-1].kind == refType) {
		t.setFile(t.refs[i-1], file)
		if !strings.HasSuffix(file.Value, "_test.go") {
			t.sc.lastFile = file
		}
		return
	}
	if i > 0 && passedLead.MatchString(f.lead) {
		return
	}
	if t.moves(f, file) {
		return
	}
	if i > 0 && rightIn.MatchString(f.lead) && t.refs[i-1].kind == refFunc && t.refs[i-1].fact != nil {
		t.setFile(t.refs[i-1], file) // nearer than the file at the head of the text
	}
	if i > 0 && (fileLead.MatchString(f.lead) || inParens || f.enum && t.refs[i-1].kind == refPath) {
		if f.enum && t.refs[i-1].kind == refPath && !inParens {
			if t.chain {
				t.alsoIn(file)
			}
			return
		}
		t.chain = fileLead.MatchString(f.lead) && t.refs[i-1].kind == refFunc
		if own := t.refs[i-1]; own.kind == refFunc && own.fact != nil && own.enum && own.fact.mentions == 1 {
			t.setFile(own, file) // "`f` in `a.go` and `g` in `b.go`": not the file before
		}
		for _, g := range t.group {
			if g == t.old && lastWord(f.lead) != "in" {
				continue // where it goes, not where it is
			}
			if g.fact != nil && g.fact.File.Empty() || g.fact != nil && samePlace(g.fact.File.Value, file.Value) {
				t.setFile(g, file)
			}
		}
	}
	if !strings.HasSuffix(file.Value, "_test.go") {
		t.file = file
		t.sc.lastFile = file
	}
}

// alsoIn repeats the functions of the group in a further file: "`f` in `a.go`
// and `b.go`".
func (t *telling) alsoIn(file feature.Text) {
	for _, g := range t.group {
		if g.fact == nil || strings.HasSuffix(file.Value, "_test.go") {
			continue
		}
		twin := t.r.book.function(g.fact.Name, file, g.fact.Receiver)
		if twin != g.fact {
			twin.isNew, twin.isOld, twin.Component = g.fact.isNew, g.fact.isOld, g.fact.Component
			g.fact.twins = append(g.fact.twins, twin)
			return
		}
	}
}

func (t *telling) setFile(f *ref, file feature.Text) {
	if f.fact == nil || strings.HasSuffix(file.Value, "_test.go") {
		return
	}
	if !f.fact.File.Empty() && !samePlace(f.fact.File.Value, file.Value) {
		if f.fact.mentions == 1 {
			f.fact.File = file // more exact than the file of the surroundings
			return
		}
		if f.fact.mentions > 1 {
			f.fact = t.r.book.function(f.fact.Name, file, feature.Text{})
		}
		return
	}
	if len(f.fact.File.Value) < len(file.Value) {
		f.fact.File = file
	}
}

// function handles the mention of a function; it reports whether the sentence
// is about it (and not, say, about its being called from there).
func (t *telling) function(i int, f *ref) bool {
	lead := f.lead
	if f.enum && i > 0 && t.refs[i-1].fact == nil && len(t.group) > 0 && t.refs[i-1].kind == refFunc {
		lead = callerOf(t, i)
	}
	if len(t.group) > 0 {
		switch {
		case t.gains && (f.enum || inLead.MatchString(lead)):
			return t.gaining(i, f)
		case callerLead.MatchString(lead):
			t.called(i, f, lead)
			return false
		case inLead.MatchString(lead) && f.lex == lexIdent:
			t.called(i, f, lead)
			return false
		case wherePlace(lead) != "":
			t.order(f, wherePlace(lead))
			return false
		case callsLead.MatchString(lead):
			return t.calls(f)
		case newNameLead.MatchString(lead) && t.old != nil:
			return t.replacement(f)
		case renamedLead.MatchString(lead) && t.group[len(t.group)-1].fact != nil:
			t.leaveOld(t.group[len(t.group)-1])
			return t.replacement(f)
		case ofParams(t, i):
			return t.subject(i, f)
		}
	}
	if oldLead.MatchString(lead) {
		return t.replaced(f)
	}
	if len(t.group) > 0 && !f.enum && f.lex == lexIdent && t.usesNew(f) {
		return false
	}
	return t.subject(i, f)
}

// callerOf returns the lead of the enumeration a caller belongs to.
func callerOf(t *telling, i int) string {
	for j := i; j >= 0; j-- {
		if !t.refs[j].enum {
			return t.refs[j].lead
		}
	}
	return t.refs[i].lead
}

func ofParams(t *telling, i int) bool {
	return i > 0 && t.refs[i-1].kind == refParam
}

// subject makes a function what the sentence is about.
func (t *telling) subject(i int, f *ref) bool {
	fact := t.r.funcOf(f, t.fileFor(f), t.sc)
	if fact == nil {
		return false
	}
	if callerLead.MatchString(f.lead) && len(t.group) == 0 {
		fact.isOld += 2 // something the text does not name is called from it
	}
	t.locate(fact, f)
	t.receive(fact)
	if !f.enum {
		t.group = nil
	}
	if newWords.MatchString(f.lead) || f.noun == nounFunc && i == 0 && newWords.MatchString(t.sc.intro) || strings.Contains(strings.ToLower(t.sc.intro), "to add") {
		fact.isNew++
		if newWords.MatchString(f.lead) {
			fact.isNew++
		}
	}
	if paramOfLead.MatchString(f.lead) || ofParams(t, i) || placeLead.MatchString(f.lead) && f.lex == lexIdent {
		t.gain(fact)
	} else if f.enum && i > 0 && t.refs[i-1].fact != nil && newWords.MatchString(leadOfEnum(t, i)) {
		fact.isNew += 2
	}
	t.group = append(t.group, f)
	t.sc.last = append(lastOf(t.sc, f.enum), fact)
	t.ofType(i, f)
	if t.sc.mine == nil {
		t.sc.mine = fact
	}
	return true
}

// ofType ties functions to the type that the sentence declares before them:
// its constructor returns it, its methods have it as receiver.
func (t *telling) ofType(i int, f *ref) {
	typ := t.sc.typ
	if typ == nil {
		return
	}
	before := false
	for _, g := range t.refs[:i] {
		before = before || g.kind == refType && g.text == typ.Name.Value
	}
	lead := strings.ToLower(leadOfEnum(t, i))
	switch {
	case !before:
	case strings.Contains(lead, "constructor") && !f.enum || strings.HasPrefix(strings.ToLower(f.name), "new"):
		if f.fact.Results.Empty() {
			star := "*"
			if typ.Kind != feature.KindStruct {
				star = ""
			}
			f.fact.Results = feature.T(star+typ.Name.Value, f.at)
			f.fact.HasParams = f.fact.HasParams || f.lex == lexSignature
		}
		f.fact.isNew++
	case f.noun == nounMethod || f.enum && strings.Contains(lead, "constructor"):
		f.fact.Receiver = f.fact.Receiver.Or(typ.Name)
		f.fact.Method = feature.Text{}
		f.fact.isNew++
	}
}

// gaining handles a further function that gets the parameter the sentence is
// about.
func (t *telling) gaining(i int, f *ref) bool {
	fact := t.r.funcOf(f, t.fileFor(f), t.sc)
	if fact == nil {
		return false
	}
	t.gain(fact)
	t.group = append(t.group, f)
	return true
}

func (t *telling) gain(fact *funcFact) {
	t.gains = true
	fact.isOld += 4
	fact.desc = append(fact.desc, feature.T(endWithStop(t.s.flat()), t.s.at(0)))
}

func lastOf(sc *scope, keep bool) []*funcFact {
	if keep {
		return sc.last
	}
	return nil
}

// fileFor is the file that stands before the function: the head of the item,
// or "in the same file" right behind it.
func (t *telling) fileFor(f *ref) feature.Text {
	if sameFile.MatchString(t.besides(f)) && !strings.Contains(firstClause(f.tail), "\n\n") {
		if t.file.Empty() {
			return t.sc.lastFile
		}
		return t.file
	}
	if file := t.fileAround(f); !file.Empty() {
		return file
	}
	if strings.Contains(f.text, ".") && f.recv != "" {
		return feature.Text{}
	}
	return t.file
}

// besides is what stands behind a function, up to the next code span that does
// not only name its type.
func (t *telling) besides(f *ref) string {
	for i, r := range t.refs {
		if r == f && i+1 < len(t.refs) && t.refs[i+1].kind != refPath && t.refs[i+1].kind != refFunc && ofLead.MatchString(t.refs[i+1].lead) {
			return t.refs[i+1].tail
		}
	}
	return f.tail
}

// fileAround is the file in whose parentheses a function stands: "`a.go`,
// `b.go` (`F`)".
func (t *telling) fileAround(f *ref) feature.Text {
	for i := len(t.refs) - 1; i >= 0; i-- {
		p := t.refs[i]
		if p.from >= f.from || p.kind != refPath {
			continue
		}
		between := t.s.text[p.to:f.from]
		if !strings.HasPrefix(strings.TrimLeft(between, " "), "(") || openParens(between) < 1 || strings.HasSuffix(p.text, "_test.go") {
			return feature.Text{}
		}
		return pathText(p.code)
	}
	return feature.Text{}
}
