// Package reconcile says where the accounts of one story agree and differ.
package reconcile

import "stemma"

// Version is raised whenever the same accounts could give different findings.
const Version = 1

// Story returns the report of one story. arts are in report order, marks[i]
// belongs to arts[i], and lin is their lineage.
func Story(arts []*stemma.Article, marks []*stemma.Marks, lin stemma.Lineage) *stemma.Report {
	return &stemma.Report{Articles: arts, Marks: marks, Lineage: lin}
}
