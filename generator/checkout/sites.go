package checkout

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Site is a named place in a KubeVirt tree that emitters depend on. It is
// found by declaration; Hints only say where to look first. It resolves to
// exactly one place or to a diagnostic with near misses, and never falls back.
type Site struct {
	ID      string
	Purpose string
	Hints   []string // directories, most likely first
	Kind    SiteKind
	Recv    string
	Name    string
	Needed  bool // every KubeVirt tree the tool supports has it
	Taught  string
	Or      *Site // where other releases have it; only its place is given
}

// SiteKind is the kind of declaration a site is.
type SiteKind string

// The kinds of sites.
const (
	SiteFunc       SiteKind = "func"
	SiteStruct     SiteKind = "struct"
	SiteType       SiteKind = "type"
	SiteConstBlock SiteKind = "const block" // the block beside the function Name
	SiteVarBlock   SiteKind = "var block"   // the parenthesised block that declares Name
)

// Found is where a site is.
type Found struct {
	Site Site
	File *GoFile
	Func *ast.FuncDecl
	Decl *ast.GenDecl
	Type *ast.TypeSpec
}

// Pos returns the place of the site.
func (f Found) Pos() diag.Pos {
	switch {
	case f.Func != nil:
		return f.File.Pos(f.Func.Pos())
	case f.Type != nil:
		return f.File.Pos(f.Type.Pos())
	case f.Decl != nil:
		return f.File.Pos(f.Decl.Pos())
	}
	return diag.Pos{}
}

// Sites is the table of all sites, in the order `kvscaffold sites` prints.
var Sites = []Site{
	{ID: "gate-constants", Purpose: "feature gate constants", Hints: []string{RegisteredGates}, Kind: SiteConstBlock, Name: "init", Needed: true, Taught: "RebootPolicy",
		Or: &Site{Hints: []string{ConstantGates}, Kind: SiteConstBlock, Recv: "ClusterConfig", Name: "isFeatureGateEnabled"}},
	{ID: "gate-registration", Purpose: "feature gate registration", Hints: []string{RegisteredGates}, Kind: SiteFunc, Name: "init", Taught: "RebootPolicy"},
	{ID: "gate-accessors", Purpose: "ClusterConfig accessors of gates", Hints: []string{"pkg/virt-config"}, Kind: SiteFunc, Recv: "ClusterConfig", Name: "isFeatureGateEnabled", Needed: true, Taught: "RebootPolicy"},
	{ID: "e2e-gates", Purpose: "gates enabled in functional tests", Hints: []string{"tests/testsuite"}, Kind: SiteFunc, Name: "AdjustKubeVirtResource", Taught: "UtilityVolumes"},
	{ID: "vmi-spec-validator", Purpose: "validation of the VMI spec", Hints: []string{"pkg/virt-api/webhooks/validating-webhook/admitters"}, Kind: SiteFunc, Name: "ValidateVirtualMachineInstanceSpec", Taught: "RebootPolicy"},
	{ID: "vm-spec-validator", Purpose: "validation of the VM spec", Hints: []string{"pkg/virt-api/webhooks/validating-webhook/admitters"}, Kind: SiteFunc, Name: "ValidateVirtualMachineSpec", Taught: "DeclarativeHotplugVolumes"},
	{ID: "migration-create-admitter", Purpose: "validation of new migrations", Hints: []string{"pkg/virt-api/webhooks/validating-webhook/admitters"}, Kind: SiteFunc, Recv: "MigrationCreateAdmitter", Name: "Admit", Taught: "MigrationPriorityQueue"},
	{ID: "migration-policy-admitter", Purpose: "validation of migration policies", Hints: []string{"pkg/virt-api/webhooks/validating-webhook/admitters"}, Kind: SiteFunc, Recv: "MigrationPolicyAdmitter", Name: "Admit", Taught: "MigrationStallDetection"},
	{ID: "kubevirt-update-admitter", Purpose: "validation of KubeVirt CR updates", Hints: []string{"pkg/virt-operator/webhooks"}, Kind: SiteFunc, Recv: "KubeVirtUpdateAdmitter", Name: "Admit", Taught: "OptOutRoleAggregation"},
	{ID: "network-validator", Purpose: "validation of networks and interfaces", Hints: []string{"pkg/network/admitter"}, Kind: SiteFunc, Recv: "Validator", Name: "Validate", Taught: "PortRangesSpec"},
	{ID: "storage-validator", Purpose: "validation of storage on VMs", Hints: []string{"pkg/storage/admitters"}, Kind: SiteFunc, Name: "Admit", Taught: "UtilityVolumes"},
	{ID: "vmi-defaults", Purpose: "defaults of the VMI spec", Hints: []string{"pkg/defaults"}, Kind: SiteFunc, Name: "SetDefaultVirtualMachineInstanceSpec", Taught: "read"},
	{ID: "device-preferences", Purpose: "application of device preferences", Hints: []string{"pkg/instancetype/preference/apply"}, Kind: SiteFunc, Name: "ApplyDevicePreferences", Taught: "PanicDevices"},
	{ID: "vm-controller", Purpose: "VM controller reconcile", Hints: []string{"pkg/virt-controller/watch/vm"}, Kind: SiteFunc, Recv: "Controller", Name: "sync", Taught: "IncrementalBackup"},
	{ID: "vmi-controller", Purpose: "VMI controller reconcile", Hints: []string{"pkg/virt-controller/watch/vmi"}, Kind: SiteFunc, Recv: "Controller", Name: "sync", Taught: "ContainerPathVolumes"},
	{ID: "vmi-status", Purpose: "VMI status update", Hints: []string{"pkg/virt-controller/watch/vmi"}, Kind: SiteFunc, Recv: "Controller", Name: "updateStatus", Taught: "VmiMemoryOverheadReport"},
	{ID: "migration-controller", Purpose: "migration controller reconcile", Hints: []string{"pkg/virt-controller/watch/migration"}, Kind: SiteFunc, Recv: "Controller", Name: "sync", Taught: "UtilityVolumes"},
	{ID: "launch-manifest", Purpose: "launcher pod rendering", Hints: []string{"pkg/virt-controller/services"}, Kind: SiteFunc, Recv: "*", Name: "renderLaunchManifest", Taught: "VGPULiveMigration"},
	{ID: "domain-converter", Purpose: "conversion of a VMI to a libvirt domain", Hints: []string{"pkg/virt-launcher/virtwrap/converter"}, Kind: SiteFunc, Name: "Convert_v1_VirtualMachineInstance_To_api_Domain", Taught: "IOMMUFD"},
	{ID: "converter-context", Purpose: "settings handed to the converter", Hints: []string{"pkg/virt-launcher/virtwrap/converter/types", "pkg/virt-launcher/virtwrap/converter"}, Kind: SiteStruct, Name: "ConverterContext", Taught: "PCINUMAAwareTopology"},
	{ID: "domain-schema", Purpose: "libvirt domain schema", Hints: []string{"pkg/virt-launcher/virtwrap/api"}, Kind: SiteStruct, Name: "DomainSpec", Taught: "RebootPolicy"},
	{ID: "vmi-options", Purpose: "cluster settings sent to the launcher", Hints: []string{"pkg/virt-handler"}, Kind: SiteFunc, Name: "virtualMachineOptions", Taught: "PCINUMAAwareTopology"},
	{ID: "libvmi-options", Purpose: "VMI builders for tests", Hints: []string{"pkg/libvmi"}, Kind: SiteType, Name: "Option", Taught: "PanicDevices"},
	{ID: "libvmi-vm-options", Purpose: "VM builders for tests", Hints: []string{"pkg/libvmi"}, Kind: SiteType, Name: "VMOption", Taught: "RebootPolicy"},
	{ID: "decorators", Purpose: "labels of functional tests", Hints: []string{"tests/decorators"}, Kind: SiteVarBlock, Name: "SigCompute", Taught: "RebootPolicy"},
	{ID: "operator-config", Purpose: "operator deployment configuration", Hints: []string{"pkg/virt-operator/util"}, Kind: SiteFunc, Name: "GetTargetConfigFromKVWithEnvVarManager", Taught: "OptOutRoleAggregation"},
	{ID: "install-strategy", Purpose: "operator install strategy", Hints: []string{"pkg/virt-operator/resource/generate/install"}, Kind: SiteFunc, Name: "GenerateCurrentInstallStrategy", Taught: "OptOutRoleAggregation"},
}

// SiteByID returns the table's site of that ID. An unknown ID is a programming
// error and panics.
func SiteByID(id string) Site {
	for _, s := range Sites {
		if s.ID == id {
			return s
		}
	}
	panic("no site " + id)
}

// Locate resolves a site in the tree. The diagnostic, if any, has the code
// missing-site and lists declarations of a similar name as near misses.
func (t *Tree) Locate(s Site) (Found, *diag.Diagnostic) {
	for at := &s; at != nil; at = at.Or {
		for _, dir := range at.Hints {
			for _, f := range t.Mentioning(dir, at.Name) {
				if found, ok := at.in(f); ok {
					found.Site = s
					return found, nil
				}
			}
		}
	}
	return Found{}, t.missingSite(s)
}

func (s Site) in(f *GoFile) (Found, bool) {
	found := Found{Site: s, File: f}
	switch s.Kind {
	case SiteFunc, SiteConstBlock:
		found.Func = s.function(f)
		if found.Func == nil {
			return Found{}, false
		}
		if s.Kind == SiteConstBlock {
			found.Decl = firstConstBlock(f)
			found.Func = nil
			return found, found.Decl != nil
		}
	case SiteStruct, SiteType:
		found.Type, found.Decl = f.Type(s.Name)
		if found.Type == nil {
			return Found{}, false
		}
		if _, isStruct := found.Type.Type.(*ast.StructType); s.Kind == SiteStruct && !isStruct {
			return Found{}, false
		}
	case SiteVarBlock:
		_, found.Decl = f.Value(s.Name)
		return found, found.Decl != nil && found.Decl.Lparen.IsValid()
	}
	return found, true
}

// function finds the declaration; where the site is the registration of gates,
// the init function must register more than a handful, because inactive.go has
// one too.
func (s Site) function(f *GoFile) *ast.FuncDecl {
	for _, d := range f.AST.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Name.Name != s.Name || s.Recv != "*" && ReceiverName(fd) != s.Recv {
			continue
		}
		if s.Name == "init" && !registersActiveGates(f, fd) {
			continue
		}
		return fd
	}
	return nil
}

// registersActiveGates reports whether an init function registers gates of
// which at least one is Alpha or Beta.
func registersActiveGates(f *GoFile, fd *ast.FuncDecl) bool {
	if fd.Body == nil {
		return false
	}
	for _, st := range fd.Body.List {
		text := f.NodeText(st)
		if strings.Contains(text, "RegisterFeatureGate(") && (strings.Contains(text, "State: Alpha") || strings.Contains(text, "State: Beta")) {
			return true
		}
	}
	return false
}

func firstConstBlock(f *GoFile) *ast.GenDecl {
	for _, d := range f.AST.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.CONST && gd.Lparen.IsValid() {
			return gd
		}
	}
	return nil
}

func (t *Tree) missingSite(s Site) *diag.Diagnostic {
	if p, err := t.unreadable(s); err != nil {
		return &diag.Diagnostic{Severity: diag.Error, Code: "go-syntax", Pos: diag.Pos{File: p}, Message: err.Error(),
			Remedy: "correct the file: " + s.Purpose + " are looked for in it"}
	}
	d := &diag.Diagnostic{Severity: diag.Error, Code: "missing-site", Pos: diag.Pos{File: s.Hints[0]},
		Message: fmt.Sprintf("no %s %s for %s (site %s)", s.Kind, qualified(s.Recv, s.Name), s.Purpose, s.ID),
		Remedy:  "run `kvscaffold sites --repo DIR` to see what was found; is this a KubeVirt checkout of v1.3 or later?"}
	var names []string
	where := map[string]diag.Pos{}
	for _, dir := range s.Hints {
		for _, f := range t.Package(dir).Files {
			for name, pos := range declarations(f) {
				names = append(names, name)
				where[name] = pos
			}
		}
	}
	for _, n := range Near(s.Name, names) {
		d.Places = append(d.Places, diag.Place{Pos: where[n], Text: "near miss: " + n})
	}
	return d
}

// unreadable returns the first file of a site's directories that may hold it
// and does not parse.
func (t *Tree) unreadable(s Site) (string, error) {
	for _, dir := range s.Hints {
		for _, name := range t.Files(dir) {
			if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || IsGenerated(name) {
				continue
			}
			if p := path.Join(dir, name); t.Exists(p) {
				if _, err := t.Go(p); err != nil {
					return p, err
				}
			}
		}
	}
	return "", nil
}

func qualified(recv, name string) string {
	if recv == "" || recv == "*" {
		return name
	}
	return recv + "." + name
}

func declarations(f *GoFile) map[string]diag.Pos {
	out := map[string]diag.Pos{}
	for _, d := range f.AST.Decls {
		switch x := d.(type) {
		case *ast.FuncDecl:
			out[x.Name.Name] = f.Pos(x.Pos())
		case *ast.GenDecl:
			for _, s := range x.Specs {
				if ts, ok := s.(*ast.TypeSpec); ok {
					out[ts.Name.Name] = f.Pos(ts.Pos())
				}
			}
		}
	}
	return out
}

// IsKubeVirt checks that a tree is a KubeVirt checkout: go.mod declares the
// module. Which places it has is asked for one by one, by what needs them.
func (t *Tree) IsKubeVirt() diag.List {
	var diags diag.List
	src, err := t.Read("go.mod")
	if err != nil && !IsNotExist(err) {
		diags.Errorf("unreadable", diag.Pos{File: path.Join(t.dir, "go.mod")}, "give yourself the right to read it", "it cannot be read: %s", cause(err))
		return diags
	}
	if err != nil || !strings.Contains(string(src), "module kubevirt.io/kubevirt\n") {
		diags.Errorf("not-kubevirt", diag.Pos{File: path.Join(t.dir, "go.mod")}, "give the root of a KubeVirt checkout with --repo DIR",
			"this is no KubeVirt checkout: go.mod does not declare module kubevirt.io/kubevirt")
	}
	return diags
}
