package emit

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestPathsAreFoundAsPeopleWriteThem(t *testing.T) {
	f := lidFeature()
	f.Fields = append(f.Fields, feature.Field{Struct: word("VolumeSource"), JSON: word("scratchDisk"), Type: word("*string")})
	m := newContext(miniTree(t), f).Fields()
	for written, want := range map[string]string{
		"spec.domain.devices.lids[].position": "VirtualMachineInstance spec.domain.devices.lids[].position",
		"lids":                                "VirtualMachineInstance spec.domain.devices.lids",
		"Lids":                                "VirtualMachineInstance spec.domain.devices.lids",
		"position":                            "VirtualMachineInstance spec.domain.devices.lids[].position",
		"sound":                               "VirtualMachineInstance spec.domain.devices.sound",
		"domain.devices.disks":                "VirtualMachineInstance spec.domain.devices.disks",
		"scratchDisk":                         "VirtualMachineInstance spec.volumes[].scratchDisk",
		"vmiName":                             "VirtualMachineInstanceMigration spec.vmiName",
	} {
		p, ok := m.Find(written, nil)
		if got := p.Root + " " + p.String(); !ok || got != want {
			t.Errorf("%s: got %s, want %s", written, got, want)
		}
	}
	if p, ok := m.Find("nowhere.to.be.found", nil); ok {
		t.Errorf("found %s", p)
	}
}

func TestPlannedTypesAreSeenThroughDeclaredOnes(t *testing.T) {
	m := newContext(miniTree(t), lidFeature()).Fields()
	p, _ := m.Find("position", nil)
	if h := p.Last(); !m.Declared(h) || m.Basic(h) != "string" || !h.Ptr {
		t.Errorf("position: declared %v, basic %s, pointer %v", m.Declared(h), m.Basic(h), h.Ptr)
	}
	if e := m.Enum(p.Last()); len(e) != 2 || e[0] != (EnumValue{"LidOpen", "open"}) {
		t.Errorf("values: %v", e)
	}
	if got := p.Expr("vmi", 0, len(p.Hops)); got != "vmi.Spec.Domain.Devices.Lids.Position" {
		t.Error(got)
	}
}
