package cluster

import (
	"net/url"
	"slices"
	"strings"
)

// plainURL returns the form that the addresses of one page have in common:
// "https://m.example.org/news/42/amp?utm_source=x#top" and
// "http://www.example.org/news/42/" are both "example.org/news/42". It is "" for
// what is no address, and for the front page of a site, whose text is never one
// report.
func plainURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host, path := strings.ToLower(u.Hostname()), u.EscapedPath()
	if strings.HasPrefix(host, "www.google.") || strings.HasSuffix(host, ".cdn.ampproject.org") {
		// https://www.google.com/amp/s/example.org/news/42 and
		// https://example-org.cdn.ampproject.org/c/s/example.org/news/42
		for _, cache := range []string{"/amp/s/", "/amp/", "/c/s/", "/c/", "/v/s/", "/v/"} {
			if inner, ok := strings.CutPrefix(path, cache); ok {
				host, path, _ = strings.Cut(inner, "/")
				host = strings.ToLower(host)
				break
			}
		}
	}
	for _, p := range []string{"www.", "m.", "mobile.", "amp."} {
		if rest, ok := strings.CutPrefix(host, p); ok && strings.Contains(rest, ".") {
			host = rest
		}
	}
	path = strings.Trim(path, "/")
	for _, end := range []string{"/amp", ".amp", "/index.html", "/index.htm", "/index.php"} {
		path = strings.TrimRight(strings.TrimSuffix(path, end), "/")
	}
	path = strings.TrimPrefix(path, "amp/")
	query := u.Query()
	for name := range query {
		if tracks(strings.ToLower(name)) {
			delete(query, name)
		}
	}
	switch {
	case path == "" && len(query) == 0:
		return ""
	case len(query) == 0:
		return host + "/" + path
	}
	return host + "/" + path + "?" + query.Encode() // sorted by name
}

// tracks reports whether a parameter of an address, in lower case, says how the
// reader came to the page, or in what form, and not which page it is.
func tracks(name string) bool {
	return strings.HasPrefix(name, "utm_") || slices.Contains(trackers, name)
}

var trackers = []string{
	"amp", "outputtype", "cmp", "cmpid", "dclid", "fbclid", "feature", "ftag", "gclid", "igshid", "mc_cid", "mc_eid",
	"mkt_tok", "mod", "msclkid", "ncid", "ns_campaign", "ns_mchannel", "ns_source", "ocid", "ref", "ref_src", "rss", "share",
	"smid", "smtyp", "soc_src", "sref", "via", "xtor", "yclid",
}
