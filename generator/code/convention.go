package code

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// TypeOfName returns the canonical type that a parameter of this name has in
// the code around a file: in the file, in its package, then in the packages
// below ever wider directories. The convention is read from the checkout, so
// it is right for the release at hand.
func (p *Plan) TypeOfName(file, name string) string {
	key := file + " " + name
	if t, ok := p.learnt[key]; ok {
		return t
	}
	t := p.learn(file, name)
	p.learnt[key] = t
	return t
}

// enough uses of a name with one type make a convention; a single one may be
// chance.
const enough = 2

func (p *Plan) learn(file, name string) string {
	dir := path.Dir(file)
	if t := p.plannedParam(file, name); t != "" {
		return t
	}
	var seen []map[string]int
	ask := func(count map[string]int) string {
		seen = append(seen, count)
		best := p.best(file, count)
		if best != "" && count[best] >= enough {
			return best
		}
		return ""
	}
	if f, err := p.Tree.Go(file); err == nil {
		if t := ask(p.usual([]*checkout.GoFile{f}, name)); t != "" {
			return t
		}
	}
	if t := ask(p.usual(p.Tree.Mentioning(dir, name), name)); t != "" {
		return t
	}
	for _, d := range p.wider(dir) {
		if t := ask(p.countBelow(d, name)); t != "" {
			return t
		}
	}
	for _, count := range seen {
		if t := p.best(file, count); t != "" {
			return t
		}
	}
	return ByWord(name)
}

// plannedParam returns the type that all new functions of the package give a
// parameter of that name, where the plan writes one.
func (p *Plan) plannedParam(file, name string) string {
	found := ""
	for _, fn := range p.Feature.Functions {
		if path.Dir(fn.File.Value) != path.Dir(file) {
			continue
		}
		for _, pr := range SplitParams(fn.Params.Value) {
			if pr.Name != name || pr.Typ == "" || slices.Contains(namedOnly(fn.Params.Value), name) || strings.HasPrefix(pr.Typ, "...") {
				continue
			}
			t, ok := p.PlannedType(file, pr.Typ)
			if !ok || found != "" && found != t {
				return ""
			}
			found = t
		}
	}
	return found
}

// best returns the most frequent type that the file can use. The cluster
// configuration wins over other configurations where a feature has a gate,
// because that is what its functions ask.
func (p *Plan) best(file string, count map[string]int) string {
	if count[ClusterConfigType] > 0 && len(p.Feature.Gates) > 0 {
		return ClusterConfigType
	}
	for _, t := range sortedByCount(count) {
		if p.Usable(file, t) {
			return t
		}
	}
	return ""
}

// usual counts the types of the parameters of that name in parsed files.
func (p *Plan) usual(files []*checkout.GoFile, name string) map[string]int {
	count := map[string]int{}
	for _, f := range files {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			ft, ok := n.(*ast.FuncType)
			if !ok {
				return true
			}
			for _, fd := range ft.Params.List {
				for _, id := range fd.Names {
					if id.Name == name {
						if t := p.Canon(f, fd.Type); t != "" && !strings.HasPrefix(t, "...") {
							count[t]++
						}
					}
				}
			}
			return true
		})
	}
	return count
}

var namedTypes = regexp.MustCompile(`"([^"]+)"\.(\w+)`)

// Usable reports whether every type name in a canonical type can be used from
// the file: exported, or its own, and no import cycle.
func (p *Plan) Usable(file, typ string) bool {
	own := gosrc.ImportPath(path.Dir(file))
	for _, m := range namedTypes.FindAllStringSubmatch(typ, -1) {
		if m[1] == own {
			continue
		}
		if !ast.IsExported(m[2]) || !p.Acyclic(file, m[1]) {
			return false
		}
	}
	return true
}

// wider lists the directories to ask next: those above, the component's, those
// the plan touches, and the shared packages.
func (p *Plan) wider(dir string) []string {
	var out []string
	add := func(d string) {
		if d != "." && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for d := dir; strings.Count(d, "/") >= 1; d = path.Dir(d) {
		add(d)
	}
	for _, d := range p.PlanDirs("") {
		if strings.HasPrefix(d, "pkg/") {
			add(d)
		}
	}
	for _, d := range []string{"pkg/virt-controller/services", "pkg/virt-controller/watch", "pkg/virt-handler", "pkg/virt-launcher/virtwrap", "pkg/util", "pkg/controller", "pkg"} {
		if p.Tree.IsDir(d) {
			add(d)
		}
	}
	return out
}

// paramType matches the type after a parameter name, up to the end of the
// parameter.
var paramType = regexp.MustCompile(`^((?:\*|\[\])*[A-Za-z_][\w.]*)[,)]`)

// countBelow counts the types written after a parameter name in the files
// below a directory. It reads text, not syntax: only the files that hit are
// looked at for their imports.
func (p *Plan) countBelow(dir, name string) map[string]int {
	count := map[string]int{}
	word := []byte(name + " ")
	for _, file := range p.Tree.Grep([]string{dir}, name+" ") {
		src, err := p.Tree.Read(file)
		if err != nil || strings.HasSuffix(file, "_test.go") || checkout.IsGenerated(path.Base(file)) {
			continue
		}
		for at := 0; ; {
			i := bytes.Index(src[at:], word)
			if i < 0 {
				break
			}
			before := bytes.TrimRight(src[:at+i], " \t\n")
			at += i + len(word)
			if len(before) == 0 || before[len(before)-1] != '(' && before[len(before)-1] != ',' {
				continue
			}
			if m := paramType.FindSubmatch(src[at:]); m != nil {
				if t := p.resolveIn(file, string(m[1])); t != "" {
					count[t]++
				}
			}
		}
	}
	return count
}

// resolveIn gives the canonical form of a type as a file spells it.
func (p *Plan) resolveIn(file, text string) string {
	bare := strings.TrimLeft(text, "*[]")
	lead := text[:len(text)-len(bare)]
	q, name, ok := strings.Cut(bare, ".")
	if !ok {
		if Builtin[bare] {
			return text
		}
		if !ast.IsExported(bare) {
			return ""
		}
		return lead + `"` + gosrc.ImportPath(path.Dir(file)) + `".` + bare
	}
	if im := p.ImportsOf(file)[q]; im != "" {
		return lead + `"` + im + `".` + name
	}
	return ""
}

func sortedByCount(count map[string]int) []string {
	var out []string
	rest := map[string]int{}
	for k, n := range count {
		rest[k] = n
	}
	for len(rest) > 0 {
		k := MostFrequent(rest)
		out = append(out, k)
		delete(rest, k)
	}
	return out
}

// ByWord knows the types of names whose last word says it in any Go code.
func ByWord(name string) string {
	w := NameWords(name)
	switch strings.ToLower(w[len(w)-1]) {
	case "name", "path", "key", "dir", "namespace":
		return "string"
	case "names", "paths":
		return "[]string"
	case "enabled", "disabled":
		return "bool"
	case "index", "count":
		return "int"
	}
	return ""
}
