package codegen

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/script"
	"github.com/kubevirt/kvscaffold/generator/codegen/toolbox"
)

// runLauncherDeepcopy runs the call of deepcopy-gen that names the launcher's
// schema.
func runLauncherDeepcopy(ctx context.Context, s *session) error {
	for i, call := range s.script.Named("deepcopy-gen") {
		for _, pkg := range call.Operands() {
			if path.Clean(pkg) == launcherSchema {
				return s.runCall(ctx, "deepcopy-gen", i)
			}
		}
	}
	return nil
}

// runClients makes the client sets whose inputs lie in this checkout, or all.
func runClients(ctx context.Context, s *session) error {
	for i, call := range s.script.Named("client-gen") {
		if s.all || strings.HasPrefix(call.Flag("input-base"), "kubevirt.io/api") {
			if err := s.runCall(ctx, "client-gen", i); err != nil {
				return err
			}
		}
	}
	return nil
}

// runManifests writes every manifest of the resource generator.
func runManifests(ctx context.Context, s *session) error {
	exe, err := s.goBuild(ctx, resourceTool)
	if err != nil {
		return err
	}
	for _, call := range s.script.Named("resource-generator") {
		if err := s.runKnown(ctx, exe, call); err != nil {
			return err
		}
	}
	return nil
}

// runKnown runs a call unless it holds words that only a shell could tell.
func (s *session) runKnown(ctx context.Context, exe string, call script.Call) error {
	if !call.Known() {
		return &toolbox.Unavailable{Tool: call.Name, Err: fmt.Errorf("%s:%d builds its arguments by a shell function", script.Path, call.Line)}
	}
	return s.redirect(ctx, exe, call)
}

// runCSV makes the cluster service version and puts the script's placeholders
// back.
func runCSV(ctx context.Context, s *session) error {
	exe, err := s.goBuild(ctx, csvTool)
	if err != nil {
		return err
	}
	for _, call := range s.script.Named("csv-generator") {
		if err := s.runKnown(ctx, exe, call); err != nil {
			return err
		}
		if err := s.substitute(call.Stdout); err != nil {
			return err
		}
	}
	return nil
}

// substitute applies the script's "sed -i s/old/new/g file" calls for a file.
// The words it replaces are plain.
func (s *session) substitute(file string) error {
	text, err := s.dir.Read(script.InTree(file))
	if err != nil {
		return err
	}
	out := string(text)
	for _, call := range s.script.Named("sed") {
		if len(call.Args) != 3 || call.Args[0] != "-i" || call.Args[2] != file {
			continue
		}
		if parts := strings.Split(call.Args[1], "/"); len(parts) == 4 && parts[0] == "s" && parts[3] == "g" {
			out = strings.ReplaceAll(out, parts[1], parts[2])
		}
	}
	return s.dir.Write(script.InTree(file), []byte(out))
}

// runExamples makes all examples anew, so that those no longer made vanish.
func runExamples(ctx context.Context, s *session) error {
	exe, err := s.goBuild(ctx, examplesTool)
	if err != nil {
		return err
	}
	for _, name := range s.next.Files("examples") {
		if err := s.dir.Write(path.Join("examples", name), nil); err != nil {
			return err
		}
	}
	for _, call := range s.script.Named("vms-generator") {
		if err := s.runKnown(ctx, exe, call); err != nil {
			return err
		}
	}
	return nil
}

// runMetricsDocs writes the list of metrics. The script changes directory
// before it redirects, so the file's name there is relative.
func runMetricsDocs(ctx context.Context, s *session) error {
	exe, err := s.goBuild(ctx, metricsTool)
	if err != nil {
		return err
	}
	out, err := s.exec(ctx, s.at(path.Dir(metricsFile)), exe)
	if err != nil {
		return err
	}
	return s.dir.Write(metricsFile, out)
}
