// Package train makes the models of package language from the public sets.
package train
