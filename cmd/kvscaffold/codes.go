package main

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/review"
)

// allCodes returns the explanation of every diagnostic code, by name.
func allCodes() []review.Code {
	out := append(slices.Clone(review.Codes), stageCodes...)
	slices.SortFunc(out, func(a, b review.Code) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b review.Code) bool { return a.Name == b.Name })
}

// stageCodes explains the codes of everything behind the reader: resolving,
// emitting, composing, generating, verifying, writing.
var stageCodes = []review.Code{
	{Name: "another-run", What: "Another run is writing to the checkout.", Why: "Two at once would mix their changes.", Fix: "Wait until it has ended, and run again."},
	{Name: "api-rule-outdated", What: "The list of known API rule violations names one that no longer exists.", Why: "KubeVirt's generate script fails when its two lists differ.", Fix: "Take the line out of api/api-rule-violations-known.list."},
	{Name: "api-rule-violation", What: "A new API field breaks a rule of the OpenAPI generator.", Why: "The generate script fails unless the violation is accepted in a list that should only shrink.", Fix: "Add the marker or rename the field as the message says."},
	{Name: "bad-identifier", What: "A planned name is no usable Go or JSON name.", Why: "The declaration could not be written.", Fix: "Use letters and digits; Go names begin with a capital where they are exported."},
	{Name: "bad-signature", What: "A planned signature is not Go.", Why: "The function could not be written.", Fix: "Write it as Go: `name(a string, b *v1.VirtualMachineInstance) (bool, error)`."},
	{Name: "bad-stage", What: "A new gate has a stage other than Alpha or Beta.", Why: "Later stages are reached by promotion, which moves the gate.", Fix: "Write Alpha or Beta."},
	{Name: "bad-type", What: "A planned type cannot be written as Go.", Why: "The declaration would not parse.", Fix: "Correct the snippet in the plan."},
	{Name: "broken-result", What: "A file would not parse after the edits.", Why: "Nothing is written that does not parse.", Fix: "Look for incomplete Go in the plan; otherwise report a bug."},
	{Name: "build-dependency", What: "An import has no label that follows from KubeVirt's layout.", Why: "The BUILD file would lack a dependency.", Fix: "Run make bazel-generate, or check the import."},
	{Name: "changed-since-read", What: "A file changed while the tool was at work.", Why: "Somebody's edit would be lost.", Fix: "Run the command again."},
	{Name: "conflict", What: "A planned declaration exists with another meaning.", Why: "Hand-written code is never overwritten.", Fix: "Change the plan to what is there, choose another name, or change the checkout by hand."},
	{Name: "dead-test-file", What: "A functional test would be compiled into nothing.", Why: "A _test.go file inside an imported tests directory never runs.", Fix: "Name the file without _test."},
	{Name: "edit-conflict", What: "Two parts of the plan change the same bytes.", Why: "The result would depend on their order.", Fix: "Separate the two plan lines."},
	{Name: "file-exists", What: "A file to be created exists with other content.", Why: "It is somebody's work.", Fix: "List it under modified files, or remove it."},
	{Name: "fixture-broken", What: "Round-trip data of an older release no longer fits the API.", Why: "The API test fails, and no generator repairs that.", Fix: "Make the new field optional (pointer and omitempty)."},
	{Name: "gate-comment", What: "The comment of an active gate lacks its owner or its stage lines.", Why: "Nobody can see who has to graduate it, and since when.", Fix: "Write `Owner: sig-x / @user` and `Alpha: vX.Y.0` above the constant."},
	{Name: "gate-file", What: "A gate is kept among the active ones and is out of use, or the other way round.", Why: "KubeVirt keeps the two in files of their own.", Fix: "Move constant and registration to the other file."},
	{Name: "gate-not-declared", What: "No gate of the checkout has the name that was asked for.", Why: "It may be misspelt.", Fix: "Take one of the nearest names."},
	{Name: "gate-overdue", What: "A gate is longer in its stage than KubeVirt's feature life cycle gives: two releases as Alpha, three as Beta.", Why: "It should move on or go.", Fix: "Graduate it, or agree on an exception."},
	{Name: "gate-stage", What: "The comment of a gate ends with another stage than the gate is registered with.", Why: "Readers believe the comment, clusters follow the registration.", Fix: "Add the line of the stage, or correct the state."},
	{Name: "gate-unread", What: "Nothing asks whether a gate is on.", Why: "Switching it has no effect.", Fix: "Ask for it where the feature begins, or take it out."},
	{Name: "gate-unregistered", What: "A gate is declared and registered nowhere.", Why: "It can't be switched on.", Fix: "Add it to the registrations with its state."},
	{Name: "gate-untested", What: "No test mentions a gate or its accessor.", Why: "Nothing shows that the feature is off without it.", Fix: "Test with the gate on and off."},
	{Name: "generator-built", What: "The checkout's own openapispec is compiled to make swagger.json.", Why: "Routes changed or were never checked, or swagger.json does not follow from the OpenAPI definitions in the known way; deriving it would not be sure to be right.", Fix: "Nothing; it takes minutes the first time and is remembered."},
	{Name: "generator-failed", What: "One of KubeVirt's generators failed.", Why: "Its output would be missing.", Fix: "Read the generator's own message below; it names the file."},
	{Name: "generator-left-out", What: "A generator cannot run here.", Why: "What it makes is left to make generate.", Fix: "Run the command that the message names."},
	{Name: "generator-unpinned", What: "The checkout does not say which version of a generator it uses.", Why: "Another version writes other files.", Fix: "Run make generate."},
	{Name: "generator-wrote-elsewhere", What: "A generator wrote a file outside its list.", Why: "The list is what keeps hand-written files safe.", Fix: "Report it with the file's name."},
	{Name: "go-syntax", What: "A Go file of the checkout does not parse.", Why: "Nothing can be placed in it.", Fix: "Correct the file."},
	{Name: "leftover-stage", What: "A helper file of an interrupted run is there, but not the journal of that run.", Why: "It may hold lines that are nowhere else.", Fix: "Compare it with the file it is named after, then remove it."},
	{Name: "line-lost", What: "A line of the user would vanish.", Why: "The tool only adds, unless the plan asks for a replacement.", Fix: "Report it with the plan."},
	{Name: "missing-file", What: "The plan changes a file that is not there.", Why: "There is nothing to change.", Fix: "Correct the path."},
	{Name: "missing-site", What: "A place the tool depends on is not in the checkout.", Why: "It never falls back to a guess.", Fix: "See kvscaffold sites; near misses are listed."},
	{Name: "missing-value", What: "A planned value of an existing type is not declared.", Why: "Values of existing types are added by hand.", Fix: "Add the constant."},
	{Name: "mixed-packages", What: "A directory holds files of several packages.", Why: "The package of a new file is not clear.", Fix: "Name another directory."},
	{Name: "no-argument", What: "A call cannot be completed.", Why: "Nothing in scope has the type that is needed.", Fix: "Say in the plan what is passed, or complete the call by hand."},
	{Name: "no-plan", What: "The plan cannot be read.", Why: "There is nothing to do.", Fix: "Give the path of a plan, or start one with kvscaffold new NAME."},
	{Name: "not-a-directory", What: "A part of a path is a file.", Why: "Nothing can be below it.", Fix: "Correct the path."},
	{Name: "model-too-large", What: "A plan or model exceeds a limit: entries of a list, bytes of a value, parts of a path.", Why: "A run would take its time without bound.", Fix: "Split the plan into several features, or shorten what the message names."},
	{Name: "not-a-file", What: "A path names something that is no plain file.", Why: "Only plain files are read and written.", Fix: "Correct the path."},
	{Name: "not-a-struct", What: "A field is planned below something that has no fields.", Why: "It has no place.", Fix: "Correct the path."},
	{Name: "not-repaired", What: "An earlier run was broken off while it wrote, and its change could be neither taken back nor finished.", Why: "A checkout in between is not to be read.", Fix: "See to the cause that the message names (rights, a full disk), and run again; originals are kept beside their files as .NAME.kvscaffold-old."},
	{Name: "not-kubevirt", What: "The directory is no KubeVirt checkout.", Why: "Nothing in it is known.", Fix: "Give the root of a checkout with --repo."},
	{Name: "not-formatted", What: "A file would no longer be formatted as gofmt does.", Why: "KubeVirt's checks would fail.", Fix: "Report it with the plan."},
	{Name: "path-outside", What: "A path leads out of the checkout.", Why: "Nothing outside is touched.", Fix: "Write paths relative to the checkout."},
	{Name: "rule-expression", What: "The expression of a rule is wrong.", Why: "It is no CEL, names a field that the API does not have, or compares different types.", Fix: "Write an expression in CEL over the fields of the API and of the plan; line and column are told."},
	{Name: "saved-meanwhile", What: "A file was saved by somebody while the change was being written.", Why: "That save stays; everything else was taken back.", Fix: "Run the command again."},
	{Name: "second-run", What: "Applying the plan again would change something.", Why: "The tool promises that a second run changes nothing.", Fix: "Report it with the plan."},
	{Name: "swagger-doc-form", What: "An API source file uses a form that the documentation generator was never seen with.", Why: "What it would make of it is not known.", Fix: "Write the type like its neighbours."},
	{Name: "symbolic-link", What: "A file to be written is a symbolic link.", Why: "Following it could leave the checkout.", Fix: "Replace the link by the file."},
	{Name: "test-failure", What: "A test fails with the change.", Why: "It passed before.", Fix: "Read the test's message; a validation rule in the plan may contradict existing behaviour."},
	{Name: "type-error", What: "The result does not compile.", Why: "Nothing is written that does not compile.", Fix: "Read the compiler's message; often a type in the plan is wrong."},
	{Name: "unknown-gate", What: "The plan relies on a gate that the checkout does not register.", Why: "It cannot be asked for.", Fix: "Correct the name, or say that the gate is new."},
	{Name: "unknown-kind", What: "An API kind is not in the checkout.", Why: "Its fields have no place.", Fix: "Use a kind's name, e.g. VirtualMachineInstance."},
	{Name: "unknown-package", What: "A qualifier in a type names no known package.", Why: "It cannot be imported.", Fix: "Use one that the file imports."},
	{Name: "unknown-parent", What: "A field is planned below a name that looks like a misspelt existing one.", Why: "A new struct would be made where an existing one is meant.", Fix: "Correct the path, or give the parent a line of its own with its type."},
	{Name: "unknown-struct", What: "A struct that is to get a field is not there.", Why: "The field has no place.", Fix: "Correct the name, or declare the struct."},
	{Name: "unknown-type", What: "A type is neither in the checkout nor in the plan.", Why: "It cannot be used.", Fix: "Declare it, or spell it out in Go."},
	{Name: "unreadable-build-file", What: "A BUILD file does not parse.", Why: "It cannot follow the Go files.", Fix: "Correct it, or run make bazel-generate."},
	{Name: "stale-preview", What: "A file is not the one that a saved preview was made from.", Why: "Exactly what was shown is written, or nothing.", Fix: "Make the preview anew."},
	{Name: "uncommitted", What: "A file that would be changed has uncommitted changes.", Why: "They would mix with the change of the plan, and git could not tell them apart.", Fix: "Commit or stash them, or run with --allow-dirty."},
	{Name: "unreadable", What: "A file or directory of the checkout cannot be read.", Why: "What is there must not be taken for missing.", Fix: "Give yourself the right to read it."},
	{Name: "unseen-characters", What: "A value holds characters that cannot be seen: control characters, or some that change the direction of text.", Why: "Code that reads otherwise than it runs is a known way to hide things.", Fix: "Nothing; they were taken out. Look at the line with an editor that shows them."},
}
