package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Where checks go: the form, file and site of a check, told by the plan's file,
// its rules and the tree.

// samePlace reports whether a rule can belong into a check's file.
func (c *Context) samePlace(ck *check, r boundRule) bool {
	at := ck.at
	if at == "" {
		at = c.placeOf(ck.file)
	}
	if at == atOther || c.placeOf(r.File.Value) == atOther {
		return path.Base(ck.file) == path.Base(r.File.Value)
	}
	if r.path.Hops == nil {
		return true
	}
	want := placeOfRoot(r.path.Root)
	switch at {
	case "":
		return true
	case atNetwork, atArch:
		return want == atSpec
	}
	return at == want
}

// newCheck makes a check for a rule that no planned function covers.
func (c *Context) newCheck(r boundRule) *check {
	if r.path.Hops == nil {
		return nil
	}
	ck := &check{from: r.Text.At, file: r.File.Value, name: r.Func.Value}
	subject := c.subject(r.path)
	switch {
	case ck.name != "":
	case r.Kind == feature.RuleOneOf && !r.When.Empty():
		n := len(r.path.Hops)
		ck.name = "validate" + r.path.Hops[max(n-2, 0)].Go + r.path.Hops[n-1].Go + upperFirst(r.When.Value)
		ck.file = "pkg/virt-api/webhooks/" + r.When.Value + ".go"
	default:
		ck.name = "validate" + subject.Last().Go + upperFirst(archOfRule(r))
	}
	ck.at = c.placeOf(ck.file)
	if at := placeOfRoot(r.path.Root); ck.at == "" || ck.at == atSpec {
		ck.at = at
	}
	if ck.at == "" {
		return nil
	}
	return ck
}

// subject returns the planned field a path leads through, the outermost one;
// for a path beside the plan's fields, the first of these.
func (c *Context) subject(p FieldPath) FieldPath {
	best := p
	if !slices.ContainsFunc(c.Fields().Planned, func(q FieldPath) bool { return q.Root == p.Root && strings.HasPrefix(dotted(p), dotted(q)) }) {
		for _, q := range c.Fields().Planned {
			if q.Root == p.Root {
				return q
			}
		}
	}
	for _, q := range c.Fields().Planned {
		if q.Root == p.Root && len(q.Hops) < len(best.Hops) && strings.HasPrefix(dotted(p), dotted(q)) {
			best = q
		}
	}
	return best
}

func dotted(p FieldPath) string { return strings.ReplaceAll(p.String(), "[]", "") + "." }

// placeOfFile tells the form of a file of the plan, "" where the file says
// nothing.
func placeOfFile(file string) string {
	dir, base := path.Dir(file), path.Base(file)
	switch {
	case file == "":
		return ""
	case strings.HasPrefix(base, "migration-create"):
		return atMigration
	case strings.HasPrefix(base, "migrationpolicy"):
		return atPolicy
	case strings.HasPrefix(base, "kubevirt-"), strings.HasPrefix(dir, "pkg/virt-operator"):
		return atConfig
	case dir == "pkg/virt-api/webhooks":
		return atArch
	case dir == "pkg/network/admitter":
		return atNetwork
	}
	return atSpec
}

// placeOf is placeOfFile with a look at the file: one that holds an admitter of
// its own does not check what passes through the validator of VMI specs.
func (c *Context) placeOf(file string) string {
	at := placeOfFile(file)
	if at == atSpec && c.otherAdmitter(file) {
		return atOther
	}
	return at
}

// otherAdmitter reports whether a file has an admitter, and is not the one with
// the validator of VMI specs.
func (c *Context) otherAdmitter(file string) bool {
	site, d := c.Tree.Locate(checkout.SiteByID(siteOf[atSpec]))
	if d != nil {
		return false
	}
	if !strings.Contains(file, "/") {
		file = path.Join(path.Dir(site.File.Path), file)
	}
	f, err := c.Tree.Go(file)
	if err != nil || file == site.File.Path {
		return false
	}
	return slices.ContainsFunc(f.AST.Decls, func(d ast.Decl) bool {
		fd, ok := d.(*ast.FuncDecl)
		return ok && fd.Recv != nil && fd.Name.Name == "Admit"
	})
}

// homeless says why a rule has no check.
func (c *Context) homeless(r feature.Rule) string {
	switch {
	case c.placeOf(r.File.Value) == atOther:
		return byHand(r.File.Value)
	case r.Path.Empty():
		return "it names no field, and no check is known that it belongs to"
	}
	return "no place was found for it"
}

func byHand(file string) string {
	return "it belongs to the admitter in " + path.Base(file) + ", which is changed by hand"
}

// rootOfFile returns the only kind that the admitter in a file sees, "" where
// there is no such file or several kinds pass through it.
func rootOfFile(file string) string {
	switch placeOfFile(file) {
	case atMigration:
		return "VirtualMachineInstanceMigration"
	case atPolicy:
		return "MigrationPolicy"
	case atConfig:
		return "KubeVirt"
	}
	return ""
}

// findFor resolves a path of a rule as Find does, but within the kind that the
// rule's file admits: a struct that several kinds share is reached there by
// another way than below the kind where it was found first.
func (m *Fields) findFor(r feature.Rule, written string, near []FieldPath) (FieldPath, bool) {
	p, ok := m.Find(written, near)
	root := rootOfFile(r.File.Value)
	if root == "" || ok && p.Root == root {
		return p, ok
	}
	for _, prefix := range []string{"", "spec.", "spec.configuration."} {
		if q, found := m.Resolve(root, prefix+strings.Trim(written, "` ")); found {
			return q, true
		}
	}
	if !ok {
		return p, false
	}
	at, found := m.pathTo(root, p.Last().Owner.Name)
	if !found {
		return FieldPath{}, false
	}
	return m.below(at, p.Last().JSON)
}

func placeOfRoot(root string) string {
	switch root {
	case "VirtualMachineInstance", "VirtualMachine", "VirtualMachineInstanceReplicaSet":
		return atSpec
	case "VirtualMachineInstanceMigration":
		return atMigration
	case "MigrationPolicy":
		return atPolicy
	case "KubeVirt":
		return atConfig
	}
	return ""
}

// siteOf names the function that calls the checks of a place.
var siteOf = map[string]string{atSpec: "vmi-spec-validator", atConfig: "kubevirt-update-admitter", atMigration: "migration-create-admitter", atPolicy: "migration-policy-admitter", atNetwork: "network-validator"}

// place completes a check: where it is, and in which file.
func (c *Context) place(ck *check) {
	if ck.at == "" {
		ck.at = c.placeOf(ck.file)
	}
	if ck.at == "" && len(ck.rules) > 0 && ck.rules[0].path.Hops != nil {
		ck.at = placeOfRoot(ck.rules[0].path.Root)
	}
	if ck.at == "" {
		ck.at = atSpec
	}
	if strings.Contains(ck.file, "/") {
		return
	}
	id := siteOf[ck.at]
	if ck.at == atOther {
		id = siteOf[atSpec]
	}
	if id == "" {
		return
	}
	found, d := c.Tree.Locate(checkout.SiteByID(id))
	if d != nil {
		return
	}
	if ck.file == "" {
		ck.file = found.File.Path
	} else {
		ck.file = path.Dir(found.File.Path) + "/" + ck.file
	}
}

// archOfRule returns the architecture of a rule that the plan puts into that
// architecture's file, "" for others.
func archOfRule(r boundRule) string {
	arch := strings.TrimSuffix(path.Base(r.File.Value), ".go")
	if r.Kind != feature.RuleArch || placeOfFile(r.File.Value) != atArch || !slices.Contains(architectures, arch) {
		return ""
	}
	return arch
}

// archOf returns the architecture a validator's name ends in, "" for others.
func archOf(name string) string {
	for _, a := range architectures {
		if strings.HasSuffix(strings.ToLower(name), a) && !strings.HasSuffix(name, a) {
			return a
		}
	}
	return ""
}

var architectures = []string{"amd64", "arm64", "s390x", "ppc64le", "riscv64"}
