// Package strictjson parses JSON more strictly than encoding/json does.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// deepest is how many lists and objects may be within each other in a request.
const deepest = 4

var (
	errNotUTF8   = errors.New("the body is not UTF-8")
	errNotJSON   = errors.New("the body is not JSON")
	errTwice     = errors.New("a name in the body is there twice")
	errTooDeep   = errors.New("the body is nested too deep")
	errSurrogate = errors.New("a text in the body is no Unicode: it has half of a surrogate pair")
)

// Parse gives what JSON text stands for, with its numbers as they are written. What other programs could read in
// another way is refused: names that are there twice, text that is no Unicode, deep nesting.
func Parse(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, errNotUTF8
	}
	if !json.Valid(body) {
		return nil, errNotJSON
	}
	if hasLoneSurrogate(body) {
		return nil, errSurrogate
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return parseValue(decoder, 0)
}

func parseValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, errNotJSON
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == deepest {
		return nil, errTooDeep
	}
	if delimiter == '[' {
		return parseList(decoder, depth+1)
	}
	return parseObject(decoder, depth+1)
}

func parseList(decoder *json.Decoder, depth int) (any, error) {
	list := []any{}
	for decoder.More() {
		value, err := parseValue(decoder, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := decoder.Token()
	return list, err
}

func parseObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, errNotJSON
		}
		name, _ := token.(string)
		if _, there := object[name]; there {
			return nil, errTwice
		}
		if object[name], err = parseValue(decoder, depth); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return object, err
}

// hasLoneSurrogate tells whether valid JSON has an escape such as \ud800 without its other half. The decoder would put
// a replacement character there, and so make different texts equal.
func hasLoneSurrogate(body []byte) bool {
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++
		if body[i] != 'u' {
			continue
		}
		unit := hexUnit(body, i+1)
		i += 4
		switch {
		case unit >= 0xdc00 && unit <= 0xdfff:
			return true
		case unit >= 0xd800 && unit <= 0xdbff:
			if !bytes.HasPrefix(body[i+1:], []byte(`\u`)) {
				return true
			}
			if low := hexUnit(body, i+3); low < 0xdc00 || low > 0xdfff {
				return true
			}
			i += 6
		}
	}
	return false
}

// hexUnit reads the four hexadecimal digits at a place, which valid JSON has after \u.
func hexUnit(body []byte, at int) uint64 {
	unit, _ := strconv.ParseUint(string(body[at:at+4]), 16, 16)
	return unit
}
