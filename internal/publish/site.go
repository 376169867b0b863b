package publish

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// A Site says how a page looks that a web site serves: with the site's own
// style sheet and navigation, and with links to its other pages. Without one, a
// page is a document of its own, which asks nothing of the network.
//
// Such a page has no script, no event handler, no style element and no style
// attribute, so that it is shown whole under the policy
//
//	default-src 'none'; style-src 'self'
//
// Each maker of links returns an address as it stands in a link,
// percent-encoded: absolute by http or https, or relative. It returns "", and
// may be nil, where the site has no such page; then there is no link.
type Site struct {
	Sheet string        // the address of Stylesheet
	Nav   template.HTML // the site's navigation, above the page's header; written as it stands
	Since template.HTML // what has changed since the reader last looked, above the accounts; written as it stands; empty for nothing

	Article func(id string) string   // the page on an article, by its ID
	Person  func(name string) string // on a person, place or organisation, by its fullest name
	Outlet  func(name string) string // on an outlet
	Finding func(id string) string   // on an entry of this report: "f3", "u1"
}

// Stylesheet returns the style sheet of all pages, as CSS.
func Stylesheet() string { return string(styled) }

func (s *Site) article(id string) string {
	if s == nil {
		return ""
	}
	return made(s.Article, id)
}

func (s *Site) person(name string) string {
	if s == nil {
		return ""
	}
	return made(s.Person, name)
}

func (s *Site) outlet(name string) string {
	if s == nil {
		return ""
	}
	return made(s.Outlet, name)
}

func (s *Site) finding(id string) string {
	if s == nil {
		return ""
	}
	return made(s.Finding, id)
}

// made returns what a maker of links makes of s, and "" for an address of
// another scheme than http.
func made(maker func(string) string, s string) string {
	if maker == nil || s == "" {
		return ""
	}
	to := maker(s)
	before, _, colon := strings.Cut(to, ":")
	if colon && before != "http" && before != "https" && !strings.ContainsAny(before, "/?#") {
		return ""
	}
	return to
}

// Web returns the address of the account's page if it is one of the web, and ""
// for any other scheme, to which nothing leads.
func (a *account) Web() string {
	u, err := url.Parse(strings.TrimSpace(a.URL))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return a.URL
}

// A frame is what the beginning and the end of a page are written from.
type frame struct {
	Site    *Site
	CSS     template.CSS
	Policy  string
	Version string
}

// Anchor returns the name of the place of e on a page, the same on every page
// and in every version of it: "person-ida-marren". Names that are written alike,
// but for accents, case and marks, have one anchor.
func Anchor(e *stemma.Entity) string {
	const longest = 60
	out := []byte(e.Kind)
	dash, plain := true, true
	for _, r := range text.Fold(e.Name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if dash {
				out = append(out, '-')
			}
			out, dash = append(out, byte(r)), false
		case r < utf8.RuneSelf:
			dash = true
		default:
			plain = false
		}
	}
	if plain && len(out) <= longest && len(out) > len(e.Kind) {
		return string(out)
	}
	h := fnv.New32a()
	io.WriteString(h, text.Fold(e.Name))
	return fmt.Sprintf("%.*s-%08x", longest, out, h.Sum32())
}

func frameOf(o Options) frame {
	return frame{Site: o.Site, CSS: styled, Policy: policy, Version: o.Version}
}
