package typecheck

// edit is a change of the small module in testdata/house, or of KubeVirt, that
// the compiler refuses; files are laid over it, "" deletes one. want is
// part of an error that the check has to find, "file:line: text"; only says why
// the go command does not find the same.
type edit struct {
	name  string
	files map[string]string
	dirs  string // checked, with spaces between them
	want  string
	only  string
}

// broken are the edits: every kind of mistake that generated or planned code
// has made or could make.
var broken = []edit{
	{name: "unused import", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"fmt\"\n"}, dirs: "pkg/door", want: `pkg/door/x.go:3: "fmt" imported and not used`},
	{name: "unused import under another name", files: map[string]string{"pkg/door/x.go": "package door\n\nimport w \"example.io/house/pkg/wall\"\n"}, dirs: "pkg/door", want: `pkg/door/x.go:3: "example.io/house/pkg/wall" imported as w and not used`},
	{name: "missing import", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = fmt.Sprint(1)\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: undefined: fmt"},
	{name: "import of nothing in the module", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"example.io/house/pkg/none\"\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: could not import example.io/house/pkg/none"},
	{name: "import of nothing in Go's library", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"encoding/none\"\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: could not import encoding/none"},
	{name: "import of an internal package of Go's library", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"internal/cpu\"\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: use of internal package internal/cpu not allowed"},
	{name: "import of another package's internal one", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"example.io/house/pkg/wall/internal/brick\"\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: use of internal package example.io/house/pkg/wall/internal/brick not allowed"},
	{name: "import of a program", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"example.io/house/cmd/ring\"\n"}, dirs: "pkg/door", want: `pkg/door/x.go:3: import "example.io/house/cmd/ring" is a program, not an importable package`},
	{name: "import cycle", files: map[string]string{"pkg/wall/x.go": "package wall\n\nimport _ \"example.io/house/pkg/door\"\n"}, dirs: "pkg/wall", want: "pkg/wall/x.go:3: import cycle not allowed"},
	{name: "import of itself", files: map[string]string{"pkg/wall/x.go": "package wall\n\nimport _ \"example.io/house/pkg/wall\"\n"}, dirs: "pkg/wall", want: "pkg/wall/x.go:3: import cycle not allowed"},
	{name: "import cycle in a package's own tests", files: map[string]string{"pkg/wall/x_test.go": "package wall\n\nimport _ \"example.io/house/pkg/door\"\n"}, dirs: "pkg/wall", want: "pkg/wall/x_test.go:3: import cycle not allowed in test"},
	{name: "duplicate import name", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"fmt\"\nimport fmt \"errors\"\n\nvar x = fmt.New\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: fmt redeclared in this block"},
	{name: "duplicate function", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc Open() int { return 2 }\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: Open redeclared in this block"},
	{name: "duplicate method", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc (d *Door) Shut() {}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: method Door.Shut already declared"},
	{name: "duplicate field", files: map[string]string{"pkg/door/x.go": "package door\n\ntype X struct {\n\tA int\n\tA string\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: A redeclared"},
	{name: "field and method of one name", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc (d *Door) Width() {}\n"}, dirs: "pkg/door", want: "field and method with the same name Width"},
	{name: "duplicate constant in a group", files: map[string]string{"pkg/door/x.go": "package door\n\nconst (\n\tA = 1\n\tA = 2\n)\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: A redeclared in this block"},
	{name: "duplicate case", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x(s string) {\n\tswitch s {\n\tcase \"a\":\n\tcase \"a\":\n\t}\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:6: duplicate case \"a\""},
	{name: "duplicate key", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = map[string]int{\"a\": 1, \"a\": 2}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: duplicate key \"a\" in map literal"},
	{name: "undefined name", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = missing\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: undefined: missing"},
	{name: "undefined name in a function", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\n\tmissing()\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: undefined: missing"},
	{name: "undefined type", files: map[string]string{"pkg/door/x.go": "package door\n\ntype x struct {\n\tA *Missing\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: undefined: Missing"},
	{name: "missing method", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = (&Door{}).Slam()\n"}, dirs: "pkg/door", want: "x.go:3: (&Door{}).Slam undefined (type *Door has no field or method Slam)"},
	{name: "missing field", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = Door{Depth: 1}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: unknown field Depth in struct literal of type Door"},
	{name: "interface not implemented", files: map[string]string{"pkg/door/x.go": "package door\n\ntype X interface{ Slam() }\n\nvar _ X = &Door{}\n"}, dirs: "pkg/door", want: "(missing method Slam)"},
	{name: "interface implemented by the pointer alone", files: map[string]string{"pkg/door/x.go": "package door\n\ntype X interface{ Shut() }\n\nvar _ X = Door{}\n"}, dirs: "pkg/door", want: "(method Shut has pointer receiver)"},
	{name: "wrong argument", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/house/pkg/wall\"\n\nvar x = wall.Build(\"high\")\n"}, dirs: "pkg/door", want: `pkg/door/x.go:5: cannot use "high" (untyped string constant) as int value in argument to wall.Build`},
	{name: "too few arguments", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/house/pkg/wall\"\n\nvar x = wall.Build()\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: not enough arguments in call to wall.Build"},
	{name: "too many arguments", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/house/pkg/wall\"\n\nvar x = wall.Build(1, 2)\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: too many arguments in call to wall.Build"},
	{name: "changed signature that a dependant calls", files: map[string]string{"pkg/wall/wall.go": "package wall\n\nfunc Build(height, width int) int { return height }\n"}, dirs: "pkg/door", want: "pkg/door/door.go:13: not enough arguments in call to wall.Build"},
	{name: "too few results", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() (int, error) { return 1 }\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: not enough return values"},
	{name: "too many results", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() { return 1 }\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: too many return values"},
	{name: "missing return", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x(a bool) int {\n\tif a {\n\t\treturn 1\n\t}\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:7: missing return"},
	{name: "results not all taken", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc y() (int, error) { return 1, nil }\n\nfunc x() {\n\ta := y()\n\t_ = a\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:6: assignment mismatch: 1 variable but y returns 2 values"},
	{name: "unused variable", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\n\ta := 1\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: declared and not used: a"},
	{name: "unused result", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x(a int) {\n\ta + 1\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: a + 1 (value of type int) is not used"},
	{name: "unused label", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\nagain:\n\tfor {\n\t}\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: label again declared and not used"},
	{name: "break outside a loop", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\n\tbreak\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: break"},
	{name: "nothing new on the left", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\n\ta := 1\n\ta := 2\n\t_ = a\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: no new variables on left side of :="},
	{name: "wrong operands", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x = \"a\" + 1\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: "},
	{name: "pointer and value confused", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x *Door = Door{}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: cannot use Door{}"},
	{name: "nil for a value", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x Door = nil\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: cannot use nil as Door value in variable declaration"},
	{name: "constant that overflows", files: map[string]string{"pkg/door/x.go": "package door\n\nvar x uint8 = 300\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: cannot use 300 (untyped int constant) as uint8 value in variable declaration (overflows)"},
	{name: "assignment to a constant", files: map[string]string{"pkg/door/x.go": "package door\n\nconst c = 1\n\nfunc x() {\n\tc = 2\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:6: cannot assign to c"},
	{name: "initialisation cycle", files: map[string]string{"pkg/door/x.go": "package door\n\nvar a = b\nvar b = a\n"}, dirs: "pkg/door", want: "initialization cycle"},
	{name: "type that contains itself", files: map[string]string{"pkg/door/x.go": "package door\n\ntype X struct{ x X }\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: invalid recursive type"},
	{name: "name that is not exported", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/house/pkg/wall\"\n\nvar x = wall.lay(1)\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: "},
	{name: "field that is not exported", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/house/pkg/wall\"\n\nvar x = wall.Wall{bricks: 1}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: "},
	{name: "type argument that breaks its constraint", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc y[T ~int](t T) T { return t }\n\nvar x = y(\"a\")\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: string does not satisfy ~int"},
	{name: "type argument that cannot be inferred", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc y[T any]() (t T) { return }\n\nvar x = y()\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: in call to y, cannot infer T"},
	{name: "generic type without arguments", files: map[string]string{"pkg/door/x.go": "package door\n\ntype Y[T any] struct{ t T }\n\nvar x Y\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: cannot use generic type Y[T any] without instantiation"},
	{name: "method with type parameters of another number", files: map[string]string{"pkg/door/x.go": "package door\n\ntype Y[T any] struct{ t T }\n\nfunc (y *Y[A, B]) x() {}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: "},
	{name: "loop over a number of arguments", files: map[string]string{"pkg/door/x.go": "package door\n\nfunc x() {\n\tfor range func(int) {} {\n\t}\n}\n"}, dirs: "pkg/door", want: "pkg/door/x.go:4: cannot range over"},
	{name: "error in a package's own test", files: map[string]string{"pkg/wall/x_test.go": "package wall\n\nvar _ = lay(\"a\")\n"}, dirs: "pkg/wall", want: "pkg/wall/x_test.go:3: cannot use"},
	{name: "error in an external test", files: map[string]string{"pkg/wall/x_test.go": "package wall_test\n\nimport \"example.io/house/pkg/wall\"\n\nvar _ = wall.Missing\n"}, dirs: "pkg/wall", want: "pkg/wall/x_test.go:5: undefined: wall.Missing"},
	{name: "external test without the package's name", files: map[string]string{"pkg/wall/x_test.go": "package wall_test\n\nvar _ = Build(1)\n"}, dirs: "pkg/wall", want: "pkg/wall/x_test.go:3: undefined: Build"},
	{name: "helper of tests used outside them", files: map[string]string{"pkg/wall/x.go": "package wall\n\nvar x = Forge()\n"}, dirs: "pkg/wall", want: "pkg/wall/x.go:3: undefined: Forge"},
	{name: "method of tests needed outside them", files: map[string]string{"pkg/wall/x.go": "package wall\n\nvar x interface{ Paint() } = &Wall{}\n"}, dirs: "pkg/wall", want: "(missing method Paint)"},
	{name: "two packages in one directory", files: map[string]string{"pkg/wall/x.go": "package fence\n"}, dirs: "pkg/wall", want: "in one directory"},
	{name: "tests of another package", files: map[string]string{"pkg/wall/x_test.go": "package fence_test\n"}, dirs: "pkg/wall", want: "in one directory"},
	{name: "test of a wrong form", files: map[string]string{"pkg/wall/x_test.go": "package wall\n\nfunc TestX() {}\n"}, dirs: "pkg/wall", want: "pkg/wall/x_test.go:3: wrong signature for TestX, must be: func TestX(t *testing.T)"},
	{name: "name that another platform declares", files: map[string]string{"pkg/wall/x_windows.go": "package wall\n\nfunc pane() {}\n", "pkg/wall/x.go": "package wall\n\nfunc x() { pane() }\n"}, dirs: "pkg/wall", want: "pkg/wall/x.go:3: undefined: pane"},
	{name: "name behind a build tag", files: map[string]string{"pkg/wall/y.go": "//go:build never\n\npackage wall\n\nfunc pane() {}\n", "pkg/wall/x.go": "package wall\n\nfunc x() { pane() }\n"}, dirs: "pkg/wall", want: "pkg/wall/x.go:3: undefined: pane"},
	{name: "nothing but another platform", files: map[string]string{"pkg/pane/x_windows.go": "package pane\n"}, dirs: "pkg/pane", want: "build constraints exclude all Go files"},
	{name: "go:embed of nothing", files: map[string]string{"pkg/door/x.go": "package door\n\nimport _ \"embed\"\n\n//go:embed none.txt\nvar x string\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: pattern none.txt: no matching files found"},
	{name: "error in a package that needs C", files: map[string]string{"pkg/power/x.go": "package power\n\nvar x string = Volt\n"}, dirs: "pkg/power", want: "pkg/power/x.go:3: cannot use Volt", only: "the header is on no machine, so that the compiler never comes to types"},
	{name: "error beside a package that needs C", files: map[string]string{"pkg/lamp/x.go": "package lamp\n\nimport \"example.io/house/pkg/power\"\n\nvar x string = power.Volt\n"}, dirs: "pkg/lamp", want: "pkg/lamp/x.go:5: cannot use power.Volt", only: "the header is on no machine, so that the compiler never comes to types"},
	{name: "deleted file", files: map[string]string{"pkg/wall/wall.go": ""}, dirs: "pkg/door", want: "pkg/door/door.go:13: undefined: wall.Build"},
	{name: "unknown member of a module beside it", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/parts/hinge\"\n\nvar x hinge.Missing\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: undefined: hinge.Missing"},
	{name: "unknown member of a vendored package", files: map[string]string{"pkg/door/x.go": "package door\n\nimport \"example.io/glass\"\n\nvar x glass.Missing\n"}, dirs: "pkg/door", want: "pkg/door/x.go:5: undefined: glass.Missing"},
	{name: "package of a module that the workspace does not name", files: map[string]string{"pkg/shed/go.mod": "module example.io/shed\n", "pkg/shed/x.go": "package shed\n"}, dirs: "pkg/shed", want: "pkg/shed:0: pkg/shed lies in no module of the workspace"},
	{name: "import from a module that the workspace does not name", files: map[string]string{"pkg/shed/go.mod": "module example.io/shed\n", "pkg/shed/x.go": "package shed\n", "pkg/door/x.go": "package door\n\nimport _ \"example.io/house/pkg/shed\"\n"}, dirs: "pkg/door", want: "pkg/door/x.go:3: could not import example.io/house/pkg/shed"},
	{name: "error in a module beside it", files: map[string]string{"parts/hinge/x.go": "package hinge\n\nvar x int = \"a\"\n"}, dirs: "parts/hinge", want: "parts/hinge/x.go:3: cannot use \"a\""},
}
