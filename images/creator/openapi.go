package main

import (
	"encoding/json"
	"fmt"
)

// withMaxTTL gives the description of the API with the bound of ttl that is set, and the default that follows from it.
func withMaxTTL(description []byte, maxTTL int) []byte {
	var document map[string]any
	if err := json.Unmarshal(description, &document); err != nil {
		panic(fmt.Sprintf("openapi.json is no JSON: %v", err))
	}
	ttl := document["components"].(map[string]any)["schemas"].(map[string]any)["Claims"].(map[string]any)["properties"].(map[string]any)["ttl"].(map[string]any)
	ttl["maximum"] = maxTTL
	ttl["default"] = min(defaultTTL, maxTTL)
	changed, err := json.Marshal(document)
	if err != nil {
		panic(fmt.Sprintf("openapi.json cannot be encoded: %v", err))
	}
	return changed
}
