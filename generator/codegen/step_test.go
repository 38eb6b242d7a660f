package codegen

import (
	"slices"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	cases := []struct {
		pattern, path string
		want          bool
	}{
		{"a/b.go", "a/b.go", true},
		{"a/*.go", "a/b.go", true},
		{"a/*.go", "a/b/c.go", false},
		{"a/**", "a/b/c.go", true},
		{"a/**", "ab/c.go", false},
		{"**/*.proto", "x/y/z.proto", true},
		{"**/*.proto", "z.proto", true},
		{"**", "anything", true},
	}
	for _, c := range cases {
		if got := Match([]string{c.pattern}, c.path); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.path, got)
		}
	}
}

const typesFile = "staging/src/kubevirt.io/api/core/v1/types.go"

// TestStepsFollowTheChange is the table of what calls for what.
func TestStepsFollowTheChange(t *testing.T) {
	api := []string{"swagger-doc", "openapi", "crd-validation", "deepcopy", "defaults", "fixtures", "swagger-json", "kubevirt-crd"}
	cases := []struct {
		name, file, from, to string
		want                 []string
	}{
		{"optional API field", typesFile, "\tName", "\tLength int `json:\"length,omitempty\"`\n\tName", api},
		{"API comment", typesFile, "painted", "carved", []string{"swagger-doc", "openapi", "crd-validation", "swagger-json", "kubevirt-crd"}},
		{"always written API field", typesFile, "\tName", "\tLength int `json:\"length\"`\n\tName", append(slices.Clone(api), "manifests", "examples")},
		{"client", typesFile, "// Boat floats", "// +genclient\n\n// Boat floats", append(slices.Clone(api), "clients")},
		{"function body", "pkg/dock/dock.go", "package dock\n", "package dock\n\nfunc f() {}\n", nil},
		{"interface", "pkg/dock/dock.go", "Lift()", "Lower()", []string{"mocks"}},
		{"import", "pkg/dock/dock.go", "package dock\n", "package dock\n\nimport _ \"fmt\"\n", []string{"mocks", "build-files"}},
		{"metric", "pkg/monitoring/metrics.go", "package monitoring\n", "package monitoring\n\nvar m = 1\n", []string{"metrics-docs"}},
		{"operator RBAC", "pkg/virt-operator/resource/generate/rbac/operator.go", "package rbac\n", "package rbac\n\nvar r = 1\n", []string{"manifests", "csv"}},
		{"launcher schema", schemaFile, "Planks int", "Planks uint", []string{"launcher-deepcopy"}},
		{"route", "pkg/virt-api/api.go", "", "package virt_api\n", []string{"swagger-json", "build-files"}},
		{"message", "pkg/x/x.proto", "", "syntax", []string{"protobuf"}},
		{"text", "README.md", "", "hello", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			base := harbour(nil)
			next := base.With(map[string][]byte{c.file: []byte(strings.Replace(boat[c.file], c.from, c.to, 1))})
			steps, err := Steps(next)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range newFacts(base, next, false).choose(steps) {
				got = append(got, s.Name)
				if s.why == "" {
					t.Errorf("%s gives no reason", s.Name)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("steps %v, want %v", got, want)
			}
		})
	}
}

func TestStepsAreInRunningOrder(t *testing.T) {
	steps, err := Steps(harbour(nil))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range steps {
		for _, before := range s.After {
			if !seen[before] {
				t.Errorf("%s needs %s, which does not come earlier", s.Name, before)
			}
		}
		if s.Makes == "" || seen[s.Name] {
			t.Errorf("%s: says not what it makes, or is there twice", s.Name)
		}
		seen[s.Name] = true
	}
}

func TestStepsReadPackagesAndPinsFromTheCheckout(t *testing.T) {
	steps, err := Steps(harbour(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		switch s.Name {
		case "deepcopy":
			if !slices.Equal(s.Outputs, []string{"staging/src/kubevirt.io/api/core/v1/deepcopy_generated.go"}) || s.Tool != "k8s.io/code-generator/cmd/deepcopy-gen@v0.1.0" {
				t.Errorf("deepcopy: %+v", s)
			}
		case "clients":
			if !slices.Equal(s.Outputs, []string{"staging/src/kubevirt.io/client-go/boats/**"}) {
				t.Errorf("clients: %v", s.Outputs)
			}
		}
	}
}

func TestWouldForetellsWithoutRunning(t *testing.T) {
	fixture := func(kind string) string { return fixtureDir + "/HEAD/kubevirt.io.v1." + kind + ".json" }
	const more = "package v1\n\n// Boat floats.\ntype Boat struct {\n\tHull Hull `json:\"hull\"`\n}\n\n// KubeVirt is.\ntype KubeVirt struct {\n\tDock Dock `json:\"dock\"`\n}\n\n// Hull is.\ntype Hull struct {\n\tA int `json:\"a\"`\n}\n\n// Dock is.\ntype Dock struct {\n\tB int `json:\"b\"`\n}\n"
	base := harbour(map[string]string{typesFile: more, fixture("Boat"): "", fixture("KubeVirt"): ""})
	cases := map[string]struct {
		from, to string
		want     []string
	}{
		"type of one kind": {"\tA int", "\t// C is.\n\tC int `json:\"c,omitempty\"`\n\tA int", []string{fixture("Boat"), openapiFile, swaggerFile, validations, strings.TrimSuffix(typesFile, ".go") + "_swagger_generated.go"}},
		"type of another":  {"\tB int", "\tC int `json:\"c,omitempty\"`\n\tB int", []string{fixture("KubeVirt"), openapiFile, swaggerFile, validations, kubevirtCRD}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			from := base
			if name == "type of another" { // documentation is up to date already
				from = base.With(map[string][]byte{strings.TrimSuffix(typesFile, ".go") + "_swagger_generated.go": documentation(t, strings.Replace(more, c.from, c.to, 1))})
			}
			follows, err := Would(from, from.With(map[string][]byte{typesFile: []byte(strings.Replace(more, c.from, c.to, 1))}))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range follows {
				if !f.Maybe {
					got = append(got, f.File)
				}
			}
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
	if follows, err := Would(base, base); err != nil || len(follows) > 0 {
		t.Errorf("without a change: %v, %v", follows, err)
	}
}

func TestRacePatternsComeFromTheScript(t *testing.T) {
	const src = "bazel run \\\n    -- :buildozer -types go_test 'set race \"on\"' \\\n    //pkg/...:* \\\n    //cmd/...:*\n\nbazel run \\\n    -- :buildozer -types go_test 'set race \"off\"' \\\n    //pkg/fuzz/...:*\n"
	s := &session{facts: &facts{next: harbour(map[string]string{raceScript: src})}}
	for dir, want := range map[string]string{"pkg/dock": "on", "cmd/x/y": "on", "pkg/fuzz/z": "off", "tests": "", "pkgs": ""} {
		if got := s.race(dir); got != want {
			t.Errorf("%s: race %q, want %q", dir, got, want)
		}
	}
}

func TestCRDCallsAreJoined(t *testing.T) {
	const src = "controller-gen crd:big=true paths=../api/core/v1/\ncontroller-gen crd paths=../api/pool/v1alpha1/\ncontroller-gen crd paths=../api/pool/v1beta1/\ncontroller-gen crd paths=../api/clone/v1/\n"
	tree := harbour(map[string]string{"hack/generate.sh": src})
	cat, err := readCatalog(tree)
	if err != nil {
		t.Fatal(err)
	}
	got := crdCalls(cat.script.Named("controller-gen"))
	want := [][]string{{"crd:big=true", "paths=../api/core/v1/"}, {"crd", "paths=../api/pool/v1beta1/", "paths=../api/clone/v1/"}}
	if len(got) != len(want) || !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
		t.Errorf("calls %q", got)
	}
}

func TestLabelsOfModulesNotVendoredAreRefused(t *testing.T) {
	for now, want := range map[string]int{`"//vendor/a.io/b:go_default_library"`: 0, `"@io_a//b:go_default_library"`: 1, `"@old//x"`: 0} {
		res := &Result{}
		checkLabels("pkg/BUILD.bazel", `deps = ["@old//x"]`, "deps = ["+now+"]", &res.Diags)
		if n := res.Diags.Len(); n != want {
			t.Errorf("%s: %d diagnostics, want %d", now, n, want)
		}
	}
}
