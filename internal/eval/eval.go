// Package eval scores the program on gold sets. Only cmd imports it.
package eval
