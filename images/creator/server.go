package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// longestBody is how many bytes a request may have.
const longestBody = 16 * 1024

//go:embed openapi.json
var openAPI []byte

// server answers the API. Every answer is JSON.
type server struct {
	signer signer
	maxTTL int
	log    *slog.Logger
	// stopping is set from the moment on when it has been told to end.
	stopping atomic.Bool
	routes   map[string]route
}

// route is what one path answers to: the method, which GET makes HEAD as well, and what to do.
type route struct {
	method string
	answer http.HandlerFunc
}

func newServer(signer signer, maxTTL int, log *slog.Logger) *server {
	s := &server{signer: signer, maxTTL: maxTTL, log: log}
	description := withMaxTTL(openAPI, maxTTL)
	s.routes = map[string]route{
		"/tokens":  {http.MethodPost, s.createToken},
		"/healthz": {http.MethodGet, s.health},
		"/readyz":  {http.MethodGet, s.ready},
		"/openapi.json": {http.MethodGet, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusOK, description)
		}},
	}
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.recoverPanic(w, r)
	if s.stopping.Load() {
		w.Header().Set("Connection", "close")
	}
	if query, err := url.QueryUnescape(r.URL.RawQuery); err == nil && !utf8.ValidString(query) || !utf8.ValidString(r.URL.Path) {
		fail(w, http.StatusBadRequest, "the path and the query must be UTF-8")
		return
	}
	// The path as it was sent: one that is written in another way is another path.
	found, ok := s.routes[r.URL.EscapedPath()]
	if !ok {
		fail(w, http.StatusNotFound, "there is no such path: see /openapi.json")
		return
	}
	if r.Method != found.method && (r.Method != http.MethodHead || found.method != http.MethodGet) {
		allowed := found.method
		if allowed == http.MethodGet {
			allowed = "GET, HEAD"
		}
		w.Header().Set("Allow", allowed)
		fail(w, http.StatusMethodNotAllowed, "the method must be "+strings.ReplaceAll(allowed, ", ", " or "))
		return
	}
	found.answer(w, r)
}

func (s *server) createToken(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "the Content-Type must be application/json")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err != nil {
		status, message := bodyError(err)
		fail(w, status, message)
		return
	}
	value, err := parseStrictly(body)
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	asked, err := readRequest(value, s.maxTTL)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	token, expires, err := s.signer.sign(asked)
	if errors.Is(err, errTooLong) {
		fail(w, http.StatusRequestEntityTooLarge, err.Error())
		return
	}
	if err != nil {
		s.log.Error("a token cannot be signed: " + err.Error())
		fail(w, http.StatusInternalServerError, "the token cannot be made")
		return
	}
	writeJSON(w, http.StatusCreated, map[string]string{"token": token, "expiresAt": expires.Format(time.RFC3339)})
}

// bodyError tells a client why its body was not read to its end.
func bodyError(err error) (status int, message string) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, "the body is too large: at most 16384 bytes are allowed"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout, "the body did not arrive in time"
	default:
		return http.StatusBadRequest, "the body cannot be read"
	}
}

func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

func (s *server) ready(w http.ResponseWriter, _ *http.Request) {
	if s.stopping.Load() {
		fail(w, http.StatusServiceUnavailable, "the server is about to end")
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

// recoverPanic answers 500 where a bug would have closed the connection without an answer.
func (s *server) recoverPanic(w http.ResponseWriter, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	s.log.Error("a request failed", "method", r.Method, "path", r.URL.Path, "reason", reason)
	fail(w, http.StatusInternalServerError, "the request failed")
}

func fail(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}

func writeJSON(w http.ResponseWriter, status int, value map[string]string) {
	// A map of texts can always be encoded.
	body, _ := json.Marshal(value)
	write(w, status, body)
}

func write(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	// A token is nothing for a cache to keep.
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// Who asked may be gone by now: nobody is left to tell.
	_, _ = w.Write(body)
}
