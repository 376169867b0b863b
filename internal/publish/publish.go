// Package publish writes reports: for a terminal, as JSON, HTML and Markdown.
package publish
