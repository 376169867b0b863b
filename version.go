package stemma

// A Version is an earlier version of an account: the outlet changed it, and the
// account that is part of the report stands in its place.
type Version struct {
	Article *Article  // the earlier version; none of the report's articles
	Now     ArticleID // the account
	Edits   []Edit    // what was changed from it to the account
}
