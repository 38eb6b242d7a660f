package emit

import (
	"go/ast"
	"go/parser"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// emitAPI adds the planned types, fields and constants to the KubeVirt API.
// Where things go follows the tree: fields at the end of their struct (19 of
// 33 merged fields), new structs and enums after the struct that uses them.
func emitAPI(c *Context) {
	a := &apiPlan{Context: c, owner: map[string]checkout.StructRef{}, planned: map[string]*feature.Type{}, gone: map[string]string{}}
	for i := range c.Feature.Types {
		if t := &c.Feature.Types[i]; t.API && c.strayHome(t) == "" {
			a.planned[t.Name.Value] = t
		}
	}
	adds := a.resolve()
	a.order(adds)
	for _, add := range adds {
		a.addField(add)
	}
	a.addTypes()
	a.addConsts()
}

// apiPlan is the API part of a feature while it is being placed.
type apiPlan struct {
	*Context
	planned map[string]*feature.Type      // new API types by name, those derived included
	names   []string                      // their names in the order they are written
	owner   map[string]checkout.StructRef // existing struct a new type is placed after
	gone    map[string]string             // kind and path of a field that is left → its name
}

// addition is one field that goes into one existing struct.
type addition struct {
	owner checkout.StructRef
	field feature.Field
}

// resolve finds the struct each planned field belongs to. Fields below another
// new field go into that field's type, which is made where the plan names none.
func (a *apiPlan) resolve() []addition {
	var adds []addition
	made := map[string]string{} // kind + path of a new field → its type
	for _, f := range a.Feature.Fields {
		if !f.File.Empty() && !isAPI(f.File.Value) {
			continue // a field of another package
		}
		if a.ofComponent(f) {
			continue
		}
		if add, ok := a.resolveField(f, made); ok && !a.planTwice(adds, add) {
			adds = append(adds, add)
		}
	}
	return adds
}

// planTwice finds the field among those before it: a path and a struct of the
// plan can turn out to be one place. What is spelled in Go wins.
func (a *apiPlan) planTwice(adds []addition, add addition) bool {
	for i, have := range adds {
		if have.owner.Name != add.owner.Name || have.owner.File != add.owner.File || have.field.Name.Value != add.field.Name.Value && have.field.JSON.Value != add.field.JSON.Value {
			continue
		}
		if !sameType(have.field.Type.Value, add.field.Type.Value) {
			a.Res.Diags.Warnf("plan-contradiction", add.field.At(), "make both places say the same", "the type of %s.%s is %q here and %q at %s",
				add.owner.Name, add.field.Name.Value, add.field.Type.Value, have.field.Type.Value, have.field.At())
		}
		if add.field.Exact && !have.field.Exact {
			add.field.Doc = add.field.Doc.Or(have.field.Doc)
			adds[i] = add
		}
		return true
	}
	return false
}

func isAPI(file string) bool {
	return strings.Contains(file, "kubevirt.io/api/") || !strings.Contains(file, "/")
}

func (a *apiPlan) resolveField(f feature.Field, made map[string]string) (addition, bool) {
	if !f.Struct.Empty() {
		if t := a.planned[f.Struct.Value]; t != nil {
			a.fillType(t, f)
			return addition{}, false
		}
	}
	if f.Root.Empty() || f.Path.Empty() {
		return a.fieldOfStruct(f)
	}
	w, err := a.Tree.Walk(f.Root.Value, f.Path.Value)
	if err != nil {
		a.refuse(f, diag.Diagnostic{Code: "unknown-kind", Message: err.Error(), Remedy: "use the name of an API kind, e.g. VirtualMachineInstance"})
		return addition{}, false
	}
	parts := strings.Split(f.Path.Value, ".")
	if f.JSON.Empty() {
		f.JSON = feature.T(strings.TrimSuffix(parts[len(parts)-1], "[]"), f.Path.At)
	}
	parent := f.Root.Value + " " + strings.Join(parts[:len(parts)-1], ".")
	if name := a.goneAbove(f); name != "" {
		a.Left("API field "+f.Path.Value, "it is below "+name+", which is left", f.At())
		return addition{}, false
	}
	switch {
	case len(w.Missing) == 0:
		a.presentField(w.Hops[len(w.Hops)-1], f)
		return addition{}, false
	case w.Last.Node == nil && len(w.Missing) > 0 && len(w.Hops) > 0:
		a.belowScalar(w.Hops[len(w.Hops)-1], f)
		return addition{}, false
	case len(w.Missing) > 1:
		a.nested(f, parent, made, w)
		return addition{}, false
	}
	if f.Guess && a.ofMachine(f) {
		return addition{}, false
	}
	if f.Guess && !a.knownType(f.Type.Value) {
		f.Type.Value = "string" // the word is a value
	}
	if fault := fieldFault(a.named(f)); fault != nil {
		a.refuse(f, *fault)
		return addition{}, false
	}
	owner := a.inlined(w.Last, f)
	a.settle(&f, owner)
	made[f.Root.Value+" "+f.Path.Value] = baseType(f.Type.Value)
	made[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value, "[]")] = baseType(f.Type.Value)
	return addition{owner, f}, true
}

// knownType holds for what can be used as a type in core/v1.
func (a *apiPlan) knownType(typ string) bool {
	base := baseType(typ)
	if code.Builtin[base] || strings.Contains(typ, ".") || a.planned[base] != nil {
		return true
	}
	_, ts := a.Tree.Package(checkout.APIRoot + "/core/v1").FindType(base)
	return ts != nil
}

// ofMachine holds for a key of an example that the VM has, whose template the
// rest of the example is: `runStrategy`.
func (a *apiPlan) ofMachine(f feature.Field) bool {
	if f.Root.Value != "VirtualMachineInstance" {
		return false
	}
	w, err := a.Tree.Walk("VirtualMachine", f.Path.Value)
	return err == nil && len(w.Missing) == 0
}

// inlined returns the struct that s has inline, as Volume has VolumeSource, if
// the field belongs there: the plan names it, or the field is one more source
// of a union of sources. Else it returns s.
func (a *apiPlan) inlined(s checkout.StructRef, f feature.Field) checkout.StructRef {
	source := f.Struct.Empty() && (f.Type.Empty() || strings.HasSuffix(baseType(f.Type.Value), "Source"))
	for _, field := range s.Node.Fields.List {
		if json, inline := checkout.JSONName(field); len(field.Names) == 0 && (inline || json == "") {
			inner, ok := a.Tree.ResolveStruct(s.File, field.Type)
			if ok && (inner.Name == f.Struct.Value || source && strings.HasSuffix(inner.Name, "Source")) {
				return inner
			}
		}
	}
	return s
}

// fieldOfStruct handles a field whose Go struct the plan names.
func (a *apiPlan) fieldOfStruct(f feature.Field) (addition, bool) {
	s, ok := a.structNamed(f)
	if !ok && a.isTypeOfField(f.Struct.Value) {
		a.makeStruct(f.Struct.Value, f)
		a.fillType(a.planned[f.Struct.Value], f)
		return addition{}, false
	}
	if !ok {
		a.refuse(f, diag.Diagnostic{Code: "unknown-struct", Message: "the API has no struct " + f.Struct.Value,
			Remedy: "name an existing API struct, or declare the new one in the plan"})
		return addition{}, false
	}
	if f.JSON.Empty() && !f.Embedded {
		f.JSON = feature.T(jsonName(f.Name.Value), f.Name.At)
	}
	if h, ok := a.Tree.Hop(s, f.JSON.Value); ok && !f.Embedded {
		a.presentField(h, f)
		return addition{}, false
	}
	if fault := fieldFault(a.named(f)); fault != nil {
		a.refuse(f, *fault)
		return addition{}, false
	}
	a.settle(&f, s)
	return addition{s, f}, true
}

func (a *apiPlan) structNamed(f feature.Field) (checkout.StructRef, bool) {
	if file := f.File.Value; strings.Contains(file, "/") {
		if s, ok := a.Tree.StructIn(path.Dir(file), f.Struct.Value); ok {
			return s, true
		}
	}
	return a.Tree.APIStruct(f.Struct.Value)
}

// nested puts a field below another new field into that field's type.
func (a *apiPlan) nested(f feature.Field, parent string, made map[string]string, w checkout.Walk) {
	name := made[parent]
	if name == "" {
		name = made[strings.TrimSuffix(parent, "[]")]
	}
	if name == "" {
		if a.misspelt(f, w) {
			return
		}
		area := feature.Field{Root: f.Root, Path: feature.T(strings.TrimPrefix(parent, f.Root.Value+" "), f.Path.At)}
		add, ok := a.resolveField(area, made)
		if !ok {
			name = made[parent]
		} else {
			a.addField(add)
			name = baseType(add.field.Type.Value)
		}
	}
	t := a.planned[name]
	if t == nil {
		if _, ok := a.Tree.APIStruct(name); ok {
			return // the field's type exists with its own fields
		}
		a.makeStruct(name, f) // the plan says that it has this field
		a.use(name, w.Last)
		t = a.planned[name]
	}
	a.fillType(t, f)
	for _, have := range t.Fields {
		if have.JSON.Value == f.JSON.Value {
			made[f.Root.Value+" "+f.Path.Value] = baseType(have.Type.Value)
			made[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value, "[]")] = baseType(have.Type.Value)
		}
	}
}

// fillType adds a field to a planned type unless the type lists it already.
func (a *apiPlan) fillType(t *feature.Type, f feature.Field) {
	for _, have := range t.Fields {
		if !f.JSON.Empty() && have.JSON.Value == f.JSON.Value || !f.Name.Empty() && have.Name.Value == f.Name.Value {
			return
		}
	}
	if fault := fieldFault(a.named(f)); fault != nil {
		a.refuse(f, *fault)
		return
	}
	a.settle(&f, checkout.StructRef{Name: t.Name.Value})
	t.Fields = append(t.Fields, f)
}

// presentField notes a field that exists, or reports that its type differs.
func (a *apiPlan) presentField(h checkout.Hop, f feature.Field) {
	what := "API field " + h.Owner.Name + "." + h.Go
	at := h.Owner.File.Pos(h.Field.Pos())
	have := h.Owner.File.NodeText(h.Field.Type)
	switch {
	case f.Guess && f.Doc.Empty():
		return // an example shows what stands around the feature
	case f.Guess: // the value says nothing of the type
		a.Present(what, f.At(), at)
		return
	}
	if want := f.Type.Value; want != "" && !sameType(have, want) && a.exactType(f) && !a.closesSet(h, f) {
		if typ, fault := a.qualifyType(want, h.Owner.File.Path); fault == nil && sameType(have, f.Was.Value) {
			a.retype(h.Owner.File, h.Field, typ, what, f)
			return
		}
		a.Conflict(what, have, want, f.At(), at)
		if !f.Path.Empty() {
			a.gone[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value, "[]")] = what
		}
		return
	}
	a.Present(what, f.At(), at)
}

// closesSet reports whether a field whose values the plan lists inline has a
// string type of its own in the tree: that is what an earlier run made of it.
func (a *apiPlan) closesSet(h checkout.Hop, f feature.Field) bool {
	if f.Type.Value != "string" || len(f.Values) == 0 {
		return false
	}
	_, ts := a.Tree.Package(h.Owner.Dir()).FindType(bareType(h.Owner.File.NodeText(h.Field.Type)))
	if ts == nil {
		return false
	}
	id, ok := ts.Type.(*ast.Ident)
	return ok && id.Name == "string"
}

// exactType reports whether the plan's type can be held against the tree: it
// has to be a Go type the plan spells as such.
func (a *apiPlan) exactType(f feature.Field) bool {
	_, err := parser.ParseExpr(f.Type.Value)
	return err == nil
}

// sameType compares two type expressions without pointers and qualifiers.
func sameType(have, want string) bool {
	return bareType(have) == bareType(want)
}

func bareType(t string) string {
	t = strings.TrimSpace(strings.ReplaceAll(t, "*", ""))
	if i := strings.LastIndexByte(t, '.'); i >= 0 && !strings.Contains(t, "map[") {
		head := t[:i]
		for strings.HasPrefix(head, "[]") {
			head = head[2:]
		}
		t = strings.TrimSuffix(t[:i], head) + t[i+1:]
	}
	return t
}

// initialisms are written in capitals in Go names of the KubeVirt API.
var initialisms = []string{"id", "uid", "uuid", "ip", "url", "uri", "cpu", "gpu", "pvc", "dns", "mac", "mtu", "tpm", "vm", "vmi", "efi", "tls", "ca", "http", "https", "os", "numa", "vcpu", "kvm", "smbios", "acpi", "rbac", "api", "ksm", "vsock", "dhcp", "nad", "crd", "cbt"}

// GoName returns the exported Go name of a JSON name or value:
// rebootPolicy → RebootPolicy, migrationID → MigrationID, cpuSet → CPUSet,
// system-critical → SystemCritical.
func GoName(name string) string {
	var b strings.Builder
	for i, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' || r == '/' || r == ':' }) {
		end := strings.IndexFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' })
		head, tail := word, ""
		if end > 0 {
			head, tail = word[:end], word[end:]
		}
		if (i == 0 || tail == "") && slices.Contains(initialisms, strings.ToLower(head)) {
			head = strings.ToUpper(head)
		} else {
			head = capital(head)
		}
		b.WriteString(head + tail)
	}
	return b.String()
}

// jsonName returns the JSON name of a Go field name: the leading capitals are
// lowered, as openapi-gen's names_match rule expects.
func jsonName(name string) string {
	n := 0
	for n < len(name) && (name[n] >= 'A' && name[n] <= 'Z' || n > 0 && name[n] >= '0' && name[n] <= '9') {
		n++
	}
	switch {
	case n == 0:
		return name
	case n == len(name):
		return strings.ToLower(name)
	case n > 1:
		n--
	}
	return strings.ToLower(name[:n]) + name[n:]
}
