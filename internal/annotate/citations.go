package annotate

// findCitations fills d.citations.
func (d *doc) findCitations() {}
