package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shared-keys/tokens/internal/exitstatus"
	"shared-keys/tokens/internal/keyset"
)

const key = "sixteen bytes at least"

// start runs keycreator with this environment. It returns the status, the log, and the path that it writes to by default.
func start(t *testing.T, environment map[string]string, args ...string) (status int, log string, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "jwks.json")
	if _, set := environment["KEYS_PATH"]; !set {
		environment["KEYS_PATH"] = path
	}
	var out bytes.Buffer
	status = run(args, func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}, &out)
	return status, out.String(), path
}

// jwk is a key of the file, as RFC 7517 writes it.
type jwk struct{ Kty, Alg, Use, Kid, K string }

func readSet(t *testing.T, path string) []jwk {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Keys []jwk
	}
	if err := json.Unmarshal(content, &set); err != nil {
		t.Fatal(err)
	}
	return set.Keys
}

func TestEveryPodComesToTheSameHash(t *testing.T) {
	// Computed by the reference implementation. Another salt or cost would invalidate every token that is in use.
	const expected = "YgBQ5oM9jV6m2NWFsKu_GfT_jb1gTXEcnvrzGLdtOZk"
	for range 2 {
		status, log, path := start(t, map[string]string{"KEY_CURRENT": key})
		if status != exitstatus.Succeeded {
			t.Fatal(status, log)
		}
		keys := readSet(t, path)
		if len(keys) != 1 || keys[0].K != expected {
			t.Fatalf("the hash is %+v", keys)
		}
	}
}

func TestTheCurrentKeyComesFirstAndEachKeyHasItsID(t *testing.T) {
	other := strings.Repeat("o", minKeyBytes)
	_, _, path := start(t, map[string]string{"KEY_CURRENT": other, "KEY_PREVIOUS": key})
	keys := readSet(t, path)
	if len(keys) != 2 || keys[0].Kid == keys[1].Kid {
		t.Fatalf("%+v", keys)
	}
	for i, source := range []string{other, key} {
		got := keys[i]
		expected := keyset.New(hash(source))
		value := base64.RawURLEncoding.EncodeToString(expected.Value)
		if got != (jwk{Kty: "oct", Alg: "HS256", Use: "sig", Kid: expected.ID, K: value}) {
			t.Errorf("key %d is %+v", i, got)
		}
	}
}

func TestTheFileIsReadableByItsGroupAndNothingIsLeftBesideIt(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "jwks.json")
	// Left by a killed keycreator, and by an earlier run.
	for _, name := range []string{".jwks.json.new", "jwks.json"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	if status, log, _ := start(t, map[string]string{"KEY_CURRENT": key, "KEYS_PATH": path}); status != exitstatus.Succeeded {
		t.Fatal(status, log)
	}
	if len(readSet(t, path)) != 1 {
		t.Error("the earlier file is still there")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Mode() != fileMode {
		t.Fatal(info.Mode(), err)
	}
}

func TestNothingOfAKeyOrAHashIsInTheLog(t *testing.T) {
	previous := strings.Repeat("p", minKeyBytes)
	for _, environment := range []map[string]string{
		{"KEY_CURRENT": key, "KEY_PREVIOUS": previous},
		{"KEY_CURRENT": key, "KEY_PREVIOUS": key},
		{"KEY_CURRENT": key[:10], "KEY_PREVIOUS": previous[:9]},
		{"KEY_CURRENT": key, "KEYS_PATH": "/nowhere/jwks.json"},
	} {
		_, log, _ := start(t, environment)
		secrets := []string{key[:9], previous[:9]}
		for _, hashed := range [][]byte{hash(key), hash(previous)} {
			secrets = append(secrets, base64.StdEncoding.EncodeToString(hashed)[:20], fmt.Sprintf("%x", hashed))
			secrets = append(secrets, base64.RawURLEncoding.EncodeToString(hashed)[:20])
		}
		for _, secret := range secrets {
			if strings.Contains(log, secret) {
				t.Errorf("%s is in %s", secret, log)
			}
		}
	}
}

func TestTheLogIsOneJSONLineWithTheIDs(t *testing.T) {
	_, log, path := start(t, map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": ""})
	var line struct {
		Time, Level, Message string
		Kids                 []string
	}
	if err := json.Unmarshal([]byte(log), &line); err != nil {
		t.Fatal(log, err)
	}
	if line.Level != "info" || line.Time == "" || line.Message == "" {
		t.Error(log)
	}
	if len(line.Kids) != 1 || line.Kids[0] != readSet(t, path)[0].Kid {
		t.Error(log)
	}
}

func TestEveryWrongSettingIsNamedInOneLineAndNothingIsWritten(t *testing.T) {
	const allowed = "it must be a key of 16 to 4096 bytes"
	for _, one := range []struct {
		environment map[string]string
		messages    []string
	}{
		{map[string]string{}, []string{"KEY_CURRENT is not set: " + allowed}},
		{map[string]string{"KEY_CURRENT": ""}, []string{"KEY_CURRENT is 0 bytes long: " + allowed}},
		{map[string]string{"KEY_CURRENT": strings.Repeat("k", 15)}, []string{"KEY_CURRENT is 15 bytes long: " + allowed}},
		{map[string]string{"KEY_CURRENT": strings.Repeat("k", 4097)}, []string{"KEY_CURRENT is 4097 bytes long: " + allowed}},
		{
			map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": "short"},
			[]string{"KEY_PREVIOUS is 5 bytes long: " + allowed + ", or not set"},
		},
		{
			map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": key},
			[]string{"KEY_PREVIOUS is the same as KEY_CURRENT: it must be another key, or not set"},
		},
		{
			map[string]string{"KEYS_PATH": "keys/jwks.json"},
			[]string{
				`KEYS_PATH is "keys/jwks.json": it must be the absolute path of a file`,
				"KEY_CURRENT is not set: " + allowed,
			},
		},
	} {
		status, log, path := start(t, one.environment)
		if status != exitstatus.Misused {
			t.Errorf("status %d with %v", status, one.environment)
		}
		lines := strings.Split(strings.TrimSpace(log), "\n")
		if len(lines) != len(one.messages) {
			t.Fatalf("%d lines: %s", len(lines), log)
		}
		for i, line := range lines {
			var logged struct{ Level, Message string }
			if err := json.Unmarshal([]byte(line), &logged); err != nil {
				t.Fatal(err)
			}
			if logged.Level != "error" || logged.Message != one.messages[i] {
				t.Errorf("%s\nis not\n%s", logged.Message, one.messages[i])
			}
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("something is written with %v", one.environment)
		}
	}
}

func TestArgumentsAreRefused(t *testing.T) {
	status, log, _ := start(t, map[string]string{"KEY_CURRENT": key}, key)
	if status != exitstatus.Misused || strings.Contains(log, key) {
		t.Fatal(status, log)
	}
}

func TestAPathThatCannotBeWrittenIsAnError(t *testing.T) {
	status, log, _ := start(t, map[string]string{"KEY_CURRENT": key, "KEYS_PATH": "/nowhere/jwks.json"})
	if status != exitstatus.Failed || !strings.Contains(log, "the hash cannot be written: ") || strings.Count(log, "\n") != 1 {
		t.Fatal(status, log)
	}
}
