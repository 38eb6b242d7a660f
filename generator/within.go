// This file defines how computing ends when its context does.
package generator

import "context"

// Within returns what f returns, or the error of the context as soon as that
// ends. f must have no effect beside its result, since it is left to itself
// then. A panic of f is one of the caller's.
func Within[T any](ctx context.Context, f func() T) (T, error) {
	var out T
	var panicked any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		out = f()
	}()
	select {
	case <-done:
		if panicked != nil {
			panic(panicked)
		}
		return out, ctx.Err()
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
