package api

import (
	"encoding/json"
	"net/http"
)

// fail writes an error response; the message is for the client.
func fail(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}

func writeJSON(w http.ResponseWriter, status int, value map[string]string) {
	// Encoding a map of strings cannot fail.
	body, _ := json.Marshal(value)
	write(w, status, body)
}

// write writes a response whose body is JSON already.
func write(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	// Tokens must not be cached.
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// If the client is gone, nobody can be told of the error.
	_, _ = w.Write(body)
}
