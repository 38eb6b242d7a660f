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
	if s.routesStand(proof) {
		done, err := s.deriveSwagger()
		if done || err != nil {
			return err
		}
	}
	for _, call := range s.script.Named("openapispec") {
		if err := s.runInTree(ctx, openapiTool, call); err != nil {
			return err
		}
	}
	return s.rememberRoutes(proof)
}

// routesStand reports whether the routes in swagger.json are as the code has
// them: the change is elsewhere, or an earlier check of the same code has
// found them so.
func (s *session) routesStand(proof string) bool {
	if s.check || s.all {
		_, err := os.Stat(proof)
		return err == nil
	}
	if onCode(routeSources)(s.facts) != "" {
		return false
	}
	for _, p := range s.changed {
		if Match(apiSources, p) && isSource(p) && !apisrc.KeepsConstants(s.before(p), s.after(p)) {
			return false // routes are made of names of the API
		}
	}
	return true
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

func (s *session) deriveSwagger() (done bool, err error) {
	now, err := s.dir.Read(openapiFile)
	if err != nil {
		return false, err
	}
	text, err := swaggerjson.Update(s.before(swaggerFile), s.before(openapiFile), now)
	var unproven *swaggerjson.Unproven
	if errors.As(err, &unproven) {
		s.warn(diag.Diagnostic{Severity: diag.Note, Code: "generator-built", Pos: diag.Pos{File: swaggerFile},
			Message: "built " + openapiTool + ", which takes longer, because " + unproven.Reason})
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.dir.Write(swaggerFile, text)
}
