package annotate

// findAttributions fills d.attributions.
func (d *doc) findAttributions() {}
