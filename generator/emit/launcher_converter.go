package emit

func (p *codePlan) domainConfigurator() {}
