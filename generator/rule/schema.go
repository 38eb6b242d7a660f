// Package rule reads validation rules that are written in CEL, the language in
// which Kubernetes writes them: it parses and type-checks an expression against
// the API of a checkout together with the fields that a feature adds, gives it
// as a small tree whose nodes know their Go types, and evaluates it for sample
// objects. It knows no Go code of admitters and no human language.
package rule

// Kind is the shape of a value.
type Kind int

// The kinds of values that API objects hold.
const (
	Any Kind = iota
	Bool
	Int
	Double
	String
	Quantity    // resource.Quantity
	Duration    // metav1.Duration
	Time        // metav1.Time
	IntOrString // intstr.IntOrString
	Struct
	List
	Map
)

// Type is a type of the API.
type Type struct {
	Kind Kind
	Go   string  // Go name without package: int32, UsbQuota, Quantity
	Pkg  string  // import path of the declaring package, "" for predeclared types
	Elem *Type   // element of lists, value of maps
	Key  *Type   // key of maps
	Ptr  bool    // elements of the list are pointers
	Enum []Value // named constants of a string type
	id   string  // name in expressions, unique among structs

	schema *Schema
	decl   any // where fields are loaded from on first use
	loaded bool
	fields []*Field
}

// Value is a named constant of the API.
type Value struct {
	Name string // Go constant
	Pkg  string
	Text string
}

// Field is one field of a struct.
type Field struct {
	JSON     string
	Go       string
	Type     *Type
	Ptr      bool
	Required bool     // no omitempty: encoded even where it is zero
	Via      []string // embedded structs that hold it, outermost first
	Planned  bool     // added by the feature, not yet in the checkout
}

// Nullable reports whether a field that is not set reads as nothing at all
// rather than as the zero value of its type.
func (f *Field) Nullable() bool { return f.Ptr }

// Fields returns the fields of a struct, those of inlined structs included.
func (t *Type) Fields() []*Field {
	if t == nil || t.Kind != Struct {
		return nil
	}
	if !t.loaded {
		t.loaded = true
		t.fields = t.schema.load(t)
	}
	return t.fields
}

// Field returns the field with a JSON name.
func (t *Type) Field(json string) (*Field, bool) {
	for _, f := range t.Fields() {
		if f.JSON == json {
			return f, true
		}
	}
	return nil, false
}

// Step is one field on a path below an object.
type Step struct {
	*Field
	Element bool // the path goes on within the elements of the list
}

// Path follows JSON names, with [] behind lists whose elements are meant, from
// a struct. It ends at the first name that the struct does not have; rest is
// what was not found.
func (t *Type) Path(names []string) (steps []Step, rest []string) {
	at := t
	for i, name := range names {
		name, elem := cutElement(name)
		if at != nil && at.Kind == List {
			at = at.Elem
		}
		f, ok := at.Field(name)
		if !ok {
			return steps, names[i:]
		}
		steps = append(steps, Step{f, elem})
		at = f.Type
	}
	return steps, nil
}

func cutElement(name string) (string, bool) {
	if n := len(name) - 2; n > 0 && name[n:] == "[]" {
		return name[:n], true
	}
	return name, false
}
