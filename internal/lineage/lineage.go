// Package lineage finds where one account took its words and its information.
package lineage

import "stemma"

// Version is raised whenever the same articles could give a different lineage.
const Version = 1

// Trace returns the lineage of the articles of one story. marks[i] belongs to
// arts[i]; both are in report order.
func Trace(arts []*stemma.Article, marks []*stemma.Marks) stemma.Lineage { return stemma.Lineage{} }
