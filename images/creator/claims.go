package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// The bounds of what a request may ask for; openapi.json tells them too.
const (
	defaultTTL     = 900
	longestSubject = 255
	mostClaims     = 16
	longestName    = 64
	longestText    = 256
	longestList    = 16
	// largest whole number that every program reads alike.
	largestNumber = 1<<53 - 1
)

// registered are the claims that only the creator sets. An audience would have every verifier refuse the token that does
// not expect it, and none does.
var registered = map[string]bool{"iss": true, "aud": true, "exp": true, "nbf": true, "iat": true, "jti": true}

// request is what a client asks for, checked.
type request struct {
	subject string
	// ttl is how many seconds the token is valid.
	ttl int
	// further claims, as they go into the token.
	further map[string]any
}

// readRequest checks the value of a body. An error says what is wrong in words for the client.
func readRequest(body any, maxTTL int) (request, error) {
	claims, ok := body.(map[string]any)
	if !ok {
		return request{}, errors.New("the body must be an object of claims")
	}
	if len(claims) > mostClaims {
		return request{}, fmt.Errorf("there are too many claims: at most %d are allowed", mostClaims)
	}
	asked := request{ttl: min(defaultTTL, maxTTL), further: map[string]any{}}
	subject, ok := claims["sub"].(string)
	if length := utf8.RuneCountInString(subject); !ok || length < 1 || length > longestSubject {
		return request{}, fmt.Errorf("sub must be a text of 1 to %d characters", longestSubject)
	}
	asked.subject = subject
	if value, set := claims["ttl"]; set {
		if asked.ttl, ok = wholeSeconds(value, maxTTL); !ok {
			return request{}, fmt.Errorf("ttl must be a whole number of seconds from 1 to %d", maxTTL)
		}
	}
	for name, value := range claims {
		if name == "sub" || name == "ttl" {
			continue
		}
		if err := checkClaim(name, value); err != nil {
			return request{}, err
		}
		asked.further[name] = value
	}
	return asked, nil
}

// wholeSeconds reads a number as JSON means it: 60, 60.0 and 6e1 are the same.
func wholeSeconds(value any, most int) (int, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	// Not as a decimal of any length: 1e999999999 would fill the memory.
	seconds, err := strconv.ParseFloat(number.String(), 64)
	if err != nil || seconds != math.Trunc(seconds) || seconds < 1 || seconds > float64(most) {
		return 0, false
	}
	return int(seconds), true
}

func checkClaim(name string, value any) error {
	if registered[name] {
		return fmt.Errorf("%s is set by the creator alone", name)
	}
	if length := utf8.RuneCountInString(name); length < 1 || length > longestName {
		return fmt.Errorf("the name of a claim must have 1 to %d characters", longestName)
	}
	_, flag := value.(bool)
	if flag || isText(value) || isNumber(value) || isTextList(value) {
		return nil
	}
	return fmt.Errorf(
		"%s must be a text of at most %d characters, a number of at most 2^53 - 1, true, false, or a list of at most %d such texts",
		name, longestText, longestList,
	)
}

func isText(value any) bool {
	text, ok := value.(string)
	return ok && utf8.RuneCountInString(text) <= longestText
}

func isTextList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) <= longestList && !slices.ContainsFunc(list, func(item any) bool { return !isText(item) })
}

func isNumber(value any) bool {
	literal, ok := value.(json.Number)
	if !ok {
		return false
	}
	number, err := strconv.ParseFloat(literal.String(), 64)
	return err == nil && math.Abs(number) <= largestNumber
}
