package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"shared-keys/tokens/internal/claims"
	"shared-keys/tokens/internal/httpserver"
	"shared-keys/tokens/internal/signer"
	"shared-keys/tokens/internal/strictjson"
)

// createToken answers POST /tokens.
func (a *API) createToken(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "the Content-Type must be application/json")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, httpserver.MaxBodyBytes))
	if err != nil {
		status, message := bodyError(err)
		fail(w, status, message)
		return
	}
	value, err := strictjson.Parse(body)
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	request, err := claims.Check(value, a.maxTTL)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	token, expires, err := a.signer.Sign(request)
	if errors.Is(err, signer.ErrTooLong) {
		fail(w, http.StatusRequestEntityTooLarge, err.Error())
		return
	}
	if err != nil {
		a.log.Error(err.Error())
		fail(w, http.StatusInternalServerError, "the token cannot be made")
		return
	}
	writeJSON(w, http.StatusCreated, map[string]string{"token": token, "expiresAt": expires.Format(time.RFC3339)})
}

// bodyError returns the response for a body that could not be read to its end.
func bodyError(err error) (status int, message string) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		message = fmt.Sprintf("the body is too large: at most %d bytes are allowed", tooLarge.Limit)
		return http.StatusRequestEntityTooLarge, message
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout, "the body did not arrive in time"
	default:
		return http.StatusBadRequest, "the body cannot be read"
	}
}
