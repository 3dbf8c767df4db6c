package api

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"shared-keys/tokens/internal/claims"
)

//go:embed openapi.json
var openAPI []byte

// withMaxTTL returns the description of the API with the maximum and the default of ttl filled in. It panics if the
// embedded description lacks them, which the tests rule out.
func withMaxTTL(description []byte, maxTTL int) []byte {
	var document map[string]any
	if err := json.Unmarshal(description, &document); err != nil {
		panic(fmt.Sprintf("openapi.json is not valid JSON: %v", err))
	}
	ttl := member(document, "components", "schemas", "Claims", "properties", "ttl")
	ttl["maximum"] = maxTTL
	ttl["default"] = min(claims.DefaultTTL, maxTTL)
	changed, err := json.Marshal(document)
	if err != nil {
		panic(fmt.Sprintf("openapi.json cannot be encoded: %v", err))
	}
	return changed
}

// member returns the object at a path of names.
func member(object map[string]any, path ...string) map[string]any {
	for _, name := range path {
		object = object[name].(map[string]any)
	}
	return object
}
