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

const key = "thirty-two bytes or more, as a user set it"

// start runs keycreator with this environment, in which KEY_CURRENT and KEY_PREVIOUS stand for the content of the files
// with the keys. It returns the status, the log, and the path that it writes to by default.
func start(t *testing.T, environment map[string]string, args ...string) (status int, log string, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "jwks.json")
	if _, set := environment["KEYS_PATH"]; !set {
		environment["KEYS_PATH"] = path
	}
	for _, name := range []string{"KEY_CURRENT", "KEY_PREVIOUS"} {
		content, set := environment[name]
		if !set {
			continue
		}
		delete(environment, name)
		environment[name+"_FILE"] = filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(environment[name+"_FILE"], []byte(content), 0o440); err != nil {
			t.Fatal(err)
		}
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
	const expected = "T_bwmTu7zVHIREFo9iFg5Amy3nJuUsSY0CkzDL229Vw"
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

func TestAShorterKeyOfAnEarlierVersionIsTakenAsThePreviousOne(t *testing.T) {
	status, log, path := start(t, map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": key[:minPreviousBytes]})
	if status != exitstatus.Succeeded || len(readSet(t, path)) != 2 {
		t.Fatal(status, log)
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
	const allowed = "it must be a file with a key of 32 to 4096 bytes"
	const unreadable = `"/nowhere/key", which cannot be read: no such file or directory: it must be a file that keycreator can read`
	for _, one := range []struct {
		environment map[string]string
		messages    []string
	}{
		{map[string]string{}, []string{"KEY_CURRENT_FILE is not set: " + allowed}},
		{map[string]string{"KEY_CURRENT_FILE": "/nowhere/key"}, []string{"KEY_CURRENT_FILE is " + unreadable}},
		{map[string]string{"KEY_CURRENT_FILE": ""}, []string{`KEY_CURRENT_FILE is "": it must be the absolute path of a file`}},
		{map[string]string{"KEY_CURRENT": ""}, []string{"KEY_CURRENT_FILE is a file of 0 bytes: " + allowed}},
		{map[string]string{"KEY_CURRENT": key[:31]}, []string{"KEY_CURRENT_FILE is a file of 31 bytes: " + allowed}},
		{
			map[string]string{"KEY_CURRENT": strings.Repeat("k", 4097)},
			[]string{"KEY_CURRENT_FILE is a file of more than 4096 bytes: " + allowed},
		},
		{
			map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS_FILE": "/nowhere/key"},
			[]string{"KEY_PREVIOUS_FILE is " + unreadable},
		},
		{
			map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": key[:15]},
			[]string{"KEY_PREVIOUS_FILE is a file of 15 bytes: it must be a file with a key of 16 to 4096 bytes, or not set"},
		},
		{
			map[string]string{"KEY_CURRENT": key, "KEY_PREVIOUS": key},
			[]string{"KEY_PREVIOUS_FILE is a file with the same key as KEY_CURRENT_FILE: it must be a file with another key, or not set"},
		},
		{
			map[string]string{"KEYS_PATH": "keys/jwks.json"},
			[]string{
				`KEYS_PATH is "keys/jwks.json": it must be the absolute path of a file`,
				"KEY_CURRENT_FILE is not set: " + allowed,
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
