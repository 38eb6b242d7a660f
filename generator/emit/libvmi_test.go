package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// builders is a small API with the builders that tests use.
var builders = files{
	"staging/src/kubevirt.io/api/core/v1/types.go": `package v1

type VirtualMachine struct {
	Spec VirtualMachineSpec ` + "`json:\"spec\"`" + `
}

type VirtualMachineSpec struct {
	Template *Template ` + "`json:\"template\"`" + `
}

type Template struct {
	Spec VirtualMachineInstanceSpec ` + "`json:\"spec,omitempty\"`" + `
}

type VirtualMachineInstance struct {
	Spec VirtualMachineInstanceSpec ` + "`json:\"spec\"`" + `
}

type VirtualMachineInstanceSpec struct {
	Domain  DomainSpec ` + "`json:\"domain\"`" + `
	Volumes []Volume   ` + "`json:\"volumes,omitempty\"`" + `
}

type DomainSpec struct {
	Devices  Devices   ` + "`json:\"devices\"`" + `
	Firmware *Firmware ` + "`json:\"firmware,omitempty\"`" + `
	Memory   *Memory   ` + "`json:\"memory,omitempty\"`" + `
	Limits   *Limits   ` + "`json:\"limits,omitempty\"`" + `
}

type Limits struct {
	Kind  *LimitKind         ` + "`json:\"kind,omitempty\"`" + `
	Upper *resource.Quantity ` + "`json:\"upper,omitempty\"`" + `
}

type Devices struct {
	Filesystems []Filesystem ` + "`json:\"filesystems,omitempty\"`" + `
}

type Memory struct {
	Guest *resource.Quantity ` + "`json:\"guest,omitempty\"`" + `
}

type Firmware struct {
	Boot *Boot ` + "`json:\"boot,omitempty\"`" + `
}

type Boot struct {
	Secret string ` + "`json:\"secret,omitempty\"`" + `
	Secure *bool  ` + "`json:\"secure,omitempty\"`" + `
	WaitSeconds *int64 ` + "`json:\"waitSeconds,omitempty\"`" + `
}

type Filesystem struct {
	Name string ` + "`json:\"name\"`" + `
}

type Volume struct {
	Name         string ` + "`json:\"name\"`" + `
	VolumeSource ` + "`json:\",inline\"`" + `
}

type VolumeSource struct {
	Claim *ClaimSource ` + "`json:\"claim,omitempty\"`" + `
}

type ClaimSource struct {
	ClaimName string ` + "`json:\"claimName\"`" + `
}
`,
	"pkg/libvmi/vmi.go": `package libvmi

import v1 "kubevirt.io/api/core/v1"

type Option func(vmi *v1.VirtualMachineInstance)
`,
	"pkg/libvmi/vm.go": `package libvmi

import v1 "kubevirt.io/api/core/v1"

type VMOption func(vm *v1.VirtualMachine)

func WithSpec(spec v1.VirtualMachineInstanceSpec) VMOption {
	return func(vm *v1.VirtualMachine) {
		vm.Spec.Template.Spec = spec
	}
}
`,
	"pkg/libvmi/storage.go": `package libvmi

import v1 "kubevirt.io/api/core/v1"

func WithFilesystemClaim(claim string) Option {
	return func(vmi *v1.VirtualMachineInstance) {
		addFilesystem(vmi, newFilesystem(claim))
		addVolume(vmi, newClaimVolume(claim, claim))
	}
}

func WithDisk(claim string) Option {
	return func(vmi *v1.VirtualMachineInstance) {
		addVolume(vmi, newClaimVolume(claim, claim))
	}
}

func addFilesystem(vmi *v1.VirtualMachineInstance, filesystem v1.Filesystem) {}

func addVolume(vmi *v1.VirtualMachineInstance, volume v1.Volume) {}

func newClaimVolume(name, claim string) v1.Volume { return v1.Volume{} }
`,
}

// builder plans a builder; fields are the API fields the plan adds.
func builder(signature, result, file string, fields ...feature.Field) *feature.Feature {
	name, params, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	return &feature.Feature{Fields: fields, Functions: []feature.Function{{
		Name: word(name), Params: word(params), HasParams: true, Results: word(result), File: word(libvmiDir + "/" + file), Doc: word("does what the plan says")}}}
}

func TestBuilderSetsTheFieldItsNameStandsFor(t *testing.T) {
	policy := feature.Field{Root: word("VirtualMachineInstance"), Path: word("spec.domain.policy"), Type: word("*Policy")}
	sound := feature.Field{Root: word("VirtualMachineInstance"), Path: word("spec.domain.devices.sound"), Type: word("*Sound")}
	horns := feature.Field{Root: word("VirtualMachineInstance"), Path: word("spec.domain.devices.horns"), Type: word("[]Sound")}
	tags := feature.Field{Root: word("VirtualMachineInstance"), Path: word("spec.tags"), Type: word("[]string")}
	for name, c := range map[string]struct {
		signature, result, file string
		field                   feature.Field
		want                    string
	}{
		"pointer": {"WithPolicy(policy v1.Policy)", "Option", "cpu.go", policy,
			"vmi.Spec.Domain.Policy = &policy\n"},
		"below the template of a VM": {"WithPolicy(policy v1.Policy)", "VMOption", "vm.go", policy,
			"vm.Spec.Template.Spec.Domain.Policy = &policy\n"},
		"struct with the parameter in it": {"WithSound(soundModel string)", "Option", "devices.go", sound,
			"vmi.Spec.Domain.Devices.Sound = &v1.Sound{\n\t\t\tModel: soundModel,\n\t\t}\n"},
		"list of structs": {"WithHorn(model string)", "Option", "devices.go", horns,
			"vmi.Spec.Domain.Devices.Horns = append(vmi.Spec.Domain.Devices.Horns, v1.Sound{Model: model})\n"},
		"list from many": {"WithTags(tags ...string)", "Option", "devices.go", tags,
			"vmi.Spec.Tags = append(vmi.Spec.Tags, tags...)\n"},
		"existing field below parents that may be nil": {"WithBootSecret(secret string)", "Option", "firmware.go", feature.Field{},
			"if vmi.Spec.Domain.Firmware == nil {\n\t\t\tvmi.Spec.Domain.Firmware = &v1.Firmware{}\n\t\t}\n" +
				"\t\tif vmi.Spec.Domain.Firmware.Boot == nil {\n\t\t\tvmi.Spec.Domain.Firmware.Boot = &v1.Boot{}\n\t\t}\n" +
				"\t\tvmi.Spec.Domain.Firmware.Boot.Secret = secret\n"},
		"plain strings for other types": {"WithLimits(kind, upper string)", "Option", "limits.go", feature.Field{},
			"Kind:  pointer.P(v1.LimitKind(kind)),\n\t\t\tUpper: pointer.P(resource.MustParse(upper)),\n"},
		"pointer to an element": {"WithVolume(volume *v1.Volume)", "Option", "limits.go", feature.Field{},
			"addVolume(vmi, *volume)\n"},
		"pointer for a pointer": {"WithLimits(limits *v1.Limits)", "Option", "limits.go", feature.Field{},
			"vmi.Spec.Domain.Limits = limits\n"},
		"name completed by the parameter": {"WithBootWait(seconds int64)", "Option", "firmware.go", feature.Field{},
			"vmi.Spec.Domain.Firmware.Boot.WaitSeconds = &seconds\n"},
		"switch": {"WithBootSecure()", "Option", "firmware.go", feature.Field{},
			"vmi.Spec.Domain.Firmware.Boot.Secure = pointer.P(true)\n"},
		"quantity": {"WithMemoryGuest(size string)", "Option", "memory.go", feature.Field{},
			"vmi.Spec.Domain.Memory.Guest = pointer.P(resource.MustParse(size))\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := builder(c.signature, c.result, c.file, c.field)
			if c.field.Path.Empty() {
				f.Fields = nil
			}
			f.Types = []feature.Type{
				{Name: word("Policy"), Kind: feature.KindString, API: true},
				{Name: word("Sound"), Kind: feature.KindStruct, API: true, Fields: []feature.Field{{Name: word("Model"), JSON: word("model"), Type: word("string")}}},
			}
			next, res := applied(t, builders.tree(), f, "libvmi")
			if res.Diags.Len() > 0 || len(res.Left) > 0 {
				t.Fatal(res.Diags.Sorted(), res.Left)
			}
			contains(t, content(t, next, libvmiDir+"/"+c.file), c.want)
		})
	}
}

func TestBuilderOfAVolumeFollowsItsFamily(t *testing.T) {
	f := builder("WithFilesystemHostPath(name, path string)", "Option", "storage.go",
		feature.Field{Root: word("VirtualMachineInstance"), Path: word("spec.volumes[].hostPath"), Struct: word("VolumeSource"), JSON: word("hostPath"), Type: word("*HostPathSource")})
	f.Types = []feature.Type{{Name: word("HostPathSource"), Kind: feature.KindStruct, API: true, Fields: []feature.Field{{Name: word("Path"), JSON: word("path"), Type: word("string")}}}}
	next, _ := applied(t, builders.tree(), f, "libvmi")
	text := content(t, next, "pkg/libvmi/storage.go")
	contains(t, text, `// WithFilesystemHostPath does what the plan says.
func WithFilesystemHostPath(name, path string) Option {
	return func(vmi *v1.VirtualMachineInstance) {
		addFilesystem(vmi, newFilesystem(name))
		addVolume(vmi, newHostPathVolume(name, path))
	}
}
`, `func newHostPathVolume(name, path string) v1.Volume {
	return v1.Volume{
		Name: name,
		VolumeSource: v1.VolumeSource{
			HostPath: &v1.HostPathSource{
				Path: path,
			},
		},
	}
}
`)
	if strings.Index(text, "WithFilesystemHostPath") > strings.Index(text, "WithDisk") {
		t.Error("the builder is not behind its relative")
	}
}

func TestUnderivableBuilderSaysWhatThePlanWants(t *testing.T) {
	for _, signature := range []string{"WithWonder(model string)", "WithBootSecret(secret, other string)", "WithOddBootSecret(secret string)"} {
		next, res := applied(t, builders.tree(), builder(signature, "Option", "firmware.go"), "libvmi")
		contains(t, content(t, next, "pkg/libvmi/firmware.go"), ") Option {\n\treturn func(vmi *v1.VirtualMachineInstance) {\n\t\t// does what the plan says\n\t}\n}\n")
		if len(res.Left) != 1 {
			t.Errorf("%s: left %v", signature, res.Left)
		}
	}
}

func TestExistingBuilder(t *testing.T) {
	_, res := applied(t, builders.tree(), builder("WithDisk(name string)", "Option", "storage.go"), "libvmi")
	if len(res.Present) != 1 || !res.Set.Empty() {
		t.Errorf("not recognised: %+v", res)
	}
	_, res = applied(t, builders.tree(), builder("WithDisk(name, other string)", "Option", "storage.go"), "libvmi")
	onlyCode(t, res, "conflict")
}

func TestBuilderOfAnUnknownOptionTypeIsLeft(t *testing.T) {
	_, res := applied(t, builders.tree(), builder("WithDisk2(name string)", "PoolOption", "storage.go"), "libvmi")
	if len(res.Left) != 1 || !res.Set.Empty() {
		t.Errorf("%+v", res)
	}
}

func TestCamelWords(t *testing.T) {
	for name, want := range map[string]string{"KernelBoot": "Kernel Boot", "TPM": "TPM", "PVCName": "PVC Name", "DiskIO": "Disk IO", "x": "x"} {
		if got := strings.Join(camelWords(name), " "); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
