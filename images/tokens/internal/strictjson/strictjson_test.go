package strictjson

import (
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestNumbersKeepTheirDigits(t *testing.T) {
	got, err := Parse([]byte(`{"a":[1.10,-0,1e999999999],"b":12345678901234567890}`))
	number := func(digits string) any { return jsontext.Value(digits) }
	expected := map[string]any{
		"a": []any{number("1.10"), number("-0"), number("1e999999999")},
		"b": number("12345678901234567890"),
	}
	if err != nil || !reflect.DeepEqual(got, expected) {
		t.Error(got, err)
	}
}

func TestTheDepthIsLimitedWhateverTheNesting(t *testing.T) {
	for body, allowed := range map[string]bool{
		`[[[[1]]]]`:                  true,
		`{"a":{"a":{"a":{}}}}`:       true,
		`{"a":[{"a":[1,"b"]},[]]}`:   true,
		`[[[[[]]]]]`:                 false,
		`[1,{"a":[[[2]]]}]`:          false,
		`{"a":{"a":{"a":{"a":{}}}}}`: false,
	} {
		if _, err := Parse([]byte(body)); (err == nil) != allowed || err != nil && err != errTooDeep {
			t.Error(body, err)
		}
	}
}

// BenchmarkParse measures a request of usual size, one of the largest size, and one that is refused.
func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("x", 256)
	for name, body := range map[string]string{
		"usual":   `{"sub":"ana","ttl":60,"roles":["admin","reader"],"level":1.5}`,
		"largest": `{"sub":"ana","x":["` + strings.Repeat(text+`","`, 60) + `"]}`,
		"nested":  strings.Repeat("[", 8000) + strings.Repeat("]", 8000),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := Parse([]byte(body)); (err != nil) != (name == "nested") {
					b.Fatal(err)
				}
			}
		})
	}
}
