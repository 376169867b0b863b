package extract

import (
	"net/url"
	"strings"

	"stemma"
)

// Version is raised whenever the same page could give a different article.
const Version = 1

// Article returns the account that p holds. The error wraps
// [stemma.ErrUnreadable] if there is no text, and [stemma.ErrLanguage] if the
// text is not English, in which case the article is returned as well: its
// blocks hold, but nothing that needs an English reader should be asked of it.
func Article(p stemma.Page) (*stemma.Article, error) {
	a := &stemma.Article{ID: p.ID(), Key: p.Key, Path: p.Path, URL: p.URL, Outlet: p.Outlet, Title: p.Title, Retrieved: p.Retrieved}
	if d, ok := wholeDate(p.Published); ok {
		a.Published = d
	}
	declared := ""
	if p.Format == stemma.HTML {
		declared = fromHTML(a, p.Text)
	} else {
		fromText(a, p)
	}
	if a.Outlet == "" {
		a.Outlet = host(a.URL)
	}
	if !hasWords(a) {
		return nil, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: p.Path, Cause: "no text of a report was found", Do: "paste the article's text into a .txt file"}
	}
	return a, tellLanguage(a, declared)
}

// host returns the host that publishes an address: "www.example.org" is
// "example.org". It is "" if the address has none.
func host(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// hasWords reports whether any block belongs to the report.
func hasWords(a *stemma.Article) bool {
	for _, b := range a.Blocks {
		if b.Kind.Reported() {
			return true
		}
	}
	return false
}
