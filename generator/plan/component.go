package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// readComponents takes each component's role and changes, or that it has none.
func (r *reader) readComponents() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			switch {
			case s.topic == topicComponent && s.level != 7 && componentOf(s.title.text) != "":
				r.componentSection(pg, s)
			case s.topic == topicComponent && s.level == 7 && componentOf(s.title.text) != "":
				r.componentSection(pg, s)
			case s.topic == topicComponents || s.topic == topicArchitecture || s.topic == topicNone:
				r.componentBlocks(s)
			}
		}
	}
	r.contextComponents()
	r.noneComponents()
}

// contextComponents reads "Component Architecture: virt-handler (passes the
// gate), virt-launcher (…)".
func (r *reader) contextComponents() {
	r.every(func(s *section) {
		if !hasWords(plainTitle(s.title.text), "component architecture") && !hasWords(plainTitle(s.title.text), "components") {
			return
		}
		for _, part := range firstText(s).split() {
			name := componentOf(part.text)
			if name == "" {
				continue
			}
			c := r.component(feature.T(name, part.at(0)))
			c.Role = c.Role.Or(feature.T(unwrap(strings.TrimSpace(strings.TrimPrefix(part.flat(), name))), part.at(0)))
			r.usePhrase(part)
		}
	}, topicContext, topicStructure)
}

func (r *reader) component(name feature.Text) *feature.Component {
	for i := range r.f.Components {
		if r.f.Components[i].Name.Value == name.Value {
			return &r.f.Components[i]
		}
	}
	r.f.Components = append(r.f.Components, feature.Component{Name: name})
	return &r.f.Components[len(r.f.Components)-1]
}

// componentSection reads a section of one component with the labels below it.
func (r *reader) componentSection(pg *page, s *section) {
	c := r.component(feature.T(s.kind, s.title.at(0)))
	r.componentPart(c, s)
	for _, sub := range pg.sections {
		if sub.up == s && sub.topic == topicComponent {
			switch plainTitle(sub.title.text) {
			case "role":
				c.Role = c.Role.Or(firstText(sub).value())
				r.use(pg.name, sub.line, sub.line)
			case "integration points":
				r.use(pg.name, sub.line, sub.line)
			default:
				r.componentPart(c, sub)
			}
		}
	}
}

func (r *reader) componentPart(c *feature.Component, s *section) {
	for _, b := range s.blocks {
		if b.kind == blockText {
			r.componentText(c, b.text)
		}
		for _, it := range b.items {
			switch plainTitle(it.key) {
			case "role":
				c.Role = c.Role.Or(it.rest.value())
			case "integration points":
			default:
				r.componentItem(c, it)
			}
		}
	}
}

func (r *reader) componentText(c *feature.Component, p phrase) {
	if p.empty() {
		return
	}
	r.usePhrase(p)
	if saysNone(p.flat()) {
		c.None = c.None.Or(p.value())
		return
	}
	c.Changes = append(c.Changes, p.value())
}

func (r *reader) componentItem(c *feature.Component, it *item) {
	r.componentText(c, it.text)
	for _, sub := range it.subs() {
		r.componentText(c, sub.text)
	}
}

// componentBlocks reads lists and tables whose entries start with a component.
func (r *reader) componentBlocks(s *section) {
	for _, b := range s.blocks {
		for _, it := range b.items {
			name := componentOf(it.key)
			if name == "" {
				name = componentOf(it.text.text)
			}
			if name == "" {
				continue
			}
			c := r.component(feature.T(name, it.text.at(0)))
			rest := it.rest
			if it.key == "" {
				rest = it.text.rest(strings.Index(it.text.text, name) + len(name))
				rest = rest.rest(len(rest.text) - len(strings.TrimLeft(rest.text, "` :,–—-")))
			}
			r.componentText(c, rest)
			for _, sub := range it.subs() {
				r.componentItem(c, sub)
			}
		}
		r.componentTable(b)
	}
}

func (r *reader) componentTable(b block) {
	if len(b.rows) < 2 {
		return
	}
	for _, row := range b.rows[1:] {
		if len(row) < 2 || componentOf(row[0].text) == "" {
			continue
		}
		c := r.component(feature.T(componentOf(row[0].text), row[0].at(0)))
		r.usePhrase(row[0])
		for i, cell := range row[1:] {
			if i+1 < len(b.rows[0]) && hasWords(plainTitle(b.rows[0][i+1].text), "role") {
				c.Role = c.Role.Or(cell.value())
				continue
			}
			r.componentText(c, cell)
		}
	}
}

// noneComponents keeps "none" only where nothing else is said.
func (r *reader) noneComponents() {
	for i := range r.f.Components {
		c := &r.f.Components[i]
		if c.None.Empty() && len(c.Changes) == 0 && saysNone(c.Role.Value) {
			c.None = c.Role
		}
		if len(c.Changes) > 0 {
			c.None = feature.Text{}
		}
	}
}
