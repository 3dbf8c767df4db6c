// Package claims checks what a client asks to have in a token.
package claims

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// DefaultTTL is the lifetime of a token in seconds, unless the request sets one or the allowed maximum is shorter.
const DefaultTTL = 900

// The limits of a request; openapi.json repeats them, and a test compares the two. Lengths are in characters.
const (
	maxSubjectLength = 255
	maxClaims        = 16
	maxNameLength    = 64
	maxTextLength    = 256
	maxListLength    = 16
	// maxNumber is the largest whole number that every JSON parser reads exactly.
	maxNumber = 1<<53 - 1
)

// reserved are the claims that only the creator sets. That includes aud, which the creator never sets: a verifier refuses
// a token with an audience that it does not expect.
var reserved = []string{"iss", "aud", "exp", "nbf", "iat", "jti"}

// Request is what a client asks for, checked.
type Request struct {
	// Subject becomes the claim sub.
	Subject string
	// TTL is the lifetime of the token in seconds.
	TTL int
	// Further are the other claims, as they go into the token.
	Further map[string]any
}

// Check returns the request that a JSON value, as strictjson.Parse returns it, stands for. maxTTL is the longest lifetime
// allowed, in seconds. The error is worded for the client.
func Check(body any, maxTTL int) (Request, error) {
	claims, ok := body.(map[string]any)
	if !ok {
		return Request{}, errors.New("the body must be an object of claims")
	}
	if len(claims) > maxClaims {
		return Request{}, fmt.Errorf("there are too many claims: at most %d are allowed", maxClaims)
	}
	request := Request{TTL: min(DefaultTTL, maxTTL), Further: map[string]any{}}
	subject, ok := claims["sub"].(string)
	if length := utf8.RuneCountInString(subject); !ok || length < 1 || length > maxSubjectLength {
		return Request{}, fmt.Errorf("sub must be a string of 1 to %d characters", maxSubjectLength)
	}
	request.Subject = subject
	if value, set := claims["ttl"]; set {
		if request.TTL, ok = wholeSeconds(value, maxTTL); !ok {
			return Request{}, fmt.Errorf("ttl must be a whole number of seconds from 1 to %d", maxTTL)
		}
	}
	for name, value := range claims {
		if name == "sub" || name == "ttl" {
			continue
		}
		if err := checkFurther(name, value); err != nil {
			return Request{}, err
		}
		request.Further[name] = value
	}
	return request, nil
}

// wholeSeconds returns a number of seconds, however JSON writes it: 60, 60.0 and 6e1 are the same.
func wholeSeconds(value any, most int) (int, bool) {
	seconds, ok := number(value)
	if !ok || seconds != math.Trunc(seconds) || seconds < 1 || seconds > float64(most) {
		return 0, false
	}
	return int(seconds), true
}

// checkFurther checks one claim other than sub and ttl.
func checkFurther(name string, value any) error {
	if slices.Contains(reserved, name) {
		return fmt.Errorf("%s can be set by the creator only", name)
	}
	if length := utf8.RuneCountInString(name); length < 1 || length > maxNameLength {
		return fmt.Errorf("the name of a claim must have 1 to %d characters", maxNameLength)
	}
	_, flag := value.(bool)
	if flag || isText(value) || isNumber(value) || isTextList(value) {
		return nil
	}
	return fmt.Errorf(
		"%s must be a string of at most %d characters, a number of at most 2^53 - 1, true, false, or a list of at most %d such strings",
		name, maxTextLength, maxListLength,
	)
}

func isText(value any) bool {
	text, ok := value.(string)
	return ok && utf8.RuneCountInString(text) <= maxTextLength
}

func isTextList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) <= maxListLength && !slices.ContainsFunc(list, func(item any) bool { return !isText(item) })
}

func isNumber(value any) bool {
	parsed, ok := number(value)
	return ok && math.Abs(parsed) <= maxNumber
}

// number returns the value of a JSON number. It is false for anything else, and for a number beyond what a float64 holds.
// A decimal type of any precision would need gigabytes for 1e999999999.
func number(value any) (float64, bool) {
	literal, ok := value.(jsontext.Value)
	if !ok {
		return 0, false
	}
	parsed, err := strconv.ParseFloat(literal.String(), 64)
	return parsed, err == nil
}
