package codegen

// codeSteps, manifestSteps and layoutSteps are filled in below.
func (c *catalog) codeSteps() []Step     { return nil }
func (c *catalog) manifestSteps() []Step { return nil }
func (c *catalog) layoutSteps() []Step   { return nil }
