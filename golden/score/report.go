package score

// This file defines the report: one line for a case, and the sums.

import (
	"fmt"
	"strings"
	"time"
)

// mostDetail is how much of one missing fact is printed.
const mostDetail = 220

// Percent is the count in percent; nothing of nothing is 0.
func (c Count) Percent() float64 { return 100 * float64(c.Have) / float64(max(c.Of, 1)) }

// String renders the count as "3/4 = 75%".
func (c Count) String() string { return fmt.Sprintf("%d/%d = %.0f%%", c.Have, c.Of, c.Percent()) }

// Line renders the score of a case. Took is how long the tool needed.
func (r Row) Line(c Case, a Answer, took time.Duration) string {
	built := r.Sum(Built)
	line := fmt.Sprintf("%-31s %-8s exit %d %5.2f s  built %3d/%3d  silent %3d/%3d  wrong %2d  rough %2d   ", c.ID, c.Style, a.Exit,
		took.Seconds(), built.Have, built.Of, r.Silent.Have, r.Silent.Of, len(r.Wrong), len(r.Rough))
	for _, k := range Kinds {
		if n := r.Kinds[k]; n.Of > 0 {
			line += fmt.Sprintf("%s %d/%d  ", k, n.Have, n.Of)
		}
	}
	return strings.TrimRight(line, " ") + "\n"
}

// Detail renders what is missing, wrong and rough, a line each.
func (r Row) Detail() string {
	var b strings.Builder
	for _, m := range r.Missing {
		fmt.Fprintf(&b, "       %s\n", short(m))
	}
	for _, w := range r.Wrong {
		fmt.Fprintf(&b, "       WRONG  %s\n", short(w))
	}
	for _, w := range r.Rough {
		fmt.Fprintf(&b, "       ROUGH  %s\n", short(w))
	}
	return b.String()
}

func short(line string) string {
	if rs := []rune(line); len(rs) > mostDetail {
		return string(rs[:mostDetail])
	}
	return line
}

// Summary renders the sums over a number of plans.
func (r Row) Summary(plans int) string {
	var kinds []string
	for _, k := range Kinds {
		if n := r.Kinds[k]; n.Of > 0 {
			kinds = append(kinds, k+" "+n.String())
		}
	}
	return fmt.Sprintf("%s\n%d plans: refused %d, built %s, silent %s, wrong %d, rough %d\n", strings.Join(kinds, "  "), plans,
		r.Refused, r.Sum(Built), r.Silent, len(r.Wrong), len(r.Rough))
}
