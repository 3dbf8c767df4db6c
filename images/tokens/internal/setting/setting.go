// Package setting reads the settings of a program from its environment and reports every wrong one.
package setting

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
)

// Lookup returns the value of an environment variable and whether it is set, as os.LookupEnv does.
type Lookup func(name string) (value string, set bool)

// Problem describes one setting with a value that is not allowed.
type Problem struct {
	// Setting is the name of the environment variable.
	Setting string
	// Found describes the value. For a secret it must not contain the value.
	Found string
	// Allowed describes the values that are allowed, worded to follow "it must be".
	Allowed string
}

func (p Problem) String() string {
	return fmt.Sprintf("%s is %s: it must be %s", p.Setting, p.Found, p.Allowed)
}

// Reader reads settings one by one and collects the problems, so that all of them can be reported at once.
type Reader struct {
	lookup   Lookup
	problems []Problem
}

// NewReader returns a reader of the settings that lookup finds.
func NewReader(lookup Lookup) *Reader {
	return &Reader{lookup: lookup}
}

// Text returns the value of a setting, or fallback if it is not set. A value for which valid returns false is a problem.
func (r *Reader) Text(name, fallback string, valid func(string) bool, allowed string) string {
	value, set := r.lookup(name)
	if !set {
		return fallback
	}
	if !valid(value) {
		r.Reject(name, strconv.Quote(value), allowed)
	}
	return value
}

// WholeNumber returns a number from least to most, written in decimal without a sign or leading zeros for numbers that
// are not negative; fallback if the setting is not set.
func (r *Reader) WholeNumber(name string, fallback, least, most int) int {
	number := fallback
	valid := func(value string) bool {
		var err error
		number, err = strconv.Atoi(value)
		return err == nil && number >= least && number <= most && strconv.Itoa(number) == value
	}
	r.Text(name, "", valid, fmt.Sprintf("a whole number from %d to %d", least, most))
	return number
}

// File returns the absolute path of a file, or fallback if the setting is not set. The file need not exist.
func (r *Reader) File(name, fallback string) string {
	valid := func(value string) bool { return filepath.IsAbs(value) && filepath.Base(value) != "/" }
	return r.Text(name, fallback, valid, "the absolute path of a file")
}

// Reject adds a problem that the caller found itself.
func (r *Reader) Reject(name, found, allowed string) {
	r.problems = append(r.problems, Problem{Setting: name, Found: found, Allowed: allowed})
}

// Problems returns every problem found so far, in the order in which the settings were read.
func (r *Reader) Problems() []Problem {
	return r.problems
}

// Report logs one error per problem.
func Report(log *slog.Logger, problems []Problem) {
	for _, problem := range problems {
		log.Error(problem.String(), "setting", problem.Setting)
	}
}
