// This file defines the codes of findings and their explanations.
package review

// Code explains one kind of finding, for the explain command and for SARIF.
type Code struct {
	Name string // as printed in brackets
	What string // what was found
	Why  string // why it matters
	Fix  string // what to do
}

// Codes lists every code that Read, Decode and Check report, by name.
var Codes = []Code{
	{"api-enum-closed", "A string type is closed by an enum marker in the CRD.", "A value added later is refused by older API servers and breaks clients that switch over the values.", "Keep the marker only if the set is final; else check the values in the webhook."},
	{"api-float", "An API field is a floating point number.", "Floats do not round-trip exactly through JSON and differ between languages; the Kubernetes API conventions forbid them in spec.", "Use resource.Quantity or an integer of a smaller unit."},
	{"api-int", "An API field has the type int.", "Its size depends on the platform.", "Use int32, or int64 where the range needs it."},
	{"api-list-type", "A list in the API has no list type.", "Without one server-side apply replaces the list as a whole, and the rule checker adds a violation to the known list.", "Add +listType=atomic, or +listType=map with +listMapKey."},
	{"api-unsigned", "An API field is unsigned.", "Unsigned numbers have no JSON schema type of their own; conventions ask for signed ones with a minimum.", "Use int32 or int64 with a Minimum marker."},
	{"embed-unknown", "A table says that a struct is embedded without naming it clearly.", "The embedded struct cannot be guessed.", "Name it in backquotes."},
	{"field-exists", "A struct has a field of the planned name already.", "Either the plan has been applied or two features want the same name.", "Nothing, or choose another name."},
	{"function-missing", "The plan changes or calls a function that is not there.", "The place for the change cannot be found.", "Correct the name or the file; if the function is new, say so."},
	{"gate-contradicted", "A ticked gate has a remark that denies it.", "The tick or the remark is wrong.", "Untick the gate, or correct the remark."},
	{"gate-exists", "The feature gate is registered already.", "Either the plan has been applied or the name is taken.", "Nothing, or choose another name."},
	{"gate-missing", "The plan names no new feature gate.", "New behaviour in KubeVirt starts behind a gate.", "Name the gate with stage, release and owner."},
	{"gate-name", "The name of the gate is not in UpperCamelCase.", "It becomes a Go identifier and a string that users write.", "Rename the gate."},
	{"gate-unknown", "The plan relies on a gate that is not registered.", "The name may be misspelt, or another feature has to go first.", "Correct the name, or describe the gate as new."},
	{"gate-unticked", "A pre-implementation gate is not ticked.", "The template wants all of them to pass before work starts.", "Tick it, or justify the violation."},
	{"generated-by-hand", "A generated file is listed as hand work.", "The generators overwrite it.", "Leave it out of the plan's files."},
	{"go-name", "A name is no Go identifier, or an API name is not exported.", "The generated code would not compile.", "Rename it."},
	{"go-snippet-unreadable", "A Go block is not valid Go, even as the inside of a struct or function.", "Its declarations are lost.", "Correct it; `// ...` may stand for what is left out."},
	{"json-name", "A JSON name is not in lowerCamelCase.", "The API conventions ask for it and clients rely on it.", "Rename the field."},
	{"model-schema", "A model file has another schema.", "It was written for another version of the tool.", "Regenerate it from the plan."},
	{"model-unknown-key", "A model file has a key that the model does not know.", "A misspelt key would be lost silently.", "Compare with the output of show."},
	{"model-unreadable", "A model file is not valid YAML or JSON.", "Nothing can be read.", "Correct the line."},
	{"name-differs", "Go name and JSON name of a field differ by more than the first letter's case.", "It is allowed, but surprises readers.", "Check that it is meant."},
	{"needs-clarification", "NEEDS CLARIFICATION is left in the plan.", "The plan itself says that it is not ready.", "Answer it and remove the mark."},
	{"not-understood", "The plan names something of which nothing was made.", "It would be missing from the result without a word.", "Say what it is and where it stands."},
	{"nothing-understood", "Nothing of the document was understood.", "There is nothing to write.", "Start from `kvscaffold new NAME`, or give a feature model."},
	{"open-question", "The plan lists an open question.", "Code written now may have to be thrown away.", "Answer it, or move it to the enhancement."},
	{"owner-missing", "The gate has no owner.", "The comment of the gate names one, and somebody has to graduate it.", "Write `owner sig-x / @user` beside the gate."},
	{"path-exists", "A file listed as new is there already.", "Creating it would overwrite it.", "List it under the modified files."},
	{"path-incomplete", "A file is listed without its folder.", "Several files may have that name.", "Write the whole path."},
	{"path-missing", "A file listed as modified is not there.", "The path may be misspelt or from another release.", "Take the suggestion, or list the file as new."},
	{"path-outside", "A path leaves the checkout.", "Nothing outside of it is ever written.", "Write the path from the root of the checkout."},
	{"placeholder", "A [PLACEHOLDER] of the template is left.", "The line says nothing yet.", "Fill it in, or delete the line."},
	{"plan-binary", "The document is not text.", "It cannot be a Markdown plan.", "Give the Markdown file."},
	{"plan-contradiction", "Two places of the plan say different things.", "The first, or more exact one, is taken.", "Make both say the same."},
	{"plan-empty", "The plan is empty.", "There is nothing to do.", "Start from `kvscaffold new NAME`."},
	{"plan-is-spec", "The document is a feature specification.", "It says what users want, not what changes in the code.", "Write the implementation plan for it."},
	{"plan-no-sections", "The document has no section of an implementation plan.", "It is probably another document.", "Use the headings of the template."},
	{"plan-too-complex", "A line or block is nested or packed beyond what people write.", "Such input is refused before it costs time.", "Break it up."},
	{"plan-too-large", "The document is too large.", "Real plans have some tens of kilobytes.", "Move details into documents of their own."},
	{"plan-unfilled", "The document is a template that was not filled in.", "Applying it would invent a feature.", "Fill it in."},
	{"prerequisite-open", "A prerequisite is not ticked.", "The template wants all of them before work starts.", "Tick it once it holds."},
	{"release-missing", "The gate names no release.", "The gate's comment says since when it is Alpha.", "Write `Alpha in v1.9.0`."},
	{"stage-missing", "The gate names no stage.", "Alpha is assumed.", "Write Alpha or Beta."},
	{"struct-missing", "The struct that gets a field is not there.", "The field has no place.", "Correct the name or the file."},
	{"struct-unknown", "Fields are listed without their struct.", "They have no place.", "Name the struct, or the JSON path."},
	{"test-without-place", "A promised test names no file.", "It cannot be put anywhere.", "Name the file."},
	{"type-ambiguous", "An example value fits several Go types.", "The most usual one is taken.", "Write the type in the comment of the line."},
	{"type-guessed", "A field has the type that its example looks like.", "An example cannot tell a pointer from a value, or a type from a string.", "Write the type beside the field."},
	{"rule-unread", "A rule of the plan stays words.", "No check is written for it.", "Name the field and its values, as in: `spec.x` must be one of `A`, `B`."},
	{"undecided", "TBD, TODO or ??? is left in the plan.", "Something is not decided.", "Decide it."},
	{"yaml-unreadable", "A YAML sketch is not valid YAML.", "Its fields are lost.", "Correct it; types and remarks go into comments."},
}
