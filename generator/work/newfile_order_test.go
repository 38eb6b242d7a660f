package work

import (
	"strings"
	"testing"
)

func TestDeclarationsOfANewFileStandWhereReadersLook(t *testing.T) {
	var parts []part
	for _, text := range []string{"func Use() {}\n", "func (s *Shelf) Add() {}\n", "// NewShelf builds.\nfunc NewShelf() *Shelf { return nil }\n", "func (b Board) Cut() {}\n",
		"type Board struct{}\n", "func newBoard() (Board, error) { return Board{}, nil }\n", "type Shelf struct{}\n", "var all []Shelf\n", "const max = 1\n", "func newest() int { return 0 }\n", "func helped() {}\n"} {
		parts = append(parts, part{text: text})
	}
	arrange(parts)
	var got []string
	for _, pt := range parts {
		got = append(got, strings.Fields(strings.TrimPrefix(pt.text, "// NewShelf builds.\n"))[1])
	}
	if want := "max all Board Shelf newBoard() (b NewShelf() (s Use() newest() helped()"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}
