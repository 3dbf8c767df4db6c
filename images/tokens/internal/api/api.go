// Package api is the HTTP interface of the creator, as openapi.json describes it. Every response is JSON.
package api

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"shared-keys/tokens/internal/signer"
)

// API answers the requests. It is a httpserver.Handler.
type API struct {
	signer signer.Signer
	maxTTL int
	log    *slog.Logger
	// draining is true once the server has been told to stop.
	draining atomic.Bool
	routes   map[string]route
}

// route is the only method of a path, where GET includes HEAD, and its handler.
type route struct {
	method string
	handle http.HandlerFunc
}

// New returns the API. maxTTL is the longest lifetime of a token that a client may ask for, in seconds.
func New(signer signer.Signer, maxTTL int, log *slog.Logger) *API {
	a := &API{signer: signer, maxTTL: maxTTL, log: log}
	description := withMaxTTL(openAPI, maxTTL)
	a.routes = map[string]route{
		"/tokens":  {http.MethodPost, a.createToken},
		"/healthz": {http.MethodGet, a.health},
		"/readyz":  {http.MethodGet, a.ready},
		"/openapi.json": {http.MethodGet, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusOK, description)
		}},
	}
	return a
}

// Drain makes /readyz answer 503 and every response close its connection.
func (a *API) Drain() {
	a.draining.Store(true)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer a.recoverPanic(w, r)
	if a.draining.Load() {
		w.Header().Set("Connection", "close")
	}
	if query, err := url.QueryUnescape(r.URL.RawQuery); err == nil && !utf8.ValidString(query) || !utf8.ValidString(r.URL.Path) {
		fail(w, http.StatusBadRequest, "the path and the query must be UTF-8")
		return
	}
	// The path as it was sent: /%74okens is not /tokens.
	found, ok := a.routes[r.URL.EscapedPath()]
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
	found.handle(w, r)
}

func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

func (a *API) ready(w http.ResponseWriter, _ *http.Request) {
	if a.draining.Load() {
		fail(w, http.StatusServiceUnavailable, "the server is stopping")
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

// recoverPanic answers 500 after a panic; without it, net/http would close the connection without a response.
func (a *API) recoverPanic(w http.ResponseWriter, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	a.log.Error("a request failed", "method", r.Method, "path", r.URL.Path, "reason", reason)
	fail(w, http.StatusInternalServerError, "the request failed")
}
