package work

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// This file orders the declarations of new files the way Go code is read:
// constants, variables, types, then type by type its constructors and methods,
// then functions. Within each of these the plan's order stays.

const (
	rankConst = iota
	rankVar
	rankType
	rankMember // of the first type; two ranks for each type
)

// arrange sorts the parts of a file; parts that hold several declarations go by
// the first one.
func arrange(parts []part) {
	decls := make([]ast.Decl, len(parts))
	var types []string
	for i, pt := range parts {
		decls[i] = firstDecl(pt.text)
		if gd, ok := decls[i].(*ast.GenDecl); ok && gd.Tok == token.TYPE {
			for _, s := range gd.Specs {
				types = append(types, s.(*ast.TypeSpec).Name.Name)
			}
		}
	}
	rank := map[string]int{}
	for i, pt := range parts {
		rank[pt.text] = declRank(decls[i], types)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return rank[a.text] - rank[b.text] })
}

func firstDecl(text string) ast.Decl {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+text, parser.SkipObjectResolution)
	if err != nil || len(f.Decls) == 0 {
		return nil
	}
	return f.Decls[0]
}

func declRank(d ast.Decl, types []string) int {
	functions := rankMember + 2*len(types)
	switch x := d.(type) {
	case *ast.GenDecl:
		switch x.Tok {
		case token.CONST:
			return rankConst
		case token.VAR:
			return rankVar
		}
		return rankType
	case *ast.FuncDecl:
		if i := slices.Index(types, checkout.ReceiverName(x)); i >= 0 {
			return rankMember + 2*i + 1
		}
		if i := slices.Index(types, constructedBy(x)); i >= 0 {
			return rankMember + 2*i
		}
	}
	return functions
}

// constructedBy returns the type that a constructor of the package makes, "" for
// other functions.
func constructedBy(fd *ast.FuncDecl) string {
	if fd.Recv != nil || fd.Type.Results.NumFields() == 0 || !constructs(fd.Name.Name) {
		return ""
	}
	t := fd.Type.Results.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// constructs reports whether the first word of a name is New.
func constructs(name string) bool {
	return len(name) > 2 && strings.EqualFold(name[:3], "new") && (len(name) == 3 || name[3] < 'a' || name[3] > 'z')
}
