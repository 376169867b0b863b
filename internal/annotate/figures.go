package annotate

// findFigures fills d.figures.
func (d *doc) findFigures() {}
