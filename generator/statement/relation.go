// This file defines the table of relations: every fact that a plan can state,
// with what its object is and an example.
package statement

// Relation names a fact. See Relations.
type Relation string

// The relations. The comment says what Object (and More) hold.
const (
	IsA      Relation = "is a"       // kind of the thing: struct, string, func, interface, enum, other; also function, const …
	IsNew    Relation = "is new"     // –
	Exists   Relation = "exists"     // –
	Changes  Relation = "changes"    // what changes, in words
	Removed  Relation = "is removed" // –
	Renamed  Relation = "renamed to" // new name
	Moved    Relation = "moved to"   // file
	Replaces Relation = "replaces"   // old name
	Stays    Relation = "stays"      // the words that leave it alone

	InFile      Relation = "in file"      // path as written
	InComponent Relation = "in component" // virt-api …
	After       Relation = "after"        // sibling
	Before      Relation = "before"       // sibling
	Like        Relation = "like"         // sibling whose form it has
	Doc         Relation = "doc"          // what it is or does, a sentence or clause
	AtLine      Relation = "mentioned"    // a bare mention: counts for the ledger only

	HasStage    Relation = "stage"      // Alpha, Beta, GA, Deprecated
	FromStage   Relation = "from stage" // stage it leaves
	Since       Relation = "release"    // vX.Y.Z
	OwnedBy     Relation = "owner"      // "sig-x / @user"
	HasConst    Relation = "constant"   // Go constant of a gate
	HasAccessor Relation = "accessor"   // ClusterConfig method of a gate; with Not: none
	InE2E       Relation = "e2e list"   // words
	Title       Relation = "title"      // of the feature
	Summary     Relation = "summary"    // of the feature
	Slug        Relation = "slug"       // short kebab-case name
	OfSIG       Relation = "sig"        // compute, storage …

	Underlying Relation = "underlying" // Go type expression
	HasEnum    Relation = "closed set" // the words that close it
	HasMarker  Relation = "marker"     // "+listType=atomic"
	Embedded   Relation = "embedded"   // –
	HasType    Relation = "type"       // Go type expression as written; More "exact" where it is Go
	HasJSON    Relation = "json name"  // name without options
	HasTag     Relation = "tag"        // whole struct tag
	AtPath     Relation = "at path"    // JSON path; More the root kind
	Optional   Relation = "optional"   // the words; with Not: required
	OneOf      Relation = "one of"     // one value each, in order
	HasDefault Relation = "default"    // value
	HasValue   Relation = "value"      // Go expression of a constant or variable

	HasParams  Relation = "parameters"          // between the parentheses, may be empty
	HasResults Relation = "results"             // after them
	MethodOf   Relation = "method of"           // type, without star
	MethodIn   Relation = "interface method of" // interface
	CalledFrom Relation = "called from"         // caller; More the place: end, begin, after X, before X
	CalledIf   Relation = "called if"           // condition as Go or words; More the caller
	CalledWith Relation = "called with"         // arguments; More the caller
	ForEach    Relation = "called for each"     // what; More the caller
	GatedBy    Relation = "only with gate"      // gate; More the caller
	GainsParam Relation = "gains parameter"     // "name type"; More the place: last, first, after X
	LosesParam Relation = "loses parameter"     // name
	Step       Relation = "step"                // one step of the body, in order
	Body       Relation = "body"                // Go statements, verbatim

	HasRule  Relation = "rule"        // the rule's words; More the path, where a cell gives it
	Message  Relation = "message"     // of a rule
	Cause    Relation = "cause"       // FieldValueInvalid …, of a rule
	Checks   Relation = "checked by"  // function, or "schema"
	Promises Relation = "promises"    // one test case, in words; More the container's title
	TestStep Relation = "test step"   // step of the case before
	Helper   Relation = "instruction" // words that tell how, no case
	Label_   Relation = "label"       // of a test: decorator; More its text
	Serial   Relation = "serial"      // words

	InImage    Relation = "in image"  // name of the container image of a program; More "test" where it is for tests
	IsFile     Relation = "listed as" // new, modified, generated, moved
	Unchanged  Relation = "unchanged" // the words, of a component
	Does       Relation = "does"      // what a component does
	Watches    Relation = "watches"   // of a loop
	Asks       Relation = "asks"      // open question or placeholder, in words
	HasMention Relation = "work"      // promised work none of the relations holds; words
)
