// This file reads the bounds of numbers.
package attribute

import "strings"

// bounds reads "1 to 2000", "1-2000", "at least 1", "max 5", ">= 1".
func (p *parser) bounds(_, low string, _ *string) bool {
	for _, b := range []struct {
		prefix string
		to     *string
	}{
		{"at least ", &p.a.Min}, {"minimum ", &p.a.Min}, {"min ", &p.a.Min}, {"min: ", &p.a.Min}, {">= ", &p.a.Min}, {"≥ ", &p.a.Min}, {">=", &p.a.Min},
		{"at most ", &p.a.Max}, {"maximum ", &p.a.Max}, {"max ", &p.a.Max}, {"max: ", &p.a.Max}, {"<= ", &p.a.Max}, {"≤ ", &p.a.Max}, {"<=", &p.a.Max},
		{"up to ", &p.a.Max},
	} {
		if v, ok := strings.CutPrefix(low, b.prefix); ok && number(v) {
			*b.to = v
			return true
		}
	}
	low = strings.TrimPrefix(strings.TrimPrefix(low, "from "), "between ")
	for _, sign := range []string{" to ", "..", " - ", "-", "–", " and ", " through "} {
		if from, to, ok := strings.Cut(low, sign); ok && number(from) && number(to) {
			p.a.Min, p.a.Max = from, to
			return true
		}
	}
	return false
}

func number(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}
