// Package strictjson parses the JSON of a request. It refuses what parsers are known to read in different ways.
package strictjson

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth is how many arrays and objects may be nested in each other in a request.
const maxDepth = 4

var (
	errDuplicate = errors.New("an object in the body has two members of the same name")
	errTooDeep   = fmt.Errorf("the body is nested too deep: at most %d levels are allowed", maxDepth)
)

// options keep numbers as they were written, and limit the depth. Everything else is the library's default.
var options = json.WithUnmarshalers(json.UnmarshalFromFunc(prepare))

// Parse returns the value of a JSON text: nil, bool, string, []any, map[string]any, or jsontext.Value for a number, whose
// digits are kept as they were written. It refuses, with an error worded for the client, what RFC 8259 does not allow,
// text that is not Unicode (invalid UTF-8, and escapes that are half of a surrogate pair), objects with two members of
// the same name, deep nesting, and anything after the value.
func Parse(body []byte) (any, error) {
	var value any
	err := json.Unmarshal(body, &value, options)
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return value, nil
	case errors.Is(err, errTooDeep):
		return nil, errTooDeep
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, errDuplicate
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("the body is not valid JSON: %w at byte %d", syntax.Err, syntax.ByteOffset)
	default:
		return nil, errors.New("the body is not valid JSON")
	}
}

// prepare is called before each value is decoded, nested ones too.
func prepare(decoder *jsontext.Decoder, value *any) error {
	switch decoder.PeekKind() {
	case '0':
		// The type into which the number is decoded.
		*value = jsontext.Value(nil)
	case '[', '{':
		if decoder.StackDepth() == maxDepth {
			return errTooDeep
		}
	}
	// Go on as without this function.
	return errors.ErrUnsupported
}
