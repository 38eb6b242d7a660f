package plan

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	titlePrefix  = regexp.MustCompile(`(?i)^(implementation )?plan(?: for(?: the)?\s+|\s*[:–—-]\s*)`)
	branchNumber = regexp.MustCompile(`^(feature/|feat/)?(vep[-_]?)?\d+[-_]`)
	sigName      = regexp.MustCompile(`(?i)\bsig[- ]([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`)
	release      = regexp.MustCompile(`\bv?(1|2)\.(\d{1,2})(?:\.(\d+|x))?\b`)
	notSlug      = regexp.MustCompile(`[^a-z0-9]+`)
)

// readHeader reads the title and the labelled lines below it.
func (r *reader) readHeader() {
	for _, s := range r.pg.sections {
		switch {
		case s.topic == topicTitle && r.f.Title.Empty():
			title := s.title.value()
			title.Value = strings.TrimLeftFunc(title.Value, isDecoration)
			title.Value = titlePrefix.ReplaceAllString(title.Value, "")
			r.f.Title = title
		case s.level == 7 && s.topic == topicContext && releaseLabel(plainTitle(s.title.text)):
			r.f.Release = r.f.Release.Or(releaseIn(firstText(s)))
			r.usePhrase(firstText(s))
		case s.level == 7 && s.up.level <= 1:
			r.headerField(s.title.text, firstText(s))
		}
		if s.level == 7 {
			continue
		}
		for _, b := range s.blocks {
			if s.level <= 1 {
				r.plainHeader(b)
				if isHeaderText(b.text) {
					r.sigFrom(b.text) // "Written by @x (sig-compute)"
				}
				b.eachItem(func(it *item) { r.headerField(it.key, it.rest) })
				r.headerTable(b)
			}
		}
	}
	r.readSummary()
	r.nameFromTitle()
}

// plainHeader reads header lines without bold labels, "Branch: `x`".
func (r *reader) plainHeader(b block) {
	if b.kind != blockText {
		return
	}
	start := 0
	for start < len(b.text.text) {
		end := start + strings.IndexByte(b.text.text[start:]+"\n", '\n')
		line := b.text.slice(start, end)
		if i := strings.Index(line.text, ": "); i > 0 && i < 25 {
			r.headerField(line.text[:i], line.rest(i+2))
		}
		start = end + 1
	}
}

func releaseLabel(key string) bool {
	return key == "kubevirt framework" || key == "kubevirt version" || key == "target release" || key == "target version" || key == "release"
}

func firstText(s *section) phrase {
	for _, b := range s.blocks {
		if b.kind == blockText {
			return b.text
		}
	}
	return phrase{file: s.title.file}
}

// headerField takes one labelled value; further labels may follow after bars.
func (r *reader) headerField(key string, val phrase) {
	for key != "" {
		next := phrase{}
		nextKey := ""
		if i := strings.Index(val.text, "|"); i >= 0 {
			nextKey, next = val.rest(i + 1).key()
			val = val.slice(0, i)
		}
		r.headerValue(plainTitle(key), val)
		key, val = nextKey, next
	}
}

func (r *reader) headerValue(key string, val phrase) {
	text := val.value()
	if text.Empty() {
		return
	}
	r.usePhrase(val)
	switch key {
	case "branch", "feature branch":
		slug := strings.ToLower(strings.Trim(path.Base(branchNumber.ReplaceAllString(text.Value, "")), "`[]"))
		slug = branchNumber.ReplaceAllString(slug, "")
		if r.f.Name = feature.T(strings.Trim(notSlug.ReplaceAllString(slug, "-"), "-"), text.At); strings.HasPrefix(text.Value, "[") {
			r.f.Name = feature.Text{}
		}
	case "spec", "vep", "enhancement", "feature spec", "specification", "feature specification":
		r.sigFrom(val)
	case "sig", "owning sig", "special interest group":
		r.setSIG(text)
	case "owner", "owners", "author", "authors", "maintainer", "assignee":
		if r.f.Owner.Empty() {
			r.f.Owner = ownerIn(val)
		}
		r.sigFrom(val)
	case "release", "target release", "target version", "version", "kubevirt release", "milestone", "target":
		r.f.Release = r.f.Release.Or(releaseIn(val))
	case "summary", "description", "tl dr":
		r.f.Summary = r.f.Summary.Or(text)
	}
}

// headerTable reads a header written as a table of two columns.
func (r *reader) headerTable(b block) {
	for _, row := range b.rows {
		if len(row) == 2 {
			r.headerValue(plainTitle(row[0].text), row[1])
		}
	}
}

// sigFrom takes the SIG from words or a link such as veps/sig-compute/….
func (r *reader) sigFrom(p phrase) {
	if m := sigName.FindStringSubmatch(p.text); m != nil {
		r.setSIG(feature.T(m[1], p.at(0)))
	}
	for _, m := range p.marks {
		if sm := sigName.FindStringSubmatch(m.dest); sm != nil {
			r.setSIG(feature.T(sm[1], p.at(m.from)))
		}
	}
}

func (r *reader) setSIG(t feature.Text) {
	if r.f.SIG.Empty() {
		v := strings.ToLower(strings.TrimSpace(t.Value))
		v = strings.TrimPrefix(strings.TrimPrefix(v, "sig-"), "sig ")
		for _, group := range []string{"compute", "network", "storage"} {
			if strings.HasPrefix(v, group+"-") { // a decorator such as sig-compute-migrations
				v = group
			}
		}
		r.f.SIG = feature.T(strings.Trim(v, "`@ "), t.At)
	}
}

// releaseIn finds a KubeVirt release and writes it as vX.Y.0. Versions of other
// software are told by the word before them.
func releaseIn(p phrase) feature.Text {
	for _, loc := range release.FindAllStringSubmatchIndex(p.text, -1) {
		before := strings.ToLower(strings.TrimRight(p.text[:loc[0]], " `("))
		foreign := false
		for _, w := range []string{"kubernetes", "k8s", "go", "golang", "libvirt", "qemu", "api", "cdi", "≥", ">=", "linux"} {
			if strings.HasSuffix(before, w) && !strings.HasSuffix(before, "ago") {
				foreign = true
			}
		}
		if !foreign {
			return feature.T("v"+p.text[loc[2]:loc[3]]+"."+p.text[loc[4]:loc[5]]+".0", p.at(loc[0]))
		}
	}
	return feature.Text{}
}

// readSummary takes the summary section, or the first prose below the title or
// in the architecture overview.
func (r *reader) readSummary() {
	for _, want := range []topic{topicSummary, topicTitle, topicArchitecture} {
		for _, s := range r.pg.sections {
			if s.topic != want || s.level == 7 || !r.f.Summary.Empty() {
				continue
			}
			for _, b := range s.blocks {
				if b.kind == blockText && !b.quoted && r.f.Summary.Empty() && !isHeaderText(b.text) {
					r.f.Summary = summarySentences(b.text)
					r.usePhrase(b.text)
				}
			}
		}
	}
}

var headerText = regexp.MustCompile(`(?i)^\s*(?:(?:branch|feature branch|authors?|owners?|date|spec|vep|sig|status|target|target release|release|version|reviewers?|approvers?)\s*:|(?:written|prepared|proposed|owned) by\b)`)

// isHeaderText holds for lines about the document, which sum up nothing.
func isHeaderText(p phrase) bool { return headerText.MatchString(p.text) }

// summarySentences returns at most two sentences.
func summarySentences(p phrase) feature.Text {
	s := p.sentences()
	if len(s) > 2 {
		return p.slice(0, strings.Index(p.text, s[2].text)).value()
	}
	return p.value()
}

func (r *reader) nameFromTitle() {
	if r.f.Name.Empty() && !r.f.Title.Empty() {
		slug := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(r.f.Title.Value), "-"), "-")
		if parts := strings.SplitN(slug, "-", 6); len(parts) > 5 {
			slug = strings.Join(parts[:5], "-")
		}
		r.f.Name = feature.T(slug, r.f.Title.At)
	}
}
