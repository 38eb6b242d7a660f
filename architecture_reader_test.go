package kvscaffold_test

import "maps"

// readerRooms are the rows of rooms for the way from a document to the model.
var readerRooms = map[string][]string{
	"generator/document":     {},
	"generator/statement":    {"generator/diag"},
	"generator/plan/words":   {"generator/document"},
	"generator/plan/goblock": {"generator/document", "generator/statement", "generator/plan/words", "generator/diag"},
	"generator/plan/sketch":  {"generator/plan/attribute", "generator/plan/goblock", "generator/document", "generator/statement", "generator/diag"},
	"generator/plan/tree":    {"generator/document", "generator/statement", "generator/plan/words", "generator/diag"},
	"generator/plan/tests":   {"generator/document", "generator/statement", "generator/plan/words", "generator/diag"},
	"generator/plan/rule":    {"generator/document", "generator/checkout", "generator/feature", "generator/rule", "generator/diag"},
	"generator/plan/record":  {"generator/document", "generator/statement", "generator/plan/words", "generator/plan/prose", "generator/diag"},
	"generator/plan/prose":   {"generator/document", "generator/statement", "generator/plan/words", "generator/plan/goblock", "generator/diag"},
	"generator/reading": {"generator/document", "generator/statement", "generator/plan/words", "generator/plan/goblock", "generator/plan/sketch",
		"generator/plan/tree", "generator/plan/tests", "generator/plan/rule", "generator/plan/prose", "generator/plan/record", "generator/resolve", "generator/feature",
		"generator/checkout", "generator/diag"},
	"generator/review": {"generator/reading", "generator/resolve", "generator/plan/words", "generator/document", "generator/statement",
		"generator/feature", "generator/checkout", "generator/diag"},
	"generator/resolve": {"generator/statement", "generator/feature", "generator/checkout", "generator/diag"},
}

func init() {
	rooms["generator/plan/attribute"] = []string{"generator/plan/goblock"}
	maps.Copy(rooms, readerRooms)
}
