// Command pulumi-resource-kubernetes is Pulumi's Kubernetes provider. The upstream command embeds files that its module
// lacks; this one embeds those that the module has, which the build lays beside it.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var mapping []byte

// version is the provider's, set by the linker; the npm package's version asks for it.
var version = "0.0.0"

func main() { provider.Serve("kubernetes", version, schema, mapping) }
