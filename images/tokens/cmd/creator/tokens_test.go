package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"shared-keys/tokens/internal/claims"
	"shared-keys/tokens/internal/httpserver"
	"shared-keys/tokens/internal/keyset"
)

func TestATokenHasTheClaimsAskedForAndThoseOfItsIssuer(t *testing.T) {
	c := start(t, "ISSUER", "https://issuer.example/")
	before := time.Now().Unix()
	got := c.post(t, `{"sub":"ana é😀","ttl":60,"roles":["admin","<b>"],"level":1.5,"big":9007199254740991,"on":true}`)
	if got.status != http.StatusCreated || got.header.Get("Cache-Control") != "no-store" {
		t.Fatal(got)
	}
	header, claims := read(t, got.body["token"])
	key := keyset.New(hash)
	if !reflect.DeepEqual(header, map[string]any{"alg": "HS256", "typ": "JWT", "kid": key.ID}) {
		t.Error(header)
	}
	issued, expires := claims["iat"].(float64), claims["exp"].(float64)
	if int64(issued) < before || int64(issued) > time.Now().Unix() || expires != issued+60 {
		t.Error(claims)
	}
	if at, err := time.Parse(time.RFC3339, got.body["expiresAt"].(string)); err != nil || float64(at.Unix()) != expires {
		t.Error(got.body, err)
	}
	if id := claims["jti"].(string); len(id) < 22 {
		t.Error(id)
	}
	for _, name := range []string{"iat", "exp", "jti"} {
		delete(claims, name)
	}
	expected := map[string]any{
		"sub": "ana é😀", "iss": "https://issuer.example/",
		"roles": []any{"admin", "<b>"}, "level": 1.5, "big": 9007199254740991.0, "on": true,
	}
	if !reflect.DeepEqual(claims, expected) {
		t.Errorf("%v\nis not\n%v", claims, expected)
	}
}

func TestATokenIsSignedWithTheHash(t *testing.T) {
	token := start(t).post(t, `{"sub":"a"}`).body["token"].(string)
	signed, signature, _ := strings.Cut(token[strings.Index(token, ".")+1:], ".")
	mac := hmac.New(sha256.New, hash)
	_, _ = fmt.Fprintf(mac, "%s.%s", token[:strings.Index(token, ".")], signed)
	if signature != base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) {
		t.Error(token)
	}
}

func TestNoTwoTokensAreAlike(t *testing.T) {
	c := start(t)
	seen := map[any]bool{}
	for range 20 {
		_, claims := read(t, c.post(t, `{"sub":"a"}`).body["token"])
		seen[claims["jti"]] = true
	}
	if len(seen) != 20 {
		t.Error(seen)
	}
}

func TestALifetimeIsBoundedAndHasADefault(t *testing.T) {
	const wrong = "ttl must be a whole number of seconds from 1 to "
	for _, maxTTL := range []string{"600", "3600"} {
		c := start(t, "MAX_TTL", maxTTL)
		for ttl, seconds := range map[string]float64{"1": 1, "600": 600, "60.0": 60, "6e1": 60, "5.99e+2": 599} {
			got := c.post(t, fmt.Sprintf(`{"sub":"a","ttl":%s}`, ttl))
			if _, claims := read(t, got.body["token"]); claims["exp"].(float64)-claims["iat"].(float64) != seconds {
				t.Error(ttl, claims)
			}
		}
		_, made := read(t, c.post(t, `{"sub":"a"}`).body["token"])
		expected := map[string]float64{"600": 600, "3600": claims.DefaultTTL}[maxTTL]
		if got := made["exp"].(float64) - made["iat"].(float64); got != expected {
			t.Error("the default is ", got)
		}
		for _, ttl := range []string{
			"0", "-1", "-0", "3601", "1.5", `"60"`, "null", "true", "[60]", "{}", "1e400", "1e999999999", "1e-400",
			"99999999999999999999999999", "18446744073709551617", strings.Repeat("9", 10000),
		} {
			c.post(t, fmt.Sprintf(`{"sub":"a","ttl":%s}`, ttl)).refused(t, 422, wrong+maxTTL)
		}
	}
}

func TestWrongClaimsAreRefused(t *testing.T) {
	c := start(t)
	text := func(length int) string { return strings.Repeat("é", length) }
	for body, message := range map[string]string{
		`[]`: "object", `null`: "object", `"sub"`: "object", `7`: "object",
		`{}`: "sub must", `{"sub":null}`: "sub must", `{"sub":""}`: "sub must", `{"sub":7}`: "sub must", `{"SUB":"a"}`: "sub must",
		`{"sub":"` + text(256) + `"}`: "sub must", `{"sub":["a"]}`: "sub must",
		`{"sub":"a","exp":1}`: "exp can be set", `{"sub":"a","nbf":1}`: "nbf can be set", `{"sub":"a","iat":1}`: "iat can be set",
		`{"sub":"a","jti":"1"}`: "jti can be set", `{"sub":"a","iss":"me"}`: "iss can be set", `{"sub":"a","aud":"me"}`: "aud can be set",
		`{"sub":"a","":1}`:                                      "the name of a claim",
		`{"sub":"a","` + text(65) + `":1}`:                      "the name of a claim",
		`{"sub":"a","x":null}`:                                  "x must be",
		`{"sub":"a","x":{}}`:                                    "x must be",
		`{"sub":"a","x":[1]}`:                                   "x must be",
		`{"sub":"a","x":[["a"]]}`:                               "x must be",
		`{"sub":"a","x":9007199254740992}`:                      "x must be",
		`{"sub":"a","x":1e400}`:                                 "x must be",
		`{"sub":"a","x":"` + text(257) + `"}`:                   "x must be",
		`{"sub":"a","x":["` + text(257) + `"]}`:                 "x must be",
		`{"sub":"a","x":[""` + strings.Repeat(`,""`, 16) + `]}`: "x must be",
		manyClaims(17):                                          "too many claims",
	} {
		c.post(t, body).refused(t, 422, message)
	}
	for _, body := range []string{
		`{"sub":"` + text(255) + `","x":"` + text(256) + `","` + text(64) + `":["` + text(256) + `"]}`,
		manyClaims(16), " {\"sub\":\"a\"}\n", `{"sub":"😀"}`, `{"\u0073ub":"a","e":""}`,
	} {
		if got := c.post(t, body); got.status != 201 {
			t.Error(got, body)
		}
	}
}

func manyClaims(count int) string {
	claims := `{"sub":"a"`
	for i := range count - 1 {
		claims += fmt.Sprintf(`,"c%d":%d`, i, i)
	}
	return claims + "}"
}

func TestMalformedBodiesAreRefused(t *testing.T) {
	c := start(t)
	const invalid = "not valid JSON"
	for body, message := range map[string]string{
		"": invalid, "{": invalid, `{"sub":"a"} {}`: invalid, `{"sub":"a",}`: invalid, `{'sub':'a'}`: invalid,
		`{"sub":"a","x":NaN}`: invalid, `{"sub":"a","ttl":060}`: invalid, "\ufeff{\"sub\":\"a\"}": invalid,
		"{\"sub\":\"\xff\"}": "invalid UTF-8", "\xff\xfe{\x00": invalid,
		`{"sub":"a","sub":"b"}`: "same name", `{"sub":"a","\u0073ub":"b"}`: "same name", `{"sub":"a","x":{"y":1,"y":2}}`: "same name",
		`{"sub":"\ud800"}`: "surrogate", `{"sub":"\udc00\ud800"}`: "surrogate", `{"sub":"\ud800\u0041"}`: "surrogate",
		`{"sub":"\ud83dx"}`: "surrogate", `{"sub":"\\\ud83d"}`: "surrogate",
		`{"sub":"a","x":[[[[[]]]]]}`: "too deep",
		`{"sub":` + strings.Repeat("[", 8000) + strings.Repeat("]", 8000) + `}`: "too deep",
		strings.Repeat("[", 16000): "too deep",
	} {
		c.post(t, body).refused(t, 400, message)
	}
	for _, body := range []string{`{"sub":"\ud83d\ude00"}`, `{"sub":"\\ud83d"}`} {
		if got := c.post(t, body); got.status != 201 {
			t.Error(got, body)
		}
	}
}

func TestOversizedRequestsAreRefused(t *testing.T) {
	c := start(t)
	padding := func(size int) string { return `{"sub":"a"}` + strings.Repeat(" ", size-len(`{"sub":"a"}`)) }
	if got := c.post(t, padding(httpserver.MaxBodyBytes)); got.status != 201 {
		t.Error(got)
	}
	c.post(t, padding(httpserver.MaxBodyBytes+1)).refused(t, 413, "at most 16384 bytes")
	// Each claim is within its limits, but together they are too long for a token.
	long := `["` + strings.Repeat("x", 256) + strings.Repeat(`","`+strings.Repeat("x", 256), 14) + `"]`
	c.post(t, `{"sub":"a","x":`+long+`}`).accepted(t)
	c.post(t, `{"sub":"a","x":`+long+`,"y":`+long+`}`).refused(t, 413, "the token would be too long")
}

func (a answer) accepted(t *testing.T) {
	t.Helper()
	if a.status != 201 {
		t.Error(a)
	}
}

func TestOtherContentTypesAreRefused(t *testing.T) {
	c := start(t)
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json;;"} {
		c.request(t, "POST", "/tokens", kind, `{"sub":"a"}`).refused(t, 415, "application/json")
	}
	if got := c.request(t, "POST", "/tokens", "Application/JSON; charset=utf-8", `{"sub":"a"}`); got.status != 201 {
		t.Error(got)
	}
}
