// Package extract finds the report on a page and sets the rest aside.
package extract

import "stemma"

// Version is raised whenever the same page could give a different article.
const Version = 1

// Article returns the account that p holds. The error wraps
// [stemma.ErrUnreadable] if there is no text, and [stemma.ErrLanguage] if the
// text is not English, in which case the article is returned as well.
func Article(p stemma.Page) (*stemma.Article, error) { return nil, stemma.ErrUnreadable }
