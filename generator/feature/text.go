package feature

import (
	"encoding/json"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Text is a value together with the place it was read from, so that every
// message can name the line to blame. In YAML it is a scalar with the place as
// line comment (`# plan.md:41`), in JSON an object {"value", "from"} or, where
// no place is known, a plain string. Both forms are read back.
type Text struct {
	Value string
	At    diag.Pos
}

// T makes a Text.
func T(value string, at diag.Pos) Text { return Text{Value: value, At: at} }

// String returns the value.
func (t Text) String() string { return t.Value }

// Empty reports whether there is no value.
func (t Text) Empty() bool { return t.Value == "" }

// IsZero lets omitempty drop absent values in YAML and omitzero in JSON.
func (t Text) IsZero() bool { return t.Value == "" }

// Or returns t, or other where t is empty.
func (t Text) Or(other Text) Text {
	if t.Empty() {
		return other
	}
	return t
}

// MarshalYAML renders the value with its place as line comment.
func (t Text) MarshalYAML() (any, error) {
	n := &yaml.Node{}
	if err := n.Encode(t.Value); err != nil {
		return nil, err
	}
	if strings.Contains(t.Value, "\n") {
		n.Style = yaml.DoubleQuotedStyle // a block scalar cannot carry the comment
	}
	n.LineComment = t.At.String()
	return n, nil
}

// UnmarshalYAML reads a scalar; its comment, if it names a place, becomes the
// place, else the line in the model file itself is kept.
func (t *Text) UnmarshalYAML(n *yaml.Node) error {
	t.Value = n.Value
	if n.Kind == yaml.AliasNode {
		t.Value = n.Alias.Value
	}
	t.At = diag.Pos{Line: n.Line}
	if at, ok := parsePos(strings.TrimSpace(strings.TrimPrefix(n.LineComment, "#"))); ok {
		t.At = at
	}
	return nil
}

type jsonText struct {
	Value string `json:"value"`
	From  string `json:"from,omitempty"`
}

// MarshalJSON renders the value with its place.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.At.IsZero() {
		return json.Marshal(t.Value)
	}
	return json.Marshal(jsonText{t.Value, t.At.String()})
}

// UnmarshalJSON reads either form that MarshalJSON writes.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.Value)
	}
	var j jsonText
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	at, _ := parsePos(j.From)
	*t = Text{j.Value, at}
	return nil
}

// parsePos reads what diag.Pos.String writes.
func parsePos(s string) (diag.Pos, bool) {
	i := strings.LastIndexByte(s, ':')
	if i <= 0 || strings.ContainsAny(s, " \t") {
		return diag.Pos{}, false
	}
	line, err := strconv.Atoi(s[i+1:])
	if err != nil {
		return diag.Pos{}, false
	}
	return diag.Pos{File: s[:i], Line: line}, true
}
