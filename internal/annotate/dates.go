package annotate

// findDates fills d.dates.
func (d *doc) findDates() {}
