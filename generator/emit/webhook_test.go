package emit

import (
	"os"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

const (
	admittersDir  = "pkg/virt-api/webhooks/validating-webhook/admitters/"
	vmiCreateFile = admittersDir + "vmi-create-admitter.go"
	kvUpdateFile  = "pkg/virt-operator/webhooks/kubevirt-update-admitter.go"
)

// miniTree returns the project's miniature checkout.
func miniTree(t *testing.T) *checkout.Tree {
	t.Helper()
	archive, err := os.ReadFile("../../testdata/trees/mini.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return treeOf(t, string(archive))
}

func words7(values ...string) []feature.Text {
	var out []feature.Text
	for _, v := range values {
		out = append(out, word(v))
	}
	return out
}

func apiField(root, path, typ string) feature.Field {
	parts := strings.Split(path, ".")
	return feature.Field{Root: word(root), Path: word(path), JSON: word(parts[len(parts)-1]), Type: word(typ)}
}

func gatedBy(gate, path string) feature.Rule {
	return feature.Rule{Kind: feature.RuleGate, Text: word(path + " needs the gate"), Path: word(path), Gate: word(gate)}
}

// lidFeature plans a lid sensor with a gate and a closed set of positions.
func lidFeature(rules ...feature.Rule) *feature.Feature {
	return &feature.Feature{
		Gates:  []feature.Gate{{Name: word("LidSensor"), Const: word("LidSensorGate"), Owner: word("@lid"), Release: word("v1.9.0")}},
		Fields: []feature.Field{apiField("VirtualMachineInstance", "spec.domain.devices.lids", "[]Lid")},
		Types: []feature.Type{
			{Name: word("Lid"), Kind: feature.KindStruct, API: true, Fields: []feature.Field{
				{JSON: word("position"), Name: word("Position"), Type: word("*LidPosition")},
				{JSON: word("angle"), Name: word("Angle"), Type: word("*int32")},
				{JSON: word("hinge"), Name: word("Hinge"), Type: word("string")},
			}},
			{Name: word("LidPosition"), Kind: feature.KindString, API: true, Values: []feature.Const{
				{Name: word("LidOpen"), Value: word(`"open"`)}, {Name: word("LidShut"), Value: word(`"shut"`)}}},
		},
		Rules: rules,
	}
}

func TestValidatorHasTheFormOfItsNeighbours(t *testing.T) {
	lids := "spec.domain.devices.lids"
	for _, tt := range []struct {
		name  string
		rule  feature.Rule
		wants []string
	}{
		{"gate", gatedBy("LidSensor", lids), []string{
			"if len(spec.Domain.Devices.Lids) == 0 {\n\t\treturn causes\n\t}",
			"if !config.LidSensorEnabled() {\n\t\tcauses = append(causes, metav1.StatusCause{\n\t\t\tType:    metav1.CauseTypeFieldValueInvalid,",
			`fmt.Sprintf("Lids are specified but the %s feature gate is not enabled", featuregate.LidSensorGate)`,
			`field.Child("domain", "devices", "lids").String(),` + "\n\t\t})\n\t\treturn causes\n",
			"\tcauses = append(causes, validateLids(field, spec, config)...)\n"}},
		{"one of", feature.Rule{Kind: feature.RuleOneOf, Text: word("x"), Path: word("position"), Values: words7("open", "shut")}, []string{
			"for idx, lid := range spec.Domain.Devices.Lids {",
			"validPositions := []v1.LidPosition{v1.LidOpen, v1.LidShut}",
			"if lid.Position != nil && !slices.Contains(validPositions, *lid.Position) {",
			`field.Child("domain", "devices", "lids").Index(idx).Child("position").String()`,
			"causes = append(causes, validateLids(field, spec)...)"}},
		{"range", feature.Rule{Kind: feature.RuleRange, Text: word("x"), Path: word("lids[].angle"), Min: word("0"), Max: word("180")}, []string{
			"if lid.Angle != nil && (*lid.Angle < 0 || *lid.Angle > 180) {"}},
		{"required", feature.Rule{Kind: feature.RuleRequired, Text: word("x"), Path: word("lids[].hinge")}, []string{
			`if lid.Hinge == "" {`, "metav1.CauseTypeFieldValueRequired", `"hinge is required"`}},
		{"maximum count", feature.Rule{Kind: feature.RuleMaxCount, Text: word("x"), Path: word(lids), Max: word("2")}, []string{
			"if len(spec.Domain.Devices.Lids) > 2 {"}},
		{"no prefix", feature.Rule{Kind: feature.RulePrefix, Text: word("x"), Path: word("hinge"), Values: words7("/dev")}, []string{
			`reservedPrefixes := []string{"/dev"}`, "if strings.HasPrefix(lid.Hinge, prefix) {"}},
		{"exclusive", feature.Rule{Kind: feature.RuleExclusive, Text: word("x"), Path: word("lids[].angle"), Others: words7("lids[].position")}, []string{
			"if lid.Angle != nil && lid.Position != nil {", `"angle and position are mutually exclusive"`}},
		{"requires", feature.Rule{Kind: feature.RuleRequires, Text: word("x"), Path: word("lids[].angle"), Others: words7("lids[].hinge")}, []string{
			`if lid.Angle != nil && lid.Hinge == "" {`}},
		{"architecture", feature.Rule{Kind: feature.RuleArch, Text: word("x"), Path: word(lids), Values: words7("s390x"), Cause: word("notSupported")}, []string{
			"arch = config.GetDefaultArchitecture()", `if arch == "s390x" {`, "metav1.CauseTypeFieldValueNotSupported"}},
		{"forbidden with another", feature.Rule{Kind: feature.RuleForbidIf, Text: word("x"), Path: word("lids[].angle"), Others: words7("lids[].position"), Values: words7("shut")}, []string{
			"if lid.Angle != nil && lid.Position != nil && *lid.Position == v1.LidShut {"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			next, res := applied(t, miniTree(t), lidFeature(tt.rule), "webhook")
			if res.Diags.HasErrors() {
				t.Fatal(res.Diags.Sorted())
			}
			wantText(t, next, vmiCreateFile, tt.wants...)
		})
	}
}

func TestWhatCannotBeExpressedStaysInThePlansWords(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "lids"),
		feature.Rule{Kind: feature.RuleProse, Text: word("a lid fits its case"), Path: word("lids")})
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, vmiCreateFile, "\t// TODO: a lid fits its case\n")
	wantText(t, next, admittersDir+"vmi-create-admitter_test.go", `PIt("a lid fits its case"`)
}

func TestChecksAreTestedInTheFirstDescribe(t *testing.T) {
	next, _ := applied(t, miniTree(t), lidFeature(gatedBy("LidSensor", "lids"),
		feature.Rule{Kind: feature.RuleOneOf, Text: word("x"), Path: word("position"), Values: words7("open", "shut")}), "webhook")
	file := admittersDir + "vmi-create-admitter_test.go"
	wantText(t, next, file,
		`It("should accept lids when the feature gate is enabled", func() {`+"\n\t\t\tenableFeatureGates(featuregate.LidSensorGate)",
		`It("should reject lids when the feature gate is disabled", func() {`+"\n\t\t\tdisableFeatureGates()",
		`Expect(causes[0].Field).To(Equal("fake.domain.devices.lids"))`,
		`Entry("open", v1.LidOpen),`,
		`pointer.P(v1.LidPosition("invalid"))`,
		`Expect(causes[0].Field).To(Equal("fake.domain.devices.lids[0].position"))`)
	src, _ := next.Read(file)
	if at, second := strings.Index(string(src), `Context("with Lids"`), strings.Index(string(src), `Describe("Disk count"`); at < 0 || at > second {
		t.Errorf("the context is not in the first Describe:\n%s", src)
	}
}

func TestExistingValidatorOfAnotherFormIsAConflict(t *testing.T) {
	tree := miniTree(t)
	src, _ := tree.Read(vmiCreateFile)
	tree = tree.With(map[string][]byte{vmiCreateFile: append(append([]byte{}, src...), "\nfunc validateLids(name string) bool { return name != \"\" }\n"...)})
	f := lidFeature(gatedBy("LidSensor", "lids"))
	f.Functions = []feature.Function{{Name: word("validateLids"), File: word(vmiCreateFile)}}
	res := Run(tree, f, []string{"webhook"})
	if d := onlyCode(t, res, "conflict"); !strings.Contains(d.Message, "validateLids") {
		t.Errorf("another conflict: %v", d)
	}
}

func TestPartIsCalledForEachElement(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "lids"),
		feature.Rule{Kind: feature.RuleOneOf, Text: word("p"), Path: word("position"), Func: word("validateLidPosition"), Values: words7("open", "shut")})
	f.Functions = []feature.Function{
		{Name: word("validateLids"), File: word(vmiCreateFile), Calls: []feature.Call{{Func: word("ValidateVirtualMachineInstanceSpec")}}},
		{Name: word("validateLidPosition"), Doc: word("called for every lid; valid ones in validLidPositions"), Calls: []feature.Call{{Func: word("validateLids")}}},
	}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, vmiCreateFile,
		"var validLidPositions = []v1.LidPosition{v1.LidOpen, v1.LidShut}\n",
		"func validateLidPosition(field *k8sfield.Path, position *v1.LidPosition) *metav1.StatusCause {\n\tif position == nil {\n\t\treturn nil\n\t}\n\tif !slices.Contains(validLidPositions, *position) {\n\t\treturn &metav1.StatusCause{",
		`if cause := validateLidPosition(field.Child("domain", "devices", "lids").Index(idx).Child("position"), lid.Position); cause != nil {`)
}

func TestKubeVirtCheckLooksAtTheNewObject(t *testing.T) {
	f := &feature.Feature{
		Gates:  []feature.Gate{{Name: word("NightMode"), Owner: word("@n"), Release: word("v1.9.0")}},
		Fields: []feature.Field{apiField("KubeVirt", "spec.configuration.nightMode", "*NightMode")},
		Types: []feature.Type{{Name: word("NightMode"), Kind: feature.KindString, API: true, Values: []feature.Const{
			{Name: word("NightModeOff"), Value: word(`"Off"`)}, {Name: word("NightModeDim"), Value: word(`"Dim"`)}}}},
		Rules: []feature.Rule{{Kind: feature.RuleGate, Text: word("Dim needs the gate"), Path: word("nightMode"), When: word("Dim"), Gate: word("NightMode")}},
	}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, kvUpdateFile,
		"\tresults = append(results, validateRolloutStrategy(&newKV.Spec.Configuration)...)\n\tresults = append(results, validateNightMode(&newKV.Spec.Configuration)...)\n",
		"if config.NightMode == nil || *config.NightMode == v1.NightModeOff {\n\t\treturn nil\n\t}\n\n\tif hasFeatureGateEnabled(config, featuregate.NightMode) {",
		`Field:   "spec.configuration.nightMode",`)
	wantText(t, next, strings.TrimSuffix(kvUpdateFile, ".go")+"_test.go",
		`DescribeTable("validateNightMode", func(kvSpec v1.KubeVirtSpec, expectError bool) {`,
		`Entry("should allow when NightMode is Off without feature gate",`)
}

func TestMigrationIsCheckedBeforeTheGuestIsLookedUp(t *testing.T) {
	f := &feature.Feature{
		Gates:  []feature.Gate{{Name: word("FastLane"), Owner: word("@n"), Release: word("v1.9.0")}},
		Fields: []feature.Field{apiField("VirtualMachineInstanceMigration", "spec.lane", "*string"), apiField("VirtualMachineInstanceMigration", "spec.toll", "*string")},
		Rules: []feature.Rule{gatedBy("FastLane", "spec.lane"), gatedBy("FastLane", "spec.toll"),
			{Kind: feature.RuleEqual, Text: word("same"), Path: word("spec.lane"), Others: words7("spec.toll")}},
	}
	next, _ := applied(t, miniTree(t), f, "webhook")
	file := admittersDir + "migration-create-admitter.go"
	wantText(t, next, file,
		"\tif migration.Spec.Lane != nil || migration.Spec.Toll != nil {\n\t\tif !admitter.clusterConfig.FastLaneEnabled() {\n\t\t\treturn webhookutils.ToAdmissionResponse([]metav1.StatusCause{",
		"if migration.Spec.Toll != nil && migration.Spec.Lane != nil && *migration.Spec.Lane != *migration.Spec.Toll {")
	src, _ := next.Read(file)
	if strings.Index(string(src), "migration.Spec.Lane") > strings.Index(string(src), "VirtualMachineInstances(migration.Namespace)") {
		t.Errorf("the check comes after the lookup:\n%s", src)
	}
}

func TestNewVolumeSourceIsCounted(t *testing.T) {
	f := &feature.Feature{Fields: []feature.Field{{Struct: word("VolumeSource"), JSON: word("scratchDisk"), Type: word("*ScratchDiskSource")}},
		Types: []feature.Type{{Name: word("ScratchDiskSource"), Kind: feature.KindStruct, API: true, Fields: []feature.Field{{JSON: word("size"), Name: word("Size"), Type: word("string")}}}}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, vmiCreateFile, "\t\tif volume.ScratchDisk != nil {\n\t\t\tsources++\n\t\t}\n\t\tif sources != 1 {")
}

func TestNetworkQuestionReachesInterfaceAndStub(t *testing.T) {
	f := lidFeature()
	f.Fields = []feature.Field{apiField("VirtualMachineInstance", "spec.domain.devices.interfaces[].colour", "*string")}
	f.Functions = []feature.Function{{Name: word("validateColour"), File: word("pkg/network/admitter/colour.go")}}
	f.Rules = []feature.Rule{{Kind: feature.RuleGate, Text: word("x"), Path: word("colour"), Gate: word("LidSensor"), Func: word("validateColour")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, "pkg/network/admitter/colour.go", "func validateColour(field *k8sfield.Path, spec *v1.VirtualMachineInstanceSpec, config clusterConfigChecker)", "if iface.Colour != nil && !config.LidSensorEnabled() {")
	wantText(t, next, "pkg/network/admitter/validator.go", "\tLidSensorEnabled() bool\n", "\tcauses = append(causes, validateColour(v.field, v.vmiSpec, v.configChecker)...)\n")
	wantText(t, next, "pkg/network/admitter/admit_suite_test.go", "func (s stubClusterConfigChecker) LidSensorEnabled() bool {\n\treturn s.lidSensorEnabled\n}")
}

func TestDefaultLeavesWhatIsSet(t *testing.T) {
	f := lidFeature()
	f.Fields = []feature.Field{apiField("VirtualMachineInstance", "spec.domain.lidState", "*LidPosition")}
	f.Defaults = []feature.Rule{{Kind: feature.RuleProse, Text: word("shut"), Path: word("lidState"), Values: words7("shut"), File: word("pkg/defaults/defaults.go"), Gate: word("LidSensor")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, "pkg/defaults/defaults.go", "if !clusterConfig.LidSensorEnabled() {\n\t\treturn\n\t}", "if spec.Domain.LidState == nil {\n\t\tspec.Domain.LidState = pointer.P(v1.LidShut)")
}

func TestWhatIsThereAsksForNoImports(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "lids"))
	next, _ := applied(t, miniTree(t), f, "webhook")
	file := admittersDir + "vmi-create-admitter_test.go"
	src, _ := next.Read(file)
	i := strings.Index(string(src), `Context("with Lids", func() {`) + len(`Context("with Lids", func() {`)
	j := i + strings.Index(string(src[i:]), "\n\t})\n")
	own := string(src[:i]) + string(src[j:])
	own = strings.Replace(own, "\t\"kubevirt.io/kubevirt/pkg/pointer\"\n", "", 1)
	own = strings.Replace(own, "\t\"fmt\"\n", "", 1)
	if again := Run(next.With(map[string][]byte{file: []byte(own)}), f, []string{"webhook"}); !again.Set.Empty() {
		t.Errorf("a context changed by hand is touched: %+v", again.Set)
	}
}

func TestPromisedTestsThatNoRuleCoversArePending(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "lids"))
	f.Tests = []feature.Test{{Kind: feature.TestUnit, File: word(admittersDir + "vmi-create-admitter_test.go"),
		Items: words7("gate off", "lids rejected", "external user: refused by name", "new parameter", "table of two identical lids")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	text := content(t, next, admittersDir+"vmi-create-admitter_test.go")
	contains(t, text, "\t\tPIt(\"external user\", func() {\n\t\t\t// refused by name\n\t\t})\n", "\t\tPIt(\"table of two identical lids\")\n\t})\n")
	if strings.Contains(text, "PIt(\"gate off") || strings.Contains(text, "PIt(\"lids") || strings.Contains(text, "PIt(\"new") {
		t.Error("covered items are pending")
	}
}

func TestPromisedTestsAreKeptWhereNoneIsGenerated(t *testing.T) {
	f := lidFeature(feature.Rule{Kind: feature.RuleProse, Text: word("lids close slowly"), File: word(admittersDir + "vmi-create-admitter.go")})
	f.Rules[0].Kind, f.Rules[0].Path = "unheard of", feature.Text{}
	f.Tests = []feature.Test{{Kind: feature.TestUnit, File: word(admittersDir + "vmi-create-admitter_test.go"), Items: words7("external user")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	contains(t, content(t, next, admittersDir+"vmi-create-admitter_test.go"), "PIt(\"external user\")\n")
}

func TestPermissionThatHangsOnTheSentenceBeforeIsNoComment(t *testing.T) {
	for words, want := range map[string]bool{"open and shut always are": false, "the angle is deliberately not checked": true} {
		f := lidFeature(gatedBy("LidSensor", "lids"), feature.Rule{Kind: feature.RuleProse, Text: word(words), Path: word("lids")})
		next, _ := applied(t, miniTree(t), f, "webhook")
		if text := content(t, next, vmiCreateFile); strings.Contains(text, words) != want {
			t.Errorf("%q: %s", words, text[strings.Index(text, "func validateLids"):])
		}
	}
}

// TestExistingValidatorOfMoreIsLeft: a plan that names a general validator of
// the checkout as modified neither conflicts with it nor replaces it.
func TestExistingValidatorOfMoreIsLeft(t *testing.T) {
	tree := miniTree(t)
	src, _ := tree.Read(vmiCreateFile)
	tree = tree.With(map[string][]byte{vmiCreateFile: append(append([]byte{}, src...), "\nfunc validateFurniture(name string) bool { return name != \"\" }\n"...)})
	f := lidFeature(gatedBy("LidSensor", "lids"))
	f.Functions = []feature.Function{{Name: word("validateFurniture"), File: word(vmiCreateFile)}}
	res := Run(tree, f, []string{"webhook"})
	if res.Diags.HasErrors() {
		t.Errorf("refused: %v", res.Diags.Sorted())
	}
	if len(res.Left) == 0 || !strings.Contains(res.Left[0].What, "validateFurniture") {
		t.Errorf("left %v", res.Left)
	}
}

// TestUnexportedValidatorIsNotCalledFromAnotherPackage: the call would not compile.
func TestUnexportedValidatorIsNotCalledFromAnotherPackage(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "lids"))
	f.Functions = []feature.Function{{Name: word("validateLids"), File: word("pkg/storage/admitters/lid.go")}}
	next, res := applied(t, miniTree(t), f, "webhook")
	if src, _ := next.Read(vmiCreateFile); strings.Contains(string(src), "validateLids") {
		t.Error("called across packages")
	}
	if len(res.Left) == 0 || !strings.Contains(res.Left[0].What, "call of validateLids") {
		t.Errorf("left %v", res.Left)
	}
}

// TestAdmitFunctionWithItsOwnAnswerIsNoCheck: only what returns causes is
// written as a list of them.
func TestAdmitFunctionWithItsOwnAnswerIsNoCheck(t *testing.T) {
	fn := feature.Function{Name: word("AdmitLids"), File: word(vmiCreateFile), Results: word("*admissionv1.AdmissionResponse")}
	if isValidator(fn) {
		t.Error("taken for a list of causes")
	}
	next, _ := applied(t, miniTree(t), &feature.Feature{Functions: []feature.Function{{Name: word("AdmitLids"), File: word(vmiCreateFile), HasParams: true, Params: word("count int"), Results: word("error")}}}, "functions")
	wantText(t, next, vmiCreateFile, "func AdmitLids(count int) error {")
	if fn.Results = word("[]metav1.StatusCause"); !isValidator(fn) {
		t.Error("a list of causes is a check")
	}
}

// TestRenamedAndUnknownHelpersAreLeft: neither can be written as a check of the
// whole spec.
func TestRenamedAndUnknownHelpersAreLeft(t *testing.T) {
	tree := miniTree(t)
	src, _ := tree.Read(vmiCreateFile)
	tree = tree.With(map[string][]byte{vmiCreateFile: append(append([]byte{}, src...), "\nfunc validateHinge(name string) bool { return name != \"\" }\n"...)})
	f := lidFeature()
	f.Functions = []feature.Function{
		{Name: word("validateLidList"), File: word(vmiCreateFile), HasParams: true, Params: word("field *k8sfield.Path, lids []v1.Lid"), Results: word("[]metav1.StatusCause"), Doc: word("no two lids overlap (validateLidOverlap).")},
		{Name: word("validateLidOverlap"), File: word(vmiCreateFile)},
		{Name: word("validateHinges"), File: word(vmiCreateFile), Replaces: word("validateHinge")},
	}
	next, res := applied(t, tree, f, "webhook")
	src, _ = next.Read(vmiCreateFile)
	for _, name := range []string{"validateHinges", "validateLidOverlap("} {
		if strings.Contains(string(src), name) {
			t.Errorf("%s is written:\n%s", name, src)
		}
	}
	wantText(t, next, vmiCreateFile, "func validateLidList(field *k8sfield.Path, lids []v1.Lid) []metav1.StatusCause {")
	if len(res.Left) < 3 {
		t.Errorf("left %v", res.Left)
	}
}

// TestPlannedTypesAreImported: the plan's qualifiers become imports of the file.
func TestPlannedTypesAreImported(t *testing.T) {
	file := "pkg/virt-api/webhooks/lid.go"
	tree := miniTree(t).With(map[string][]byte{file: []byte("package webhooks\n")})
	f := lidFeature()
	f.Functions = []feature.Function{{Name: word("ValidateLidAmd64"), File: word(file), HasParams: true,
		Params: word("field *k8sfield.Path, spec *v1.VirtualMachineInstanceSpec, config *virtconfig.ClusterConfig"), Results: word("[]metav1.StatusCause")}}
	next, _ := applied(t, tree, f, "webhook")
	wantText(t, next, file, `virtconfig "kubevirt.io/kubevirt/pkg/virt-config"`, "config *virtconfig.ClusterConfig) []metav1.StatusCause {")
}

// lidUpdates is an admitter that compares the old with the new object.
const lidUpdates = `package admitters

type VMIUpdateAdmitter struct{}

func (a *VMIUpdateAdmitter) Admit(review string) string { return review }
`

func TestCheckOfAnotherAdmitterIsNotCalledForSpecs(t *testing.T) {
	file := admittersDir + "vmi-update-admitter.go"
	archive, err := os.ReadFile("../../testdata/trees/mini.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tree := treeOf(t, string(archive)+"-- "+file+" --\n"+lidUpdates)
	rule := gatedBy("LidSensor", "spec.domain.devices.lids")
	rule.File, rule.Func = word(file), word("validateLids")
	f := lidFeature(rule)
	f.Functions = []feature.Function{{Name: word("validateLids"), File: word("vmi-update-admitter.go")}}
	next, res := applied(t, tree, f, "webhook")
	if len(res.Added) > 0 || len(res.Left) != 2 {
		t.Errorf("added %v, left %v", res.Added, res.Left)
	}
	if content(t, next, vmiCreateFile) != content(t, tree, vmiCreateFile) {
		t.Error("the validator of specs was changed")
	}
	f.Functions[0].Params, f.Functions[0].HasParams = word("old, new *v1.VirtualMachineInstanceSpec"), true
	next, _ = applied(t, tree, f, "webhook")
	wantText(t, next, file, "func validateLids(old, new *v1.VirtualMachineInstanceSpec) []metav1.StatusCause {")
	if text := content(t, next, file); strings.Contains(text, "k8sfield") || strings.Contains(text, "virtconfig") {
		t.Errorf("imports that nothing uses:\n%s", text)
	}
}

func TestPromisedTestsOfUntestedRulesArePending(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "spec.domain.devices.lids"))
	f.Functions = []feature.Function{{Name: word("validateLids"), Params: word("lids []v1.Lid"), HasParams: true, File: word("vmi-create-admitter.go")}}
	f.Tests = []feature.Test{{Kind: feature.TestUnit, File: word(admittersDir + "vmi-create-admitter_test.go"), Items: words7("gate off rejected")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, admittersDir+"vmi-create-admitter_test.go", `PIt("gate off rejected"`)
}

func TestTestsThatAreTheSameAsBefore(t *testing.T) {
	f := lidFeature(gatedBy("LidSensor", "spec.domain.devices.lids"))
	f.Tests = []feature.Test{
		{Kind: feature.TestUnit, File: word(kvUpdateFile[:len(kvUpdateFile)-3] + "_test.go"), Items: words7("squeaking lids are oiled")},
		{Kind: feature.TestUnit, File: word(admittersDir + "vmi-create-admitter_test.go"), Items: words7("same")}}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, admittersDir+"vmi-create-admitter_test.go", `PIt("squeaking lids are oiled"`)
}
