package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/kubevirt/kvscaffold/generator"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/codegen"
	"github.com/kubevirt/kvscaffold/generator/emit"
)

// codegenOptions gives the generators what they need of the outside world.
// Tools are built once into the user's cache directory.
func (a *app) codegenOptions() (codegen.Options, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return codegen.Options{}, fmt.Errorf("no directory for built tools: %w", err)
	}
	return codegen.Options{CacheDir: filepath.Join(cache, "kvscaffold"), Env: os.Environ(), Parallel: max(1, runtime.NumCPU()), Clock: time.Now}, nil
}

// codegen is the pipeline's stage that runs the checkout's generators.
func (a *app) codegen(told *report) generator.Codegen {
	return func(ctx context.Context, base, next *checkout.Tree) (generator.Generated, error) {
		opts, err := a.codegenOptions()
		if err != nil {
			return generator.Generated{}, err
		}
		told.begin("generators")
		defer told.begin("")
		opts.Progress = told.step
		res, err := interruptible(ctx, func() (*codegen.Result, error) { return codegen.Run(ctx, base, next, opts) })
		if err != nil {
			return generator.Generated{}, err
		}
		out := generator.Generated{Files: res.Files, Diags: res.Diags}
		for _, s := range res.Ran {
			out.Ran = append(out.Ran, stepLine(s))
		}
		for _, s := range res.Skipped {
			why := s.Why
			if s.Instead != "" {
				why += "; run: " + s.Instead
			}
			out.Left = append(out.Left, emit.Item{What: s.Name, Why: why})
		}
		return out, nil
	}
}

// grace is how long an interrupted run waits for its generators to clean up.
const grace = 600 * time.Millisecond

// interruptible returns what run returns. Once ctx has ended it waits no longer
// than grace: processes are killed at once, and a scratch copy that is left is
// swept away by the next run.
func interruptible[T any](ctx context.Context, run func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := run()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		return o.value, o.err
	case <-time.After(grace):
		var none T
		return none, ctx.Err()
	}
}

func stepLine(s codegen.StepReport) string {
	line := s.Name
	if s.Tool != "" {
		line += " (" + s.Tool + ")"
	}
	if s.Elapsed > 0 {
		line += fmt.Sprintf(" %.1fs", s.Elapsed.Seconds())
	}
	return line
}
