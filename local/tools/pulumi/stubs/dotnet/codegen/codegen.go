// Package codegen stands in for a code generator that the docker-build provider names and never runs.
package codegen

// CSharpPackageInfo is the part of the schema that this generator would read. The generator itself is never run here,
// and its module is not published.
type CSharpPackageInfo struct {
	RespectSchemaVersion bool              `json:"respectSchemaVersion,omitempty"`
	PackageReferences    map[string]string `json:"packageReferences,omitempty"`
	Namespaces           map[string]string `json:"namespaces,omitempty"`
	RootNamespace        string            `json:"rootNamespace,omitempty"`
}
