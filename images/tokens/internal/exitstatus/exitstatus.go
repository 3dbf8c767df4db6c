// Package exitstatus names the statuses that the programs exit with.
package exitstatus

const (
	// Succeeded means that the program did its work.
	Succeeded = 0
	// Failed means that the program could not do its work; the log says why.
	Failed = 1
	// Misused means that an argument or a setting is wrong; the log says which.
	Misused = 2
)
