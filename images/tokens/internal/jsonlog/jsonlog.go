// Package jsonlog makes the log of a program: one JSON object per line.
package jsonlog

import (
	"io"
	"log/slog"
	"strings"
)

// New returns a logger that writes to out. Each line has the members time, level (in lower case) and message, followed
// by the attributes of the entry.
func New(out io.Writer) *slog.Logger {
	rename := func(groups []string, attribute slog.Attr) slog.Attr {
		if len(groups) > 0 {
			return attribute
		}
		switch attribute.Key {
		case slog.MessageKey:
			attribute.Key = "message"
		case slog.LevelKey:
			attribute.Value = slog.StringValue(strings.ToLower(attribute.Value.String()))
		}
		return attribute
	}
	return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{ReplaceAttr: rename}))
}
