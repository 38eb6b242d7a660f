package emit

import (
	"bytes"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// NewParam is a parameter that an existing function gains.
type NewParam struct {
	Name string
	Type func(*gosrc.Imports) string // the type as a file spells it
	Bare string                      // the type without qualifiers, by which values in scope are recognised
	Zero string                      // what test call sites pass where nothing of the type is in scope
}

// maxThread bounds how far a parameter is passed up through callers.
const maxThread = 3

// AddParam gives a function one more parameter, last in its list, and passes a
// value at every call: a parameter of the caller or a field of its receiver,
// a variable in scope in tests, the caller's own new parameter where it has
// none of these (up to three levels), and the zero value in tests. What cannot
// be passed is a diagnostic. A function that has the parameter is left alone.
func (c *Context) AddParam(f *checkout.GoFile, fd *ast.FuncDecl, p NewParam, from diag.Pos) bool {
	return c.thread(f, fd, p, from, 0)
}

func (c *Context) thread(f *checkout.GoFile, fd *ast.FuncDecl, p NewParam, from diag.Pos, depth int) bool {
	what := "parameter " + p.Name + " of " + fd.Name.Name
	for _, have := range paramsOf(f, fd) {
		if have.bare() == p.Bare {
			c.Present(what, from, f.Pos(fd.Pos()))
			return true
		}
	}
	if c.justAdded(what) {
		return true
	}
	text := p.Name + " " + p.Type(c.Imports(f.Path))
	if fd.Type.Params.NumFields() > 0 {
		text = ", " + text
	}
	c.Insert(f.Path, f.Offset(fd.Type.Params.Closing), text, from)
	c.Added(what, from, f.Pos(fd.Pos()))
	if c.gained == nil {
		c.gained = map[string][]NewParam{}
	}
	key := path.Dir(f.Path) + "." + fd.Name.Name
	c.gained[key] = append(c.gained[key], p)
	ok := true
	for _, call := range c.callsOf(f, fd) {
		ok = c.passAt(call, p, from, depth) && ok
	}
	return ok
}

// callPlace is a call of a function somewhere in the checkout.
type callPlace struct {
	file *checkout.GoFile
	fn   *ast.FuncDecl // enclosing function; nil at package level (Ginkgo trees)
	call *ast.CallExpr
}

// callsOf finds the calls of a function: in its own package and, where it is
// exported, in the packages that import it.
func (c *Context) callsOf(f *checkout.GoFile, fd *ast.FuncDecl) []callPlace {
	dir := path.Dir(f.Path)
	dirs := []string{dir}
	if fd.Name.IsExported() {
		dirs = c.importers(dir, fd.Name.Name)
	}
	var out []callPlace
	for _, d := range dirs {
		for _, file := range c.allMentioning(d, fd.Name.Name+"(") {
			alias, same := gosrc.Aliases(file)[gosrc.ImportPath(dir)], d == dir && !strings.HasSuffix(file.AST.Name.Name, "_test")
			for _, decl := range file.AST.Decls {
				encl, _ := decl.(*ast.FuncDecl)
				ast.Inspect(decl, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok && refers(call.Fun, fd, alias, same) {
						out = append(out, callPlace{file, encl, call})
					}
					return true
				})
			}
		}
	}
	return out
}

// refers reports whether a call expression means the function.
func refers(fun ast.Expr, fd *ast.FuncDecl, alias string, same bool) bool {
	switch x := fun.(type) {
	case *ast.Ident:
		return same && fd.Recv == nil && x.Name == fd.Name.Name
	case *ast.SelectorExpr:
		q, ok := x.X.(*ast.Ident)
		return ok && x.Sel.Name == fd.Name.Name && (fd.Recv != nil || alias != "" && q.Name == alias)
	}
	return false
}

// allMentioning is Tree.Mentioning with tests.
func (c *Context) allMentioning(dir, word string) []*checkout.GoFile {
	out := c.Tree.Mentioning(dir, word)
	for _, name := range c.Tree.Files(dir) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		p := path.Join(dir, name)
		if src, err := c.Tree.Read(p); err == nil && bytes.Contains(src, []byte(word)) {
			if f, err := c.Tree.Go(p); err == nil {
				out = append(out, f)
			}
		}
	}
	return out
}

// importers returns the directories whose files mention a name of a package,
// the package's own first.
func (c *Context) importers(dir, name string) []string {
	key := dir + "." + name
	if known, ok := c.callers[key]; ok {
		return known
	}
	found := []string{dir}
	for _, p := range c.Tree.Grep(code.CodeDirs, name+"(", strconv.Quote(gosrc.ImportPath(dir))) {
		if d := path.Dir(p); !slices.Contains(found, d) {
			found = append(found, d)
		}
	}
	c.callers[key] = found
	return found
}

// passAt adds the argument at one call.
func (c *Context) passAt(at callPlace, p NewParam, from diag.Pos, depth int) bool {
	arg, ok := c.valueAt(at, p)
	if !ok && at.file.IsTest() {
		arg, ok = p.Zero, p.Zero != ""
	}
	if !ok && at.fn != nil && depth < maxThread && at.fn.Name.Name != "main" {
		if ok = c.thread(at.file, at.fn, p, from, depth+1); ok {
			arg = p.Name
		}
	}
	if !ok {
		c.Res.Diags.Add(diag.Diagnostic{Severity: diag.Error, Code: "no-argument", Pos: from,
			Message: "no value for the new parameter " + p.Name + " is at hand at a call of " + callName(at.call),
			Places:  []diag.Place{{Pos: at.file.Pos(at.call.Pos()), Text: "is called here"}},
			Remedy:  "make a value of that type reachable there by hand, then run again"})
		return false
	}
	insertArgument(c, at, arg, from)
	return true
}

// insertArgument appends an argument to a call, on its own line where the last
// one has its own.
func insertArgument(c *Context, at callPlace, arg string, from diag.Pos) {
	f, n := at.file, len(at.call.Args)
	closing := f.Offset(at.call.Rparen)
	if n == 0 {
		c.Insert(f.Path, closing, arg, from)
		return
	}
	end := f.Offset(at.call.Args[n-1].End())
	if rest := string(f.Src[end:closing]); strings.HasPrefix(strings.TrimSpace(rest), ",") {
		line := f.LineStart(f.Offset(at.call.Args[n-1].Pos()))
		indent := string(f.Src[line : line+len(f.Src[line:])-len(strings.TrimLeft(string(f.Src[line:]), "\t "))])
		c.Insert(f.Path, end+strings.Index(rest, ",")+1, "\n"+indent+arg+",", from)
		return
	}
	c.Insert(f.Path, end, ", "+arg, from)
}

// valueAt finds a value of the parameter's type that is in scope at a call.
func (c *Context) valueAt(at callPlace, p NewParam) (string, bool) {
	if at.fn != nil {
		for _, have := range paramsOf(at.file, at.fn) {
			if have.bare() == p.Bare && have.name != "_" && have.name != "" {
				return have.name, true
			}
		}
		fields := map[string]string{}
		c.receiverFields(callSite{file: at.file, fn: at.fn}, fields)
		if v, ok := fields[p.Bare]; ok {
			return v, true
		}
		if v, ok := c.fieldNamed(at, p); ok {
			return v, true
		}
	}
	return variableAt(at, p)
}

// fieldNamed finds a receiver field by the parameter's own name, for types
// that many fields share.
func (c *Context) fieldNamed(at callPlace, p NewParam) (string, bool) {
	if at.fn.Recv == nil || len(at.fn.Recv.List[0].Names) == 0 {
		return "", false
	}
	_, ts := c.Tree.Package(path.Dir(at.file.Path)).FindType(checkout.ReceiverName(at.fn))
	if ts == nil {
		return "", false
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return "", false
	}
	for _, field := range st.Fields.List {
		for _, id := range field.Names {
			if id.Name == p.Name {
				return at.fn.Recv.List[0].Names[0].Name + "." + id.Name, true
			}
		}
	}
	return "", false
}

// variableAt finds a variable of the type that is declared before a call in an
// enclosing block: by its spelled type, or by a constructor of fake cluster
// configs.
func variableAt(at callPlace, p NewParam) (string, bool) {
	name := ""
	for _, decl := range at.file.AST.Decls {
		if decl.Pos() > at.call.Pos() || decl.End() < at.call.End() {
			continue
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			block, ok := n.(*ast.BlockStmt)
			if !ok {
				return n == nil || n.Pos() <= at.call.Pos() && n.End() >= at.call.End() || name == ""
			}
			if block.Pos() > at.call.Pos() || block.End() < at.call.End() {
				return false
			}
			for _, st := range block.List {
				if st.End() > at.call.Pos() {
					break
				}
				if v := declares(at.file, st, p); v != "" {
					name = v
				}
			}
			return true
		})
	}
	return name, name != ""
}

// declares returns the variable of the parameter's type a statement declares.
func declares(f *checkout.GoFile, st ast.Stmt, p NewParam) string {
	switch x := st.(type) {
	case *ast.DeclStmt:
		gd := x.Decl.(*ast.GenDecl)
		for _, s := range gd.Specs {
			if vs, ok := s.(*ast.ValueSpec); ok && gd.Tok == token.VAR && vs.Type != nil && bareQualifiers(f.NodeText(vs.Type)) == p.Bare {
				return vs.Names[0].Name
			}
		}
	case *ast.AssignStmt:
		call, ok := x.Rhs[0].(*ast.CallExpr)
		if !ok || x.Tok != token.DEFINE {
			return ""
		}
		if id, ok := x.Lhs[0].(*ast.Ident); ok && id.Name != "_" && p.Bare == "*ClusterConfig" && strings.HasPrefix(callName(call), "NewFakeClusterConfig") {
			return id.Name
		}
	}
	return ""
}

// AddDependency gives a type a new field that its constructor sets from a new
// parameter, threaded through all callers. It returns the field's name; a field
// of that type that is there already is used as it is.
func (c *Context) AddDependency(dir, typ string, p NewParam, from diag.Pos) (string, bool) {
	f, ts := c.Tree.Package(dir).FindType(typ)
	if ts == nil {
		return "", false
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return "", false
	}
	for _, field := range st.Fields.List {
		if bareQualifiers(f.NodeText(field.Type)) == p.Bare && len(field.Names) > 0 {
			return field.Names[0].Name, true
		}
	}
	what := "field " + typ + "." + p.Name
	if c.justAdded(what) {
		return p.Name, true
	}
	cf, ctor, lit := c.constructor(dir, typ)
	if ctor == nil {
		return "", false
	}
	c.addField(f, st, p, from)
	c.addElement(cf, lit, p, from)
	c.Added(what, from, f.Pos(ts.Pos()))
	return p.Name, c.AddParam(cf, ctor, p, from)
}

// constructor finds the function New<Type> and the literal it builds.
func (c *Context) constructor(dir, typ string) (*checkout.GoFile, *ast.FuncDecl, *ast.CompositeLit) {
	for _, name := range []string{"New" + typ, "New" + upperFirst(typ), "new" + typ} {
		f, fd := c.Tree.Package(dir).FindFunc("", name)
		if fd == nil {
			continue
		}
		var lit *ast.CompositeLit
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			if cl, ok := n.(*ast.CompositeLit); ok && lit == nil {
				if id, ok := cl.Type.(*ast.Ident); ok && id.Name == typ {
					lit = cl
				}
			}
			return true
		})
		if lit != nil {
			return f, fd, lit
		}
	}
	return nil, nil, nil
}

// addField appends a field to a struct and aligns its neighbours again.
func (c *Context) addField(f *checkout.GoFile, st *ast.StructType, p NewParam, from diag.Pos) {
	list := st.Fields.List
	start, end := f.Offset(st.Fields.Opening)+1, f.Offset(st.Fields.Closing)
	text := string(f.Src[start:end])
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	out := mustFormat("type x struct {" + text + p.Name + " " + p.Type(c.Imports(f.Path)) + "\n}\n")
	if len(list) == 0 {
		out = mustFormat("type x struct {\n" + p.Name + " " + p.Type(c.Imports(f.Path)) + "\n}\n")
	}
	out = strings.TrimSuffix(out[strings.IndexByte(out, '{')+1:], "}\n")
	c.Replace(f.Path, start, end, out, from)
}

// addElement sets the field in the constructor's literal.
func (c *Context) addElement(f *checkout.GoFile, lit *ast.CompositeLit, p NewParam, from diag.Pos) {
	start, end := f.Offset(lit.Lbrace)+1, f.Offset(lit.Rbrace)
	text := strings.TrimRight(string(f.Src[start:end]), " \t\n,")
	if text != "" {
		text += ","
	}
	if !strings.Contains(text, "\n") && text != "" {
		text = "\n" + strings.TrimSpace(text)
	}
	out := mustFormat("var x = y{" + text + "\n" + p.Name + ": " + p.Name + ",\n}\n")
	out = strings.TrimSuffix(out[strings.IndexByte(out, '{')+1:], "}\n")
	line := f.LineStart(f.Offset(lit.Pos()))
	indent := string(f.Src[line : line+len(f.Src[line:])-len(strings.TrimLeft(string(f.Src[line:]), "\t"))])
	var b strings.Builder
	for _, l := range strings.SplitAfter(out, "\n") {
		if strings.TrimSpace(l) != "" {
			l = indent + l
		}
		b.WriteString(l)
	}
	c.Replace(f.Path, start, end, b.String()+indent, from)
}

// clusterConfigParam is the parameter for the cluster's configuration.
var clusterConfigParam = NewParam{Name: "clusterConfig", Bare: "*ClusterConfig", Zero: "nil",
	Type: func(im *gosrc.Imports) string { return "*" + im.Qualify(configPkg, "ClusterConfig") }}
