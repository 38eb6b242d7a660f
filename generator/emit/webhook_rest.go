package emit

func (c *Context) testCheck(*check) {}
func (c *Context) volumeSources()   {}
func (c *Context) defaults()        {}
