// Package java stands in for a code generator that the docker-build provider names and never runs.
package java

// PackageInfo is the part of the schema that this generator would read. The generator itself is never run here, and its
// module is not published.
type PackageInfo struct {
	BuildFiles                      string            `json:"buildFiles,omitempty"`
	BasePackage                     string            `json:"basePackage,omitempty"`
	GradleNexusPublishPluginVersion string            `json:"gradleNexusPublishPluginVersion,omitempty"`
	Dependencies                    map[string]string `json:"dependencies,omitempty"`
}
