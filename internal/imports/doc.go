// Package imports holds the test of the arrows between stemma's packages.
package imports
