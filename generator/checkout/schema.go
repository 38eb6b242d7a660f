package checkout

import (
	"fmt"
	"go/ast"
	"path"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// APIRoot is where the KubeVirt API module lies in a checkout.
const APIRoot = "staging/src/kubevirt.io/api"

// StructRef is a struct declaration of the API (or of any other package).
type StructRef struct {
	File *GoFile
	Name string
	Node *ast.StructType
}

// Dir returns the directory of the package that declares the struct.
func (s StructRef) Dir() string { return path.Dir(s.File.Path) }

// Hop is one step of a walk along JSON names.
type Hop struct {
	JSON  string    // JSON name
	Go    string    // Go field name
	Owner StructRef // struct that declares the field
	Field *ast.Field
	Ptr   bool     // pointer
	List  bool     // slice
	Map   bool     // map
	Elem  ast.Expr // type without pointer and slice
	Via   []string // embedded structs passed on the way, outermost first
}

// Walk is the part of a JSON path that the API already has.
type Walk struct {
	Root    StructRef
	Hops    []Hop
	Last    StructRef // struct the walk ended in; zero where the last hop is no struct
	Missing []string  // path elements that do not exist below Last
}

// Kind returns the struct of an API kind. Of several versions the most mature
// and newest wins; core/v1 is looked at first.
func (t *Tree) Kind(kind string) (StructRef, bool) {
	for _, dir := range t.apiDirs() {
		for _, f := range t.Mentioning(dir, "type "+kind+" struct") {
			if st := f.Struct(kind); st != nil {
				return StructRef{f, kind, st}, true
			}
		}
	}
	return StructRef{}, false
}

// apiDirs lists the versioned API packages: core/v1 first, then by group with
// stable versions before beta before alpha.
func (t *Tree) apiDirs() []string {
	out := []string{APIRoot + "/core/v1"}
	for _, group := range t.Dirs(APIRoot) {
		if group == "core" || group == "apitesting" {
			continue
		}
		versions := t.Dirs(APIRoot + "/" + group)
		slices.SortFunc(versions, func(a, b string) int { return strings.Compare(maturity(b), maturity(a)) })
		for _, v := range versions {
			if strings.HasPrefix(v, "v") {
				out = append(out, APIRoot+"/"+group+"/"+v)
			}
		}
	}
	return out
}

// maturity orders API versions: v1 over v1beta1 over v1alpha2 over v1alpha1.
func maturity(version string) string {
	switch {
	case strings.Contains(version, "alpha"):
		return "a" + version
	case strings.Contains(version, "beta"):
		return "b" + version
	}
	return "c" + version
}

// Walk follows a JSON path ("spec.domain.devices.panicDevices[].model") from
// the root kind as far as the API goes.
func (t *Tree) Walk(kind, jsonPath string) (Walk, error) {
	root, ok := t.Kind(kind)
	if !ok {
		return Walk{}, fmt.Errorf("no API kind %s below %s", kind, APIRoot)
	}
	w := Walk{Root: root, Last: root}
	parts := strings.Split(jsonPath, ".")
	for i, part := range parts {
		name := strings.TrimSuffix(part, "[]")
		if w.Last.Node == nil {
			w.Missing = parts[i:]
			return w, nil
		}
		hop, ok := t.Hop(w.Last, name)
		if !ok {
			w.Missing = parts[i:]
			return w, nil
		}
		w.Hops = append(w.Hops, hop)
		w.Last = t.structOf(hop)
	}
	return w, nil
}

func (t *Tree) structOf(h Hop) StructRef {
	if h.Map {
		return StructRef{}
	}
	s, _ := t.ResolveStruct(h.Owner.File, h.Elem)
	return s
}

// Hop finds the field with a JSON name in a struct, looking into inline
// embedded structs as encoding/json does.
func (t *Tree) Hop(s StructRef, name string) (Hop, bool) {
	for _, field := range s.Node.Fields.List {
		json, inline := JSONName(field)
		if len(field.Names) == 0 && (inline || json == "") {
			inner, ok := t.ResolveStruct(s.File, field.Type)
			if !ok {
				continue
			}
			if h, ok := t.Hop(inner, name); ok {
				h.Via = append([]string{inner.Name}, h.Via...)
				return h, true
			}
			continue
		}
		if json == name {
			h := Hop{JSON: name, Owner: s, Field: field}
			if len(field.Names) > 0 {
				h.Go = field.Names[0].Name
			} else {
				h.Go = baseName(field.Type)
			}
			h.shape(field.Type)
			return h, true
		}
	}
	return Hop{}, false
}

func (h *Hop) shape(e ast.Expr) {
	switch x := e.(type) {
	case *ast.StarExpr:
		h.Ptr = true
		h.shape(x.X)
	case *ast.ArrayType:
		h.List = true
		h.shape(x.Elt)
	case *ast.MapType:
		h.Map = true
		h.Elem = x.Value
	default:
		h.Elem = e
	}
}

// ResolveStruct returns the struct that a type expression of a file names: in
// the same package, or in a package of the API that the file imports.
func (t *Tree) ResolveStruct(from *GoFile, e ast.Expr) (StructRef, bool) {
	switch x := e.(type) {
	case *ast.StarExpr:
		return t.ResolveStruct(from, x.X)
	case *ast.ArrayType:
		return t.ResolveStruct(from, x.Elt)
	case *ast.StructType:
		return StructRef{from, "", x}, true
	case *ast.Ident:
		return t.StructIn(path.Dir(from.Path), x.Name)
	case *ast.SelectorExpr:
		q, ok := x.X.(*ast.Ident)
		if !ok {
			return StructRef{}, false
		}
		for _, spec := range from.AST.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if strings.HasPrefix(p, "kubevirt.io/api/") && (spec.Name != nil && spec.Name.Name == q.Name || spec.Name == nil && path.Base(p) == q.Name) {
				return t.StructIn("staging/src/"+p, x.Sel.Name)
			}
		}
	}
	return StructRef{}, false
}

// StructIn returns the struct of that name in the package of a directory.
func (t *Tree) StructIn(dir, name string) (StructRef, bool) {
	for _, f := range t.Mentioning(dir, name) {
		ts, _ := f.Type(name)
		if ts == nil {
			continue
		}
		switch x := ts.Type.(type) {
		case *ast.StructType:
			return StructRef{f, name, x}, true
		case *ast.Ident:
			if x.Name != name {
				return t.StructIn(dir, x.Name)
			}
		}
		break
	}
	return StructRef{}, false
}

// StructAmong finds the struct of that name in the packages of the given Go
// files; in none or in several there is no answer.
func (t *Tree) StructAmong(files []string, name string) (StructRef, bool) {
	var found StructRef
	seen := map[string]bool{}
	for _, file := range files {
		dir := path.Dir(file)
		if seen[dir] || !strings.HasSuffix(file, ".go") {
			continue
		}
		seen[dir] = true
		s, ok := t.StructIn(dir, name)
		if ok && found.Node != nil {
			return StructRef{}, false
		}
		if ok {
			found = s
		}
	}
	return found, found.Node != nil
}

// APIStruct finds a struct of that name in any API package.
func (t *Tree) APIStruct(name string) (StructRef, bool) {
	for _, dir := range t.apiDirs() {
		if s, ok := t.StructIn(dir, name); ok {
			return s, true
		}
	}
	return StructRef{}, false
}

// JSONName returns the JSON name of a field and whether it is inlined.
func JSONName(field *ast.Field) (name string, inline bool) {
	if field.Tag == nil {
		return "", false
	}
	tag, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return "", false
	}
	parts := strings.Split(reflect.StructTag(tag).Get("json"), ",")
	return parts[0], slices.Contains(parts[1:], "inline")
}

// FieldNames returns the JSON names of a struct's fields (inlined ones
// included), for near misses in diagnostics.
func (t *Tree) FieldNames(s StructRef) []string {
	var out []string
	for _, field := range s.Node.Fields.List {
		json, inline := JSONName(field)
		if len(field.Names) == 0 && (inline || json == "") {
			if inner, ok := t.ResolveStruct(s.File, field.Type); ok {
				out = append(out, t.FieldNames(inner)...)
			}
		} else if json != "" && json != "-" {
			out = append(out, json)
		}
	}
	return out
}

// Near returns up to three of the names that are closest to a wanted one, by
// edit distance, nearest first.
func Near(want string, names []string) []string {
	type scored struct {
		name string
		d    int
	}
	var all []scored
	for _, n := range names {
		d := distance(strings.ToLower(want), strings.ToLower(n))
		if d <= max(2, len(want)/3) || strings.Contains(strings.ToLower(n), strings.ToLower(want)) {
			all = append(all, scored{n, d})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].d < all[j].d || all[i].d == all[j].d && all[i].name < all[j].name })
	var out []string
	for _, s := range all[:min(3, len(all))] {
		out = append(out, s.name)
	}
	return out
}

func distance(a, b string) int {
	if len(a) > 80 || len(b) > 80 {
		return max(len(a), len(b))
	}
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur := make([]int, len(b)+1)
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
		}
		prev = cur
	}
	return prev[len(b)]
}

// Misspelt returns the name that a wanted one is most likely meant to be: at
// most two letters away, and the wanted one long enough for that to tell.
func Misspelt(want string, names []string) (string, bool) {
	for _, n := range Near(want, names) {
		if len(want) > 4 && distance(strings.ToLower(want), strings.ToLower(n)) <= 2 {
			return n, true
		}
	}
	return "", false
}

// IsAPIFile reports whether a path, as plans write it, lies in the KubeVirt API.
func IsAPIFile(file string) bool {
	return strings.HasPrefix(file, APIRoot) || strings.HasPrefix(file, "kubevirt.io/api/")
}
