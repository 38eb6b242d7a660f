package codegen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/codegen/apisrc"
	"github.com/kubevirt/kvscaffold/generator/codegen/swaggerjson"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// runSwaggerJSON derives swagger.json from the OpenAPI definitions, and builds
// the checkout's tool where that cannot be proved to be right: compiling it
// takes longer than all the rest.
func runSwaggerJSON(ctx context.Context, s *session) error {
	proof := s.routeProof()
	why := s.routesMoved(proof)
	if why == "" {
		var err error
		if why, err = s.deriveSwagger(); why == "" || err != nil {
			return err
		}
	}
	s.warn(diag.Diagnostic{Severity: diag.Note, Code: "generator-built", Pos: diag.Pos{File: swaggerFile},
		Message: "building " + openapiTool + ", which takes minutes the first time, because " + why})
	for _, call := range s.script.Named("openapispec") {
		if err := s.runInTree(ctx, openapiTool, call); err != nil {
			return err
		}
	}
	return s.rememberRoutes(proof)
}

// routesMoved returns why the routes in swagger.json may not be as the code has
// them, "" where the change is elsewhere, or where an earlier check of the same
// code has found them so.
func (s *session) routesMoved(proof string) string {
	if s.check || s.all {
		if _, err := os.Stat(proof); err != nil {
			return "the routes of this code have not been checked before"
		}
		return ""
	}
	if why := onCode(routeSources)(s.facts); why != "" {
		return why
	}
	for _, p := range s.changed {
		if Match(apiSources, p) && isSource(p) && !apisrc.KeepsConstants(s.before(p), s.after(p)) {
			return "a constant changed in " + p + ", and routes are made of such names"
		}
	}
	return ""
}

// routeProof names the file that stands for a finished check of the routes: it
// changes with swagger.json and all code the routes are made of.
func (s *session) routeProof() string {
	sum := sha256.New()
	sum.Write(s.after(swaggerFile))
	sum.Write(s.after("vendor/modules.txt"))
	for _, p := range s.copied {
		if strings.HasSuffix(p, ".go") && (Match(routeSources, p) || Match(apiSources, p)) {
			sum.Write([]byte(p))
			sum.Write(s.after(p))
		}
	}
	return filepath.Join(s.opts.CacheDir, "routes", hex.EncodeToString(sum.Sum(nil)[:16]))
}

// rememberRoutes records that the tool left swagger.json as it was.
func (s *session) rememberRoutes(proof string) error {
	now, err := s.dir.Read(swaggerFile)
	if err != nil || string(now) != string(s.after(swaggerFile)) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(proof), 0o755); err != nil {
		return err
	}
	return os.WriteFile(proof, nil, 0o644)
}

// deriveSwagger writes swagger.json from the definitions; why says what keeps
// it from being proved right.
func (s *session) deriveSwagger() (why string, err error) {
	now, err := s.dir.Read(openapiFile)
	if err != nil {
		return "", err
	}
	text, err := swaggerjson.Update(s.before(swaggerFile), s.before(openapiFile), now)
	var unproven *swaggerjson.Unproven
	if errors.As(err, &unproven) {
		return unproven.Reason, nil
	}
	if err != nil {
		return "", err
	}
	return "", s.dir.Write(swaggerFile, text)
}
