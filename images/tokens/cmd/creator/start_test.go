package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shared-keys/tokens/internal/exitstatus"
)

// attempt runs a creator that must exit by itself. It returns the status and the messages of the log.
func attempt(t *testing.T, settings map[string]string, args ...string) (status int, messages []string) {
	t.Helper()
	// A creator that starts although it should not is stopped, and then exits with status 0.
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	log := &output{}
	status = run(ctx, args, func(name string) (string, bool) {
		value, ok := settings[name]
		return value, ok
	}, log)
	for _, line := range strings.Split(strings.TrimSpace(log.String()), "\n") {
		if line == "" {
			continue
		}
		var logged struct{ Level, Message string }
		if err := json.Unmarshal([]byte(line), &logged); err != nil || logged.Level != "error" {
			t.Error(line, err)
		}
		messages = append(messages, logged.Message)
	}
	return status, messages
}

func TestItDoesNotStartWithoutAKey(t *testing.T) {
	good := base64.RawURLEncoding.EncodeToString(hash)
	whole := keySet(hash)
	short := keySet(hash[:31])
	for name, content := range map[string]string{
		"empty": "", "no JSON": "hash", "an empty set": `{"keys":[]}`, "no set": `[]`, "null": "null",
		"cut short":          whole[:len(whole)-20],
		"more after it":      whole + "{}",
		"an altered key":     strings.Replace(whole, good[:4], "AAAA", 1),
		"a key too short":    short,
		"another algorithm":  strings.Replace(whole, "HS256", "HS512", 1),
		"another type":       strings.Replace(whole, "oct", "RSA", 1),
		"another use":        strings.Replace(whole, "sig", "enc", 1),
		"a member twice":     strings.Replace(whole, `"kty"`, `"kty":"oct","kty"`, 1),
		"a name in capitals": strings.Replace(whole, `"kty"`, `"KTY"`, 1),
		"an unknown member":  strings.Replace(whole, `"use"`, `"x":"","use"`, 1),
		"an id that differs": strings.Replace(whole, `"kid":"`, `"kid":"A`, 1),
	} {
		path := filepath.Join(t.TempDir(), "jwks.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		status, messages := attempt(t, map[string]string{"KEYS_PATH": path, "PORT": "0"})
		expected := "there is no key to sign with in " + path + ": it is not a key set as keycreator writes it"
		if status != exitstatus.Failed || len(messages) != 1 || messages[0] != expected {
			t.Errorf("%s: %d %q", name, status, messages)
		}
	}
	status, messages := attempt(t, map[string]string{"KEYS_PATH": "/nowhere/jwks.json"})
	if status != exitstatus.Failed || len(messages) != 1 || !strings.Contains(messages[0], "keycreator has to run first: open /nowhere/jwks.json") {
		t.Error(status, messages)
	}
}

func TestItSignsWithTheFirstKey(t *testing.T) {
	other := make([]byte, 32)
	path := filepath.Join(t.TempDir(), "jwks.json")
	if err := os.WriteFile(path, []byte(keySet(other, hash)), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := readKey(path)
	if err != nil || !bytes.Equal(first.Value, other) {
		t.Error(first, err)
	}
}

func TestEveryWrongSettingIsNamedInOneLine(t *testing.T) {
	for setting, values := range map[string][]string{
		"PORT":      {"", "-1", "65536", "80a", "8.5", " 80", "0x50", "080"},
		"KEYS_PATH": {"", "keys.json", "./keys", "/"},
		"ISSUER":    {"", " ", "a b", "a\n", strings.Repeat("a", 129), "é"},
		"MAX_TTL":   {"", "0", "-1", "2592001", "1h", "1e3", "99999999999999999999"},
	} {
		for _, value := range values {
			settings := environment(t, setting, value)
			status, messages := attempt(t, settings)
			if status != exitstatus.Misused || len(messages) != 1 || !strings.HasPrefix(messages[0], setting+" is ") ||
				!strings.Contains(messages[0], ": it must be ") {
				t.Errorf("%s=%q: %d %q", setting, value, status, messages)
			}
		}
	}
	if status, messages := attempt(t, environment(t, "PORT", "x", "MAX_TTL", "0")); status != exitstatus.Misused || len(messages) != 2 {
		t.Error(status, messages)
	}
}

func TestTheSettingsHaveTheirDefaults(t *testing.T) {
	got, wrong := readSettings(func(string) (string, bool) { return "", false })
	expected := settings{port: 8000, keysPath: "/keys/jwks.json", issuer: "shared-keys", maxTTL: 3600}
	if got != expected || len(wrong) != 0 {
		t.Error(got, wrong)
	}
}

func TestArgumentsOtherThanCheckAreRefused(t *testing.T) {
	for _, args := range [][]string{{"serve"}, {"check", "twice"}, {""}} {
		if status, messages := attempt(t, environment(t), args...); status != exitstatus.Misused || len(messages) != 1 {
			t.Error(args, status, messages)
		}
	}
}

func TestAPortThatIsTakenIsAnError(t *testing.T) {
	c := start(t)
	port := c.url[strings.LastIndex(c.url, ":")+1:]
	status, messages := attempt(t, environment(t, "PORT", port))
	if status != exitstatus.Failed || len(messages) != 1 || !strings.Contains(messages[0], "address already in use") {
		t.Error(status, messages)
	}
}

func TestCheckTellsWhetherTheCreatorBesideItIsReady(t *testing.T) {
	c := start(t)
	port := c.url[strings.LastIndex(c.url, ":")+1:]
	asked := map[string]string{"PORT": port}
	if status, messages := attempt(t, asked, "check"); status != exitstatus.Succeeded {
		t.Error(status, messages)
	}
	c.stop()
	<-c.ended
	if status, messages := attempt(t, asked, "check"); status != exitstatus.Failed {
		t.Error(status, messages)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if check(ended, 1) != exitstatus.Failed {
		t.Error("it is ready where nothing listens")
	}
}
