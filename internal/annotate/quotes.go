package annotate

// findQuotes fills d.quotes.
func (d *doc) findQuotes() {}
