package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shared-keys/tokens/internal/jsonlog"
	"shared-keys/tokens/internal/signer"
)

func TestAPanicIsLoggedAndNotShownToTheClient(t *testing.T) {
	log := &bytes.Buffer{}
	a := New(signer.Signer{}, 60, jsonlog.New(log))
	a.routes["/fails"] = route{http.MethodGet, func(http.ResponseWriter, *http.Request) { panic("inner secret") }}
	response := httptest.NewRecorder()
	a.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/fails", nil))
	if response.Code != 500 || strings.Contains(response.Body.String(), "inner") {
		t.Error(response)
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line["level"] != "error" {
		t.Error(log, err)
	}
}
