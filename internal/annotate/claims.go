package annotate

// findClaims fills d.claims.
func (d *doc) findClaims() {}
