package feature

// This file defines what a plan says around the code: metrics, permissions,
// flags and decorators of tests.

// Metric is a Prometheus metric. Rules: pkg/monitoring/metrics of KubeVirt.
type Metric struct {
	Name Text `yaml:"name" json:"name"` // kubevirt_vmi_x_total
	// counter, gauge, histogram, summary, or a vector: counterVec …; empty: from the name and Labels
	Type      Text   `yaml:"type,omitempty" json:"type,omitzero"`
	Help      Text   `yaml:"help,omitempty" json:"help,omitzero"`           // help text
	Labels    []Text `yaml:"labels,omitempty" json:"labels,omitempty"`      // label names
	Buckets   []Text `yaml:"buckets,omitempty" json:"buckets,omitempty"`    // bounds of a histogram
	File      Text   `yaml:"file,omitempty" json:"file,omitzero"`           // file of its definition
	Component Text   `yaml:"component,omitempty" json:"component,omitzero"` // virt-controller …: whose registry has it
	Var       Text   `yaml:"var,omitempty" json:"var,omitzero"`             // Go variable; empty: from the name
}

// Permission is an RBAC rule that a service account gains. Rules:
// pkg/virt-operator/resource/generate/rbac of KubeVirt.
type Permission struct {
	// virt-controller …: whose account gains it, or the cluster role: admin, edit, view
	Component  Text   `yaml:"component" json:"component"`
	Func       Text   `yaml:"func,omitempty" json:"func,omitzero"`            // function that builds the role where the plan names it
	APIGroups  []Text `yaml:"apiGroups,omitempty" json:"apiGroups,omitempty"` // "" is the core group
	Resources  []Text `yaml:"resources" json:"resources"`
	Verbs      []Text `yaml:"verbs" json:"verbs"`
	Names      []Text `yaml:"resourceNames,omitempty" json:"resourceNames,omitempty"`
	Namespaced bool   `yaml:"namespaced,omitempty" json:"namespaced,omitempty"` // a Role, not a ClusterRole
}

// Flag is a command line flag of a component.
type Flag struct {
	Name    Text `yaml:"name" json:"name"`                    // without dashes
	Type    Text `yaml:"type,omitempty" json:"type,omitzero"` // bool, string, int, duration; empty: bool
	Default Text `yaml:"default,omitempty" json:"default,omitzero"`
	Usage   Text `yaml:"usage,omitempty" json:"usage,omitzero"`     // help text
	Command Text `yaml:"command,omitempty" json:"command,omitzero"` // program that gets it: virt-launcher …
	File    Text `yaml:"file,omitempty" json:"file,omitzero"`       // file of the program that declares its flags
	Var     Text `yaml:"var,omitempty" json:"var,omitzero"`         // variable or field that holds the value
	Sender  Text `yaml:"sender,omitempty" json:"sender,omitzero"`   // function that passes it on the command line
}

// Decorator is a Ginkgo label for tests. Rules: tests/decorators of KubeVirt.
type Decorator struct {
	Name  Text `yaml:"name" json:"name"`                      // Go variable: RequiresTPM
	Label Text `yaml:"label,omitempty" json:"label,omitzero"` // its text; empty: the name as it is
	Group Text `yaml:"group,omitempty" json:"group,omitzero"` // heading of its block in the file of decorators
}
