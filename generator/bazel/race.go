// This file defines whether a new test runs under the race detector: as the
// tree's own script sets it; where there is none, as most of the nearest tests
// have it.
package bazel

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// raceScript is where KubeVirt turns the detector on and off for all tests;
// gazelle knows nothing of it.
const raceScript = "hack/bazel-race.sh"

var (
	raceValue = regexp.MustCompile(`set race "?(on|off|auto)`)
	raceScope = regexp.MustCompile(`^//(\S*?)/?\.\.\.(:|$)`)
)

// raceOf returns the value of the race attribute for a new test, "" for none.
func raceOf(t *checkout.Tree, dir string) string {
	if script, err := t.Read(raceScript); err == nil {
		return scriptRace(string(script), dir)
	}
	return neighbourRace(t, dir)
}

// scriptRace returns what the script sets in a directory, "" for nothing.
func scriptRace(script, dir string) string {
	value, best, race := "", -1, ""
	for line := range strings.Lines(script) {
		line = strings.Trim(line, " \t\n\\'\"")
		if m := raceValue.FindStringSubmatch(line); m != nil {
			value = m[1]
		}
		m := raceScope.FindStringSubmatch(line)
		if m == nil || value == "" || m[1] != "" && dir != m[1] && !strings.HasPrefix(dir, m[1]+"/") {
			continue
		}
		if len(m[1]) >= best { // the narrower scope, else the later call
			best, race = len(m[1]), value
		}
	}
	return race
}

// neighbourRace asks the tests beside and above a directory, within the same
// top directory: what most of the nearest have.
func neighbourRace(t *checkout.Tree, dir string) string {
	for at := path.Dir(dir); at != "."; at = path.Dir(at) {
		votes, best := map[string]int{}, ""
		for _, name := range t.Dirs(at) {
			d := openBuild(t, path.Join(at, name))
			if d == nil || path.Join(at, name) == dir {
				continue
			}
			if r := d.named("go_test", testName); r != nil {
				race := r.AttrString("race")
				if votes[race]++; votes[race] > votes[best] {
					best = race
				}
			}
		}
		if len(votes) > 0 {
			return best
		}
	}
	return ""
}
