package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// hash is the hash of a key, as keycreator makes it.
var hash = bytes.Repeat([]byte{0xfb}, 32)

// keySet returns the key set of these hashes, as keycreator writes it.
func keySet(hashes ...[]byte) string {
	keys := []string{}
	for _, hash := range hashes {
		value := base64.RawURLEncoding.EncodeToString(hash)
		digest := sha256.Sum256(fmt.Appendf(nil, `{"k":%q,"kty":"oct"}`, value))
		id := base64.RawURLEncoding.EncodeToString(digest[:])
		keys = append(keys, fmt.Sprintf(`{"kty":"oct","alg":"HS256","use":"sig","kid":%q,"k":%q}`, id, value))
	}
	return `{"keys":[` + strings.Join(keys, ",") + `]}`
}

// output is a log that can be read while it is written.
type output struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.buffer.Write(text)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.buffer.String()
}

// creator is a running creator.
type creator struct {
	url  string
	log  *output
	stop context.CancelFunc
	// ended receives its exit status.
	ended chan int
}

// environment returns the settings of a creator with a key, and further ones given as names and values.
func environment(t *testing.T, further ...string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jwks.json")
	if err := os.WriteFile(path, []byte(keySet(hash)), 0o440); err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{"KEYS_PATH": path, "PORT": "0"}
	for i := 0; i < len(further); i += 2 {
		settings[further[i]] = further[i+1]
	}
	return settings
}

// start runs a creator until the test ends.
func start(t *testing.T, further ...string) *creator {
	t.Helper()
	settings := environment(t, further...)
	ctx, stop := context.WithCancel(t.Context())
	c := &creator{log: &output{}, stop: stop, ended: make(chan int, 1)}
	go func() {
		c.ended <- run(ctx, nil, func(name string) (string, bool) {
			value, ok := settings[name]
			return value, ok
		}, c.log)
	}()
	t.Cleanup(stop)
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		var line struct {
			Message string
			Port    int
		}
		first, _, whole := strings.Cut(c.log.String(), "\n")
		if whole && json.Unmarshal([]byte(first), &line) == nil && line.Message == "listening" {
			c.url = fmt.Sprintf("http://127.0.0.1:%d", line.Port)
			return c
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not listen: ", c.log)
		}
	}
}

// answer is a response, with its body parsed from JSON.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	text   string
	// last says whether the response closes its connection.
	last bool
}

func (c *creator) request(t *testing.T, method, path, contentType, body string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := answer{status: response.StatusCode, header: response.Header, text: string(text), last: response.Close}
	if kind := got.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("%s %s answers with %q", method, path, kind)
	}
	if method != http.MethodHead {
		if err := json.Unmarshal(text, &got.body); err != nil {
			t.Errorf("%s %s: %v: %s", method, path, err, text)
		}
	}
	return got
}

func (c *creator) post(t *testing.T, body string) answer {
	t.Helper()
	return c.request(t, http.MethodPost, "/tokens", "application/json", body)
}

// refused fails the test unless the answer is an error with this status and message.
func (a answer) refused(t *testing.T, status int, message string) {
	t.Helper()
	told, _ := a.body["error"].(string)
	if a.status != status || !strings.Contains(told, message) || message == "" || len(a.body) != 1 {
		t.Errorf("%d %s, and not %d with %q", a.status, a.text, status, message)
	}
}

// read returns the header and the claims of a token.
func read(t *testing.T, token any) (header, claims map[string]any) {
	t.Helper()
	text, _ := token.(string)
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		t.Fatalf("%v is no token", token)
	}
	for i, into := range []*map[string]any{&header, &claims} {
		part, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(part, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}
