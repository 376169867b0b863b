package extract

import "stemma"

func fromHTML(a *stemma.Article, s string) (lang string) { return "" }
