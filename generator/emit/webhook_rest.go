package emit

func (c *Context) defaults() {}
