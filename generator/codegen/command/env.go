package command

import "strings"

// With returns env with the given assignments in place of earlier ones for the
// same names. "NAME" without an equals sign removes the name. A later
// assignment wins over an earlier one of the same call.
func With(env []string, assignments ...string) []string {
	replaced := map[string]bool{}
	for _, a := range assignments {
		name, _, _ := strings.Cut(a, "=")
		replaced[name] = true
	}
	out := make([]string, 0, len(env)+len(assignments))
	for _, e := range env {
		if name, _, _ := strings.Cut(e, "="); !replaced[name] {
			out = append(out, e)
		}
	}
	for i, a := range assignments {
		name, _, set := strings.Cut(a, "=")
		if set && !assignedIn(assignments[i+1:], name) {
			out = append(out, a)
		}
	}
	return out
}

func assignedIn(assignments []string, name string) bool {
	for _, a := range assignments {
		if n, _, _ := strings.Cut(a, "="); n == name {
			return true
		}
	}
	return false
}
