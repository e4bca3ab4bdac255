package basics

// Far of spreadBad: the other half, in the file that comes first.
func (p *spreadBad) Far() {
	p.b.Lock()
	p.a.Lock() // want `basics\.spreadBad\..*\[inversion\]`
	p.a.Unlock()
	p.b.Unlock()
}

// Far of spreadOk: the order of the other file.
func (p *spreadOk) Far() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}
